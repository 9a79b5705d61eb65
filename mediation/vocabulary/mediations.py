"""Mediation, agreement and their ends."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MediationSide(TextChoices):
    """The side on which a party stands in a mediation."""

    ASKING = "asking", _("申请一方")
    OTHER = "other", _("对方")


class MediationStart(TextChoices):
    """How a mediation came about (受理方式), as its register says."""

    APPLIED = "applied", _("依申请")
    OFFERED = "offered", _("主动")
    TRANSFERRED = "transferred", _("移送、委托")


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
    """To whom the mediator may pass on what a note holds: the four columns of his notebook."""

    JOINT = "joint", _("双方均可知悉")
    ASKING_SIDE = "asking_side", _("只与申请一方有关，不得告知对方")
    OTHER_SIDE = "other_side", _("只与对方有关，不得告知申请一方")
    # By the value of the first records.
    WRITER = "mediators", _("仅我，不告知任何一方")


class AgreementKind(TextChoices):
    """Made before a mediator, in writing or by word of mouth, or by the parties themselves (第三十三条、人民调解法第二十八条)."""

    MEDIATION = "mediation", _("调解协议书")
    SETTLEMENT = "settlement", _("和解协议书")
    ORAL = "oral", _("口头协议")


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


class HigherBody(TextChoices):
    """Where a matter goes that the joint conference does not decide, from the lower to the higher."""

    EXECUTIVE = "executive", _("政府常务会议")
    STANDING = "standing", _("党委常委会会议")


class Position(TextChoices):
    """What a member says of an item in the session of a joint conference."""

    AGREES = "agrees", _("同意")
    RESERVED = "reserved", _("同意，有保留")
    DISAGREES = "disagrees", _("不同意")
    SILENT = "silent", _("未表态")


class SessionPhase(TextChoices):
    """The course of a session in which both sides sit together; it may come back to an earlier part."""

    RIGHTS = "rights", _("核对到场人员，告知权利义务，询问是否申请回避")
    STATEMENTS = "statements", _("各方陈述")
    CHECKING = "checking", _("核对事实")
    PROPOSALS = "proposals", _("协商，提出调解方案")
    OUTCOME = "outcome", _("确认调解结果")


class PlanPeriod(TextChoices):
    """How often an instalment falls due."""

    WEEK = "week", _("每周")
    MONTH = "month", _("每月")
    QUARTER = "quarter", _("每季度")
    YEAR = "year", _("每年")


class Sharing(TextChoices):
    """How several on one side owe, or are owed (民法典第五百一十七条、第五百一十八条)."""

    JOINT = "joint", _("连带：每一个都负有或者享有全部")
    SHARES = "shares", _("按份：各负担或者享有自己的一份")


class ProofKind(TextChoices):
    """By what it is shown that something was performed."""

    TRANSFER = "transfer", _("转账凭证")
    RECEIPT = "receipt", _("收条")
    ON_THE_SPOT = "on_the_spot", _("当场交付")
    PICTURE = "picture", _("照片、验收记录")
    OTHER = "other", _("其他凭证")


class VisitManner(TextChoices):
    """How somebody is visited afterwards."""

    AT_HOME = "at_home", _("上门")
    PHONE = "phone", _("电话")
    AT_OFFICE = "at_office", _("约到单位")
    ONLINE = "online", _("视频")
