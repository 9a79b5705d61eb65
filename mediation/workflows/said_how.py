"""How an act of a party came: each step that staff may take for a party says on what, and each record tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.vocabulary import SaidHow
from mediation.workflows import facts as f
from mediation.workflows.acts import Act, NotPossibleNow, Refused

ONLINE = (SaidHow.PORTAL, SaidHow.AGENT)
ATTENDED = "attended_by"  # the fact of a step that is taken at the screen of the window
# What binds, or is asked for in writing by law: in person, or on paper.
IN_WRITING = (SaidHow.IN_PERSON, SaidHow.SIGNED, SaidHow.POST)
# What a telephone call suffices for: nothing is given away by it, or the law asks for no form.
BY_WORD = (*IN_WRITING, SaidHow.PHONE)
# What is handed over.
HANDED = (SaidHow.IN_PERSON, SaidHow.POST)
# Where staff also do the same of their own accord.
BY_WORD_OR_OWN = (*BY_WORD, SaidHow.OWN)
HANDED_OR_OWN = (*HANDED, SaidHow.OWN)

LABEL = gettext_lazy("本人怎样表示的")


def told_with(ways: tuple[SaidHow, ...]) -> tuple[f.Fact, ...]:
    """The facts by which an act of a party says how it came; staff may choose among the `ways`."""
    how = f.choice(
        "said_how", LABEL, SaidHow, required=False, asked_of_staff=bool(ways), only=tuple(ways), by_page=not ways
    )
    letter = f.day(
        "letter_on", gettext_lazy("收到书面材料的日期"), required=False, by_page=not ways,
        help=gettext_lazy("邮寄来的才填。"),
    )  # fmt: skip
    return (how, letter) if SaidHow.POST in ways else (how,)


def of_whom(step: Any, facts: dict[str, Any], *, party: bool, agent: bool) -> dict[str, Any]:
    """The facts of an act as they are recorded: in the portal nobody says how it came, the door by which he came in tells it."""
    if not (party and any(fact.name == "said_how" for fact in step.facts)):
        return facts
    online = SaidHow.AGENT if agent else SaidHow.PORTAL
    return {
        **facts,
        "said_how": SaidHow.AT_SCREEN if ATTENDED in facts else online,
        **({"letter_on": None} if "letter_on" in facts else {}),
    }


def against(step: Any, act: Act) -> Iterator[Refused]:
    """What stands against how staff say that it came."""
    how = act.get("said_how")
    if not how or act.by.user is None or act.by.following:
        return
    if how not in step.ways:
        yield NotPossibleNow(
            "not_said_so",
            _("“%(step)s”不能凭“%(how)s”登记。") % {"step": step.label, "how": SaidHow(how).label},
            _("可以凭的是：%s。") % "、".join(str(way.label) for way in step.ways),
        )
    elif how == SaidHow.POST and (act.get("letter_on") is None or act.letter_on > act.on):
        yield NotPossibleNow(
            "letter_undated", _("邮寄来的，请填写收到书面材料的日期，不能晚于办理的日期。"), _("请看信封上的收件章。")
        )


def in_words(step: Any, facts: dict[str, Any], *, by_staff: bool) -> str:
    """How an act of a party came, in a word; of records from before it was asked, that it was not recorded."""
    if how := facts.get("said_how"):
        return str(SaidHow(how).label)
    return _("没有记载") if by_staff and step.ways else ""
