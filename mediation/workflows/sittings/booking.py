"""The conditions of every step that fixes when and where people sit together: one booking for the three kinds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import NotHeld
from mediation.workflows import facts as f
from mediation.workflows.base import Act, Guard

LONGEST = 1440
ROOM = f.one(
    "room", _("会场"), "Room", required=False, help=_("在村里、家中、电话、视频等处进行的，不选会场，写明地点。")
)
MINUTES = f.number("minutes", _("预计时长（分钟）"), required=False, least=10, most=LONGEST, help=_("不填为120分钟。"))
ROOM_AGAIN = replace(ROOM, label=_("新的会场"), help=_("不选、也不另写地点的，会场不变。"))
LENGTH_AGAIN = replace(MINUTES, help=_("不填则不变。"))
NOT_HELD = f.choice(
    "sitting_outcome",
    _("没有举行的情形"),
    NotHeld,
    required=False,
    help=_("不选为取消；到了时间有人没有来的，选应到的没有到。"),
)
PLACE = f.text("place", _("地点"), required=False, help=_("选了会场的，可以不填。"))


def where_of(act: Act) -> str:
    """The place as it is told to people: in its own words, else the room."""
    return str(act.place or (act.room.where if act.room is not None else ""))


place_named = Guard(
    "place_missing",
    _("请写明地点，或者选择会场。"),
    lambda sitting, act: bool(act.place) or act.room is not None,
    on_facts=True,
)
not_in_past = Guard(
    "sitting_in_past",
    _("时间不能早于今天。"),
    lambda sitting, act: act.starts_at is None or localtime(act.starts_at).date() >= act.on,
    on_facts=True,
)
within_hours = Guard(
    "outside_hours",
    lambda sitting, act: _("%s。") % sitting.closed_then(act),
    lambda sitting, act: act.starts_at is None or not sitting.closed_then(act),
    _("请改用其他时间或者地点。"),
    on_facts=True,
)
another_place = Guard(
    "same_place",
    _("请写明新的地点，或者选择另一个会场。"),
    lambda sitting, act: (
        bool(act.place or act.room) and (where_of(act), act.room) != (act.before.place, act.before.room)
    ),
    on_facts=True,
)
closed_there = Guard(
    "closed_there",
    lambda sitting, act: _("%s。") % sitting.closed_then(act),
    lambda sitting, act: not sitting.closed_then(act),
    _("请改用其他地点。"),
    on_facts=True,
)
room_is_free = Guard(
    "room_taken",
    lambda sitting, act: _("%s。") % sitting.room_taken_by(act),
    lambda sitting, act: not sitting.room_taken_by(act),
    _("请改用其他会场或者时间。"),
    on_facts=True,
)
people_are_free = Guard(
    "people_taken",
    lambda sitting, act: _("%s。") % sitting.people_taken_by(act),
    lambda sitting, act: not sitting.people_taken_by(act),
    _("请改用其他时间，或者更换人员。"),
    on_facts=True,
)


staff_are_there = Guard(
    "people_away",
    lambda sitting, act: _("工作人员这一天外出：%s。") % sitting.staff_away(act),
    lambda sitting, act: bool(act.get("despite")) or act.starts_at is None or not sitting.staff_away(act),
    _("请另定日子，或者更换人员；仍要定在这一天的，写明理由。"),
    on_facts=True,
)


def _named(act: Act) -> list[int]:
    people: list[Any] = [*(act.panel or ()), act.presider, act.recorder]
    return sorted({user.pk for user in people if user is not None})


those_named_are_free = Guard(
    "named_people_taken",
    lambda hearing, act: _("听证已经排期，%s。") % hearing.people_taken_by(act, _named(act)),
    lambda hearing, act: hearing.state != "scheduled" or not hearing.people_taken_by(act, _named(act)),
    _("请指定其他人员，或者先延期听证。"),
    on_facts=True,
)
DESPITE = f.text(
    "despite",
    _("仍定在这一天的理由"),
    required=False,
    help=_("有人不便到场、外出而仍要定在那一天的，写明理由；没有的不填。"),
)
all_can_come = Guard(
    "party_cannot_come",
    lambda sitting, act: _("当事人说明这一天不便到场：%s。") % sitting.cannot_come(act),
    lambda sitting, act: bool(act.get("despite")) or act.starts_at is None or not sitting.cannot_come(act),
    _("请另定日子；仍要定在这一天的，写明理由。"),
    on_facts=True,
)
# For a sitting that is fixed, and for one that moves: it has its place.
HOLDING = (within_hours, room_is_free, people_are_free, staff_are_there)
BOOKING = (place_named, not_in_past, *HOLDING)
MOVING = (not_in_past, *HOLDING)
