"""One rule in two forms: in random worlds the rows of access open the same files by SQL, along lists, and in Python."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from mediation.models import Appointment, Deputyship, Matter, MatterAccess, Organ, User, wording
from mediation.permissions import Actor
from mediation.vocabulary import AccessPart, Role
from tests.slices import examples, seed

TODAY = date(2026, 3, 2)
DAYS = (TODAY - timedelta(days=3), TODAY, TODAY + timedelta(days=3))
# Roles that read by different ways, so that few people meet many of them.
ROLES = (
    Role.HEAD,
    Role.HANDLER,
    Role.HANDLER,
    Role.HANDLER,
    Role.REGISTRAR,
    Role.PETITION_OFFICE,
    Role.ADMINISTRATOR,
    Role.MEDIATOR,
)
FILES = 50
COUNTIES = examples(4, what=f"counties of {FILES} files with random access")


class County:
    """Organs of which one has ended and one lets its handlers read all, people with random posts, files with random rows."""

    def __init__(self, drawn: random.Random) -> None:
        self.drawn = drawn
        self.organs = [self._organ(n) for n in range(4)]
        ended, heir, generous = self.organs[:3]
        ended.in_force_until, ended.successor = TODAY - timedelta(days=1), heir
        generous.settings = {"handlers_read": "organ"}
        for organ in (ended, generous):
            organ.save()
        self.people = [User.objects.create(username=f"u{n}", name=f"人{n}", is_active=n > 0) for n in range(6)]
        self._posts()
        self._files()

    def _organ(self, n: int) -> Organ:
        return Organ.establish(name=f"机关{n}", short=f"机{n}", code=f"o{n}")

    def _day(self) -> date:
        return TODAY + timedelta(days=self.drawn.randint(-5, 5))

    def _posts(self) -> None:
        for _one in range(12):
            since, until = sorted((self._day(), self._day()))
            post, _new = Appointment.objects.get_or_create(
                user=self.drawn.choice(self.people), organ=self.drawn.choice(self.organs),
                role=self.drawn.choice(ROLES), since=since, defaults={"until": self.drawn.choice((None, until))},
            )  # fmt: skip
            if self.drawn.random() < 0.7:
                Deputyship.objects.create(
                    appointment=post, deputy=self.drawn.choice(self.people), since=since, until=until
                )

    def _files(self) -> None:
        Matter.objects.bulk_create(
            Matter(number=f"W{n}", organ=self.organs[0], subject="某事", opened_on=self._day()) for n in range(FILES)
        )
        rows = [
            self._row(matter) for matter in Matter.objects.order_by("pk") for _one in range(self.drawn.randint(0, 4))
        ]
        MatterAccess.objects.bulk_create(rows, ignore_conflicts=True)

    def _row(self, matter: Matter) -> MatterAccess:
        drawn = self.drawn
        since, until = sorted((self._day(), self._day()))
        row = MatterAccess(
            matter=matter, opened_on=matter.opened_on, since=since, until=drawn.choice((None, None, until)),
            part=drawn.choice(AccessPart.values), object_id=drawn.choice((None, 1)),
        )  # fmt: skip
        if row.part == AccessPart.BARRED or drawn.random() < 0.4:
            row.user = drawn.choice(self.people)
            row.organ, row.role = drawn.choice(
                ((None, ""), (drawn.choice(self.organs), drawn.choice(("", Role.HANDLER))))
            )
        else:
            row.organ, row.role = drawn.choice(self.organs), drawn.choice(("", "", *ROLES))
        return row


@pytest.mark.parametrize("n", range(COUNTIES))
def test_a_file_is_open_by_sql_along_lists_and_in_python_alike(db, n, monkeypatch):
    county = County(random.Random(f"{seed()} county {n}"))
    files = list(Matter.objects.order_by("pk"))
    for file in files:
        file.read_once()
    met = set()
    for user in User.objects.order_by("pk"):
        for on in DAYS:
            actor = Actor(on=on, user=user)
            by_sql = set(Matter.objects.visible_to(actor).values_list("pk", flat=True))
            by_python = {file.pk for file in files if file.parts_read(actor)}
            along = {pk for lane in Matter.objects.ways_of(actor) for pk in lane.values_list("matter_id", flat=True)}
            assert by_python == by_sql, (n, user, on)
            assert along == by_sql, (n, user, on)
            for few in (1, 500):  # named by key where they are few, else the question itself
                monkeypatch.setattr(wording, "FEW", few)
                wording.answered_first(actor, "opened")
                assert set(Matter.objects.visible_to(actor).values_list("pk", flat=True)) == by_sql, (n, user, on)
            met |= {bool(by_sql), len(by_sql) < FILES}
    assert met == {True} or not county.people[0].is_active


@pytest.mark.parametrize("first", [False, True])
def test_what_finds_nothing_excludes_nothing(world, first):
    """NOT IN (NULL) would exclude all."""
    petition, actor = world.petition(), Actor(on=TODAY, user=world.head)
    if first:
        wording.answered_first(actor, "none", "one")
    asked = {"none": MatterAccess.objects.filter(pk=0), "one": MatterAccess.objects.filter(matter=petition.matter)}
    for name, rows in asked.items():
        found = wording.worded(actor, name, lambda rows=rows: rows.values("matter"))
        assert Matter.objects.exclude(pk__in=found).count() == (name == "none")
