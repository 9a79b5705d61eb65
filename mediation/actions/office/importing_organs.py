"""A table of organs: what each row would set up or change, and the step that does it; the same table as export."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions.office import importing
from mediation.actions.office.importing import BETWEEN, NEW, REFUSED, Column, Planned
from mediation.actions.office.organs import name_for_stage, place_organ
from mediation.actions.registry import effect_of, guard_of
from mediation.models import OfficeChange, Organ, ReviewAuthority
from mediation.vocabulary import OrganKind, ReviewStage
from mediation.workflows.base import Act, NotPossibleNow, Refused
from mediation.workflows.office.organ_steps import CODE, IMPORTED_ORGANS

COLUMNS = tuple(Column(fact.name, fact.label, fact.required) for fact in IMPORTED_ORGANS if fact.name != "line")
PLAIN = ("name", "short", "address", "phone", "court")
KINDS = {str(label): str(value) for value, label in OrganKind.choices}


def plan(rows: list[Planned], on: date) -> list[Planned]:
    """Judge every row; an organ may stand below, or be reviewed by, one of another row."""
    importing.needs(rows, COLUMNS)
    known = {organ.code: organ for organ in Organ.objects.all()}
    names = {organ.name: organ.code for organ in Organ.objects.in_force(on)}
    ours: dict[str, Planned] = {}
    for row in rows:
        code = row.values.get("code", "")
        row.called = row.values.get("name") or code
        if code in ours:
            row.refuse(_("编码“%(code)s”在表里出现了两次。") % {"code": code})
        elif code and CODE.fullmatch(code) is None:
            row.refuse(_("编码“%(code)s”应当是2到20个小写字母或者数字，以字母开头。") % {"code": code})
        elif row.status != REFUSED and names.get(row.values["name"], code) != code:
            row.refuse(_("已经有名称为“%(name)s”的机关。") % {"name": row.values["name"]})
        ours.setdefault(code, row)
    _standing = {code for code, row in ours.items() if row.status != REFUSED} | set(known)
    for row in rows:
        if row.status != REFUSED:
            _judge(row, known, ours, _standing)
    _refuse_circles(rows, known)
    _drop_what_hangs_on_refused(rows, known, ours)
    return rows


def _refuse_circles(rows: list[Planned], known: dict[str, Organ]) -> None:
    """No organ stands below itself, by way of whichever others."""
    placed, waiting = set(known), [row for row in rows if row.status == NEW]
    while ready := [row for row in waiting if row.values.get("above", "") in ("", *placed)]:
        placed |= {row.values["code"] for row in ready}
        waiting = [row for row in waiting if row not in ready]
    refused = {row.values.get("code") for row in rows if row.status == REFUSED}
    for row in waiting:
        if row.values.get("above") not in refused:
            row.refuse(_("它的上级机关在表里不存在，或者互相成了一圈。"))


def _judge(row: Planned, known: dict[str, Organ], ours: dict[str, Planned], standing: set[str]) -> None:
    values = row.values
    kind = KINDS.get(values["kind"])
    if kind is None:
        row.refuse(_("没有“%(kind)s”这个类别。") % {"kind": values["kind"]})
    for name in ("above", "reconsideration", *ReviewStage.values):
        for code in importing.parts_of(values.get(name, "")):
            if code not in standing:
                row.refuse(_("没有编码为“%(code)s”的机关。") % {"code": code})
            elif code == values["code"]:
                row.refuse(_("上级、复查、复核、复议机关不能是本机关。"))
    since = importing.day_in(row, "since", _("成立日期"))
    if row.status == REFUSED:
        return
    row.found = {"kind": kind, "since": since}
    organ = known.get(values["code"])
    if organ is None:
        row.status = NEW
    else:
        _compare(row, organ)


def _compare(row: Planned, organ: Organ) -> None:
    values = {name: row.values.get(name, "") for name in PLAIN}
    row.found["fields"] = importing.differing(row, organ, {**values, "kind": row.found["kind"]})
    above = organ.superiors()
    if (asked := row.values.get("above")) and asked != (above[0].code if above else ""):
        row.refuse(_("上级机关与登记的不同；机关不在表里移动，请撤销后重新设立。"))
    told = organ.reconsideration_organ.code if organ.reconsideration_organ else ""
    if (asked := row.values.get("reconsideration")) and asked != told:
        row.change(_("行政复议机关：%(was)s → %(now)s") % {"was": told or _("（无）"), "now": asked})
    for stage in ReviewStage:
        was = _reviewers(organ, stage)
        asked_for = sorted(importing.parts_of(row.values.get(stage.value, "")))
        if asked_for and asked_for != was:
            row.change(f"{stage.label}：{BETWEEN.join(was) or _('（无）')} → {BETWEEN.join(asked_for)}")


def _reviewers(organ: Organ, stage: str) -> list[str]:
    rows = ReviewAuthority.objects.filter(organ=organ, stage=stage, in_force_until=None)
    return sorted(rows.values_list("authority__code", flat=True))


def _drop_what_hangs_on_refused(rows: list[Planned], known: dict[str, Organ], ours: dict[str, Planned]) -> None:
    """What would lie below a row that is refused, or be reviewed by it, is refused with it."""
    going = True
    while going:
        going = False
        for row in rows:
            if row.status == REFUSED:
                continue
            named = [code for name in ("above", "reconsideration", *ReviewStage.values)
                     for code in importing.parts_of(row.values.get(name, ""))]  # fmt: skip
            bad = [code for code in named if code not in known and ours[code].status == REFUSED]
            if bad:
                row.refuse(_("它所依据的机关“%(code)s”那一行不能导入。") % {"code": bad[0]})
                going = True


@guard_of(OfficeChange, "import_organs", says=gettext_lazy("每一行都可以导入。"), on_facts=True)
def every_organ_fits(change: OfficeChange, act: Act) -> Refused | None:
    """Nothing has changed since the rows were shown."""
    return refused_row(plan(importing.from_rows(act.rows), act.on))


def refused_row(rows: Iterable[Planned]) -> Refused | None:
    """The first row that is not taken over, as a refusal."""
    bad = next((row for row in rows if row.status == REFUSED), None)
    if bad is None:
        return None
    said = _("第%(n)d行：%(why)s") % {"n": bad.number, "why": "".join(bad.told)}
    return NotPossibleNow("row_refused", said, gettext_lazy("请重新选择文件，再看一遍。"))


@effect_of(OfficeChange, "import_organs")
def set_them_up(change: OfficeChange, act: Act) -> None:
    """Every row in one act: new organs from the top of the tree downwards, then who reviews whom."""
    rows = plan(importing.from_rows(act.rows), act.on)
    known = {organ.code: organ for organ in Organ.objects.all()}
    _place(change, [row for row in rows if row.status == NEW], known)
    for row in rows:
        organ = Organ.objects.get(code=row.values["code"])
        _relate(change, row, organ, known, act)
    change.subject = _("%(n)d行") % {"n": len(rows)}
    change.save(update_fields=["subject", "details"])


def _place(change: OfficeChange, waiting: list[Planned], known: dict[str, Organ]) -> None:
    while waiting:
        ready = [row for row in waiting if row.values.get("above", "") in ("", *known)]
        if not ready:  # the plan has refused circles
            raise LookupError([row.values["code"] for row in waiting])
        for row in ready:
            facts = {**{name: row.values.get(name, "") for name in PLAIN}, "code": row.values["code"], "kind": row.found["kind"],
                     "since": row.found["since"], "above": known.get(row.values.get("above", ""))}  # fmt: skip
            known[row.values["code"]] = organ = place_organ(facts)
            change.made(organ)
        waiting = [row for row in waiting if row not in ready]


def _relate(change: OfficeChange, row: Planned, organ: Organ, known: dict[str, Organ], act: Act) -> None:
    values: dict[str, Any] = dict(row.found.get("fields", {}))
    if asked := row.values.get("reconsideration"):
        values["reconsideration_organ"] = Organ.objects.get(code=asked)
    if values:
        change.alter(organ, **values)
    for stage in ReviewStage:
        if codes := importing.parts_of(row.values.get(stage.value, "")):
            name_for_stage(change, organ, stage, [Organ.objects.get(code=code) for code in codes], act)


def exported() -> list[list[str]]:
    """Every organ that is in force or will be, as a row of the same table."""
    rows = ReviewAuthority.objects.filter(in_force_until=None).select_related("authority").order_by("authority__code")
    named: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        named.setdefault((row.organ_id, row.stage), []).append(row.authority.code)
    by_path = {
        organ.path: organ for organ in Organ.objects.filter(in_force_until=None).select_related("reconsideration_organ")
    }
    return [_row(organ, by_path, named) for organ in by_path.values()]


def _row(organ: Organ, by_path: dict[str, Organ], named: dict[tuple[int, str], list[str]]) -> list[str]:
    above = by_path.get(organ.path[: -organ.steplen])
    usual = Organ._meta.get_field("in_force_from").default
    told = {
        "code": organ.code, "name": organ.name, "short": organ.short, "kind": str(organ.get_kind_display()),
        "above": above.code if above else "", "address": organ.address, "phone": organ.phone, "court": organ.court,
        "reconsideration": organ.reconsideration_organ.code if organ.reconsideration_organ else "",
        "since": "" if organ.in_force_from == usual else organ.in_force_from.isoformat(),
        **{stage.value: BETWEEN.join(named.get((organ.pk, stage.value), ())) for stage in ReviewStage},
    }  # fmt: skip
    return [told[column.name] for column in COLUMNS]
