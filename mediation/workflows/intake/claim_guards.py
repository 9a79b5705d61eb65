"""When a claim may be classified, accepted, refused, guided, forwarded or answered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import GUIDED_ROUTES, IN_PERSON, Category, OrganKind, RefusalGround, ReviewStage, Route
from mediation.workflows import facts as f
from mediation.workflows.base import Guard

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
WORKS_SOMEWHERE = _("写了被检举控告的人，还要选择他所在的单位，才能对该单位保密（《信访工作条例》第三十条第三款）。")
accused_works_somewhere = Guard(
    "accused_of_no_organ",
    WORKS_SOMEWHERE,
    lambda claim, act: not act.accused_person or act.accused_organ is not None,
    _("请选择被检举控告的单位。"),
    on_facts=True,
)
ACCUSED_PERSON = f.text(
    "accused_person", _("被检举控告的人"), required=False, help=_("姓名和职务；他所在的单位填在“被检举控告的单位”。")
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
law_and_length_together = Guard(
    "law_or_length_missing",
    _("答复期限的依据和日数应当一并填写。"),
    lambda claim, act: bool(act.law) == (act.length is not None),
    _("法律没有规定期限的，两项都不填：按《行政诉讼法》第四十七条第一款计算。"),
    on_facts=True,
)
default_left_blank = Guard(
    "default_is_no_law",
    _("《行政诉讼法》第四十七条不是履行职责的法律，法律没有规定期限的，才以它规定的期限为准，自收到申请之日起算。"),
    lambda claim, act: "行政诉讼法》第四十七条" not in (act.law or ""),
    _("依据和日数都不填。"),
    on_facts=True,
)
has_other_procedure = Guard(
    "no_other_procedure",
    _("这项诉求没有其他法定程序可以引导。"),
    lambda claim, act: claim.route in GUIDED_ROUTES,
    _("请受理，或者重新分类。"),
)


def _stands_above(claim: Any, other: Any, on: Any) -> bool:
    """Whether the organ of the claim, or the government whose petition office it is, is above the other or reviews it."""
    organ = claim.acting_organ
    own = {organ.pk} | ({one.pk for one in organ.superiors()[:1]} if _lies_with_office(claim) else set())
    above = {one.pk for one in other.superiors()} | {one.pk for one in other.review_organs(ReviewStage.REVIEW, on)}
    return bool(own & above)


refused_by_a_superior = Guard(
    "not_a_superior",
    _(
        "同一事项正在办理的，只有受理、办理机关的上级机关对又向其提出的不予受理（《信访工作条例》第十九条第三款）；"
        "向办理机关自己或者其他机关再次提出的，应当登记、给回执，不能以此不予受理。"
    ),
    lambda claim, act: (
        act.ground != RefusalGround.ALREADY_IN_HAND
        or act.same_as is None
        or _stands_above(claim, act.same_as.acting_organ, act.on)
    ),
    _("请“关联重复件”，受理后与在办的一件一并办理，分别答复。"),
    on_facts=True,
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
runs_from_the_past = Guard(
    "runs_from_future",
    _("期限起算日不能晚于重新办理之日。"),
    lambda claim, act: act.runs_from is None or act.runs_from <= act.on,
    _("请填写受理之日，或者不填。"),
    on_facts=True,
)
known_by_now = Guard(
    "known_in_future",
    _("“知道有关行为、事实之日”不能晚于办理之日。"),
    lambda claim, act: act.known_on is None or act.known_on <= act.on,
    _("请填写知道的当日；还没有发生的不填。"),
    on_facts=True,
)
