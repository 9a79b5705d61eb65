"""Hearings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HearingStage(TextChoices):
    """At which stage a hearing is held (第三十一条第六项、第三十六条第二款)."""

    HANDLING = "handling", _("办理")
    REVIEW = "review", _("复查")
    RE_EXAMINATION = "re_examination", _("复核")


class HearingPhase(TextChoices):
    """The order of a hearing up to the recess; it goes back to an earlier part only with a reason that stands in the record."""

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


class PanelNoteKind(TextChoices):
    """For whom somebody of the panel writes."""

    PREPARATION = "preparation", _("本人的准备笔记")
    DISCUSSION = "discussion", _("合议中的讨论")


class EntryKind(TextChoices):
    """What an entry of the running record of a hearing says."""

    SAID = "said", _("发言")
    STAGE = "stage", _("转入环节")
    RECESS = "recess", _("休庭")
    GO_ON = "go_on", _("继续开庭")
    CAME = "came", _("到场")
    LEFT = "left", _("离场")
    ASKED = "asked", _("要求更正")
    # Its day is the last one on which the paper may come.
    PROMISED = "promised", _("答应会后提交")
    HANDED_IN = "handed_in", _("会后提交的情况")


class PromiseKept(TextChoices):
    """What became of a paper that somebody promised at a sitting."""

    HANDED_IN = "handed_in", _("已经提交，各方已经看过")
    MISSED = "missed", _("到期没有提交")


class RecordingDefect(TextChoices):
    """What is wrong with the recording of a sitting."""

    NONE = "none", _("完整")
    GAP = "gap", _("中间中断")
    UNCLEAR = "unclear", _("部分听不清、看不清")
    LOST = "lost", _("损坏或者丢失")


class ReadingWay(TextChoices):
    """How the record was made known to those who took part."""

    READ = "read", _("交参加人阅读")
    READ_OUT = "read_out", _("向参加人宣读")


class SignatureWay(TextChoices):
    """How somebody answered for the record that was read."""

    DRAWN = "drawn", _("当场手写签名")
    PAPER = "paper", _("在打印的笔录上签名")
    REFUSED = "refused", _("拒绝签名")
    OWN = "own", _("在本人的设备上手写签名")


class OwnAnswer(TextChoices):
    """What somebody who read the record on his own device says to it."""

    SIGNED = "signed", _("记录与我所说的相符，我签名")
    REFUSED = "refused", _("我不签名")


class Presence(TextChoices):
    """Whether someone who was invited came."""

    PRESENT = "present", _("到场")
    ABSENT_WITH_CAUSE = "absent_with_cause", _("有正当理由未到场")
    ABSENT_WITHOUT_CAUSE = "absent_without_cause", _("无正当理由未到场")


class IdentityCheck(TextChoices):
    """How it was seen at the opening who somebody is."""

    CARD = "card", _("查验身份证件")
    OTHER_PAPER = "other_paper", _("查验其他证件")
    KNOWN = "known", _("与通知的人相符，对方认可")


class Challenge(TextChoices):
    """What a side answered when it was asked whether somebody should withdraw."""

    NONE = "none", _("不申请回避")
    ASKED = "asked", _("申请回避")


class RightsKnown(TextChoices):
    """What a side answered when it was asked whether its rights and duties are clear to it."""

    CLEAR = "clear", _("已经清楚")
    EXPLAINED = "explained", _("经解释后清楚")
    UNCLEAR = "unclear", _("表示不清楚")


class OtherThere(TextChoices):
    """As what somebody came who is no party and acts for none."""

    THIRD = "third", _("第三人")
    WITNESS = "witness", _("证人")
    EXPERT = "expert", _("鉴定人、专业人员")
    INTERPRETER = "interpreter", _("翻译、手语翻译")
    COMPANION = "companion", _("陪同人员")


class PostponeGround(TextChoices):
    """Why a hearing is put off before it opens (延期)."""

    FORCE_MAJEURE = "force_majeure", _("当事人因不可抗力等正当理由不能到场")
    RECUSAL = "recusal", _("临时申请回避，不能当场决定")
    NOTICE_LATE = "notice_late", _("通知书未按期送达")
    ENTERED_IN_ERROR = "entered_in_error", _("排期登记有误")
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
