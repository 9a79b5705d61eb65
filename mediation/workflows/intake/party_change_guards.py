"""When the people of a matter may be changed: who is meant, what shows it, and that nobody is left without a voice."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import VISITS, Departure, PaperKind, PartyKind, PartyRole
from mediation.workflows.base import Act, Guard
from mediation.workflows.intake.identity import birth_of, is_credit_code, is_id_number, sex_of
from mediation.workflows.intake.petition_guards import (
    CREDIT_CODE_WRONG,
    ID_NUMBER_WRONG,
    MOST_REPRESENTATIVES,
    NONE_CHOSEN,
    TOO_MANY,
)

WAITING = (Departure.DIED, Departure.DISSOLVED)
ENDED = (*WAITING, Departure.UNSUCCEEDED)
IDENTITY = ("name", "id_number", "credit_code", "legal_representative", "sex", "born_on")
CONTACT = ("address", "phone", "email")
SECRET_LOST = _("忘记了的，请带证件到登记窗口补领查询凭条，原来的办事密码随即作废，再重新设定。")


def whom(act: Act) -> Any:
    """The party that the change is about: the one named at the window, or the one at the portal."""
    return act.get("party") or act.by.party


def stated(act: Act, names: tuple[str, ...]) -> dict[str, Any]:
    """What is stated anew of a party; what was left empty stays as it is."""
    return {name: act.facts[name] for name in names if act.facts[name]}


def _named(act: Act) -> list[Any]:
    found = [whom(act), act.get("predecessor"), *(act.get("people") or ()), *(act.get("representatives") or ())]
    return [party for party in found if party is not None]


def _stays(change: Any, act: Act) -> bool:
    gone = {party.pk for party in act.get("people") or [whom(act)] if party}
    sides = {party.role for party in act.get("people") or [whom(act)] if party}
    left = change.matter.parties.taking_part().exclude(pk__in=gone)
    return all(left.filter(role=side).exists() for side in sides)


def _identity_fits(rows: Any) -> bool:
    return all(not row.get("id_number") or is_id_number(row["id_number"].upper()) for row in rows)


def _agrees(act: Act) -> bool:
    number = act.id_number
    return act.born_on in (None, birth_of(number)) and act.sex in ("", None, sex_of(number))


of_this_file = Guard(
    "party_elsewhere",
    _("所选当事人不在本卷宗内。"),
    lambda change, act: all(party.matter_id == change.matter_id for party in _named(act)),
    _("请选择本卷宗的当事人。"),
    on_facts=True,
)
somebody_meant = Guard("nobody_meant", _("请选择当事人。"), lambda change, act: whom(act) is not None, on_facts=True)
shown_by_proof = Guard(
    "proof_missing",
    _("变更当事人情况应当有证明材料，请附上扫描件或者照片。"),
    lambda change, act: act.by.party is not None or bool(act.proof),
    _("例如身份证、户口簿、死亡证明、营业执照、登记机关的证明或者本人签名的书面材料。"),
    on_facts=True,
)
happened_already = Guard(
    "happened_in_future",
    _("变更发生的日期不能晚于今天。"),
    lambda change, act: act.happened_on is None or act.happened_on <= act.on,
    _("请核对证明材料上的日期。"),
    on_facts=True,
)
something_changes = Guard(
    "nothing_changes",
    _("填写的内容与原来的相同，没有要更正的。"),
    lambda change, act: whom(act) is None or any(getattr(whom(act), n) != v for n, v in stated(act, IDENTITY).items()),
    _("请填写更正后的内容；不变的不填。"),
    on_facts=True,
)
id_number_valid = Guard(
    "id_number_wrong",
    ID_NUMBER_WRONG,
    lambda change, act: not act.id_number or is_id_number(act.id_number.upper()),
    _("请对照证件再输一次。"),
    on_facts=True,
)
credit_code_valid = Guard(
    "credit_code_wrong",
    CREDIT_CODE_WRONG,
    lambda change, act: not act.credit_code or is_credit_code(act.credit_code.upper()),
    _("请对照营业执照或者登记证书再输一次。"),
    on_facts=True,
)
card_agrees = Guard(
    "card_disagrees",
    _("填写的性别或者出生日期与身份证号码不一致。"),
    lambda change, act: not act.id_number or not is_id_number(act.id_number.upper()) or _agrees(act),
    _("请核对证件；有身份证号码的，性别和出生日期可以不填。"),
    on_facts=True,
)
fits_the_kind = Guard(
    "wrong_kind",
    _("身份证号码、性别和出生日期是自然人的，统一社会信用代码和法定代表人是单位的。"),
    lambda change, act: (
        whom(act) is None
        or (whom(act).kind == PartyKind.PERSON and not (act.credit_code or act.legal_representative))
        or (whom(act).kind == PartyKind.ORGANISATION and not (act.id_number or act.sex or act.born_on))
    ),
    _("请只填写与当事人类别相符的内容。"),
    on_facts=True,
)
says_where = Guard(
    "no_contact",
    _("请至少填写住址、电话、电子邮箱中的一项。"),
    lambda change, act: bool(stated(act, CONTACT)),
    _("不变的可以不填；地址不变、只是确认的，请照原样再写一遍。"),
    on_facts=True,
)
has_no_code = Guard(
    "code_given",
    _("已经发过查询凭条，原来的查询码只有本人知道。"),
    lambda change, act: whom(act) is None or not whom(act).code_hash,
    _("遗失的，请本人带证件到登记窗口“补发查询码”。"),
)
set_by_itself = Guard(
    "secret_of_another",
    _("办事密码由当事人本人设定，代理人设定自己的。"),
    lambda change, act: act.by.agent is None,
)
no_secret_yet = Guard(
    "secret_set",
    _("您已经设定过办事密码。"),
    lambda change, act: whom(act) is None or not whom(act).has_secret,
    SECRET_LOST,
)
has_a_slip = Guard(
    "no_slip_yet",
    _("还没有发过查询凭条，有了办事密码也进不了网上的页面。"),
    lambda change, act: whom(act) is None or bool(whom(act).code_hash),
    _("请先“打印查询凭条”，交给本人。"),
    on_facts=True,
)
knows_no_secret = Guard(
    "secret_is_known",
    _("已经设定过办事密码，只有本人知道。"),
    lambda change, act: whom(act) is None or not whom(act).has_secret,
    _("本人可以在网上更换；忘记了的，请核对证件后“补发查询码”，再请本人重新设定。"),
    on_facts=True,
)
has_a_secret = Guard(
    "no_secret_to_change",
    _("还没有设定过办事密码。"),
    lambda change, act: whom(act) is None or whom(act).has_secret,
    _("请先设定。"),
)
not_consented_yet = Guard(
    "consented_already",
    _("已经同意电子送达。"),
    lambda change, act: whom(act) is None or whom(act).electronic_since is None,
)
can_be_reached = Guard(
    "no_electronic_address",
    _("没有电子邮箱，也没有手机号码，无法电子送达。"),
    lambda change, act: whom(act) is None or bool(whom(act).email or whom(act).phone),
    _("请先“确认送达地址”，写明电子邮箱或者手机号码。"),
)
consented_before = Guard(
    "not_consented",
    _("没有同意过电子送达，不用撤回。"),
    lambda change, act: whom(act) is None or whom(act).electronic_since is not None,
)
is_a_person = Guard(
    "units_do_not_die", _("单位没有死亡，终止的请办理“登记单位终止”。"),
    lambda change, act: whom(act) is None or whom(act).kind == PartyKind.PERSON,
)  # fmt: skip
is_a_unit = Guard(
    "no_unit", _("自然人没有终止，去世的请办理“登记去世”。"),
    lambda change, act: whom(act) is None or whom(act).kind == PartyKind.ORGANISATION,
)  # fmt: skip
has_ended = Guard(
    "not_ended",
    _("只有已经登记去世或者终止的当事人才有承继人。"),
    lambda change, act: act.predecessor is None or act.predecessor.gone_how in ENDED,
    _("请先登记去世或者单位终止。"),
)
somebody_ended = Guard(
    "no_end_recorded",
    _("本事项没有登记去世或者终止的当事人。"),
    lambda change, act: change.matter.parties.filter(gone_how__in=ENDED).exists(),
    _("请先登记去世或者单位终止。"),
)
succeeds_in_something = Guard(
    "succeeds_in_nothing",
    _("请写明承继人承继的是救济权利还是财产权利义务（至少一项）。"),
    lambda change, act: all(row["for_remedies"] or row["for_money"] for row in act.successors or ()),
    _("近亲属可以申请复查、复核、行政复议和起诉；继承人在遗产实际价值范围内承受财产权利义务。"),
    on_facts=True,
)
relation_told = Guard(
    "successor_relation_missing",
    _("请写明每一位承继人与原当事人的关系。"),
    lambda change, act: all(row["relation"] for row in act.successors or ()),
    _("例如配偶、子女、父母，或者合并后的单位、分立后的单位。"),
    on_facts=True,
)
successors_identified = Guard(
    "id_number_wrong",
    id_number_valid.sentence,
    lambda change, act: _identity_fits(act.successors or ()),
    id_number_valid.mend,
    on_facts=True,
)
nobody_succeeded = Guard(
    "has_successors",
    lambda change, act: _("已经登记了承继人：%s。") % "、".join(str(p) for p in act.predecessor.successors.all()),
    lambda change, act: act.predecessor is None or not act.predecessor.successors.taking_part().exists(),
    _("由承继人继续参加。"),
    on_facts=True,
)
others_remain = Guard(
    "last_of_a_side",
    _("退出以后，这一方就没有人了。"),
    lambda change, act: not _named(act) or _stays(change, act),
    _("只有一位信访人、不再要求办理的，请办理“撤回”。"),
)
leaving_is_told = Guard(
    "leaving_not_explained",
    _("退出以前，当事人应当知道后果：不再收到文书，不能再查询和请求复查；其他人的事项继续办理。"),
    lambda change, act: bool(act.effect_told),
    _("知道的，请勾选“知道退出的后果”。"),
    on_facts=True,
)
petitioners_split = Guard(
    "only_petitioners_split_off", _("只有信访人可以另案办理。"),
    lambda change, act: all(p.role == PartyRole.PETITIONER for p in act.people or ()), on_facts=True,
)  # fmt: skip
# What decides, and is contested where it was decided.
DECISIONS = (
    PaperKind.HANDLING_OPINION, PaperKind.DUTY_ANSWER, PaperKind.SUGGESTION_REPLY, PaperKind.MEDIATION_AGREEMENT,
    PaperKind.SETTLEMENT_AGREEMENT, PaperKind.REVIEW_OPINION, PaperKind.RE_EXAMINATION_OPINION,
)  # fmt: skip


def _decisions_for(change: Any, act: Act) -> list[Any]:
    found = change.matter.papers.of_kind(*DECISIONS).filter(state="issued", addressees__in=act.people or ())
    return list(found.distinct().order_by("pk"))


def _rights_of(change: Any, act: Act) -> list[Any]:
    return list(change.matter.deadlines.filter(party__in=act.people or ()).running().order_by("pk"))


claims_undecided = Guard(
    "claim_decided",
    lambda change, act: (
        _("这些诉求已经处理完毕，在原事项中寻求救济，不能另案办理：%s")
        % "、".join(str(c) for c in act.claims or () if c.disposal)
    ),
    lambda change, act: not any(claim.disposal for claim in act.claims or ()),
    _("请只勾选还在办理的诉求。"),
    on_facts=True,
)
accusations_go_along = Guard(
    "accusation_goes_along",
    _("检举控告的诉求在密封的部分随人另立，不用勾选。"),
    lambda change, act: not any(claim.accused_organ_id for claim in act.claims or ()),
    _("请只勾选其他诉求。"),
    on_facts=True,
)
taken_over_already = Guard(
    "transfer_open",
    _("事项正在转送、交办途中，接收单位还没有接收，现在不能另案办理。"),
    lambda change, act: not change.matter.dispatches.filter(state__in=("sent", "objected")).exists(),
    _("请等接收单位接收或者改转以后再办。"),
)
nothing_decided_for_them = Guard(
    "decided_for_them",
    lambda change, act: (
        _("已经向他们作出%s，复查、复核和履行都在作出决定的事项中进行，不能另案办理。")
        % "、".join(str(paper) for paper in _decisions_for(change, act))
    ),
    lambda change, act: not _decisions_for(change, act),
    _("他们在本事项中的权利照旧。"),
    on_facts=True,
)
no_right_of_theirs_runs = Guard(
    "own_right_runs",
    lambda change, act: (
        _("他们自己的期限还没有届满，另案办理会使权利落空：%s")
        % "、".join(f"{one.party}{one}" for one in _rights_of(change, act))
    ),
    lambda change, act: not _rights_of(change, act),
    _("请等权利行使或者期限届满以后再办。"),
    on_facts=True,
)
claims_here = Guard(
    "claim_elsewhere", _("所选诉求不在本卷宗内。"),
    lambda change, act: all(claim.matter_id == change.matter_id for claim in act.claims or ()), on_facts=True,
)  # fmt: skip
has_a_petition = Guard(
    "nothing_to_split_off", _("本卷宗没有信访事项，不能另案办理。"),
    lambda change, act: getattr(change.matter, "petition", None) is not None,
)  # fmt: skip
group_has_few_speakers = Guard(
    "too_many_representatives",
    TOO_MANY,
    lambda change, act: len(act.representatives or ()) <= MOST_REPRESENTATIVES or not _came_together(change.matter),
    _("请由全体推选不超过5人。"),
    on_facts=True,
)
group_has_a_speaker = Guard(
    "no_representative",
    NONE_CHOSEN,
    lambda change, act: bool(act.representatives) or not _came_as_group(change.matter),
    _("请勾选推选出的代表人。"),
    on_facts=True,
)
representatives_of_one_side = Guard(
    "representatives_of_two_sides",
    _("代表人应当都是同一方的当事人。"),
    lambda change, act: len({party.role for party in act.representatives or ()}) <= 1,
    _("对方当事人的代表人请另行登记。"),
    on_facts=True,
)


def _came_together(matter: Any) -> bool:
    petition = getattr(matter, "petition", None)
    return petition is not None and petition.channel in VISITS


def _came_as_group(matter: Any) -> bool:
    return _came_together(matter) and matter.petitioners.count() > MOST_REPRESENTATIVES
