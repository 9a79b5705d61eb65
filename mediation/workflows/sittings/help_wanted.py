"""到场帮助: what a party needs to take part when it comes, asked at any time and answered by the office."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import a_party, handler, head, intake_clerk, mediator, recorder
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.said_how import BY_WORD
from mediation.workflows.sittings.hindrance import party_named

BASIS = "《无障碍环境建设法》第四十九条；《信访工作条例》第十七条"
ASKED = ("step_free", "hearing_loop", "sign_language", "interpreter", "other")


class HelpState(models.TextChoices):
    """Where a request for help stands."""

    ASKED = "asked", _("已提出")
    ANSWERED = "answered", _("已答复")
    WITHDRAWN = "withdrawn", _("已撤回")


something_asked = Guard(
    "no_help_named",
    _("请选择或者写明需要什么帮助。"),
    lambda wanted, act: any(act.get(name) for name in ASKED),
    on_facts=True,
)


class HelpLifecycle(Lifecycle):
    """What one party needs."""

    State = HelpState
    course_told = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=HelpState.ASKED,
        label=_("说明到场需要的帮助"),
        plain=_("来参加听证、调解时需要翻译、手语、轮椅通行或者听不清的，先说一声，我们安排。任何时候都可以说，不影响您的事项。"),
        told_to_party=True,
        ways=BY_WORD,
        by=a_party | handler | mediator | recorder | intake_clerk,
        guards=[party_named, something_asked],
        facts=[
            f.one("party", _("当事人"), "Party", required=False, at_window=True, asked_of_staff=True),
            f.yes_no("step_free", _("无障碍通行（轮椅、不便上楼梯）")),
            f.yes_no("hearing_loop", _("助听设备")),
            f.yes_no("sign_language", _("手语翻译")),
            f.text("interpreter", _("语言翻译"), required=False, help=_("写明哪种语言或者方言。")),
            f.text("other", _("其他帮助"), required=False, help=_("如大字材料、座位靠近出口、由人陪同。")),
        ],
        basis=BASIS,
        day_field="asked_on",
    )  # fmt: skip
    def ask(self, act: Act) -> None:
        """A party says what it needs; whoever arranges sittings of the file learns of it, and rooms are chosen by it."""
        self.party = act.party or act.by.party

    @step(
        source=[HelpState.ASKED, HelpState.ANSWERED],
        target=HelpState.ANSWERED,
        label=_("答复到场帮助"),
        told_to_party=True,
        by=handler | mediator | recorder | intake_clerk | head,
        facts=[
            f.long_text(
                "answer", _("如何安排"), longest=500, help=_("写明安排了什么、要带什么；做不到的写明原因和替代的办法。")
            )
        ],
        basis=BASIS,
        day_field="answered_on",
    )
    def reply(self, act: Act) -> None:
        """The office says what is arranged, what to bring, and what cannot be had."""
        self.answered_by = act.by.user

    @step(
        source=[HelpState.ASKED, HelpState.ANSWERED],
        target=HelpState.WITHDRAWN,
        label=_("不再需要帮助"),
        plain=_("不用再安排了。"),
        turns_back=True,
        quiet=True,
        told_to_party=True,
        ways=BY_WORD,
        by=a_party | handler | mediator | recorder | intake_clerk,
    )
    def withdraw(self, act: Act) -> None:
        """The party needs it no more."""


def needs_of(wanted: Any) -> list[str]:
    """What is asked, in words."""
    named = {fact.name: str(fact.label) for fact in HelpLifecycle.steps()["ask"].facts}
    ticked = [named[name] for name in ("step_free", "hearing_loop", "sign_language") if getattr(wanted, name)]
    written = [f"{named[name]}：{getattr(wanted, name)}" for name in ("interpreter", "other") if getattr(wanted, name)]
    return ticked + written
