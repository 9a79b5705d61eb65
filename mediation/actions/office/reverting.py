"""撤回设置: a change of the office that was entered by mistake; what it wrote stands again as before, nothing is deleted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from mediation.actions.office.organs import has_been_used
from mediation.actions.registry import effect_of, guard_of
from mediation.models import Appointment, Deputyship, OfficeChange, Organ, ReviewAuthority, Room, Seal, User
from mediation.models.office.office_change import plain
from mediation.vocabulary import OfficeChangeKind
from mediation.workflows.base import Act, NotPossibleNow, Refused

# What cannot be called back: a slip that was printed, work that goes on in other hands.
STAYS = (
    OfficeChangeKind.BEGUN, OfficeChangeKind.SECRET_RENEWED, OfficeChangeKind.HANDED_OVER, OfficeChangeKind.DEPUTIZED,
    OfficeChangeKind.SERIES_BEGUN, OfficeChangeKind.FACTOR_RESET, OfficeChangeKind.LET_IN_AGAIN, OfficeChangeKind.ORGAN_MOVED,
)  # fmt: skip

KINDS: dict[str, type[models.Model]] = {
    str(model._meta.model_name): model for model in (Organ, ReviewAuthority, User, Appointment, Deputyship, Room, Seal)
}


@guard_of(OfficeChange, "revert", says=_("设置可以撤回：没有别的变更建立在它上面。"))
def nothing_rests_on_it(change: OfficeChange, act: Act) -> Refused | None:
    """What it wrote is as it left it, and nothing uses what it made."""
    if change.kind in STAYS:
        said = _("“%(kind)s”不能撤回。") % {"kind": change.get_kind_display()}
        return NotPossibleNow("change_stays", said, _("请另作一项变更：提前结束代理、重新任职或者再次移交。"))
    if again := overwritten(change):
        said = _("“%(label)s”后来又改过，不能再撤回。") % {"label": again[0]["label"]}
        return NotPossibleNow("changed_again", said, _("请先撤回后来的变更，或者直接更改登记。"))
    if given_to_another(change):
        return NotPossibleNow("given_to_another", _("原来的标识已经登记给别人，不能撤回。"), _("请直接更改登记。"))
    if any(isinstance(row, Organ) and has_been_used(row) for row in _made_by(change)):
        return NotPossibleNow(
            "organ_in_use",
            _("机关里已经有人员、事项或者下级机关，不能撤回设立。"),
            _("机关不再存在的，请登记“撤销机关”。"),
        )
    if any(isinstance(row, Room) and row.bookings.exists() for row in _made_by(change)):
        return NotPossibleNow("room_in_use", _("会场已经有占用，不能撤回。"), _("不再使用的，请办理“停用会场”。"))
    if any(isinstance(row, User) and row.last_login for row in _made_by(change)):
        return NotPossibleNow(
            "person_has_worked", _("这名工作人员已经登录过，不能撤回登记。"), _("离开的，请办理“离任移交”。")
        )
    return None


def rows_of(change: OfficeChange) -> dict[tuple[str, int], Any]:
    """What it wrote, as it stands now."""
    places = {(one["model"], one["pk"]) for one in change.details}
    return {(model, pk): KINDS[model]._default_manager.get(pk=pk) for model, pk in places}


def overwritten(change: OfficeChange) -> list[dict[str, Any]]:
    """What it changed and another change has changed since."""
    rows = rows_of(change)
    last = {(one["model"], one["pk"], one["field"]): one for one in change.details if "field" in one}
    return [one for (model, pk, field), one in last.items() if plain(getattr(rows[model, pk], field)) != one["after"]]


def given_to_another(change: OfficeChange) -> bool:
    """Whether what stood there before is one person's alone, and another has it now."""
    before = [(one["pk"], one["before"]) for one in change.details if one.get("field") == "outer_id" and one["before"]]
    return any(User.objects.filter(outer_id=value).exclude(pk=pk).exists() for pk, value in before)


def _made_by(change: OfficeChange) -> list[models.Model]:
    rows = rows_of(change)
    return [rows[one["model"], one["pk"]] for one in change.details if "field" not in one]


@effect_of(OfficeChange, "revert")
def stand_as_before(change: OfficeChange, act: Act) -> None:
    """Fields get back what they held; what was made never came into force."""
    rows = rows_of(change)
    for one in reversed(change.details):
        row = rows[one["model"], one["pk"]]
        if "field" in one:
            _put_back(row, one["field"], one["before"])
        else:
            _out_of_force(row)


def _put_back(row: Any, column: str, value: Any) -> None:
    field = next(field for field in row._meta.concrete_fields if field.attname == column)
    if isinstance(field, models.DateField) and value is not None:
        value = parse_date(value)
    setattr(row, column, value)
    row.save(update_fields=[field.name])


def _out_of_force(row: Any) -> None:
    """A row that was never in force: its last day lies before its first."""
    if isinstance(row, User):
        row.is_active = False
        row.save(update_fields=["is_active"])
    elif isinstance(row, Appointment | Seal):
        row.until = _day_before(row.since)
        row.save(update_fields=["until"])
    elif isinstance(row, Room):
        row.closed_after = date(1949, 1, 1)
        row.save(update_fields=["closed_after"])
    elif isinstance(row, Organ | ReviewAuthority):
        row.in_force_until = _day_before(row.in_force_from)
        row.save(update_fields=["in_force_until"])


def _day_before(day: date) -> date:
    return day - timedelta(days=1)
