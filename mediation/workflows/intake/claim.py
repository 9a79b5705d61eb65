"""诉求: its category and route, and how it ended (its disposal)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, consequence, handler, head, petition_office
from mediation.vocabulary import GUIDED_ROUTES, IN_PERSON, Category, Disposal, OrganKind, RefusalGround, Route
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step


class ClaimState(models.TextChoices):
    """Where a claim stands; its disposal is a field of its own."""

    RAISED = "raised", _("已提出")
    CLASSIFIED = "classified", _("已分类")
    ACCEPTED = "accepted", _("已受理")
    DISPOSED = "disposed", _("已处理")


def _registered_it(claim: Any, actor: Actor) -> bool:
    petition = getattr(claim, "petition", None)
    return petition is not None and actor.holds("petition_office", petition.organ)


# Whoever handles the rest may be the accused: an accusation stays with the office that registered the letter.
keeping_office = Permission(_registered_it, _("登记机关的信访部门"))

grievance_has_route = Guard(
    "route_missing",
    _("申诉求决类诉求应当确定办理途径（《信访工作条例》第三十一条）。"),
    lambda claim, act: act.category != Category.GRIEVANCE or bool(act.route),
    _("请选择六种途径之一。"),
    on_facts=True,
)
accusation_names_accused = Guard(
    "accused_missing",
    _("检举控告类诉求应当写明被检举控告的单位，以便对其保密（《信访工作条例》第三十条）。"),
    lambda claim, act: act.category != Category.ACCUSATION or act.accused_organ is not None,
    _("请选择被检举控告的单位。"),
    on_facts=True,
)


def _lies_with_office(claim: Any) -> bool:
    return bool(claim.acting_organ.kind == OrganKind.PETITION_OFFICE)


def _was_passed_on(claim: Any) -> bool:
    """Whether it came to the organ that acts by a transfer or an assignment."""
    return bool(claim.dispatches.filter(to_organ=claim.acting_organ).exists())


def is_litigation_letter(claim: Any) -> bool:
    """Whether a petition office holds a letter, call or message about what courts and police decide."""
    # Who comes in person is told face to face; what is sent is passed on (第二十二条第二款).
    told_in_person = claim.petition.channel in IN_PERSON
    return bool(claim.route == Route.LITIGATION and _lies_with_office(claim) and not told_in_person)


is_forwarded = Guard(
    "not_an_accusation",
    _("只有检举控告类诉求移送纪检监察机关或者有权机关，信访部门收到的涉法涉诉信件移送政法部门。"),
    lambda claim, act: claim.category == Category.ACCUSATION or is_litigation_letter(claim),
)
not_an_accusation = Guard(
    "accusation_forwarded_only",
    _("检举控告类诉求应当移送有权机关，不在本机关受理或者答复（《信访工作条例》第三十条）。"),
    lambda claim, act: claim.category != Category.ACCUSATION,
    _("请使用“移送”。"),
)
forwarded_not_to_accused = Guard(
    "accused_unit",
    _("不得将检举控告材料转给被检举控告的单位（《信访工作条例》第三十条第三款）。"),
    lambda claim, act: act.to_organ is None or act.to_organ.pk != claim.accused_organ_id,
    _("请移送纪检监察机关或者其上级机关。"),
    on_facts=True,
)
handled_here = Guard(
    "guided_route",
    _("这项诉求应当通过诉讼、仲裁、行政等法定程序解决，不予受理为信访事项。"),
    lambda claim, act: (
        claim.category == Category.SUGGESTION or claim.route in (Route.DUTY_PERFORMANCE, Route.PETITION_PROCEDURE)
    ),
    _("请使用“引导其他程序”。"),
)
not_on_duty = Guard(
    "duty_limit_missing",
    _("途径是“申请履职”的诉求，按照有关法律规定的期限答复，受理时应当写明依据和日数（《信访工作条例》第三十一条）。"),
    lambda claim, act: claim.route != Route.DUTY_PERFORMANCE,
    _("请使用“受理履职申请”。"),
)
on_duty = Guard(
    "not_on_duty",
    _("只有途径是“申请履职”的诉求这样受理。"),
    lambda claim, act: claim.route == Route.DUTY_PERFORMANCE,
    _("请使用“受理”。"),
)
has_other_procedure = Guard(
    "no_other_procedure",
    _("这项诉求没有其他法定程序可以引导。"),
    lambda claim, act: claim.route in GUIDED_ROUTES,
    _("请受理，或者重新分类。"),
)
names_duplicate = Guard(
    "duplicate_missing",
    _("以“同一事项正在办理”为由不予受理的，应当写明正在办理的信访事项。"),
    lambda claim, act: act.ground != RefusalGround.ALREADY_IN_HAND or act.same_as is not None,
    _("请选择正在办理的信访事项。"),
    on_facts=True,
)
is_suggestion = Guard(
    "not_a_suggestion", _("只有建议意见类诉求以回复结束。"),
    lambda claim, act: claim.category == Category.SUGGESTION,
)  # fmt: skip
tells_where_to_go = Guard(
    "way_on_missing",
    _("不属于本机关职权的，应当告知信访人向哪个机关提出（《信访工作条例》第二十三条第一款）。"),
    lambda claim, act: act.ground != RefusalGround.NOT_COMPETENT or bool(act.way_on),
    _("请填写“去处”。"),
    on_facts=True,
)
office_passes_on = Guard(
    "office_must_pass_on",
    _(
        "信访部门收到不属于本机关职权的信访事项，应当转送、交办有权处理的机关、单位，不能以此不予受理（《信访工作条例》第二十二条）。"
    ),
    lambda claim, act: act.ground != RefusalGround.NOT_COMPETENT or not _lies_with_office(claim),
    _("请使用“转送、交办”。"),
    on_facts=True,
)
objects_instead = Guard(
    "objection_is_the_way",
    _(
        "转送、交办来的诉求，认为不属于本机关职权的，应当在异议期限内向转送、交办的机关提出异议；逾期没有提出，"
        "或者经核实坚持转送的，应当办理，不能对信访人不予受理（《信访工作条例》第二十三条第三款）。"
    ),
    lambda claim, act: act.ground != RefusalGround.NOT_COMPETENT or not _was_passed_on(claim),
    _("异议期限内请使用“提出异议”，期满的请受理；职权确有争议的，提请共同的上一级机关决定（第二十四条）。"),
    on_facts=True,
)
names_final_opinion = Guard(
    "final_number_missing",
    _("以“已作出复核意见”为由不再受理的，应当写明该复核意见书的文号（《信访工作条例》第三十六条第三款）。"),
    lambda claim, act: act.ground != RefusalGround.FINAL or bool(act.final_number),
    _("请填写“复核意见书文号”；没有复核意见的，不能以此不再受理。"),
    on_facts=True,
)
other_procedure_fits = Guard(
    "ground_does_not_fit",
    _(
        "这项诉求的办理途径不是诉讼、仲裁、行政程序，不能以应当通过其他程序解决为由不予受理（《信访工作条例》第三十一条）。"
    ),
    lambda claim, act: act.ground != RefusalGround.OTHER_PROCEDURE or claim.route in GUIDED_ROUTES,
    _("请先重新分类，再使用“引导其他程序”。"),
    on_facts=True,
)
litigation_letter_goes_on = Guard(
    "litigation_is_passed_on",
    _(
        "信访部门收到的涉法涉诉信件，应当转送同级政法部门依法处理；只对走访反映的，当面释法明理、引导（《信访工作条例》第二十二条第二款）。"
    ),
    lambda claim, act: not is_litigation_letter(claim),
    _("请使用“移送”，移送同级政法部门。"),
)


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
    )
    def put_forward(self, act: Act) -> None:
        """A claim stands in the petition as it was registered."""

    @step(
        source=[ClaimState.RAISED, ClaimState.CLASSIFIED],
        target=ClaimState.CLASSIFIED,
        label=_("分类"),
        told_to_party=False,
        by=petition_office | handler,
        guards=[grievance_has_route, accusation_names_accused],
        facts=[
            f.choice("category", _("类别"), Category),
            f.choice("route", _("办理途径"), Route, required=False),
            f.one("accused_organ", _("被检举控告的单位"), "Organ", required=False),
        ],
        basis="《信访工作条例》第二十九条至第三十一条",
    )
    def classify(self, act: Act) -> None:
        """Give the claim its category and, for a grievance, its route; what accused nobody after all is open again."""
        self.accused_organ = act.accused_organ

    @step(
        source=ClaimState.CLASSIFIED,
        target=ClaimState.ACCEPTED,
        label=_("受理"),
        told_to_party=True,
        by=handler,
        guards=[not_an_accusation, handled_here, not_on_duty],
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
        guards=[not_an_accusation, on_duty],
        facts=[
            f.text("law", _("答复期限的依据"), help=_("法律名称和条文，例如：《劳动保障监察条例》第十七条。")),
            f.number("length", _("答复期限的日数"), most=3650),
            f.yes_no("working_days", _("按工作日计算")),
        ],
        basis="《信访工作条例》第三十一条",
        day_field="accepted_on",
    )
    def accept_duty(self, act: Act) -> None:
        """Accept a claim on route 5: the duty is done under its own law, within that law's period; starts D18."""

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
            tells_where_to_go,
            office_passes_on,
            objects_instead,
            names_final_opinion,
            other_procedure_fits,
        ],
        facts=[
            f.choice("ground", _("理由"), RefusalGround),
            f.long_text("explanation", _("说明")),
            f.text("way_on", _("去处"), required=False, help=_("应当向哪个机关、通过什么途径提出。")),
            f.one("same_as", _("正在办理的信访事项"), "Petition", required=False),
            f.text("final_number", _("复核意见书文号"), required=False, longest=100),
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
        guards=[not_an_accusation, has_other_procedure, litigation_letter_goes_on],
        facts=[
            f.text("competent_organ", _("有权机关")),
            f.text("legal_basis", _("法律依据")),
            f.text("time_limit", _("该程序的期限")),
            f.long_text("explanation", _("说明"), required=False),
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
        source=[ClaimState.CLASSIFIED, ClaimState.ACCEPTED],
        target=ClaimState.DISPOSED,
        label=_("达成协议"),
        told_to_party=True,
        by=consequence,
        basis="《信访工作条例》第三十三条",
        day_field="disposed_on",
    )
    def settle(self, act: Act) -> None:
        """Follows the signing of the agreement that settles the claim."""
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
        guards=[not_an_accusation, handled_here],
        facts=[
            f.long_text("why", _("原因")),
            f.number("days", _("责令重新处理的期限（日）"), required=False, least=1, most=366),
        ],
        day_field="accepted_on",
    )
    def reopen(self, act: Act) -> None:
        """A broken agreement, an ordered new decision or new facts: a new D5 begins."""
        self.disposal, self.disposed_on = "", None


def answered_by_opinion(claims: Any) -> list[Any]:
    """The claims that a 处理意见书 must decide: accepted on route 6 and not disposed of."""
    return [
        c for c in claims if c.state == ClaimState.ACCEPTED and c.route == Route.PETITION_PROCEDURE and not c.disposal
    ]
