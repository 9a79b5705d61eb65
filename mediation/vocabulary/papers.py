"""Papers, their seals, their service, and what is done with many of them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PaperKind(TextChoices):
    """Kinds of formal papers; documents/ holds one type for each."""

    REGISTRATION_RECEIPT = "registration_receipt", _("登记回执")
    ON_THE_SPOT_RECEIPT = "on_the_spot_receipt", _("当场办结回执")
    JOINT_RECEPTION_RECORD = "joint_reception_record", _("联合接访记录")
    EVIDENCE_LIST = "evidence_list", _("证据材料清单")
    TRANSFER_SLIP = "transfer_slip", _("转送单")
    ASSIGNMENT_LETTER = "assignment_letter", _("交办函")
    TRANSFER_NOTICE = "transfer_notice", _("转送去向告知书")
    OBJECTION_LETTER = "objection_letter", _("异议退回函")
    JURISDICTION_DECISION = "jurisdiction_decision", _("指定受理决定书")
    JOINDER_NOTICE = "joinder_notice", _("并案告知书")
    ACCEPTANCE_NOTICE = "acceptance_notice", _("受理告知书")
    REFUSAL_NOTICE = "refusal_notice", _("不予受理告知书")
    NO_FURTHER_ACCEPTANCE = "no_further_acceptance", _("不再受理告知书")
    GUIDANCE_NOTICE = "guidance_notice", _("程序指引告知书")
    ACCUSATION_LETTER = "accusation_letter", _("检举控告移送函")
    LITIGATION_LETTER = "litigation_letter", _("涉法涉诉事项转送函")
    EXTENSION_NOTICE = "extension_notice", _("延期办理告知书")
    INVESTIGATION_RECORD = "investigation_record", _("调查笔录")
    INQUIRY_LETTER = "inquiry_letter", _("协查函")
    INVESTIGATION_REPORT = "investigation_report", _("调查报告")
    HEARING_RIGHTS_NOTICE = "hearing_rights_notice", _("听证告知书")
    HEARING_REQUEST = "hearing_request", _("听证申请书")
    HEARING_REFUSAL = "hearing_refusal", _("不予听证告知书")
    HEARING_NOTICE = "hearing_notice", _("听证通知书")
    HEARING_CHANGE = "hearing_change", _("听证延期（中止、终止）通知书")
    POSTPONEMENT_REFUSAL = "postponement_refusal", _("不予改期告知书")
    HEARING_RECORD = "hearing_record", _("听证笔录")
    DELIBERATION_RECORD = "deliberation_record", _("合议笔录")
    HEARING_REPORT = "hearing_report", _("听证报告")
    HEARING_CONCLUSION = "hearing_conclusion", _("听证结论告知书")
    RECUSAL_REQUEST = "recusal_request", _("回避申请书")
    RECUSAL_DECISION = "recusal_decision", _("回避决定书")
    MEDIATION_REQUEST = "mediation_request", _("调解申请书")
    MEDIATION_INVITATION = "mediation_invitation", _("调解邀请书")
    MEDIATION_RIGHTS_NOTICE = "mediation_rights_notice", _("调解权利义务告知书")
    MEDIATION_CONSENT = "mediation_consent", _("调解意愿书")
    MEDIATION_RECORD = "mediation_record", _("调解笔录")
    MEDIATION_SUSPENSION = "mediation_suspension", _("调解中止通知书")
    MEDIATION_AGREEMENT = "mediation_agreement", _("调解协议书")
    SETTLEMENT_AGREEMENT = "settlement_agreement", _("和解协议书")
    ORAL_AGREEMENT = "oral_agreement", _("人民调解口头协议登记表")
    CONFIRMATION_REQUEST = "confirmation_request", _("司法确认申请书")
    OVERDUE_NOTICE = "overdue_notice", _("逾期履行告知书")
    MEDIATION_NOTICE = "mediation_notice", _("调解会议通知书")
    MEDIATION_TERMINATION = "mediation_termination", _("终止调解通知书")
    HANDLING_OPINION = "handling_opinion", _("信访事项处理意见书")
    DUTY_ANSWER = "duty_answer", _("履职答复书")
    SUGGESTION_REPLY = "suggestion_reply", _("建议意见回复")
    REVIEW_REQUEST = "review_request", _("复查（复核）申请书")
    REVIEW_ACCEPTANCE = "review_acceptance", _("复查（复核）受理告知书")
    REVIEW_REFUSAL = "review_refusal", _("复查（复核）不予受理告知书")
    REVIEW_EXTENSION = "review_extension", _("复查（复核）延期告知书")
    REVIEW_OPINION = "review_opinion", _("复查意见书")
    RE_EXAMINATION_OPINION = "re_examination_opinion", _("复核意见书")
    WITHDRAWAL = "withdrawal", _("撤回申请书")
    REVISIT_RECORD = "revisit_record", _("回访记录")
    PUBLIC_NOTICE = "public_notice", _("送达公告")
    PROOF_OF_SERVICE = "proof_of_service", _("送达回证")
    CONFERENCE_NOTICE = "conference_notice", _("联席会议通知")
    CONFERENCE_MINUTES = "conference_minutes", _("联席会议纪要")
    CONFERENCE_EXTRACT = "conference_extract", _("联席会议纪要摘录")
    COMPLETION_REPORT = "completion_report", _("办结报告")
    SUPERVISION_NOTICE = "supervision_notice", _("督办通知书")
    INTERVIEW_NOTICE = "interview_notice", _("约谈通知书")
    RECOMMENDATION = "recommendation", _("信访工作建议书")
    CORRECTION_NOTICE = "correction_notice", _("更正通知书")
    REVOCATION_NOTICE = "revocation_notice", _("撤销通知书")
    PUBLICATION_COPY = "publication_copy", _("公示稿")
    POWER_OF_ATTORNEY = "power_of_attorney", _("授权委托书")
    SERVICE_ADDRESS = "service_address", _("送达地址确认书")


# What may be drafted from the petition alone; the other kinds come of the step that they tell of.
DRAFTED_FROM_PETITION = (
    PaperKind.ACCEPTANCE_NOTICE,
    PaperKind.REFUSAL_NOTICE,
    PaperKind.NO_FURTHER_ACCEPTANCE,
    PaperKind.GUIDANCE_NOTICE,
    PaperKind.HANDLING_OPINION,
    PaperKind.DUTY_ANSWER,
    PaperKind.SUGGESTION_REPLY,
    PaperKind.JOINDER_NOTICE,
    PaperKind.JOINT_RECEPTION_RECORD,
    PaperKind.EVIDENCE_LIST,
)


class SealKind(TextChoices):
    """Which seal of an organ is put on paper."""

    OFFICIAL = "official", _("公章")
    BUSINESS = "business", _("业务专用章")


class SealBeforeService(TextChoices):
    """How far a paper that is sealed by hand must have come before it goes out ("seal_before_service" of an organ)."""

    STAMPED = "stamped", _("用印后送达")
    SCANNED = "scanned", _("用印并扫描归档后送达")


class ServiceMode(TextChoices):
    """Modes of service (民事诉讼法第八十七条至第九十五条)."""

    DIRECT = "direct", _("直接送达")
    LEFT = "left", _("留置送达")
    ELECTRONIC = "electronic", _("电子送达")
    POST = "post", _("邮寄送达")
    ENTRUSTED = "entrusted", _("委托送达")
    FORWARDED = "forwarded", _("转交送达")
    PUBLIC_NOTICE = "public_notice", _("公告送达")


class BulkAct(TextChoices):
    """What is done in bulk: the same step with many papers, one after another (批量签发)."""

    DRAFT = "draft", _("批量起草")
    SUBMIT = "submit", _("批量送审")
    ENDORSE = "endorse", _("批量审核")
    APPROVE = "approve", _("批量批准")
    ISSUE = "issue", _("批量签发")
    DISPATCH = "dispatch", _("批量送出")


class BulkResult(TextChoices):
    """How one paper of a bulk run stands."""

    WAITING = "waiting", _("等待办理")
    DONE = "done", _("已办成")
    REFUSED = "refused", _("没有办成")


class RevocationGround(TextChoices):
    """Why an organ takes its own decision out of force."""

    FACTS = "facts", _("主要事实不清、证据不足")
    BASIS = "basis", _("适用依据错误")
    PROCEDURE = "procedure", _("违反规定的程序")
    POWERS = "powers", _("超越或者滥用职权")
    UNFIT = "unfit", _("处理明显不当")
    NEW_FACTS = "new_facts", _("发现足以改变处理意见的新的事实、证据")


class RevocationDecision(TextChoices):
    """Who decided that it is taken out of force."""

    HEAD = "head", _("本机关负责人决定")
    SUPERIOR = "superior", _("上级机关责令改正")


class PackStage(TextChoices):
    """How far a copy of a whole matter for printing is."""

    WAITING = "waiting", _("等待制作")
    MAKING = "making", _("正在制作")
    READY = "ready", _("已做好")
    FAILED = "failed", _("没有做成")
