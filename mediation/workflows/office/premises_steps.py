"""What is set up of an office beside its organs and people: rooms, its own rules, where its numbers begin, who comes from outside."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.permissions import keeps_office
from mediation.vocabulary import HandlersRead, OfficeChangeKind, OutsiderRole, Role, SealBeforeService
from mediation.vocabulary.standing_words import STANDING_WORDS
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, step
from mediation.workflows.office.entering import ENTERED, entered

ORGAN = f.one("organ", _("机关"), "Organ")
ROOM = f.one("room", _("会场"), "Room")
FURNISHING = (
    f.number("capacity", _("可容纳人数"), required=False, least=1, most=5000),
    f.yes_no("step_free", _("无障碍通行")),
    f.yes_no("hearing_loop", _("助听设备")),
    f.text("equipment", _("设备"), required=False, help=_("如“投影、录音录像”。")),
)
WHY = f.text("why", _("依据或者原因"))
# One field for each part that has words; the first half of its name says at which kind of sitting.
WORDS = tuple(
    f.long_text(f"{kind}_{part}", part.label, required=False, longest=1500)
    for kind, parts in STANDING_WORDS.items()
    for part in parts
)
LONGEST_RULES = 20_000
RULES = (
    "opening_hours",
    "local_rules",
    "handlers_read",
    "seal_before_service",
    "labour_mediation",
    "conferences_a_month",
    "executive_months",
    "standing_months",
    "second_factor_roles",
)

term_in_order = Guard(
    "term_ends_before_it_begins",
    _("聘期的止日不能早于起日。"),
    lambda change, act: act.until is None or act.until >= (act.since or act.on),
    _("请核对聘期。"),
    on_facts=True,
)


class PremisesSteps:
    """Steps about rooms, rules, numbers and outsiders."""

    @step(
        source=NEW,
        target=ENTERED,
        label=_("设会场"),
        by=keeps_office,
        hidden=True,
        facts=[
            ORGAN,
            f.text("name", _("房间"), longest=100, help=_("如“三楼听证室”。")),
            f.text("address", _("地址"), required=False, help=_("不填就是机关的地址。")),
            *FURNISHING,
        ],
        day_field="changed_on",
    )
    def open_room(self, act: Act) -> None:
        """A room in which hearings and mediation sessions are held; it is booked by the hour and never twice."""
        entered(self, act, OfficeChangeKind.ROOM_OPENED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("更改会场"),
        by=keeps_office,
        hidden=True,
        facts=[ROOM, f.text("name", _("房间"), longest=100), f.text("address", _("地址"), required=False), *FURNISHING],
        day_field="changed_on",
    )
    def amend_room(self, act: Act) -> None:
        """A room is called otherwise, or lies elsewhere; what was booked stays booked."""
        entered(self, act, OfficeChangeKind.ROOM_AMENDED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("停用会场"),
        by=keeps_office,
        hidden=True,
        facts=[ROOM, f.day("until", _("最后一日")), WHY],
        day_field="changed_on",
    )
    def close_room(self, act: Act) -> None:
        """From the next day on nothing is held there; what is booked later has to move first."""
        entered(self, act, OfficeChangeKind.ROOM_CLOSED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("更改办公规则"),
        by=keeps_office,
        hidden=True,
        facts=[
            ORGAN,
            f.text("opening_hours", _("接待时间"), required=False, help=_("如“周一至周五9:00—12:00、14:00—17:30”；当事人在网上看到。")),
            f.text("local_rules", _("地方规则"), required=False, longest=60, help=_("在“地方规则”里载入的编号，或者规则文件的名称；下级机关一并适用。")),
            f.choice("handlers_read", _("承办人看得到的事项"), HandlersRead, required=False, help=_("不填就是自己承办的和尚未指定承办人的。")),
            f.choice("seal_before_service", _("手工用印的文书何时可以送达"), SealBeforeService, required=False, help=_("不填就不限制。")),
            f.yes_no("labour_mediation", _("依法具有劳动争议调解职能")),
            f.number("conferences_a_month", _("联席会议每月召开的次数"), required=False, least=1, most=31),
            f.number("executive_months", _("政府常务会议几个月研究一次信访工作"), required=False, least=1, most=12),
            f.number("standing_months", _("党委常委会会议几个月研究一次信访工作"), required=False, least=1, most=12),
            f.Fact(
                name="second_factor_roles", label=_("登录须有第二验证方式的岗位"), kind=f.Kind.CHOICES, choices=Role, required=False,
                help=_("下级机关一并适用。这些岗位的人下次登录时先设立，设好以前什么也打不开。"),
            ),
            WHY,
        ],
        day_field="changed_on",
    )  # fmt: skip
    def set_rules(self, act: Act) -> None:
        """How the organ works from now on; limits that run keep the rule they began with."""
        entered(self, act, OfficeChangeKind.RULES_SET)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("载入地方规则"),
        by=keeps_office,
        hidden=True,
        facts=[
            ORGAN,
            f.long_text("rules_text", _("规则全文"), longest=LONGEST_RULES, help=_("TOML，写法见docs/deadlines.md。")),
            WHY,
        ],
        day_field="changed_on",
    )
    def load_rules(self, act: Act) -> None:
        """The organ and all below it count by these local rules from their day on; they take the place of what it had as a whole."""
        entered(self, act, OfficeChangeKind.RULES_LOADED)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("更改会议常用语"),
        by=keeps_office,
        hidden=True,
        facts=[ORGAN, *WORDS, WHY],
        day_field="changed_on",
    )
    def set_words(self, act: Act) -> None:
        """What the organ's presiders say in each part of a hearing and a session; the usual words where a field is empty."""
        entered(self, act, OfficeChangeKind.WORDS_SET)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("接续编号"),
        by=keeps_office,
        hidden=True,
        facts=[
            ORGAN,
            f.text("series", _("编号的种类"), longest=20, help=_("卷宗编号填“卷宗”，文号填年号前的字，如“访处”。")),
            f.number("year", _("年份"), least=2000, most=2100),
            f.number("last", _("已经用到第几号"), least=1, most=999_999, help=_("系统从下一号开始编。")),
            WHY,
        ],
        day_field="changed_on",
    )
    def begin_series(self, act: Act) -> None:
        """An office that numbered by hand goes on behind its last number; a series in which the system has given one stays."""
        entered(self, act, OfficeChangeKind.SERIES_BEGUN)

    @step(
        source=NEW,
        target=ENTERED,
        label=_("列入外聘人员名册"),
        by=keeps_office,
        hidden=True,
        guards=[term_in_order],
        facts=[
            f.one("organ", _("聘请的机关"), "Organ"),
            f.text("name", _("姓名"), longest=60),
            f.text("employer", _("工作单位"), longest=100),
            f.text("title", _("职务、职称"), required=False, longest=60),
            f.text("phone", _("联系电话"), required=False, longest=40),
            f.Fact(name="roles", label=_("担任"), kind=f.Kind.CHOICES, choices=OutsiderRole),
            f.day("since", _("聘期起"), required=False, help=_("不填就是今天。")),
            f.day("until", _("聘期止"), required=False),
            f.text("why", _("聘请的依据"), required=False),
        ],
        day_field="changed_on",
    )
    def list_outsider(self, act: Act) -> None:
        """A lawyer, an expert, a people's deputy who may sit on panels or mediate; without an account until a slip is printed."""
        entered(self, act, OfficeChangeKind.OUTSIDER_LISTED)
