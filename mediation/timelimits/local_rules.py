"""Local rules: a region's own figures, each with its authority, from a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from .errors import LimitNotInForce, WrongLocalRules
from .limits import PARTYS_OWN, Ground, Source, TimeLimit, Unit
from .registry import CODES, EDITIONS

FOLDER: Final = Path(__file__).parent / "local"
_FILE_KEYS: Final = ("region", "authority", "in_force_from", "in_force_until", "note", "limits")
_LIMIT_KEYS: Final = ("authority", "length", "unit", "max_extension", "excluded_grounds", "warn", "enabled")


@dataclass(frozen=True, slots=True)
class LocalRules:
    """The local rules of one region; they hold for an organ that names them and for all below it.

    changes maps a code to the fields of TimeLimit that are replaced, its authority always among them.
    """

    file: str
    region: str
    authority: str
    in_force_from: date
    in_force_until: date | None = None
    note: str = ""
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def in_force_on(self, day: date) -> bool:
        """Whether these rules hold on that day."""
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)

    def apply(self, limit: TimeLimit, *, on: date) -> TimeLimit:
        """Give the limit as it holds here on a day; unchanged where these rules say nothing."""
        change = self.changes.get(limit.code)
        if change is None or not self.in_force_on(on):
            return limit
        return replace(limit, source=Source.LOCAL, **change)


def local_rules(name: str) -> LocalRules:
    """Load the shipped local rules of a region by the name of their file. Raises WrongLocalRules."""
    if name not in shipped_regions():
        raise WrongLocalRules(file=f"{name}.toml", key="", reason=f"没有这个地区，现有：{'、'.join(shipped_regions())}")
    return load_local_rules(FOLDER / f"{name}.toml")


def shipped_regions() -> tuple[str, ...]:
    """List the regions whose rules ship."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load_local_rules(path: Path) -> LocalRules:
    """Load the local rules of a file. Raises WrongLocalRules, which names file, key and reason."""
    return _Reader(path).read()


class _Reader:
    """Reads one file and says where it is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def wrong(self, key: str, reason: str) -> WrongLocalRules:
        return WrongLocalRules(file=self.path.name, key=key, reason=reason)

    def read(self) -> LocalRules:
        try:
            data = tomllib.loads(self.path.read_text(encoding="utf-8"))
        except OSError:
            raise self.wrong("", "文件不存在或者无法读取") from None
        except UnicodeDecodeError:
            raise self.wrong("", "文件不是UTF-8编码") from None
        except tomllib.TOMLDecodeError as error:
            raise self.wrong("", f"不是正确的TOML（{error}）") from None
        self.only(data, "", _FILE_KEYS)
        region, authority = self.text(data, "region"), self.text(data, "authority")
        begins, ends = self.day(data, "in_force_from"), None
        if begins is None:
            raise self.wrong("in_force_from", "缺少施行日期")
        if "in_force_until" in data and (ends := self.day(data, "in_force_until")) is not None and ends < begins:
            raise self.wrong("in_force_until", "失效日期早于施行日期")
        note = self.text(data, "note") if "note" in data else ""
        limits = data.get("limits", {})
        if not isinstance(limits, dict) or not limits:
            raise self.wrong("limits", "应列出至少一个期限")
        changes = {code: self.change(code, limits[code], authority) for code in limits}
        return LocalRules(
            self.path.name, region, authority, begins, ends, note, MappingProxyType(changes)
        )  # fmt: skip

    def only(self, table: Mapping[str, Any], prefix: str, keys: tuple[str, ...]) -> None:
        for key in table:
            if key not in keys:
                raise self.wrong(f"{prefix}{key}", f"不认识的键，可用的是：{'、'.join(keys)}")

    def text(self, table: Mapping[str, Any], key: str, prefix: str = "") -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{prefix}{key}", "应为非空文字")
        return value.strip()

    def day(self, table: Mapping[str, Any], key: str) -> date | None:
        value = table.get(key)
        if value is not None and (isinstance(value, datetime) or not isinstance(value, date)):
            raise self.wrong(key, "应为日期，例如2022-05-01，不加引号")
        return value
