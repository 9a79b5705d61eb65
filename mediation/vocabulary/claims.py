"""What is asked, by which way, and what became of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """How a petition arrives (第十七条)."""

    VISIT = "visit", _("走访")
    LETTER = "letter", _("来信")
    ONLINE = "online", _("网上")
    PHONE = "phone", _("电话")
    FAX = "fax", _("传真")
    TRANSFER = "transfer", _("上级或其他机关转送")
    LEADER_RECEPTION = "leader_reception", _("领导接访")
    LEADER_VISIT = "leader_visit", _("领导下访")
    JOINT_RECEPTION = "joint_reception", _("联合接访")
    HOTLINE = "hotline", _("12345热线")


# 走访: people come to a place of reception (第二十条第一款). For many who come together representatives speak, five at the
# most (第三款). Where a leader goes to the people (领导下访), nobody has come, and nobody is limited.
VISITS = (Channel.VISIT, Channel.LEADER_RECEPTION, Channel.JOINT_RECEPTION)
# Who brings it stands before the one who writes it down.
IN_PERSON = (*VISITS, Channel.LEADER_VISIT)


class Submission(TextChoices):
    """Whether it is brought for the first time; it is registered either way (第二十二条、第四十四条)."""

    FIRST = "first", _("初次提出")
    REPEAT = "repeat", _("重复提出")


class ContentClass(TextChoices):
    """What it is about, for the figures (第四十一条): the first level of the national list."""

    FARMING = "farming", _("农村农业")
    LAND = "land", _("国土资源")
    BUILDING = "building", _("城乡建设")
    LABOUR = "labour", _("劳动和社会保障")
    HEALTH = "health", _("卫生健康")
    EDUCATION = "education", _("教育文体")
    CIVIL_AFFAIRS = "civil_affairs", _("民政")
    JUSTICE = "justice", _("政法")
    ECONOMY = "economy", _("经济管理")
    TRANSPORT = "transport", _("交通运输")
    TRADE = "trade", _("商贸旅游")
    TECHNOLOGY = "technology", _("科技与信息产业")
    ENVIRONMENT = "environment", _("生态环境")
    PARTY_AFFAIRS = "party_affairs", _("党务政务")
    PERSONNEL = "personnel", _("组织人事")
    DISCIPLINE = "discipline", _("纪检监察")
    OTHER = "other", _("其他")


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


class RestOutcome(TextChoices):
    """What becomes of the rest of a claim that is supported in part (第三十二条第一款第二项、第三项)."""

    EXPLAINED = OpinionOutcome.EXPLAINED.value, _("作出解释说明")
    NOT_SUPPORTED = OpinionOutcome.NOT_SUPPORTED.value, _("不予支持")


class RefusalGround(TextChoices):
    """Why a claim or a request for review is not accepted."""

    ALREADY_IN_HAND = "already_in_hand", _("同一事项已由有权机关受理或者正在办理（《信访工作条例》第十九条第三款）")
    FINAL = "final", _("已作出复核意见，仍以同一事实和理由提出（《信访工作条例》第三十六条第三款）")
    REVIEW_NOT_ASKED = "review_not_asked", _("无正当理由逾期未请求复查、复核")
    NOT_COMPETENT = "not_competent", _("不属于本机关职权范围（《信访工作条例》第二十三条第一款）")
    OTHER_PROCEDURE = "other_procedure", _("应当通过诉讼、仲裁、行政复议等途径解决（《信访工作条例》第三十一条）")
    PRINCIPAL_WITHDREW = "principal_withdrew", _("委托人已撤回委托或者信访事项")


class DutyResult(TextChoices):
    """What an answer on route 5 comes to; it decides whether reconsideration must come before suit."""

    DONE = "done", _("已依法履行，作出了行政行为")
    REFUSED = "refused", _("不予履行或者没有全部履行")
    ON_THE_SPOT = "on_the_spot", _("当场作出了行政处罚决定")
    RESOURCES = "resources", _("作出了涉及自然资源所有权、使用权的决定")
    INFORMATION = "information", _("不予公开政府信息")
    OTHER_LAW = "other_law", _("法律、行政法规规定应当先申请行政复议的其他情形")


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


class DispatchKind(TextChoices):
    """How the petition office passes a matter on (第二十二条)."""

    TRANSFER = "transfer", _("转送")
    ASSIGNMENT = "assignment", _("交办")
