"""诉求: its category and route, and how it ended (its disposal)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, consequence, handler, head, petition_office
from mediation.vocabulary import Category, Disposal, RefusalGround, Route
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Lifecycle, step
from mediation.workflows.intake.claim_guards import (
    ACCUSED_PERSON,
    accusation_names_accused,
    accused_works_somewhere,
    default_left_blank,
    forwarded_not_to_accused,
    grievance_has_route,
    handled_here,
    has_other_procedure,
    is_forwarded,
    is_suggestion,
    known_by_now,
    law_and_length_together,
    litigation_letter_goes_on,
    names_duplicate,
    names_final_opinion,
    not_an_accusation,
    not_on_duty,
    objects_instead,
    office_passes_on,
    on_duty,
    other_procedure_fits,
    refused_by_a_superior,
    runs_from_the_past,
    tells_where_to_go,
)

# What the words of a claim point to is told on the page; what was told, and why the person went on, is kept with the step.
ROUTE_TOLD = f.table(
    "route_told", _("途径提示"),
    f.number("claim", _("诉求序号"), required=False), f.text("words", _("词语"), longest=60), f.text("item", _("指向")),
    f.text("rights", _("其他权利和期限"), required=False, longest=500), required=False, by_page=True,
)  # fmt: skip
ROUTE_FACTS = (
    f.day(
        "known_on", _("知道有关行为、事实之日"), required=False,
        help=_("收到决定书或者知道权利受到损害的日期，用来计算其他权利还剩多少日；不知道的不填。"),
    ),
    f.text("route_reason", _("仍按所选途径办理的理由"), required=False, longest=500, by_page=True),
    ROUTE_TOLD,
)  # fmt: skip


class ClaimState(models.TextChoices):
    """Where a claim stands; its disposal is a field of its own."""

    RAISED = "raised", _("已提出")
    CLASSIFIED = "classified", _("已分类")
    ACCEPTED = "accepted", _("已受理")
    DISPOSED = "disposed", _("已处理")
    ANNULLED = "annulled", _("登记已撤销")


def _registered_it(claim: Any, actor: Actor) -> bool:
    petition = getattr(claim, "petition", None)
    return petition is not None and actor.holds("petition_office", petition.organ)


# Whoever handles the rest may be the accused: an accusation stays with the office that registered the letter.
keeping_office = Permission(_registered_it, _("登记机关的信访部门"))


class ClaimLifecycle(Lifecycle):
    """One claim of a petition."""

    State = ClaimState
    course_told = True
    own_section = True
    disposal: str

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=ClaimState.RAISED,
        label=_("提出诉求"),
        told_to_party=False,
        by=consequence,
        facts=[f.one("petition", _("信访事项"), "Petition"), f.long_text("text", _("诉求"))],
        annul=TakenBack(leaves=ClaimState.ANNULLED),
    )
    def put_forward(self, act: Act) -> None:
        """A claim stands in the petition as it was registered."""

    @step(
        source=[ClaimState.RAISED, ClaimState.CLASSIFIED],
        target=ClaimState.CLASSIFIED,
        label=_("分类"),
        told_to_party=False,
        by=petition_office | handler,
        guards=[grievance_has_route, accusation_names_accused, accused_works_somewhere, known_by_now],
        facts=[
            f.choice("category", _("类别"), Category),
            f.choice("route", _("办理途径"), Route, required=False),
            f.one("accused_organ", _("被检举控告的单位"), "Organ", required=False),
            ACCUSED_PERSON,
            *ROUTE_FACTS,
        ],
        basis="《信访工作条例》第二十九条至第三十一条",
        annul=TakenBack(),
    )
    def classify(self, act: Act) -> None:
        """Give the claim its category and, for a grievance, its route; what accused nobody after all is open again."""
        self.accused_organ = act.accused_organ
        self.accused_person = act.accused_person or ""

    @step(
        source=ClaimState.CLASSIFIED,
        target=ClaimState.ACCEPTED,
        label=_("受理"),
        told_to_party=True,
        by=handler,
        guards=[not_an_accusation, handled_here, not_on_duty, known_by_now],
        facts=ROUTE_FACTS,
        basis="《信访工作条例》第二十三条",
        day_field="accepted_on",
    )
    def accept(self, act: Act) -> None:
        """Accept the claim on route 6, or a suggestion; starts D5."""

    @step(
        source=ClaimState.CLASSIFIED,
        target=ClaimState.ACCEPTED,
        label=_("受理履职申请"),
        told_to_party=True,
        by=handler,
        guards=[not_an_accusation, on_duty, law_and_length_together, default_left_blank, known_by_now],
        facts=[
            f.text(
                "law", _("答复期限的依据"), required=False,
                help=_("法律名称和条文，例如：《劳动保障监察条例》第十七条。法律没有规定期限的，与日数一并不填，按《行政诉讼法》第四十七条计算。"),
            ),
            f.number("length", _("答复期限的日数"), required=False, most=3650),
            f.yes_no("working_days", _("按工作日计算")),
            *ROUTE_FACTS,
        ],
        basis="《信访工作条例》第三十一条",
        day_field="accepted_on",
    )  # fmt: skip
    def accept_duty(self, act: Act) -> None:
        """Accept a claim on route 5: the duty is done under its own law, within that law's period; starts D18.

        Where no law sets a period it is two months from the receipt of the application (《行政诉讼法》第四十七条第一款).
        """

    @step(
        source=ClaimState.CLASSIFIED,
        target=ClaimState.ACCEPTED,
        label=_("承续受理"),
        told_to_party=True,
        by=consequence,
        facts=[
            f.one("taken_from", _("原事项的诉求"), "Claim"),
            f.day("accepted_on", _("受理日期")),
            f.day("reopened_on", _("重新办理日期"), required=False),
        ],
        basis="《信访工作条例》第二十三条、第三十四条",
        day_field="accepted_on",
        annul=TakenBack(),
    )
    def stay_accepted(self, act: Act) -> None:
        """In a matter of one's own the claim is as accepted as it was, on the same day: nothing begins anew."""

    @step(
        source=ClaimState.CLASSIFIED,
        target=ClaimState.DISPOSED,
        label=_("不予受理"),
        turns_back=True,
        told_to_party=True,
        by=handler | petition_office,
        guards=[
            not_an_accusation,
            names_duplicate,
            refused_by_a_superior,
            tells_where_to_go,
            office_passes_on,
            objects_instead,
            names_final_opinion,
            other_procedure_fits,
            known_by_now,
        ],
        facts=[
            f.choice("ground", _("理由"), RefusalGround),
            f.long_text("explanation", _("说明")),
            f.text("way_on", _("去处"), required=False, help=_("应当向哪个机关、通过什么途径提出。")),
            f.one("same_as", _("正在办理的信访事项"), "Petition", required=False),
            f.text("final_number", _("复核意见书文号"), required=False, longest=100),
            *ROUTE_FACTS,
        ],
        basis="《信访工作条例》第十九条、第二十三条、第三十六条",
        day_field="disposed_on",
    )
    def refuse(self, act: Act) -> None:
        """Not accepted, with the article and the way on; a paper tells the petitioner."""
        self.disposal = Disposal.NOT_ACCEPTED

    @step(
        source=ClaimState.CLASSIFIED,
        target=ClaimState.DISPOSED,
        label=_("引导其他程序"),
        told_to_party=True,
        by=handler | petition_office,
        guards=[not_an_accusation, has_other_procedure, litigation_letter_goes_on, known_by_now],
        facts=[
            f.text("competent_organ", _("有权机关")),
            f.text("legal_basis", _("法律依据")),
            f.text("time_limit", _("该程序的期限")),
            f.long_text("explanation", _("说明"), required=False),
            *ROUTE_FACTS,
        ],
        basis="《信访工作条例》第三十一条",
        day_field="disposed_on",
    )
    def guide(self, act: Act) -> None:
        """Guide the claim into the procedure that settles it (routes 1 to 4)."""
        self.disposal = Disposal.GUIDED

    @step(
        source=[ClaimState.RAISED, ClaimState.CLASSIFIED],
        target=ClaimState.DISPOSED,
        label=_("移送"),
        told_to_party=True,
        by=petition_office | keeping_office,
        guards=[is_forwarded, forwarded_not_to_accused],
        facts=[f.one("to_organ", _("移送机关"), "Organ"), f.long_text("explanation", _("说明"), required=False)],
        basis="《信访工作条例》第二十二条第二款、第三十条",
        day_field="disposed_on",
    )
    def forward(self, act: Act) -> None:
        """Forward an accusation to the organ that may handle it, never to the accused; a litigation letter to court or police."""
        self.disposal = Disposal.FORWARDED

    @step(
        source=ClaimState.ACCEPTED,
        target=ClaimState.DISPOSED,
        label=_("回复建议"),
        told_to_party=False,
        by=consequence,
        guards=[is_suggestion],
        day_field="disposed_on",
    )
    def reply(self, act: Act) -> None:
        """Answer a suggestion (第二十九条); follows the issue of its reply."""
        self.disposal = Disposal.REPLIED

    @step(
        source=[ClaimState.ACCEPTED, ClaimState.DISPOSED],
        target=ClaimState.DISPOSED,
        label=_("作出处理意见"),
        told_to_party=True,
        by=consequence,
        facts=[f.choice("disposal", _("处理意见"), Disposal), f.long_text("explanation", _("理由"), required=False)],
        basis="《信访工作条例》第三十二条",
        day_field="disposed_on",
    )
    def decide(self, act: Act) -> None:
        """Follows the issue of the 处理意见书 that decides the claim, or of its correction."""

    @step(
        source=ClaimState.ACCEPTED,
        target=ClaimState.DISPOSED,
        label=_("履职答复"),
        told_to_party=False,
        by=consequence,
        basis="《信访工作条例》第三十一条第五项",
        day_field="disposed_on",
    )
    def answer_under_duty(self, act: Act) -> None:
        """Follows the issue of the answer under the governing law (route 5)."""
        self.disposal = Disposal.ANSWERED_UNDER_DUTY

    @step(
        source=[ClaimState.CLASSIFIED, ClaimState.ACCEPTED, ClaimState.DISPOSED],
        target=ClaimState.DISPOSED,
        label=_("达成协议"),
        told_to_party=True,
        by=consequence,
        basis="《信访工作条例》第三十三条",
        day_field="disposed_on",
    )
    def settle(self, act: Act) -> None:
        """Follows the signing of the agreement that settles the claim; also of one whose opinion is under review."""
        self.disposal = Disposal.SETTLED

    @step(
        source=[ClaimState.RAISED, ClaimState.CLASSIFIED, ClaimState.ACCEPTED],
        target=ClaimState.DISPOSED,
        label=_("撤回诉求"),
        turns_back=True,
        told_to_party=True,
        by=consequence,
        day_field="disposed_on",
    )
    def withdraw(self, act: Act) -> None:
        """Follows the petitioners' withdrawal."""
        self.disposal = Disposal.WITHDRAWN

    @step(
        source=ClaimState.DISPOSED,
        target=ClaimState.ACCEPTED,
        label=_("重新办理"),
        turns_back=True,
        told_to_party=True,
        by=consequence | head,
        guards=[not_an_accusation, handled_here, runs_from_the_past],
        facts=[
            f.long_text("why", _("原因")),
            f.number("days", _("责令重新处理的期限（日）"), required=False, least=1, most=366),
            f.day("runs_from", _("期限起算日"), required=False, help=_("不填则自重新办理之日起算。")),
        ],
        day_field="reopened_on",
    )
    def reopen(self, act: Act) -> None:
        """A broken agreement, an ordered new decision or new facts: a new D5 begins; it was accepted when it was accepted."""
        self.disposal, self.disposed_on = "", None


def answered_by_opinion(claims: Any) -> list[Any]:
    """The claims that a 处理意见书 must decide: accepted on route 6 and not disposed of."""
    return [
        c for c in claims if c.state == ClaimState.ACCEPTED and c.route == Route.PETITION_PROCEDURE and not c.disposal
    ]
