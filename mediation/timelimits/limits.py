"""What a statutory period is."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final

from .errors import WrongLimit
from .labelled import Labelled, said


class Unit(Labelled):
    """What is counted."""

    CALENDAR_DAYS = "calendar_days", "日"
    WORKING_DAYS = "working_days", "个工作日"


class Direction(Labelled):
    """Which way is counted from the trigger day."""

    FORWARD = "forward", "顺算"
    BACKWARD = "backward", "倒算"


class Source(Labelled):
    """Where the number of days comes from."""

    LAW = "law", "法定"
    LOCAL = "local", "地方规定"
    DESIGN = "design", "系统默认"
    ORGAN = "organ", "日数由有关机关指定"
    GOVERNING = "governing", "法定，有关法律规定"


class Stage(Labelled):
    """The part of the procedure to which a period belongs."""

    INTAKE = "intake", said("登记和受理")
    HANDLING = "handling", said("办理和答复")
    REVIEW = "review", said("复查和复核")
    HEARING = "hearing", said("听证")
    MEDIATION = "mediation", said("调解")
    SERVING = "serving", said("送达和评价")


class Bound(Labelled):
    """Whom a period binds, or whose right it is."""

    PETITION_OFFICE = "petition_office", "信访部门"
    ORGAN = "organ", "责任单位"
    REVIEW_ORGAN = "review_organ", "复查机关"
    REEXAMINATION_ORGAN = "reexamination_organ", "复核机关"
    LABOUR_INSPECTION = "labour_inspection", "劳动保障行政部门"
    MEDIATOR = "mediator", "调解员"
    PETITIONER = "petitioner", "信访人"
    PARTIES = "parties", "双方当事人"
    ADDRESSEE = "addressee", "受送达人"


class Ground(Labelled):
    """Why days may be left out of a period."""

    HEARING = "hearing", "听证"
    APPRAISAL = "appraisal", "鉴定"
    SURVEY = "survey", "勘验"
    OUTAGE = "outage", "网上平台停运"
    FORCE_MAJEURE = "force_majeure", "不可抗力等正当事由"
    WITHDRAWN = "withdrawn", "撤回"


# Left out of whatever runs forward: while a matter is taken back nothing is owed, and no right in it can be used.
ALWAYS_LEFT_OUT: Final = frozenset({Ground.WITHDRAWN})


WORDS: Final = ("stage", "name", "plain", "inner")
PARTYS_OWN: Final = frozenset({Bound.PETITIONER, Bound.PARTIES})


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """One statutory period in one edition of its statute.

    code            D1, D2 … and their variants
    length          number of units; None where the law leaves it to an organ (D4)
    unit            calendar days, or working days where the words say 工作日
    direction       backward for what must be done before a day (a hearing notice)
    trigger         the event that starts the count, a Chinese phrase; its day is not counted
    bound           who must act, or whose right it is
    authority       statute and article
    source          law, local law, a default of this system where the law gives no number, or an organ's order
    rolls           a last day on a holiday moves to a working day (forward: the next, backward: the one before)
    in_force_from   first day of this edition; a petition begun earlier keeps the edition of its own day
    in_force_until  last day of this edition, None while it is in force
    max_extension   most units it may be extended by, 0 for none, None where the law sets no cap
    extension_once  a second extension is refused
    extension_by    what an extension needs, a Chinese phrase
    excluded_grounds  grounds on which days are left out
    warn            a longer length that is advised (D16: 10 working days), None without
    local_only      holds only where a local rule switches it on
    if_missed       what follows when it is missed, a Chinese phrase
    stage           where the calculator lists it
    name            what the calculator calls it
    plain           what its last day means to the party who waits for it or may use it, a Chinese sentence
    inner           said instead of `plain` of what no party waits for

    The last four are words for today's pages: they belong to the code, are said in its newest edition, and are not kept
    with a running period.
    """

    code: str
    label: str
    length: int | None
    unit: Unit = Unit.CALENDAR_DAYS
    direction: Direction = Direction.FORWARD
    trigger: str
    bound: Bound
    authority: str
    source: Source = Source.LAW
    rolls: bool = True
    in_force_from: date
    in_force_until: date | None = None
    max_extension: int | None = 0
    extension_once: bool = True
    extension_by: str = ""
    excluded_grounds: tuple[Ground, ...] = ()
    warn: int | None = None
    local_only: bool = False
    if_missed: str = ""
    stage: Stage | None = None
    name: str = ""
    plain: str = ""
    inner: bool = False

    def __post_init__(self) -> None:
        if self.length is not None and self.length < 1:
            raise WrongLimit(f"期限{self.code}的日数应为正整数，不能是{self.length}。")
        if self.max_extension is not None and self.max_extension < 0:
            raise WrongLimit(f"期限{self.code}的最长延长日数不能是负数{self.max_extension}。")
        if self.in_force_until is not None and self.in_force_until < self.in_force_from:
            raise WrongLimit(f"期限{self.code}的失效日不能早于施行日。")

    @property
    def is_partys_own(self) -> bool:
        """Whether missing it costs a party a right: such a day is never moved to an earlier one."""
        return self.bound in PARTYS_OWN

    def kept(self) -> dict[str, Any]:
        """The edition as a running period keeps it, without the words for today's pages."""
        return {name: value for name, value in asdict(self).items() if name not in WORDS}

    @property
    def under(self) -> str:
        """The authority as a sentence goes on from it: 依《…》, and 参照《…》 as it stands."""
        return self.authority if self.authority.startswith("参照") else f"依{self.authority}"

    @property
    def span(self) -> str:
        """The length in words: 30日, 5个工作日, 日数由有关机关指定."""
        return "日数由有关机关指定" if self.length is None else f"{self.length}{self.unit.label}"

    def in_force_on(self, day: date) -> bool:
        """Whether this edition holds on that day."""
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)

    def of_length(self, length: int) -> TimeLimit:
        """Fix the length an organ has set within its powers (D4: 指定办理期限; D5: 责令限期重新处理).

        The limit says so itself (`source`). Raises WrongLimit below 1.
        """
        return replace(self, length=length, source=Source.ORGAN)

    def of_law(self, authority: str, length: int, working_days: bool) -> TimeLimit:
        """The period of the law that governs a duty (D18), which no list can hold; its own cap of an extension is its affair.

        The limit itself where it is the one of that authority. Raises WrongLimit below 1.
        """
        unit = Unit.WORKING_DAYS if working_days else Unit.CALENDAR_DAYS
        if (authority.strip(), length, unit) == (self.authority, self.length, self.unit):
            return self
        return replace(
            self, label="依法履行职责并答复", length=length, unit=unit, trigger="受理之日", bound=Bound.ORGAN, authority=authority.strip(),
            source=Source.GOVERNING, max_extension=None, extension_by=f"依{authority.strip()}的规定",
        )  # fmt: skip
