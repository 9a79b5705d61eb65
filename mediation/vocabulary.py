"""Closed lists of the field with their Chinese labels. Codes are stored, labels are shown.

Paragraph numbers are those of 《信访工作条例》 (2022) unless another law is named.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a member of staff may be in an organ; one person may hold several."""

    INTAKE_CLERK = "intake_clerk", _("登记人")
    HANDLER = "handler", _("承办人")
    MEDIATOR = "mediator", _("调解员")
    PRESIDING_OFFICER = "presiding_officer", _("听证主持人")
    PANELLIST = "panellist", _("听证员")
    RECORDER = "recorder", _("记录员")
    SECTION_CHIEF = "section_chief", _("科室负责人")
    LEGAL_REVIEWER = "legal_reviewer", _("法制审核人")
    HEAD = "head", _("机关负责人")
    REGISTRAR = "registrar", _("文书管理员")
    REVIEWER = "reviewer", _("复查复核承办人")
    PETITION_OFFICE = "petition_office", _("信访部门")
    ADMINISTRATOR = "administrator", _("系统管理员")


class OrganKind(TextChoices):
    """What an organ is; decides which part it may take."""

    GOVERNMENT = "government", _("人民政府")
    DEPARTMENT = "department", _("政府部门")
    PETITION_OFFICE = "petition_office", _("信访部门")
    MEDIATION_COMMITTEE = "mediation_committee", _("人民调解委员会")
    CONFERENCE_OFFICE = "conference_office", _("联席会议办公室")
    DISCIPLINE = "discipline", _("纪检监察机关")
    COURT = "court", _("人民法院")
    ARBITRATION = "arbitration", _("仲裁机构")
    OTHER = "other", _("其他单位")


class Channel(TextChoices):
    """How a petition arrives (第十七条)."""

    VISIT = "visit", _("走访")
    LETTER = "letter", _("来信")
    ONLINE = "online", _("网上")
    PHONE = "phone", _("电话")
    FAX = "fax", _("传真")
    TRANSFER = "transfer", _("上级或其他机关转送")


class PartyKind(TextChoices):
    """A natural person or an organisation."""

    PERSON = "person", _("自然人")
    ORGANISATION = "organisation", _("法人或其他组织")


class PartyRole(TextChoices):
    """The side a party stands on."""

    PETITIONER = "petitioner", _("信访人")
    OPPOSITE = "opposite", _("对方当事人")
    APPLICANT = "applicant", _("申请调解人")


class Category(TextChoices):
    """The three categories of claims (第二十九条至第三十一条)."""

    SUGGESTION = "suggestion", _("建议意见")
    ACCUSATION = "accusation", _("检举控告")
    GRIEVANCE = "grievance", _("申诉求决")


class Route(TextChoices):
    """The six routes of a grievance (第三十一条); it decides limit, remedy and review chain."""

    LITIGATION = "litigation", _("涉法涉诉")
    ARBITRATION = "arbitration", _("仲裁")
    PARTY_APPEAL = "party_appeal", _("党员申诉")
    ADMIN_PROCEDURE = "admin_procedure", _("行政程序")
    DUTY_PERFORMANCE = "duty_performance", _("申请履职")
    PETITION_PROCEDURE = "petition_procedure", _("信访程序")


GUIDED_ROUTES = (Route.LITIGATION, Route.ARBITRATION, Route.PARTY_APPEAL, Route.ADMIN_PROCEDURE)


class Disposal(TextChoices):
    """How a claim ended. Only the first four are opinions (第三十二条)."""

    SUPPORTED = "supported", _("予以支持")
    PARTLY_SUPPORTED = "partly_supported", _("部分支持")
    EXPLAINED = "explained", _("作出解释说明")
    NOT_SUPPORTED = "not_supported", _("不予支持")
    SETTLED = "settled", _("达成协议")
    GUIDED = "guided", _("引导其他程序")
    WITHDRAWN = "withdrawn", _("撤回")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    ANSWERED_UNDER_DUTY = "answered_under_duty", _("履职答复")
    FORWARDED = "forwarded", _("移送有权机关")
    REPLIED = "replied", _("已回复")


OPINION_DISPOSALS = (
    Disposal.SUPPORTED,
    Disposal.PARTLY_SUPPORTED,
    Disposal.EXPLAINED,
    Disposal.NOT_SUPPORTED,
)


class OpinionOutcome(TextChoices):
    """What a 处理意见书 may say of a claim (第三十二条)."""

    SUPPORTED = "supported", _("予以支持")
    PARTLY_SUPPORTED = "partly_supported", _("部分支持")
    EXPLAINED = "explained", _("作出解释说明")
    NOT_SUPPORTED = "not_supported", _("不予支持")


class RefusalGround(TextChoices):
    """Why a claim or a request for review is not accepted."""

    ALREADY_IN_HAND = "already_in_hand", _("同一事项已由有权机关受理或者正在办理（第十九条第三款）")
    FINAL = "final", _("已作出复核意见，仍以同一事实和理由提出（第三十六条第三款）")
    REVIEW_NOT_ASKED = "review_not_asked", _("无正当理由逾期未请求复查、复核")
    NOT_COMPETENT = "not_competent", _("不属于本机关职权范围（第二十三条第一款）")
    OTHER_PROCEDURE = "other_procedure", _("应当通过诉讼、仲裁、行政复议等途径解决（第三十一条）")
    PRINCIPAL_WITHDREW = "principal_withdrew", _("委托人已撤回委托或者信访事项")


class DispatchKind(TextChoices):
    """How the petition office passes a matter on (第二十二条)."""

    TRANSFER = "transfer", _("转送")
    ASSIGNMENT = "assignment", _("交办")


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


class ReviewStage(TextChoices):
    """First review and re-examination (第三十五条、第三十六条)."""

    REVIEW = "review", _("复查")
    RE_EXAMINATION = "re_examination", _("复核")


class ReviewOutcome(TextChoices):
    """How a review ends."""

    UPHELD = "upheld", _("维持")
    CHANGED = "changed", _("变更")
    REVOKED_REDO = "revoked_redo", _("撤销并责令重新处理")
    REVOKED = "revoked", _("撤销")


class MediationSide(TextChoices):
    """The side on which a party stands in a mediation."""

    ASKING = "asking", _("申请一方")
    OTHER = "other", _("对方")


class TerminationGround(TextChoices):
    """Why a mediation ends without agreement; the ground says nothing of what was conceded."""

    PARTY_GAVE_UP = "party_gave_up", _("当事人拒绝继续调解")
    NO_AGREEMENT = "no_agreement", _("当事人无法达成协议")
    TIME_OVER = "time_over", _("调解期限届满，当事人未一致同意继续调解")
    IMPOSSIBLE = "impossible", _("发生使调解无法进行的事由")
    WILL_NOT_SIGN = "will_not_sign", _("当事人拒绝在调解协议上签名")
    SHAM = "sham", _("涉嫌虚假调解")


class SuspensionGround(TextChoices):
    """Why a mediation stands still; only the time of an appraisal is left out of its period."""

    APPRAISAL = "appraisal", _("鉴定、评估")
    SUSPECTED_SHAM = "suspected_sham", _("需要核实是否属于虚假调解")
    FORCE_MAJEURE = "force_majeure", _("当事人因不可抗力不能参加")


class SessionResult(TextChoices):
    """What one mediation session led to."""

    AGREED = "agreed", _("达成协议")
    TO_BE_CONTINUED = "to_be_continued", _("另行安排继续调解")
    NOT_AGREED = "not_agreed", _("未达成协议")


class NoteAudience(TextChoices):
    """To whom the mediator may pass on what a note holds; the note itself only mediators read."""

    JOINT = "joint", _("双方均可知悉")
    ASKING_SIDE = "asking_side", _("只与申请一方有关，不得告知对方")
    OTHER_SIDE = "other_side", _("只与对方有关，不得告知申请一方")
    MEDIATORS = "mediators", _("仅供调解员")


class AgreementKind(TextChoices):
    """Made before a mediator, or by the parties themselves (第三十三条)."""

    MEDIATION = "mediation", _("调解协议书")
    SETTLEMENT = "settlement", _("和解协议书")


class SignatureManner(TextChoices):
    """How a person signs."""

    SIGNED = "signed", _("签名")
    SEALED = "sealed", _("盖章")
    FINGERPRINT = "fingerprint", _("按指印")
    ELECTRONIC = "electronic", _("电子签名")


class ConfirmationResult(TextChoices):
    """What the court decided on the request for judicial confirmation."""

    CONFIRMED = "confirmed", _("裁定协议有效")
    REFUSED = "refused", _("裁定驳回申请")
    NOT_TAKEN = "not_taken", _("不予受理")


class Attendance(TextChoices):
    """How a member answers the invitation to a joint conference."""

    ATTENDS = "attends", _("出席")
    SITS_IN = "sits_in", _("列席")
    ON_LEAVE = "on_leave", _("请假")


class CompetenceQuarrel(TextChoices):
    """What organs differ about (第二十四条)."""

    BOTH_REFUSE = "both_refuse", _("都认为不属于本机关职权")
    BOTH_CLAIM = "both_claim", _("都认为属于本机关职权")


class SpotResult(TextChoices):
    """How a matter was settled on the spot."""

    EXPLAINED = "explained", _("当场解释说明")
    DONE = "done", _("当场办理")
    POINTED = "pointed", _("告知去处")
    RECONCILED = "reconciled", _("当场调和")


class InvestigationItemKind(TextChoices):
    """What an investigation gathers (调查核实)."""

    TALK = "talk", _("谈话笔录")
    VISIT = "visit", _("实地查看")
    INQUIRY = "inquiry", _("协查")
    EVIDENCE = "evidence", _("证据")


class ExtendableLimit(TextChoices):
    """Limits that the head may extend once: route 6 (第三十四条), and route 5 under its own law."""

    D5 = "D5", _("信访事项办理期限")
    D18 = "D18", _("履职期限")


class ClockGround(TextChoices):
    """What moved a clock."""

    EXTENSION = "extension", _("批准延期")
    AGREED = "agreed", _("各方同意延长")
    HEARING = "hearing", _("听证期间不计入")
    APPRAISAL = "appraisal", _("鉴定、评估期间不计入")
    OUTAGE = "outage", _("网上平台停运")
    CALENDAR = "calendar", _("放假安排变动")
    CORRECTION = "correction", _("更正日期")
    RECEIPT = "receipt", _("收到责令重新处理的意见书")
    GOOD_CAUSE = "good_cause", _("逾期有正当理由")


class HearingStage(TextChoices):
    """At which stage a hearing is held (第三十一条第六项、第三十六条第二款)."""

    HANDLING = "handling", _("办理")
    REVIEW = "review", _("复查")
    RE_EXAMINATION = "re_examination", _("复核")


class HearingPhase(TextChoices):
    """The order of a hearing up to the recess; a hearing never goes back to an earlier part."""

    ROLL_CALL = "roll_call", _("核对到场人员和身份，宣布纪律")
    OPENING = "opening", _("宣布开始，告知权利义务，询问是否申请回避")
    PETITIONER_STATEMENT = "petitioner_statement", _("信访人陈述请求、事实和证据")
    HANDLER_STATEMENT = "handler_statement", _("办理机关陈述事实、证据、依据和意见")
    REBUTTAL = "rebuttal", _("信访人反驳、质证")
    ANSWER = "answer", _("办理机关答辩")
    QUESTIONS = "questions", _("听证员质询")
    DEBATE = "debate", _("辩论")
    PETITIONER_LAST = "petitioner_last", _("信访人最后陈述")
    HANDLER_LAST = "handler_last", _("办理机关最后陈述")
    PANEL_REMARKS = "panel_remarks", _("听证员发言")


class Presence(TextChoices):
    """Whether someone who was invited came."""

    PRESENT = "present", _("到场")
    ABSENT_WITH_CAUSE = "absent_with_cause", _("有正当理由未到场")
    ABSENT_WITHOUT_CAUSE = "absent_without_cause", _("无正当理由未到场")


class PostponeGround(TextChoices):
    """Why a hearing is put off before it opens (延期)."""

    FORCE_MAJEURE = "force_majeure", _("当事人因不可抗力等正当理由不能到场")
    RECUSAL = "recusal", _("临时申请回避，不能当场决定")
    NOTICE_LATE = "notice_late", _("通知书未按期送达")
    OTHER = "other", _("其他应当延期的情形")


class AdjournGround(TextChoices):
    """Why a hearing stops while it is held (中止)."""

    NEW_WITNESS = "new_witness", _("需要通知新的证人到场")
    APPRAISAL = "appraisal", _("需要重新鉴定、勘验或者调查")
    FORCE_MAJEURE = "force_majeure", _("当事人因不可抗力不能继续参加")
    RECUSAL = "recusal", _("申请回避，等待决定")
    OTHER = "other", _("其他应当中止的情形")


class HearingEnd(TextChoices):
    """Why a hearing ends without a conclusion (终止)."""

    WITHDRAWN = "withdrawn", _("撤回听证申请")
    ABSENT = "absent", _("信访人无正当理由不到场")
    LEFT = "left", _("信访人未经许可中途退场")
    DECEASED = "deceased", _("信访人死亡或者终止，没有承继人")
    MATTER_ENDED = "matter_ended", _("信访事项已经结束")
    OTHER = "other", _("其他应当终止的情形")


class RecusalRole(TextChoices):
    """In which part a person is asked to withdraw (回避)."""

    HANDLER = "handler", _("承办人")
    PRESIDER = "presider", _("听证主持人")
    PANELLIST = "panellist", _("听证员")
    RECORDER = "recorder", _("记录员")
    MEDIATOR = "mediator", _("调解员")
    REVIEWER = "reviewer", _("复查、复核承办人")


class RecusalGround(TextChoices):
    """Why a person should withdraw (第二十八条第三款)."""

    INTEREST = "interest", _("与信访事项有直接利害关系")
    RELATIVE = "relative", _("与信访人或者对方当事人有近亲属等关系")
    TOOK_PART = "took_part", _("参与过本事项的调查、处理或者调解")
    OTHER = "other", _("其他可能影响公正办理的关系")


class PaperKind(TextChoices):
    """Kinds of formal papers; documents/ holds one type for each."""

    REGISTRATION_RECEIPT = "registration_receipt", _("登记回执")
    ON_THE_SPOT_RECEIPT = "on_the_spot_receipt", _("当场办结回执")
    TRANSFER_SLIP = "transfer_slip", _("转送单")
    ASSIGNMENT_LETTER = "assignment_letter", _("交办函")
    TRANSFER_NOTICE = "transfer_notice", _("转送去向告知书")
    OBJECTION_LETTER = "objection_letter", _("异议退回函")
    ACCEPTANCE_NOTICE = "acceptance_notice", _("受理告知书")
    REFUSAL_NOTICE = "refusal_notice", _("不予受理告知书")
    GUIDANCE_NOTICE = "guidance_notice", _("程序指引告知书")
    EXTENSION_NOTICE = "extension_notice", _("延期办理告知书")
    INVESTIGATION_RECORD = "investigation_record", _("调查笔录")
    INQUIRY_LETTER = "inquiry_letter", _("协查函")
    INVESTIGATION_REPORT = "investigation_report", _("调查报告")
    HEARING_RIGHTS_NOTICE = "hearing_rights_notice", _("听证告知书")
    HEARING_REQUEST = "hearing_request", _("听证申请书")
    HEARING_REFUSAL = "hearing_refusal", _("不予听证告知书")
    HEARING_NOTICE = "hearing_notice", _("听证通知书")
    HEARING_RECORD = "hearing_record", _("听证笔录")
    DELIBERATION_RECORD = "deliberation_record", _("合议笔录")
    HEARING_REPORT = "hearing_report", _("听证报告")
    RECUSAL_REQUEST = "recusal_request", _("回避申请书")
    RECUSAL_DECISION = "recusal_decision", _("回避决定书")
    MEDIATION_REQUEST = "mediation_request", _("调解申请书")
    MEDIATION_INVITATION = "mediation_invitation", _("调解邀请书")
    MEDIATION_RIGHTS_NOTICE = "mediation_rights_notice", _("调解权利义务告知书")
    MEDIATION_CONSENT = "mediation_consent", _("调解意愿书")
    MEDIATION_RECORD = "mediation_record", _("调解笔录")
    MEDIATION_AGREEMENT = "mediation_agreement", _("调解协议书")
    SETTLEMENT_AGREEMENT = "settlement_agreement", _("和解协议书")
    MEDIATION_TERMINATION = "mediation_termination", _("终止调解通知书")
    HANDLING_OPINION = "handling_opinion", _("信访事项处理意见书")
    DUTY_ANSWER = "duty_answer", _("履职答复书")
    SUGGESTION_REPLY = "suggestion_reply", _("建议意见回复")
    REVIEW_REQUEST = "review_request", _("复查（复核）申请书")
    REVIEW_ACCEPTANCE = "review_acceptance", _("复查（复核）受理告知书")
    REVIEW_REFUSAL = "review_refusal", _("复查（复核）不予受理告知书")
    REVIEW_OPINION = "review_opinion", _("复查意见书")
    RE_EXAMINATION_OPINION = "re_examination_opinion", _("复核意见书")
    WITHDRAWAL = "withdrawal", _("撤回申请书")
    REVISIT_RECORD = "revisit_record", _("回访记录")
    PROOF_OF_SERVICE = "proof_of_service", _("送达回证")
    CONFERENCE_MINUTES = "conference_minutes", _("联席会议纪要")
    COMPLETION_REPORT = "completion_report", _("办结报告")
    SUPERVISION_NOTICE = "supervision_notice", _("督办通知书")
    RECOMMENDATION = "recommendation", _("信访工作建议书")
    CORRECTION_NOTICE = "correction_notice", _("更正通知书")
    REVOCATION_NOTICE = "revocation_notice", _("撤销通知书")
    PUBLICATION_COPY = "publication_copy", _("公示稿")


# What may be drafted from the petition alone; the other kinds come of the step that they tell of.
DRAFTED_FROM_PETITION = (
    PaperKind.ACCEPTANCE_NOTICE,
    PaperKind.REFUSAL_NOTICE,
    PaperKind.GUIDANCE_NOTICE,
    PaperKind.HANDLING_OPINION,
    PaperKind.DUTY_ANSWER,
    PaperKind.SUGGESTION_REPLY,
)


class SupervisionGround(TextChoices):
    """Why a petition office supervises a unit (《信访工作条例》第四十条第一款); always about the unit."""

    AGAINST_RULES = "against_rules", _("受理、办理不符合规定")
    OVERDUE = "overdue", _("没有正当理由未按期办结")
    EVASION = "evasion", _("推诿、敷衍、拖延、弄虚作假")
    NOT_REPORTED = "not_reported", _("未按规定反馈办理结果")
    NOT_CARRIED_OUT = "not_carried_out", _("拒不执行处理意见")
    OTHER = "other", _("其他需要督办的情形")


class SupervisionMethod(TextChoices):
    """How a unit is supervised."""

    LETTER = "letter", _("发函")
    ONLINE = "online", _("网上")
    PHONE = "phone", _("电话")
    INTERVIEW = "interview", _("约谈")
    ON_SITE = "on_site", _("实地")
    JOINT = "joint", _("联合")


class RecommendationKind(TextChoices):
    """The three suggestions that only a petition office makes (第四十条)."""

    IMPROVE_WORK = "improve_work", _("改进工作建议书")
    IMPROVE_POLICY = "improve_policy", _("完善政策建议书")
    HOLD_RESPONSIBLE = "hold_responsible", _("追究责任建议书")


class Adoption(TextChoices):
    """What became of a recommendation."""

    ADOPTED = "adopted", _("采纳")
    PARTLY = "partly", _("部分采纳")
    NOT_ADOPTED = "not_adopted", _("不采纳")


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


class PersonalData(TextChoices):
    """What a copy for publication leaves out (《个人信息保护法》第二十五条、第二十八条)."""

    NAME = "name", _("姓名")
    FIRM = "firm", _("单位名称")
    ADDRESS = "address", _("住址")
    PHONE = "phone", _("联系电话")
    MAIL = "mail", _("电子邮箱")
    IDENTITY = "identity", _("证件号码")
    ACCOUNT = "account", _("账号")
    CODE = "code", _("查询码")


class PackStage(TextChoices):
    """How far a copy of a whole matter for printing is."""

    WAITING = "waiting", _("等待制作")
    MAKING = "making", _("正在制作")
    READY = "ready", _("已做好")
    FAILED = "failed", _("没有做成")
