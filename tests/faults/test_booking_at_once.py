"""Eight processes book rooms and people at once, by sessions and conferences, and move what they have: nothing is held twice."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from django.db import connection

from mediation.models import Room, RoomBooking, StaffBooking, User
from mediation.queries.office.ledger import faults
from mediation.vocabulary import Role
from tests.factories import mediation as mediations
from tests.factories.world import World
from tests.slices import thorough

pytestmark = pytest.mark.faults

PROCESSES = 8
DAYS = 3 if thorough() else 1
ROOMS, PEOPLE, MEDIATIONS, TRIES = (50, 200, 40, 60) if thorough() else (2, 6, 3, 5)

BOOK = """
import json, random, sys
from datetime import timedelta
from collections import Counter
from mediation.actions import gateway
from mediation.models import JointConference, Mediation, MediationSession, Organ, Room, User
from mediation.workflows.base import NotPossibleNow, Stale
from tests.factories.world import at
no, tries, convenor = int(sys.argv[1]), int(sys.argv[2]), User.objects.get(username=sys.argv[3])
draw, done, mine = random.Random(no), Counter(), []
rooms, files = list(Room.objects.order_by("pk")), list(Mediation.objects.order_by("pk"))
organs = list(Organ.objects.filter(code__in=("nyj", "fgj"))) or list(Organ.objects.order_by("pk")[:2])
office = Organ.objects.get(pk=int(sys.argv[4]))
sys.stdin.readline()
for n in range(tries):
    starts = at("2025-03-17", "09:00") + timedelta(days=draw.randrange(int(sys.argv[5])), minutes=30 * draw.randrange(6))
    about, room = draw.choice(files), draw.choice(rooms)
    hours = {"starts_at": starts, "minutes": draw.choice((30, 60, 90)), "room": room, "place": ""}
    now = at("2025-03-11", "10:00")
    try:
        kind = draw.randrange(4)
        if kind == 0 and mine:
            it = draw.choice(mine)
            by = it.mediation.mediators.order_by("pk").first().user
            gateway.perform(MediationSession, it.pk, "postpone", by=by, at=now, why="改期", **hours)
            done["moved"] += 1
        elif kind == 1:
            gateway.perform(
                JointConference, None, "convene", by=convenor, at=now, matter=about.matter, organ=office, convenor="县长",
                chair="局长", agenda=[{"topic": "收购点"}], members=list(Organ.objects.exclude(pk=office.pk).order_by("pk")[:2]), **hours,
            )
            done["convened"] += 1
        else:
            by = about.mediators.order_by("pk").first().user
            mine.append(gateway.perform(
                MediationSession, None, "schedule", by=by, at=now, matter=about.matter, mediation=about, **hours))
            done["arranged"] += 1
    except Stale:
        done["stale"] += 1
    except NotPossibleNow as refusal:
        done[refusal.code] += 1
print(json.dumps(done))
"""
WISHED = {"moved", "convened", "arranged"}
REFUSED = {"room_taken", "people_taken", "same_time_and_place"}
TWICE = """
SELECT count(*) FROM {table} a JOIN {table} b ON a.id < b.id AND a.{column} = b.{column} AND a.during && b.during
"""


def twice(model, column) -> int:
    with connection.cursor() as cursor:
        cursor.execute(TWICE.format(table=model._meta.db_table, column=column))
        return cursor.fetchone()[0]


def furnished(world: World) -> None:
    """Rooms, and mediations each with some of the mediators; the same people mediate in several."""
    organ = world.bureau
    for n in range(ROOMS):
        Room.objects.create(organ=organ, name=f"第{n}调解室")
    people = [world.staff(Role.MEDIATOR, organ, f"第{n}位") for n in range(PEOPLE)]
    for n in range(MEDIATIONS):
        it = mediations.ready(world, mediations.proposed(world))
        named = [mediations.mediator_of(world, organ), *(people[(n * 3 + k * 2) % PEOPLE] for k in range(2))]
        first = named.pop(0) if n else named[0]
        mediations.do(it, "name_mediators", first, mediators=named, chosen_by_parties=True)
        for one in named:
            it.refresh_from_db()
            if one.pk in {user.pk for user in it.undeclared()}:
                mediations.do(it, "affirm", one)


@pytest.mark.real_time
def test_eight_processes_hold_no_room_and_nobody_twice(scratch):
    world = World()
    furnished(world)
    arguments = str(TRIES), world.dispatcher.username, str(world.office.pk), str(DAYS)
    workers = [scratch.fork(BOOK, str(n), *arguments) for n in range(PROCESSES)]
    for worker in workers:
        worker.go()
    done: Counter[str] = Counter()
    for worker in workers:
        out, err = worker.communicate(timeout=1800)
        assert worker.returncode == 0, err
        done.update(json.loads(out))
    assert sum(done.values()) == PROCESSES * TRIES
    assert done.keys() <= WISHED | REFUSED | {"stale"}, done
    # In a slice so small nobody may have moved his own, or met another at the same room.
    wanted = (*WISHED, "room_taken", "people_taken") if thorough() else ("arranged", "room_taken")
    assert all(done[one] for one in wanted), done
    assert (twice(RoomBooking, "room_id"), twice(StaffBooking, "person_id")) == (0, 0)
    assert RoomBooking.objects.count() == done["arranged"] + done["convened"]
    assert User.objects.filter(bookings__isnull=False).distinct().count() > 1
    assert faults()[1] == []
