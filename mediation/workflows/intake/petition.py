"""信访事项: the envelope. What happens to it follows from its claims and its papers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.permissions import (
    consequence,
    handler,
    head,
    intake_clerk,
    petition_office,
    petitioner,
    reads_with_a_reason,
)
from mediation.vocabulary import Power, VisitManner
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import Act, Guard, step
from mediation.workflows.intake.authority import (
    WITHDRAWAL_FACTS,
    written_authority,
)
from mediation.workflows.intake.petition_guards import (
    CONSULTING,
    all_performed,
    effect_is_told,
    every_claim_disposed,
    every_paper_issued,
    everyone_served,
    no_review_pending,
    no_right_running,
    somebody_takes_back,
    takes_back_once,
    visits_its_party,
)
from mediation.workflows.intake.registration import OPEN_STATES, PetitionState, Registration
from mediation.workflows.intake.rescinding import RESCINDING_FACTS, RESCINDING_GUARDS
from mediation.workflows.said_how import IN_WRITING

VISIT_FACTS = (
    f.one("visited", _("回访的当事人"), "Party"),
    f.choice("manner", _("回访的方式"), VisitManner),
    f.text("purpose", _("回访的目的"), required=False, help=_("不填就是了解履行、落实情况。")),
    f.long_text("performance", _("履行情况"), longest=2000),
    f.text("opinion", _("当事人的意见"), required=False),
    f.text("left_open", _("仍有的争议"), required=False),
    f.text("action", _("处理"), required=False),
    f.day("next_on", _("下次回访的日期"), required=False),
)
next_visit_ahead = Guard(
    "next_visit_past",
    _("下次回访的日期应当晚于今天。"),
    lambda thing, act: act.get("next_on") is None or act.next_on > act.on,
    on_facts=True,
)


class PetitionLifecycle(Registration):
    """The envelope of one 信访事项."""

    class Meta:
        abstract = True

    @step(
        source=[PetitionState.REGISTERED, PetitionState.DISPATCHED, PetitionState.IN_HAND],
        target=PetitionState.DISPATCHED,
        label=_("转送、交办"),
        told_to_party=False,
        by=consequence,
        annul=TakenBack(),
        basis="《信访工作条例》第二十二条",
    )
    def dispatch(self, act: Act) -> None:
        """Follows the sending of a dispatch; meets D1."""

    @step(
        source=[PetitionState.REGISTERED, PetitionState.DISPATCHED],
        target=PetitionState.IN_HAND,
        label=_("开始办理"),
        told_to_party=False,
        by=consequence,
        annul=TakenBack(),
    )
    def take_in_hand(self, act: Act) -> None:
        """Follows the first claim that is accepted."""

    @step(
        source=[PetitionState.REGISTERED, PetitionState.DISPATCHED, PetitionState.IN_HAND],
        target=PetitionState.ANSWERED,
        label=_("答复"),
        told_to_party=True,
        by=consequence,
        annul=TakenBack(yields=True),
        guards=[every_claim_disposed],
    )
    def answer(self, act: Act) -> None:
        """Every claim has its disposal and the answer was dispatched."""

    @step(
        source=[PetitionState.REGISTERED, PetitionState.DISPATCHED, PetitionState.IN_HAND],
        target=PetitionState.NOT_ACCEPTED,
        label=_("不予受理"),
        turns_back=True,
        told_to_party=True,
        by=consequence,
        annul=TakenBack(yields=True),
    )
    def decline(self, act: Act) -> None:
        """Follows when not one claim was accepted and the notices were dispatched."""

    @step(
        source=PetitionState.ANSWERED,
        target=PetitionState.CLOSED,
        label=_("办结"),
        told_to_party=True,
        by=handler | head,
        guards=[
            every_claim_disposed,
            every_paper_issued,
            everyone_served,
            no_right_running,
            no_review_pending,
            all_performed,
        ],
        facts=[f.yes_no("resolved", _("争议已化解")), f.long_text("closing_note", _("办结说明"), required=False)],
        day_field="closed_on",
        annul=TakenBack(),
    )
    def close(self, act: Act) -> None:
        """End the procedure. Whether the dispute itself is solved is a field of its own."""

    @step(
        source=[*OPEN_STATES, PetitionState.ANSWERED],
        label=_("撤回"),
        power=Power.WITHDRAW,
        turns_back=True,
        told_to_party=True,
        plain=_("您自己不再要求办理，其他信访人的请求继续办理。撤回是您自己的决定，任何人不能要求您撤回。"),
        quiet=True,
        ways=IN_WRITING,
        by=petitioner | intake_clerk | handler,
        guards=[somebody_takes_back, takes_back_once, written_authority, effect_is_told],
        facts=WITHDRAWAL_FACTS,
    )
    def withdraw(self, act: Act) -> None:
        """A petitioner takes back his own part, of his own will and told what follows; the others' parts go on (第二十条)."""

    @step(
        source=[*OPEN_STATES, PetitionState.ANSWERED],
        target=PetitionState.WITHDRAWN,
        label=_("全部撤回"),
        turns_back=True,
        told_to_party=True,
        by=consequence,
        facts=[f.long_text("why", _("撤回的理由"), required=False)],
    )
    def end_withdrawn(self, act: Act) -> None:
        """The last petitioner has taken back his part: nothing is left to handle."""

    @step(
        source=[*OPEN_STATES, PetitionState.ANSWERED, PetitionState.WITHDRAWN],
        label=_("取消撤回"),
        power=Power.IN_PERSON,
        binding=False,
        told_to_party=True,
        plain=_(
            "撤回以后改了主意的，可以取消撤回：事项接着办理，各种期限接着计算，撤回的这几天不算在内。已经取消的会议要另行安排。"
        ),
        period="D20",
        ways=IN_WRITING,
        by=petitioner | intake_clerk | handler,
        guards=RESCINDING_GUARDS,
        facts=RESCINDING_FACTS,
    )
    def rescind_withdrawal(self, act: Act) -> None:
        """Whoever took back his part changes his mind in time (D20): what it had ended goes on, without a day lost or won."""

    @step(
        source=[PetitionState.ANSWERED, PetitionState.CLOSED, PetitionState.NOT_ACCEPTED],
        target=PetitionState.IN_HAND,
        label=_("重新办理"),
        turns_back=True,
        told_to_party=True,
        by=consequence | head,
        facts=[f.long_text("why", _("重新办理的原因"))],
    )
    def reopen(self, act: Act) -> None:
        """A review orders a new decision, an agreement is broken, or new facts appear."""

    @step(
        source="*",
        label=_("说明理由查阅"),
        hidden=True,
        told_to_party=True,
        by=reads_with_a_reason,
        guards=CONSULTING,
        facts=[f.long_text("why", _("查阅的理由"), longest=500)],
    )
    def consult(self, act: Act) -> None:
        """Read a file that is not open to one any more, saying why: one that is closed, or, as head, any that lay with the organ."""

    @step(
        source=[PetitionState.ANSWERED, PetitionState.CLOSED],
        label=_("回访"),
        by=handler | petition_office,
        guards=[visits_its_party, next_visit_ahead],
        facts=VISIT_FACTS,
    )
    def revisit(self, act: Act) -> None:
        """Go and see whether what was decided is carried out, and write down what the party says."""
