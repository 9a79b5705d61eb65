"""Rights outside the petition procedure, and how long each may be used. None of them stands still while a petition is handled.

They are no limits of this system: nobody here meets or misses them. They are counted where a claim is sorted, accepted or guided
away, and on papers that tell of them, so that nobody is sent where the door has closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from .calendars import Calendar
from .computing import Computation, compute
from .days import days_of_months
from .errors import LimitNotInForce, UnknownLimit
from .labelled import Labelled, said
from .limits import Bound, TimeLimit


class Span(Labelled):
    """In what a right is counted; months and years end on the day of the same number (民法典 202)."""

    DAYS = "days", "日"
    MONTHS = "months", "个月"
    YEARS = "years", "年"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRight:
    """One right under another law, in one edition of that law.

    label           what may be done, a Chinese phrase
    length, span    how long
    trigger         the day from which it is counted, a Chinese phrase; that day itself is not counted
    authority       statute and article
    meanwhile       what a petition does to it, or what makes it start or run otherwise, a Chinese sentence
    of_the_organ    a power that an organ loses with time, not a right of the person
    """

    code: str
    label: str
    length: int
    span: Span
    trigger: str
    authority: str
    in_force_from: date
    in_force_until: date | None = None
    meanwhile: str = ""
    of_the_organ: bool = False

    @property
    def spelt(self) -> str:
        """The length in words: 60日, 6个月, 1年."""
        return f"{self.length}{self.span.label}"

    def in_force_on(self, day: date) -> bool:
        """Whether this edition holds on that day."""
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)

    def counted(self, since: date, calendar: Calendar) -> Computation:
        """Its last day for who knew, or was told, on that day. Raises DayOutOfRange for days that are not computed."""
        months = self.length * {Span.MONTHS: 1, Span.YEARS: 12}.get(self.span, 0)
        limit = TimeLimit(
            code=self.code, label=self.label, length=days_of_months(since, months) if months else self.length,
            trigger=self.trigger, bound=Bound.PETITIONER, authority=self.authority,
            in_force_from=self.in_force_from, in_force_until=self.in_force_until,
        )  # fmt: skip
        return compute(limit, trigger=since, calendar=calendar)


_RUNS_ON: Final = said("办理信访事项期间照常计算")
_KNEW_OF_THE_ACT: Final = said("知道或者应当知道行政行为之日")

RIGHTS: Final = (
    OtherRight(
        code="reconsideration", label=said("申请行政复议"), length=60, span=Span.DAYS, trigger=_KNEW_OF_THE_ACT,
        authority="《行政复议法》第九条第一款", in_force_from=date(1999, 10, 1), in_force_until=date(2023, 12, 31),
        meanwhile=_RUNS_ON,
    ),
    OtherRight(
        code="reconsideration", label=said("申请行政复议"), length=60, span=Span.DAYS, trigger=_KNEW_OF_THE_ACT,
        authority="《行政复议法》第二十条第一款", in_force_from=date(2024, 1, 1),
        meanwhile=said("办理信访事项期间照常计算；行政机关没有告知复议权利、机关和期限的，自知道之日起算，最长一年（第三款）"),
    ),
    OtherRight(
        code="suit", label=said("提起行政诉讼"), length=6, span=Span.MONTHS, trigger=_KNEW_OF_THE_ACT,
        authority="《行政诉讼法》第四十六条第一款", in_force_from=date(2015, 5, 1),
        meanwhile=said("办理信访事项期间照常计算；行政机关没有告知起诉期限的，自知道之日起算，最长一年（最高人民法院适用该法的解释第六十四条）"),
    ),
    OtherRight(
        code="suit_after_reconsideration", label=said("不服复议决定提起行政诉讼"), length=15, span=Span.DAYS,
        trigger=said("收到复议决定书之日"), authority="《行政诉讼法》第四十五条", in_force_from=date(2015, 5, 1), meanwhile=_RUNS_ON,
    ),
    OtherRight(
        code="suit_on_land", label=said("不服土地权属处理决定起诉"), length=30, span=Span.DAYS,
        trigger=said("接到处理决定通知之日"), authority="《土地管理法》第十四条第三款", in_force_from=date(2020, 1, 1),
        meanwhile=_RUNS_ON,
    ),
    OtherRight(
        code="labour_arbitration", label=said("申请劳动仲裁"), length=1, span=Span.YEARS,
        trigger=said("知道或者应当知道权利被侵害之日"), authority="《劳动争议调解仲裁法》第二十七条", in_force_from=date(2008, 5, 1),
        meanwhile=said(
            "向有关部门请求权利救济的，时效中断，重新计算（第二款）；劳动关系存续期间拖欠劳动报酬的，不受一年限制，劳动关系终止的自终止之日起一年内提出（第四款）"
        ),
    ),
    OtherRight(
        code="labour_inspection", label=said("劳动保障行政部门查处"), length=2, span=Span.YEARS, trigger=said("违法行为发生或者终了之日"),
        authority="《劳动保障监察条例》第二十条", in_force_from=date(2004, 12, 1), of_the_organ=True,
        meanwhile=said("已经举报、投诉的，不受这一期间影响"),
    ),
    OtherRight(
        code="penalty", label=said("行政机关给予行政处罚"), length=2, span=Span.YEARS, trigger=said("违法行为发生或者终了之日"),
        authority="《行政处罚法》第三十六条", in_force_from=date(2021, 7, 15), of_the_organ=True,
        meanwhile=said("在这一期间内已经发现的，不受影响；涉及公民生命健康安全、金融安全且有危害后果的为五年"),
    ),
    OtherRight(
        code="work_injury", label=said("申请工伤认定"), length=1, span=Span.YEARS, trigger=said("事故伤害发生或者被诊断、鉴定为职业病之日"),
        authority="《工伤保险条例》第十七条第二款", in_force_from=date(2011, 1, 1), meanwhile=_RUNS_ON,
    ),
    OtherRight(
        code="civil_claim", label=said("向人民法院请求保护民事权利"), length=3, span=Span.YEARS,
        trigger=said("知道或者应当知道权利受到损害以及义务人之日"), authority="《民法典》第一百八十八条第一款",
        in_force_from=date(2021, 1, 1), meanwhile=said("向义务人提出履行请求、申请调解的，时效中断，重新计算（第一百九十五条）"),
    ),
    OtherRight(
        code="land_contract_arbitration", label=said("申请农村土地承包仲裁"), length=2, span=Span.YEARS,
        trigger=said("知道或者应当知道权利被侵害之日"), authority="《农村土地承包经营纠纷调解仲裁法》第十八条",
        in_force_from=date(2010, 1, 1), meanwhile=_RUNS_ON,
    ),
    OtherRight(
        code="appeal", label=said("不服第一审判决上诉"), length=15, span=Span.DAYS, trigger=said("判决书送达之日"),
        authority="《民事诉讼法》第一百七十一条、《行政诉讼法》第八十五条", in_force_from=date(2024, 1, 1), meanwhile=_RUNS_ON,
    ),
    OtherRight(
        code="retrial", label=said("申请再审"), length=6, span=Span.MONTHS, trigger=said("判决、裁定发生法律效力之日"),
        authority="《民事诉讼法》第二百一十六条", in_force_from=date(2024, 1, 1), meanwhile=_RUNS_ON,
    ),
    OtherRight(
        code="enforcement", label=said("申请强制执行"), length=2, span=Span.YEARS, trigger=said("法律文书规定的履行期间最后一日"),
        authority="《民事诉讼法》第二百五十条", in_force_from=date(2024, 1, 1), meanwhile=_RUNS_ON,
    ),
)  # fmt: skip

# The period of a duty for which no law sets one: two months from the receipt of the application.
WITHOUT_A_LAW, TWO_MONTHS = "《行政诉讼法》第四十七条第一款", 2

RIGHT_CODES: Final = frozenset(right.code for right in RIGHTS)


def other_right(code: str, on: date) -> OtherRight:
    """The right in the edition of the day. Raises UnknownLimit, or LimitNotInForce where the law is younger."""
    if code not in RIGHT_CODES:
        raise UnknownLimit(f"没有“{code}”这一权利。")
    for right in RIGHTS:
        if right.code == code and right.in_force_on(on):
            return right
    raise LimitNotInForce(f"“{code}”所依据的法律在{on.isoformat()}没有施行。")
