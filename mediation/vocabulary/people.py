"""Organs, offices and persons."""

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


class OutsiderRole(TextChoices):
    """As what somebody from outside the offices takes part; a post like that of staff."""

    PANELLIST = Role.PANELLIST.value, _("听证员")
    MEDIATOR = Role.MEDIATOR.value, _("调解员")


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


class OfficeChangeKind(TextChoices):
    """What was set up or changed of the office itself."""

    BEGUN = "begin", _("开始设置")
    ORGAN_SET_UP = "set_up_organ", _("设立机关")
    ORGAN_AMENDED = "amend_organ", _("更改机关登记")
    ORGAN_ENDED = "end_organ", _("撤销机关")
    ORGAN_MOVED = "move_organ", _("改变隶属")
    ENROLLED = "enrol", _("登记工作人员")
    PERSON_AMENDED = "amend_person", _("更改工作人员登记")
    SECRET_RENEWED = "renew_secret", _("重发首次登录口令")
    FACTOR_RESET = "reset_factor", _("重设第二验证方式")
    LET_IN_AGAIN = "let_in_again", _("在服务器上恢复管理员登录")
    APPOINTED = "appoint", _("任职")
    POST_ENDED = "end_post", _("免职")
    DEPUTIZED = "deputize", _("指定代理人")
    DEPUTY_ENDED = "end_deputy", _("提前结束代理")
    HANDED_OVER = "hand_over", _("离任移交")
    ROOM_OPENED = "open_room", _("设会场")
    ROOM_AMENDED = "amend_room", _("更改会场")
    ROOM_CLOSED = "close_room", _("停用会场")
    OUTSIDER_LISTED = "list_outsider", _("列入外聘人员名册")
    SEAL_ENTERED = "enter_seal", _("登记印章")
    SEAL_HANDED_ON = "hand_on_seal", _("更换印章保管人")
    SEAL_DESTROYED = "destroy_seal", _("停用、销毁印章")
    SERIES_BEGUN = "begin_series", _("接续编号")
    RULES_SET = "set_rules", _("更改办公规则")
    RULES_LOADED = "load_rules", _("载入地方规则")
    WORDS_SET = "set_words", _("更改会议常用语")
    ORGANS_IMPORTED = "import_organs", _("导入机关")
    PEOPLE_IMPORTED = "import_people", _("导入工作人员")


class FactorKind(TextChoices):
    """By what a member of staff is known besides the password."""

    APP = "app", _("验证器应用")
    PASSKEY = "passkey", _("通行密钥")


class PartyKind(TextChoices):
    """A natural person or an organisation."""

    PERSON = "person", _("自然人")
    ORGANISATION = "organisation", _("法人或其他组织")


class PartyRole(TextChoices):
    """The side a party stands on."""

    PETITIONER = "petitioner", _("信访人")
    OPPOSITE = "opposite", _("对方当事人")
    APPLICANT = "applicant", _("申请调解人")


class Sex(TextChoices):
    """As on the identity card; asked for only where a paper needs it."""

    MALE = "male", _("男")
    FEMALE = "female", _("女")


class IdentitySeen(TextChoices):
    """By which document somebody at the window was known to be the party."""

    CARD = "card", _("居民身份证")
    HOUSEHOLD = "household", _("户口簿")
    PASSPORT = "passport", _("护照、港澳台居民证件")
    LICENCE = "licence", _("营业执照和法定代表人证明")
    AUTHORITY = "authority", _("法定代理人的证件和关系证明")


class SaidHow(TextChoices):
    """How an act of a party came: by its own hand in the portal, or written down by staff, and on what."""

    PORTAL = "portal", _("本人在网上办理")
    AGENT = "agent", _("代理人用自己的查询码在网上办理")
    AT_SCREEN = "at_screen", _("本人在登记窗口的屏幕上办理")
    IN_PERSON = "in_person", _("本人当面表示")
    SIGNED = "signed", _("看了本人签名的书面材料")
    POST = "post", _("收到本人邮寄的书面材料")
    PHONE = "phone", _("本人打电话表示")
    OWN = "own", _("不是当事人的表示，本机关自己办理")


class SlipHanded(TextChoices):
    """How a party comes by its first slip with a query code."""

    IN_PERSON = "in_person", _("当面交给本人或者代理人")
    BY_POST = "by_post", _("密封后随第一封信寄给本人")


class Departure(TextChoices):
    """How somebody ceased to be a party of a matter."""

    DIED = "died", _("已去世")
    DISSOLVED = "dissolved", _("已终止")
    LEFT = "left", _("已退出")
    SPLIT_OFF = "split_off", _("已另案办理")
    UNSUCCEEDED = "unsucceeded", _("已去世、终止，无人承继")
    MISTAKEN = "mistaken", _("登记有误，已撤销")


class PartyChangeKind(TextChoices):
    """What changed with the people of a matter."""

    CORRECTED = "corrected", _("更正身份信息")
    CONTACT = "contact", _("确认送达地址")
    CONSENTED = "consented", _("同意电子送达")
    UNCONSENTED = "unconsented", _("撤回电子送达同意")
    DIED = "died", _("当事人去世")
    DISSOLVED = "dissolved", _("单位终止")
    SUCCEEDED = "succeeded", _("承继")
    UNSUCCEEDED = "unsucceeded", _("无人承继")
    JOINED = "joined", _("加入")
    LEFT = "left", _("退出")
    SPLIT_OFF = "split_off", _("另案办理")
    FIRST_CODE = "first_code", _("发给查询凭条")
    CODE = "code", _("补发查询码")
    SECRET = "secret", _("设定办事密码")
    ASKED_AT_SCREEN = "asked_at_screen", _("请本人在窗口设办事密码")
    SECRET_CHANGED = "secret_changed", _("更换办事密码")
    REPRESENTATIVES = "representatives", _("推选代表人")
    MISTAKEN = "mistaken", _("误登的当事人")


class AgentKind(TextChoices):
    """As what somebody acts or receives for a party (《民法典》第二十三条、第一百六十三条)."""

    LAWYER = "lawyer", _("律师")
    LEGAL_WORKER = "legal_worker", _("基层法律服务工作者")
    RELATIVE = "relative", _("近亲属")
    STAFF = "staff", _("本单位工作人员")
    RECOMMENDED = "recommended", _("社区、单位或者社会团体推荐的公民")
    RECEIVER = "receiver", _("指定代收人")
    GUARDIAN = "guardian", _("法定代理人")


class Power(TextChoices):
    """What an agent needs for a step besides being an agent (《民法典》第一百六十五条)."""

    SETTLE = "settle", _("和解、调解")
    WITHDRAW = "withdraw", _("撤回、放弃")
    RECEIVE = "receive", _("代收文书")
    IN_PERSON = "in_person", _("由本人办理")


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


class HandlersRead(TextChoices):
    """Which files of their organ handlers read, as the organ sets it ("handlers_read" of its rules)."""

    OWN = "own", _("自己承办的和尚未指定承办人的")
    ORGAN = "organ", _("本机关的全部")


class AccessPart(TextChoices):
    """Which part of a file somebody may read."""

    WHOLE = "whole", _("全卷")
    EXTRACT = "extract", _("摘转的部分")
    CLAIMS = "claims", _("所办的诉求")
    HEARING = "hearing", _("听证")
    DELIBERATION = "deliberation", _("合议")
    MEDIATION = "mediation", _("调解")
    REVIEW = "review", _("复查复核")
    CONFERENCE = "conference", _("联席会议")
    ITEM = "item", _("联席会议的一个议题")
    RESOLUTION = "resolution", _("议定事项")
    COSIGNING = "cosigning", _("会签")
    SUPERVISION = "supervision", _("督办")
    RECOMMENDATION = "recommendation", _("信访工作建议")
    DISPUTE = "dispute", _("受理争议")
    SERVICE = "papers_to_serve", _("待签发、用印、送达的文书")
    BARRED = "barred", _("回避，不得阅卷")
