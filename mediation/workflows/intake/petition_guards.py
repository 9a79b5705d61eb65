"""When a petition may be registered, handed over, closed or withdrawn."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import VISITS, Category
from mediation.workflows.base import Act, Guard
from mediation.workflows.intake.claim_guards import WORKS_SOMEWHERE
from mediation.workflows.intake.identity import is_credit_code, is_id_number

MOST_REPRESENTATIVES = 5
MOST_PEOPLE = 5000
ACCUSING = ("检举", "控告", "举报", "揭发")
SHARED_RUN = 6  # characters in common that are no accident


def _representatives(rows: Any) -> int:
    return sum(bool(row.get("is_representative")) for row in rows or ())


def tells_accusation(subject: str, claims: Any) -> bool:
    """Whether the one line that goes with every claim says what is told against somebody in one of them."""
    accusing = [row["text"] for row in claims if row.get("category") == Category.ACCUSATION]
    if len(accusing) in (0, len(claims)):
        return False
    runs = {text[start : start + SHARED_RUN] for text in accusing for start in range(len(text) - SHARED_RUN + 1)}
    return any(words in subject for words in (*ACCUSING, *runs))


TOO_MANY = _("多人采用走访形式提出共同的信访事项，推选的代表不得超过5人（《信访工作条例》第二十条第三款）。")
NONE_CHOSEN = _("超过5人共同走访的，应当推选代表，代表不超过5人（《信访工作条例》第二十条第三款）。")

at_most_five_representatives = Guard(
    "too_many_representatives",
    TOO_MANY,
    lambda petition, act: act.channel not in VISITS or _representatives(act.petitioners) <= MOST_REPRESENTATIVES,
    _("请登记人核对代表人名单。"),
    on_facts=True,
)
joint_has_representative = Guard(
    "no_representative",
    NONE_CHOSEN,
    lambda petition, act: (
        act.channel not in VISITS
        or len(act.petitioners or ()) <= MOST_REPRESENTATIVES
        or _representatives(act.petitioners) >= 1
    ),
    _("请在名单中勾选代表人。"),
    on_facts=True,
)
representatives_in_all = Guard(
    "too_many_representatives",
    TOO_MANY,
    lambda petition, act: (
        petition.channel not in VISITS
        or _representatives(act.petitioners) + petition.matter.petitioners.filter(is_representative=True).count()
        <= MOST_REPRESENTATIVES
        or not _representatives(act.petitioners)
    ),
    at_most_five_representatives.mend,
    on_facts=True,
)
ID_NUMBER_WRONG = _("身份证号码不对：应当是18位，并且出生日期和校验码相符。")
CREDIT_CODE_WRONG = _("统一社会信用代码不对：应当是18位，并且校验码相符。")
PEOPLE_STATED = ("petitioners", "opposite_parties", "applicants", "respondents", "joining")


def _wrong_identity(act: Any) -> str:
    """Which kind of number does not fit among the people of a step; empty where all do."""
    rows = [row for name in PEOPLE_STATED for row in act.get(name) or ()]
    if any(row.get("id_number") and not is_id_number(row["id_number"].upper()) for row in rows):
        return "id_number_wrong"
    if any(row.get("credit_code") and not is_credit_code(row["credit_code"].upper()) for row in rows):
        return "credit_code_wrong"
    return ""


identities_fit = Guard(
    "identity_wrong",
    lambda obj, act: ID_NUMBER_WRONG if _wrong_identity(act) == "id_number_wrong" else CREDIT_CODE_WRONG,
    lambda obj, act: not _wrong_identity(act),
    _("请对照证件再输一次；登记时可以不填。"),
    on_facts=True,
)
room_for_more = Guard(
    "too_many_people",
    _("一件信访事项最多登记5000人。"),
    lambda petition, act: petition.matter.petitioners.count() + len(act.petitioners or ()) <= MOST_PEOPLE,
    _("人数更多的，请把名册作为材料收存，只登记代表人。"),
    on_facts=True,
)
receipts_are_waiting = Guard(
    "no_receipt_waits", _("每个人的登记回执都已经出了。"), lambda petition, act: bool(petition.without_receipt(1))
)
accuses_another = Guard(
    "accuses_registrar",
    _("诉求检举控告的就是登记机关本身，不能由其登记（《信访工作条例》第三十条第三款）。"),
    lambda petition, act: act.organ is None or all(row["accused_organ"] != act.organ for row in act.claims or ()),
    _("请告知信访人向信访部门或者纪检监察机关提出，本机关只登记其余诉求。"),
    on_facts=True,
)
accused_is_placed = Guard(
    "accused_of_no_organ",
    WORKS_SOMEWHERE,
    lambda petition, act: all(row["accused_organ"] or not row["accused_person"] for row in act.claims or ()),
    _("请选择被检举控告的单位。"),
    on_facts=True,
)
silent_subject = Guard(
    "subject_accuses",
    _("事由在每个办理单位的列表和文书里都看得到，不得写出检举控告的内容（《信访工作条例》第三十条第三款）。"),
    lambda petition, act: not tells_accusation(act.subject or "", act.claims or ()),
    _("请只写其余诉求是什么事，例如“补贴未到账”。"),
    on_facts=True,
)
silent_from_now_on = Guard(
    "subject_accuses",
    silent_subject.sentence,
    lambda petition, act: not tells_accusation(act.subject or "", petition.claims.values("text", "category")),
    silent_subject.mend,
    on_facts=True,
)
says_something_else = Guard(
    "same_subject",
    _("事由与原来的相同。"),
    lambda petition, act: act.subject != petition.matter.subject,
    on_facts=True,
)
received_already = Guard(
    "received_in_future",
    _("收到日期不能晚于登记的日期。"),
    lambda petition, act: act.received_on is None or act.received_on <= act.on,
    _("请核对信封或者签收单上的日期。"),
    on_facts=True,
)
every_claim_disposed = Guard(
    "claim_open",
    lambda petition, act: _("尚有诉求没有处理结果：%s") % "、".join(str(c) for c in petition.open_claims()),
    lambda petition, act: all(claim.disposal for claim in petition.matter.every("claims")),
    _("请承办人逐项办理。"),
)
every_paper_issued = Guard(
    "paper_missing",
    lambda petition, act: _("卷宗里还缺文书：%s。") % "、".join(petition.papers_missing()),
    lambda petition, act: not petition.papers_missing(),
    _("请承办人把每项诉求的处理结果写成文书，签发并送达；起草后不用的，请作废。"),
)
everyone_served = Guard(
    "not_served",
    lambda petition, act: _("尚有%(n)d位当事人未送达：%(names)s（%(papers)s）。") % petition.unserved_words(),
    lambda petition, act: not petition.unserved_keys(),
    _("请文书管理员完成送达。"),
)
no_right_running = Guard(
    "review_running",
    lambda petition, act: _("请求复查、复核的期限尚未届满，最后一日是%s。") % petition.last_review_day(),
    lambda petition, act: petition.last_review_day() is None or petition.last_review_day() < act.on,
    _("期限届满后系统会提醒承办人。"),
)
no_review_pending = Guard(
    "review_pending", _("复查、复核尚未办结。"), lambda petition, act: not petition.review_pending(),
    _("请等待复查、复核意见。"),
)  # fmt: skip
all_performed = Guard(
    "not_performed",
    lambda petition, act: _("尚有应当履行的事项没有履行完毕：%s") % petition.outstanding_words(),
    lambda petition, act: not petition.outstanding(),
    _("请承办人督促履行并登记。"),
)
somebody_takes_back = Guard(
    "nobody_withdraws",
    lambda petition, act: _("请选择由谁撤回：%s。") % "、".join(str(party) for party in petition.pursuing()),
    lambda petition, act: bool(petition.taking_back(act)),
    on_facts=True,
)
takes_back_once = Guard(
    "withdrawn_already",
    lambda petition, act: (
        _("已经撤回，或者不是信访人：%s。") % "、".join(str(one) for one in petition.not_to_withdraw(act))
    ),
    lambda petition, act: next(petition.not_to_withdraw(act), None) is None,
    _("请核对撤回的人。"),
    on_facts=True,
    of_party=True,
)
effect_is_told = Guard(
    "effect_not_told",
    _("撤回以前，信访人应当知道撤回的后果：事项不再办理，不作处理意见。"),
    lambda petition, act: bool(act.effect_told),
    _("知道的，请勾选“知道撤回的后果”。"),
    on_facts=True,
)
handler_not_taken_off = Guard(
    "handler_recused",
    _("这位工作人员已在本事项中回避，不能承办。"),
    lambda petition, act: act.handler is None or act.handler.pk not in petition.matter.taken_off,
    _("请指定其他承办人。"),
    on_facts=True,
)


visits_its_party = Guard(
    "party_elsewhere",
    _("所选当事人不在本卷宗内。"),
    lambda petition, act: act.visited is None or act.visited.matter_id == petition.matter_id,
    _("请选择本卷宗的当事人。"),
    on_facts=True,
)
does_not_read_anyway = Guard(
    "reads_already",
    _("您现在就可以阅卷，不必另行说明理由。"),
    lambda petition, act: act.by.user is None or not petition.matter.is_read_by(act.by),
)
is_closed_or_head_asks = Guard(
    "not_closed_yet",
    _("没有办结的事项，只有机关负责人可以说明理由查阅。"),
    lambda petition, act: petition.state == "closed" or _asks_as_head(petition, act),
    _("请联系承办人或者报机关负责人。"),
)


def _asks_as_head(petition: Any, act: Act) -> bool:
    reviewed = {review.organ_id for review in petition.matter.every("reviews")}
    return any(act.by.holds("head", organ) for organ in {petition.organ_id, *petition.acting_organ_keys, *reviewed})


CONSULTING = (does_not_read_anyway, is_closed_or_head_asks)
