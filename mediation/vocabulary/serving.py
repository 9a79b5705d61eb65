"""Who receives a paper, what becomes known of it on its way, and how a public notice is given."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Receiver(TextChoices):
    """As what somebody took a paper (民事诉讼法第八十八条): told by what he is, never by a like name."""

    SELF = "self", _("本人")
    FAMILY = "family", _("同住成年家属")
    CHIEF = "chief", _("单位负责人")
    MAIL_ROOM = "mail_room", _("单位收发室")
    AGENT = "agent", _("代理人")
    GUARDIAN = "guardian", _("法定代理人")
    DESIGNEE = "designee", _("代收人")


# They receive by an authority that lies in the file, and by name.
BY_AUTHORITY = (Receiver.AGENT, Receiver.GUARDIAN, Receiver.DESIGNEE)
OF_AN_ORGANISATION = (Receiver.CHIEF, Receiver.MAIL_ROOM)


class NoticeGround(TextChoices):
    """Why a paper is served by public notice (民事诉讼法第九十五条)."""

    WHEREABOUTS = "whereabouts", _("受送达人下落不明")
    OTHER_WAYS = "other_ways", _("以其他方式无法送达")


class NoticeMedium(TextChoices):
    """Where a public notice is given (《最高人民法院关于适用〈民事诉讼法〉的解释》第一百三十八条)."""

    POSTED = "posted", _("公告栏和受送达人住所地张贴")
    NEWSPAPER = "newspaper", _("报纸刊登")
    ONLINE = "online", _("网站等信息网络刊登")


class ServiceNews(TextChoices):
    """What became known of a paper on its way, in any order and as often as it does; none of it serves by itself."""

    ATTEMPTED = "attempted", _("投递未成，将再次投递")
    RETURNED = "returned", _("邮件退回")
    BOUNCED = "bounced", _("电子发送失败、被退回")
    ARRIVED = "arrived", _("到达对方系统或者投递点")
    OPENED = "opened", _("已打开、已查看")
    ACKNOWLEDGED = "acknowledged", _("来电、来信表示收到")
    ANSWERED = "answered", _("就文书作出答复")
    QUERIED = "queried", _("查询邮件、地址或者下落")
