"""608 organs of a province, its cities, counties and townships, and who works there."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model

from bench.scale import wording
from mediation import models

CODE = "scale-"
BUREAUS = [
    "住房和城乡建设局",
    "人力资源和社会保障局",
    "自然资源局",
    "农业农村局",
    "生态环境局",
    "教育局",
    "水利局",
    "交通运输局",
    "卫生健康委员会",
    "市场监督管理局",
]
# Beside the head, the registrar and the clerk of an organ; the first ones are the most.
ROLES = [
    "handler",
    "handler",
    "handler",
    "handler",
    "registrar",
    "intake_clerk",
    "mediator",
    "recorder",
    "section_chief",
    "presiding_officer",
    "panellist",
    "legal_reviewer",
    "reviewer",
]
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FEWEST = 6


@dataclass
class Organ:
    """One row of the tree."""

    path: str
    name: str
    kind: str
    pk: int = 0
    children: int = 0

    @property
    def depth(self) -> int:
        return len(self.path) // 4


@dataclass
class Province:
    """The organs by path, and who handles matters in each."""

    organs: dict[str, Organ] = field(default_factory=dict)
    handlers: dict[int, list[int]] = field(default_factory=dict)

    def of_kind(self, kind: str) -> Iterator[Organ]:
        return (organ for organ in self.organs.values() if organ.kind == kind)


def build(staff: int, rand: random.Random) -> Province:
    """Write organs and staff."""
    province = Province()
    _lay_out(province, _free_root())
    _write_organs(province)
    _write_staff(province, staff, rand)
    return province


def _place(number: int) -> str:
    text = ""
    for _n in range(4):
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text


def _free_root() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(path) FROM mediation_organ WHERE depth = 1")
        last = cursor.fetchone()[0] or "0000"
    return _place(int(last, 36) + 1)


def _lay_out(province: Province, root: str) -> None:
    _government(province, root, "岳山省", bureaus=10)
    for c in range(12):
        city, name = root + _place(20 + c), f"{wording.PLACES[c]}江市"
        _government(province, city, name, bureaus=4)
        for x in range(7 if c < 8 else 6):
            county, its_name = city + _place(10 + x), f"{name}{wording.PLACES[x + 12]}陵县"
            _government(province, county, its_name, bureaus=2)
            for t in range(2 if x % 2 else 3):
                _add(province, county + _place(10 + t), f"{its_name}{wording.PLACES[t + 5]}镇人民政府", "government")


def _government(province: Province, path: str, name: str, *, bureaus: int) -> None:
    _add(province, path, f"{name}人民政府", "government")
    _add(province, path + _place(1), f"{name}信访局", "petition_office")
    for n in range(bureaus):
        _add(province, path + _place(2 + n), name + BUREAUS[n], "department")


def _add(province: Province, path: str, name: str, kind: str) -> None:
    province.organs[path] = Organ(path, name, kind)
    if above := province.organs.get(path[:-4]):
        above.children += 1


def _write_organs(province: Province) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM mediation_organ")
        first = cursor.fetchone()[0] + 1
        names = [
            "id",
            "path",
            "depth",
            "numchild",
            "name",
            "short",
            "code",
            "kind",
            "address",
            "phone",
            "court",
            "in_force_from",
            "settings",
        ]
        more, filled = _others(models.Organ, names)
        with cursor.copy(f"COPY mediation_organ ({', '.join([*names, *more])}) FROM STDIN") as out:
            for n, organ in enumerate(province.organs.values()):
                organ.pk = first + n
                out.write_row([organ.pk, organ.path, organ.depth, organ.children, organ.name, f"访{n}", f"{CODE}{n:04d}",
                               organ.kind, "", "", "", "1949-10-01", "{}", *filled])  # fmt: skip


def _others(model: type[Model], names: list[str]) -> tuple[list[str], list[Any]]:
    """Columns that must hold something and are not named here, with their defaults: a new one does not stop the filling."""
    fields = [one for one in model._meta.concrete_fields if not one.null and one.column not in names]
    return [one.column for one in fields], [one.get_default() for one in fields]


def _weight(organ: Organ) -> int:
    return {"petition_office": 6 if organ.depth == 2 else 3, "department": 2}.get(organ.kind, 1)


def _write_staff(province: Province, staff: int, rand: random.Random) -> None:
    whole = sum(map(_weight, province.organs.values()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM mediation_user")
        number, held = cursor.fetchone()[0], []
        names = [
            "id",
            "password",
            "is_superuser",
            "username",
            "first_name",
            "last_name",
            "email",
            "is_staff",
            "is_active",
            "date_joined",
            "name",
            "post",
            "phone",
        ]
        more, filled = _others(models.User, names)
        with cursor.copy(f"COPY mediation_user ({', '.join([*names, *more])}) FROM STDIN") as out:
            for organ in province.organs.values():
                for n in range(max(FEWEST, round(staff * _weight(organ) / whole))):
                    number += 1
                    out.write_row([number, "!", False, f"{CODE}{organ.pk}-{n}", "", "", "", False, True, "2022-01-01",
                                   wording.name(rand), "科员", "", *filled])  # fmt: skip
                    held += [(role, "2000-01-01", number, organ.pk) for role in _roles(organ, n)]
        with cursor.copy("COPY mediation_appointment (role, since, user_id, organ_id) FROM STDIN") as out:
            for row in held:
                out.write_row(row)
    for role, _since, user, organ_pk in held:
        if role == "handler":
            province.handlers.setdefault(organ_pk, []).append(user)


def _roles(organ: Organ, n: int) -> list[str]:
    office = organ.kind == "petition_office"
    roles = [["head"], ["registrar", "handler"], ["intake_clerk", "handler"]][n] if n < 3 else [ROLES[n % len(ROLES)]]
    roles += ["petition_office"] if office and n > 2 else []
    return [*roles, "administrator"] if office and n == 3 else roles
