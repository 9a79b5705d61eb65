"""All that is looked at, in the order in which it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from mediation.management.doctor import database, lines, machine, settings
from mediation.management.doctor.finding import Finding, unseen

NEEDS_SCHEMA = ("数据库角色", "触发器", "时间", "运行状况")


def examine(*, at: datetime, on: date) -> Iterator[Finding]:
    """Each thing as it is found; what needs a database that is away or not up to date is told as not looked at."""
    yield from settings.examined()
    yield from lines.examined()
    yield from machine.examined()
    reached = database.reached()
    yield reached
    if reached.wrong:
        yield from (unseen(what, "数据库连不上，没有检查。") for what in ("表结构", *NEEDS_SCHEMA))
        return
    schema = database.schema()
    yield schema
    if schema.wrong:
        yield from (unseen(what, "表结构与程序不一致，没有检查。") for what in NEEDS_SCHEMA)
        return
    yield database.role()
    yield database.triggers()
    yield database.time(at)
    yield from database.standing(at=at, on=on)
