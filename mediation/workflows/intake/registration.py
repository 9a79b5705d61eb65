"""登记: how a 信访事项 comes in, and what is entered about it afterwards."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import (
    a_party,
    clock,
    consequence,
    handler,
    head,
    intake_clerk,
    mediator,
    petition_office,
    petitioner,
)
from mediation.vocabulary import Category, Channel, ContentClass, Power, Submission
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Lifecycle, step
from mediation.workflows.intake.attachment import HAND_IN_FACTS, OF_ONE_MATTER, in_custody
from mediation.workflows.intake.authority import (
    AUTHORITY_FACTS,
    AUTHORITY_GUARDS,
    REVOKING_FACTS,
    authority_was_given,
    somebody_authorised,
)
from mediation.workflows.intake.claim import ROUTE_TOLD
from mediation.workflows.intake.petition_guards import (
    accused_is_placed,
    accuses_another,
    at_most_five_representatives,
    handler_not_taken_off,
    identities_fit,
    joint_has_representative,
    receipts_are_waiting,
    received_already,
    representatives_in_all,
    room_for_more,
    says_something_else,
    silent_from_now_on,
    silent_subject,
)
from mediation.workflows.intake.rows import CLAIM_COLUMNS, PARTY_COLUMNS
from mediation.workflows.said_how import BY_WORD, HANDED_OR_OWN


class PetitionState(models.TextChoices):
    """Where the envelope stands."""

    REGISTERED = "registered", _("已登记")
    DISPATCHED = "dispatched", _("已转送、交办")
    IN_HAND = "in_hand", _("办理中")
    ANSWERED = "answered", _("已答复")
    CLOSED = "closed", _("办结")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    WITHDRAWN = "withdrawn", _("已撤回")
    ANNULLED = "annulled", _("登记已撤销")


OPEN_STATES = (PetitionState.REGISTERED, PetitionState.DISPATCHED, PetitionState.IN_HAND)


class Registration(Lifecycle):
    """The envelope of one 信访事项 from its registration to whoever handles it: who is in it, what is handed in, what was brought before."""

    State = PetitionState
    course_told = True
    plain_states = {
        PetitionState.REGISTERED: _("您的事项已经登记，正在转给有权处理的单位。"),
        PetitionState.DISPATCHED: _("您的事项已经转给有权处理的单位，正等它决定是否受理。"),
        PetitionState.IN_HAND: _("您的事项正在办理。"),
        PetitionState.ANSWERED: _("您的每一项诉求都有了答复，请看下面的文书。"),
        PetitionState.CLOSED: _("您的事项已经办结。"),
        PetitionState.NOT_ACCEPTED: _("您的事项没有被受理，理由和可以去的地方写在告知书里。"),
        PetitionState.WITHDRAWN: _("您的事项已经撤回。"),
        PetitionState.ANNULLED: _("另案办理的登记有误，已经撤销；您的请求在原来的事项中办理。"),
    }
    opened_apart = True
    own_section = True

    class Meta:
        abstract = True

    @classmethod
    def kept_in_ledger(cls, step: str, facts: dict[str, Any]) -> dict[str, Any]:
        """Who is accused of what is told with the accusation alone, and so are the files of a letter that accuses."""
        if step != "register":
            return facts
        open_claims = [
            row for row in facts["claims"] if not (row["accused_organ"] or row["category"] == Category.ACCUSATION)
        ]
        files = facts["files"] if len(open_claims) == len(facts["claims"]) else []
        return {**facts, "claims": open_claims, "files": files, "route_told": []}

    @step(
        source=NEW,
        target=PetitionState.REGISTERED,
        label=_("登记"),
        told_to_party=True,
        by=intake_clerk | petition_office,
        guards=[
            at_most_five_representatives,
            joint_has_representative,
            accuses_another,
            accused_is_placed,
            silent_subject,
            received_already,
            identities_fit,
        ],
        facts=[
            f.one("organ", _("登记机关"), "Organ"),
            f.choice("channel", _("渠道"), Channel),
            f.text("subject", _("事由"), help=_("一句话说明是什么事，例如“青椒收购价未兑现”；不写检举控告的内容。")),
            f.long_text("account", _("事实和理由")),
            f.table("petitioners", _("信访人"), *PARTY_COLUMNS),
            f.table("opposite_parties", _("对方当事人"), *PARTY_COLUMNS, required=False),
            f.table("claims", _("诉求"), *CLAIM_COLUMNS),
            f.files("files", _("随附材料"), required=False, help=_("来信原件、证据、照片的扫描件。")),
            f.day("received_on", _("收到日期"), required=False, help=_("不填则为登记当日。")),
            f.choice("content_class", _("内容分类"), ContentClass, required=False),
            f.text("place", _("问题发生地"), required=False),
            f.number("people_present", _("到场人数"), required=False, least=1, most=100_000),
            f.choice("submission", _("初次或者重复"), Submission, required=False),
            ROUTE_TOLD,
        ],
        basis="《信访工作条例》第二十二条",
        day_field="received_on",
        people=("petitioners", "opposite_parties"),
    )
    def register(self, act: Act) -> None:
        """Register what was received, claim by claim; starts D1 and gives the receipt."""

    @step(
        source=NEW,
        target=PetitionState.REGISTERED,
        label=_("另案立卷"),
        told_to_party=True,
        by=consequence,
        facts=[
            f.one("apart_from", _("由何事项分出"), "Petition"),
            f.text("subject", _("事由")),
            f.long_text("account", _("事实和理由")),
            f.day("received_on", _("收到日期")),
        ],
        basis="《信访工作条例》第二十二条",
        day_field="received_on",
        annul=TakenBack(leaves=PetitionState.ANNULLED),
    )
    def begin_apart(self, act: Act) -> None:
        """Some petitioners of another matter have this one of their own: received when that was, and as far as that has come."""

    @step(
        source=OPEN_STATES,
        label=_("补充登记信访人"),
        told_to_party=False,
        by=intake_clerk | handler | petition_office,
        guards=[representatives_in_all, room_for_more, identities_fit],
        facts=[
            f.table(
                "petitioners",
                _("信访人"),
                *PARTY_COLUMNS,
                help=_("同一次提出、名单较长、分几次登记的人。几百人以上的，在“当事人”页按名册登记。"),
            ),
            f.text("why", _("说明"), required=False, longest=500),
        ],
        basis="《信访工作条例》第二十二条",
        people=("petitioners",),
    )
    def add_petitioners(self, act: Act) -> None:
        """Write down more of the people who brought it, in parts where the list is long; each gets a receipt."""

    @step(
        source="*",
        label=_("出具登记回执"),
        told_to_party=False,
        by=clock,
        guards=[receipts_are_waiting],
        basis="《信访工作条例》第二十二条",
    )
    def give_receipts(self, act: Act) -> None:
        """The receipts of a long list, some at a time, by the worker."""

    @step(
        source="*",
        label=_("更正事由"),
        by=intake_clerk | handler | petition_office,
        guards=[silent_from_now_on, says_something_else],
        facts=[
            f.text("subject", _("事由"), help=_("一句话说明是什么事，例如“青椒收购价未兑现”；不写检举控告的内容。")),
            f.text("why", _("原因")),
        ],
        basis="《信访工作条例》第三十条第三款",
    )
    def correct_subject(self, act: Act) -> None:
        """Say anew in one line what the matter is about: a claim turned out to be an accusation, or the line was wrong.

        Issued papers and the record of the registration stay as they were.
        """

    @step(
        source=[PetitionState.REGISTERED, PetitionState.DISPATCHED, PetitionState.IN_HAND],
        label=_("指定承办人"),
        told_to_party=True,
        by=head | petition_office,
        guards=[handler_not_taken_off],
        facts=[f.one("handler", _("承办人"), "User", role="handler"), f.text("why", _("说明"), required=False)],
    )
    def assign_handler(self, act: Act) -> None:
        """Name the one person who handles the matter, or hand it over to another; an organ does so for its own claims."""
        if self.acting_organ_key_of(act.by) != self.acting_organ_key:
            self.handler = act.before.handler

    @step(
        source="*",
        label=_("由承继机关办理"),
        told_to_party=True,
        by=consequence | clock,
        facts=[f.one("from_organ", _("原办理机关"), "Organ"), f.one("to_organ", _("承继机关"), "Organ")],
        basis="《信访工作条例》第二十四条第二款",
    )
    def succeed(self, act: Act) -> None:
        """The organ was split, merged or abolished: whoever has its powers now handles the claims, and owes what it owed."""

    @step(source="*", label=_("承办人回避"), by=consequence, facts=[f.one("person", _("回避的人"), "User")])
    def take_off_handler(self, act: Act) -> None:
        """Follows a granted recusal: the matter waits for another handler."""
        self.handler = None

    @step(
        source="*",
        label=_("提交材料"),
        plain=_("把来信、证据、照片交给办理单位。可以当场拍照，一次最多10个文件。"),
        any_time=True,
        ways=HANDED_OR_OWN,
        by=in_custody | mediator | a_party,
        guards=OF_ONE_MATTER,
        facts=HAND_IN_FACTS,
    )
    def hand_in(self, act: Act) -> None:
        """Letters, evidence, photographs, scans: a party hands them in, or an organ adds what it collected."""

    @step(
        source=[*OPEN_STATES, PetitionState.ANSWERED],
        label=_("登记特别授权"),
        by=intake_clerk | handler | petition_office,
        guards=AUTHORITY_GUARDS,
        facts=AUTHORITY_FACTS,
        basis="《民法典》第一百六十五条",
    )
    def record_authority(self, act: Act) -> None:
        """Record the written special authority that each of these persons gave a representative."""

    @step(
        source="*",
        label=_("收回授权"),
        power=Power.IN_PERSON,
        binding=False,
        plain=_("不再让代表人替您签字、领文书。收回以前已经办的，仍然有效。"),
        quiet=True,
        ways=BY_WORD,
        by=intake_clerk | handler | petition_office | petitioner,
        guards=[somebody_authorised, authority_was_given],
        facts=REVOKING_FACTS,
        basis="《民法典》第一百七十三条",
    )
    def revoke_authority(self, act: Act) -> None:
        """The principal says so and the authority is over: the representative acts for him no more."""

    @step(
        source=OPEN_STATES,
        label=_("关联重复件"),
        by=intake_clerk | handler | petition_office,
        facts=[f.one("duplicate_of", _("已在办理的信访事项"), "Petition")],
    )
    def link_duplicate(self, act: Act) -> None:
        """Link to the same matter in hand; both keep their own number and receipt."""
