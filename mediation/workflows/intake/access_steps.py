"""By what a party is let in and acts: the slip with its code, given once and renewed at the window, and the secret of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, a_party, intake_clerk, mediator, petition_office
from mediation.vocabulary import IdentitySeen, PartyChangeKind, SlipHanded
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, step
from mediation.workflows.intake import party_change_guards as g

RECORDED = "recorded"  # `PartyChangeState.RECORDED`, whose lifecycle is built upon this one
# A new code comes from the window alone: who handles the matter, mediates or reviews it never holds a key of the party's.
at_the_window = intake_clerk | petition_office


def _no_window(obj: Any, actor: Actor) -> bool:
    return mediator(obj, actor) and getattr(obj.matter, "petition", None) is None


# Where mediation is asked for without a petition there is no window; whoever takes it in hands out the first slip.
gives_slips = at_the_window | Permission(_no_window, _("没有信访事项的调解的调解员"))

WHO = f.one("party", _("当事人"), "Party")
CODE = f.text("code", _("查询码"), longest=20, confidential=True)
# Never the secret itself: the page has hashed it before anything is recorded.
KEPT = f.text("kept", _("办事密码的密文"), longest=200, confidential=True)
SEEN = f.choice("identity", _("当面核对了什么证件"), IdentitySeen)
# By the number the screen at the window knows for whom it is asked; it opens once, within minutes.
NUMBER = f.text("number", _("窗口屏幕的号码"), longest=20, confidential=True)
ATTENDED = f.one("attended_by", _("核对证件的工作人员"), "User")


class AccessSteps:
    """Steps about code and secret."""

    _opens: Callable[[str, Act], None]

    @step(
        source=NEW,
        target=RECORDED,
        label=_("发给查询凭条"),
        by=gives_slips,
        hidden=True,
        guards=[g.of_this_file, g.has_no_code],
        facts=[WHO, f.choice("handed", _("怎样交给本人"), SlipHanded), CODE],
        basis="《信访工作条例》第二十一条第二款",
        day_field="changed_on",
    )  # fmt: skip
    def give_code(self, act: Act) -> None:
        """A party gets its first slip with the query code: once, from whoever registered it; another one needs the document seen."""
        self._opens(PartyChangeKind.FIRST_CODE, act)

    @step(
        source=NEW,
        target=RECORDED,
        label=_("补发查询码"),
        by=at_the_window,
        hidden=True,
        guards=[g.of_this_file],
        facts=[
            WHO,
            SEEN,
            CODE,
        ],
        basis="《信访工作条例》第二十一条第二款",
        day_field="changed_on",
    )  # fmt: skip
    def renew_code(self, act: Act) -> None:
        """A party that lost its code, or fears that it is known, gets another one in person: the old one opens nothing any more."""
        self._opens(PartyChangeKind.CODE, act)

    @step(
        source=NEW,
        target=RECORDED,
        label=_("设定办事密码"),
        plain=_("设一个只有您自己知道的办事密码。签名、撤回、确认收到文书时再输一次，别人拿到查询码也不能替您办。"),
        any_time=True,
        by=a_party,
        hidden=True,
        guards=[g.set_by_itself, g.no_secret_yet],
        facts=[KEPT],
        basis="《电子签名法》第三条、第十三条（参照）",
        day_field="changed_on",
    )  # fmt: skip
    def set_secret(self, act: Act) -> None:
        """A party sets, on a device of its own, what it is asked for again before anything that binds it; staff never do.

        The page says that to set it is to agree to sign by it (电子签名法 3); whoever does not signs on paper.
        """
        self._opens(PartyChangeKind.SECRET, act)

    @step(
        source=NEW,
        target=RECORDED,
        label=_("请本人在窗口设办事密码"),
        by=at_the_window,
        hidden=True,
        guards=[g.of_this_file, g.has_a_slip, g.knows_no_secret],
        facts=[WHO, SEEN, NUMBER],
        basis="《信访工作条例》第二十一条第二款",
        day_field="changed_on",
    )  # fmt: skip
    def ask_at_screen(self, act: Act) -> None:
        """Whoever has no device of his own is asked, his identity seen, to type a secret at the screen on his side of the window."""
        self._opens(PartyChangeKind.ASKED_AT_SCREEN, act)

    @step(
        source=NEW,
        target=RECORDED,
        label=_("在窗口屏幕上设定办事密码"),
        plain=_("在登记窗口给您用的屏幕上，设一个只有您自己知道的办事密码。工作人员看不到。"),
        any_time=True,
        by=a_party,
        hidden=True,
        guards=[g.set_by_itself, g.no_secret_yet],
        facts=[KEPT, SEEN, ATTENDED],
        basis="《电子签名法》第三条、第十三条（参照）",
        day_field="changed_on",
    )  # fmt: skip
    def set_secret_at_screen(self, act: Act) -> None:
        """The party types it at the screen that was opened for it; the clerk learns only that it was set."""
        self._opens(PartyChangeKind.SECRET, act)

    @step(
        source=NEW,
        target=RECORDED,
        label=_("更换办事密码"),
        plain=_("换一个新的办事密码，先要输现在的。别处打开的页面当时退出。"),
        any_time=True,
        by=a_party,
        hidden=True,
        guards=[g.set_by_itself, g.has_a_secret],
        facts=[KEPT],
        basis="《电子签名法》第三条、第十三条（参照）",
        day_field="changed_on",
    )  # fmt: skip
    def change_secret(self, act: Act) -> None:
        """A party that knows its secret takes another: nothing waits, and what was opened elsewhere by the code ends."""
        self._opens(PartyChangeKind.SECRET_CHANGED, act)
