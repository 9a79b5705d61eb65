"""Review, supervision and recommendations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
