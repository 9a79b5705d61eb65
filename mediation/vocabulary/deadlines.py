"""What moves a limit."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
    SUCCESSION = "succession", _("当事人去世、终止后等待承继")
    REQUESTS = "requests", _("请求人有变动")
    WITHDRAWN = "withdrawn", _("撤回期间不计入")


class ClockHalt(TextChoices):
    """Why the clock stands: it does not believe the machine's time, or nobody has looked at what was restored."""

    BEFORE_DATABASE = "before_database", _("服务器的时间比数据库的时间早")
    BEFORE_EVENT = "before_event", _("服务器的时间早于最后一次办理的时间")
    GAP = "gap", _("距最近一次运行时间过长")
    RESTORED = "restored", _("刚从备份恢复")
