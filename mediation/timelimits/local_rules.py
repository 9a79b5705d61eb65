"""Local rules: a region's own figures, each with its authority, from a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from .errors import WrongLocalRules
from .limits import ALWAYS_LEFT_OUT, Ground, Source, TimeLimit, Unit
from .registry import CODES, EDITIONS
from .toml_lines import line_of, what_is_wrong

FOLDER: Final = Path(__file__).parent / "local"
_MOST: Final = 9999
_FILE_KEYS: Final = ("region", "authority", "in_force_from", "in_force_until", "note", "limits")
_LIMIT_KEYS: Final = ("authority", "length", "unit", "max_extension", "excluded_grounds", "warn", "enabled")


@dataclass(frozen=True, slots=True)
class LocalRules:
    """The local rules of one region; they hold for an organ that names them and for all below it.

    changes maps a code to the fields of TimeLimit that are replaced, its authority always among them.
    above are the rules of the nearest region above this one, or those that these follow; they hold where these say nothing.
    """

    file: str
    region: str
    authority: str
    in_force_from: date
    in_force_until: date | None = None
    note: str = ""
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    above: LocalRules | None = None

    def in_force_on(self, day: date) -> bool:
        """Whether these rules hold on that day."""
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)

    def over(self, above: LocalRules | None) -> LocalRules:
        """These rules, and what they follow, over those of a region above."""
        return replace(self, above=self.above.over(above) if self.above is not None else above)

    def following(self, before: LocalRules) -> LocalRules:
        """These rules in place of earlier ones of the same region, which end as a whole the day before these begin."""
        last = self.in_force_from - timedelta(days=1)
        ends = min(before.in_force_until or last, last)
        return replace(self, above=replace(before, in_force_until=ends))

    def apply(self, limit: TimeLimit, *, on: date) -> TimeLimit:
        """Give the limit as it holds here on a day; unchanged where no rules of the region or above say anything."""
        if self.above is not None:
            limit = self.above.apply(limit, on=on)
        change = self.changes.get(limit.code)
        if change is None or not self.in_force_on(on):
            return limit
        return replace(limit, source=Source.LOCAL, **change)


def local_rules(name: str) -> LocalRules:
    """Load the shipped local rules of a region by the name of their file. Raises WrongLocalRules."""
    if name not in shipped_regions():
        known = "、".join(shipped_regions())
        raise WrongLocalRules(file=f"{name}.toml", key="全文", reason=f"没有这个地区，现有：{known}")
    return load_local_rules(FOLDER / f"{name}.toml")


def shipped_regions() -> tuple[str, ...]:
    """List the regions whose rules ship."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load_local_rules(path: Path) -> LocalRules:
    """Load the local rules of a file. Raises WrongLocalRules, which names file, key and reason."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise WrongLocalRules(file=path.name, key="全文", reason="文件不存在或者无法读取") from None
    except UnicodeDecodeError:
        raise WrongLocalRules(file=path.name, key="全文", reason="文件不是UTF-8编码") from None
    return read_local_rules(text, file=path.name)


def read_local_rules(text: str, *, file: str) -> LocalRules:
    """Read the local rules of a text that is called so. Raises WrongLocalRules for the first thing that is wrong."""
    reader = _Reader(text, file)
    rules = reader.read()
    if rules is None:
        raise reader.faults[0]
    return rules


def faults_of(text: str, *, file: str) -> list[WrongLocalRules]:
    """Everything that is wrong with a text, each with its line; nothing where it can be used."""
    reader = _Reader(text, file)
    reader.read()
    return reader.faults


class _Reader:
    """Reads one text and says everywhere it is wrong."""

    def __init__(self, text: str, file: str) -> None:
        self.text_read, self.file = text, file
        self.faults: list[WrongLocalRules] = []

    def wrong(self, key: str, reason: str) -> WrongLocalRules:
        return WrongLocalRules(file=self.file, key=key, reason=reason, line=line_of(key, self.text_read))

    def tried(self, read: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """What is read, or None where it is wrong: the fault is kept, and reading goes on."""
        try:
            return read(*given, **named)
        except WrongLocalRules as fault:
            self.faults.append(fault)
            return None

    def read(self) -> LocalRules | None:
        """The rules; None where anything is wrong with them."""
        try:
            data = tomllib.loads(self.text_read)
        except tomllib.TOMLDecodeError as error:
            reason, line = what_is_wrong(error, self.text_read)
            self.faults.append(
                WrongLocalRules(file=self.file, key="全文", reason=f"不是正确的TOML（{reason}）", line=line)
            )
            return None
        self.tried(self.only, data, "", _FILE_KEYS)
        region, authority = self.tried(self.text, data, "region"), self.tried(self.text, data, "authority")
        begins, ends = self.tried(self.day, data, "in_force_from"), self.tried(self.last_day, data)
        note = self.tried(self.text, data, "note") if "note" in data else ""
        changes = self.tried(self.limits, data, authority or "") or {}
        if self.faults:
            return None
        return LocalRules(self.file, region, authority, begins, ends, note, MappingProxyType(changes))

    def last_day(self, data: Mapping[str, Any]) -> date | None:
        if "in_force_until" not in data:
            return None
        ends, begins = self.day(data, "in_force_until"), data.get("in_force_from")
        if type(begins) is date and ends < begins:
            raise self.wrong("in_force_until", "失效日期早于施行日期")
        return ends

    def limits(self, data: Mapping[str, Any], authority: str) -> dict[str, dict[str, Any]]:
        limits = data.get("limits", {})
        if not isinstance(limits, dict) or not limits:
            raise self.wrong("limits", "应列出至少一个期限")
        return {code: self.tried(self.change, code, limits[code], authority) for code in limits}

    def only(self, table: Mapping[str, Any], prefix: str, keys: tuple[str, ...]) -> None:
        unknown = [
            self.wrong(f"{prefix}{key}", f"不认识的键，可用的是：{'、'.join(keys)}") for key in table if key not in keys
        ]
        if unknown:
            self.faults += unknown[:-1]
            raise unknown[-1]

    def text(self, table: Mapping[str, Any], key: str, prefix: str = "") -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{prefix}{key}", "应为非空文字")
        return value.strip()

    def day(self, table: Mapping[str, Any], key: str) -> date:
        value = table.get(key)
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.wrong(key, "应为日期，例如2022-05-01，不加引号")
        return value

    def whole(self, table: Mapping[str, Any], key: str, prefix: str, *, least: int) -> int:
        value = table[key]
        if type(value) is not int or value < least:
            raise self.wrong(f"{prefix}{key}", f"应为不小于{least}的整数")
        if value > _MOST:
            raise self.wrong(f"{prefix}{key}", f"应为不大于{_MOST}的整数")
        return value

    def change(self, code: str, table: Any, authority: str) -> dict[str, Any]:
        """Read what a file says of one limit into the fields of TimeLimit it replaces."""
        prefix = f"limits.{code}."
        if code not in EDITIONS:
            raise self.wrong(f"limits.{code}", f"没有这个期限，可用的代码是：{'、'.join(CODES)}")
        if not isinstance(table, dict):
            raise self.wrong(f"limits.{code}", "应为一节，例如[limits.D5]")
        before = len(self.faults)
        self.tried(self.only, table, prefix, _LIMIT_KEYS)
        change: dict[str, Any] = {
            "authority": self.tried(self.text, table, "authority", prefix) if "authority" in table else authority
        }
        for key, least in (("length", 1), ("max_extension", 0), ("warn", 1)):
            if key in table:
                change[key] = self.tried(self.whole, table, key, prefix, least=least)
        for key, read, field_name in (
            ("unit", self.unit, "unit"),
            ("excluded_grounds", self.grounds, "excluded_grounds"),
            ("enabled", self.local_only, "local_only"),
        ):
            if key in table:
                change[field_name] = self.tried(read, table[key], f"{prefix}{key}")
        self.tried(self.switches_what_is_local, code, table, prefix)
        if len(self.faults) == before:
            self.tried(self.advises_more, code, change, prefix)
            self.tried(self.keeps_the_partys_right, code, change, prefix)
        return change

    def switches_what_is_local(self, code: str, table: Mapping[str, Any], prefix: str) -> None:
        """Refuse to switch what holds by national law: that would take a right away, or an organ's duty."""
        switched = [known for known in CODES if any(limit.local_only for limit in EDITIONS[known])]
        if "enabled" in table and code not in switched:
            raise self.wrong(f"{prefix}enabled", f"只用于仅见于地方规定的期限：{'、'.join(switched)}")

    def advises_more(self, code: str, change: dict[str, Any], prefix: str) -> None:
        """Let an advised length be longer than the length itself; the national advice ends where it is not."""
        national = EDITIONS[code][-1]
        if "warn" in change and national.warn is None:
            raise self.wrong(f"{prefix}warn", "这个期限没有建议的日数")
        length = change.get("length", national.length)
        if length is None or change.get("warn", national.warn or length + 1) > length:
            return
        if "warn" in change:
            raise self.wrong(f"{prefix}warn", f"应大于期限的日数{length}")
        change["warn"] = None

    def local_only(self, enabled: Any, key: str) -> bool:
        if type(enabled) is not bool:
            raise self.wrong(key, "应为true或者false")
        return not enabled

    def unit(self, value: Any, key: str) -> Unit:
        if value not in list(Unit):
            raise self.wrong(key, f"应为{'或者'.join(unit.value for unit in Unit)}")
        return Unit(value)

    def grounds(self, value: Any, key: str) -> tuple[Ground, ...]:
        known = [ground.value for ground in Ground if ground not in ALWAYS_LEFT_OUT]
        if not isinstance(value, list) or any(ground not in known for ground in value):
            raise self.wrong(key, f"应为列表，可用的事由是：{'、'.join(known)}")
        return tuple(Ground(ground) for ground in dict.fromkeys(value))

    def keeps_the_partys_right(self, code: str, change: Mapping[str, Any], prefix: str) -> None:
        """Refuse a local rule that shortens a right national law gives a party."""
        for national in EDITIONS[code]:
            if not national.is_partys_own or national.source is not Source.LAW or national.length is None:
                continue
            if change.get("length", national.length) < national.length:
                raise self.wrong(f"{prefix}length", f"当事人的法定期限不得短于{national.span}")
            if not set(national.excluded_grounds) <= set(change.get("excluded_grounds", national.excluded_grounds)):
                raise self.wrong(f"{prefix}excluded_grounds", "不得减少有利于当事人的扣除事由")
