"""Who opens unusually many files within an hour is noticed once, told to the heads of the organ, and kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from mediation.actions.office.reading import watch
from mediation.models import FileView, Matter, Message, Party, ReadingAlarm
from mediation.vocabulary import Role
from tests.factories.world import World, at
from tests.stages import staged

NOW = at("2026-03-02", "11:00")
MOST = 12


@staged
def files(world: World) -> list[Matter]:
    """Thirteen files of the bureau, of which the head reads the last; an hour allows twelve."""
    world.bureau.settings = {"files_an_hour": MOST}
    world.bureau.save()
    assert world.head.pk
    last = world.petition().matter
    some = [Matter.open(organ=world.bureau, subject="某事", on=NOW.date()) for _n in range(MOST)]
    return [*some, last]


def opened(person: Any, files: list[Matter], *, every: timedelta = timedelta(minutes=4)) -> None:
    """The person opens these one after the other, the last one now; each twice, which counts once."""
    for n, matter in enumerate(reversed(files)):
        for _time in range(2):
            FileView.objects.create(matter=matter, user=person, what="卷宗", seen_at=NOW - n * every)


def test_more_than_an_hour_allows_is_told_to_the_heads_once(world, files):
    opened(world.handler, files)
    assert watch(NOW) == 1
    alarm = ReadingAlarm.objects.get()
    assert (alarm.user, alarm.organ, alarm.files, alarm.most) == (world.handler, world.bureau, MOST + 1, MOST)
    assert alarm.first_at == NOW - MOST * timedelta(minutes=4)
    told = Message.objects.get(key__startswith="reading:")
    assert (told.user, told.matter) == (world.head, files[-1])
    assert "10:12至11:00间查阅了13件卷宗" in told.text
    assert str(world.handler) in told.text
    assert not any(party.name in told.text for party in Party.objects.all())
    assert [watch(NOW), watch(NOW + timedelta(minutes=5))] == [0, 0]


def test_as_many_as_an_hour_allows_and_more_over_a_day_are_nobodys_business(world, files):
    opened(world.handler, files[1:])
    opened(world.registrar, files, every=timedelta(minutes=6))
    assert watch(NOW) == 0
    assert not ReadingAlarm.objects.exists()


def test_what_parties_read_of_their_own_is_not_counted(world, files):
    party = files[-1].parties.first()
    for n in range(MOST * 2):
        FileView.objects.create(matter=files[n % len(files)], party=party, what="卷宗", seen_at=NOW)
    assert watch(NOW) == 0


def test_of_a_head_the_other_heads_are_told(world, files):
    opened(world.head, files)
    assert watch(NOW) == 1
    assert not Message.objects.filter(
        key__startswith="reading:"
    ).exists()  # no other head, and none above reads any of these
    other = world.staff(Role.HEAD, world.bureau, "副局长")
    opened(world.handler, files)
    assert watch(NOW) == 1
    told = Message.objects.filter(key__startswith="reading:").values_list("user", flat=True)
    assert set(told) == {world.head.pk, other.pk}


def test_what_was_noticed_is_neither_changed_nor_deleted(world, files):
    opened(world.handler, files)
    watch(NOW)
    for change in (lambda: ReadingAlarm.objects.update(files=1), lambda: ReadingAlarm.objects.all().delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


@pytest.mark.parametrize("rule", [3, "viele", None, True])
def test_a_limit_that_is_none_leaves_the_usual_one(world, rule, settings):
    world.bureau.settings = {"files_an_hour": rule}
    assert world.bureau.files_an_hour(settings.FILES_AN_HOUR) == settings.FILES_AN_HOUR == 60


def test_the_heads_of_the_organ_find_it_on_a_page(world, files, client):
    opened(world.handler, files)
    watch(NOW)
    client.force_login(world.head)
    page = client.get(reverse("desk:reading")).content.decode()
    assert str(world.handler) in page
    assert ">13<" in page
    assert all(matter.number not in page for matter in files)
    client.force_login(world.staff(Role.HEAD, world.other_bureau))
    assert str(world.handler) not in client.get(reverse("desk:reading")).content.decode()
    client.force_login(world.handler)
    assert client.get(reverse("desk:reading")).status_code == 404
