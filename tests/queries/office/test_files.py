"""全部事项 by the page: whichever way the rows are come by, they are the same, and none is skipped or shown twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mediation.models import Matter, Party, SearchEntry
from mediation.permissions import Actor
from mediation.queries.office import files
from mediation.queries.office.files import Asked, Mark
from mediation.queries.office.search import called_like
from tests.factories.reading import let_read

ON = date(2025, 3, 4)
SUBJECTS = ("拆迁补偿", "青椒收购价未兑现", "河道采砂", "拆除围墙，迁移坟地", "Ａbc公司２０２４年工资", "拆 迁")


@pytest.fixture
def many(world):
    """Files of several days, some of one day, some of another organ."""
    first = world.petition(subject="第一件").matter
    for n in range(23):
        organ = world.bureau if n % 4 else world.office
        one = Matter.objects.create(
            number=f"T2025-{n:05d}",
            organ=organ,
            subject=SUBJECTS[n % len(SUBJECTS)],
            opened_on=ON - timedelta(days=n // 3),
        )
        let_read(one, organ=organ)
        Party.objects.create(matter=one, name=("张建国", "王芳", "买买提·阿卜杜拉")[n % 3])
    return first


def actor(user):
    return Actor(on=ON, user=user)


def plainly(asked):
    """The same list without any index: every visible file, looked through."""
    found = Matter.objects.visible_to(asked.actor).order_by("-opened_on", "-pk")
    if asked.state:
        found = found.filter(petition__state=asked.state)
    for word in files.each_word(asked.words):
        found = found.filter(called_like(word, organs=asked.actor.user.organ_ids(ON)))
    return list(found.values_list("pk", flat=True))


@pytest.mark.parametrize("way", ["walk", "index"])
@pytest.mark.parametrize(
    "words", ["", "拆迁", "拆", "2024", "ABC", "张建国", "建国 采砂", "t2025-0000", "阿卜杜拉", "量子", "００００７"]
)
def test_the_list_is_the_same_whichever_way_it_goes(world, many, monkeypatch, words, way):
    if way == "index":
        monkeypatch.setattr(Asked, "_worth_walking", lambda *_args: 0)
        monkeypatch.setattr(files, "LOOKED_AT", 1)
    asked = Asked(actor=actor(world.handler), words=words)
    assert [one.pk for one in asked.page(100)] == plainly(asked)


@pytest.mark.parametrize("words", ["", "拆迁"])
def test_pages_follow_each_other_forth_and_back(world, many, words):
    asked = Asked(actor=actor(world.handler), words=words)
    whole, forth, mark = asked.page(100), [], None
    assert len(whole) > (2 if not words else 1)
    size = 2 if not words else 1
    while rows := asked.page(size, after=mark):
        forth.append(rows)
        mark = Mark(rows[-1].opened_on, rows[-1].pk)
    assert [one.pk for rows in forth for one in rows] == [one.pk for one in whole]
    last = forth[-1][0]
    back = asked.page(size, before=Mark(last.opened_on, last.pk))
    assert [one.pk for one in back] == [one.pk for one in whole[-len(forth[-1]) - size : -len(forth[-1])]]


def test_a_state_is_looked_for_and_a_short_list_is_counted(world, many):
    asked = Asked(actor=actor(world.handler), state="registered")
    assert [one.pk for one in asked.page(5)] == plainly(asked) == [many.pk]
    assert Asked(actor=actor(world.handler)).count() == len(plainly(Asked(actor=actor(world.handler))))
    assert Asked(actor=actor(world.handler), words="拆").count() is None


def test_the_entry_follows_the_file_and_its_readers(world, many):
    entry = SearchEntry.objects.get(matter=many)
    assert entry.title == f"{many.number} 第一件".lower()
    let_read(many, organ=world.county)
    Matter.objects.filter(pk=many.pk).update(subject="改名以后")
    entry.refresh_from_db()
    assert entry.title.endswith("改名以后")
    assert world.county.pk in entry.readers
    many.access.filter(organ=world.county).delete()
    entry.refresh_from_db()
    assert world.county.pk not in entry.readers


@pytest.mark.parametrize(
    "typed", ["", "x", "2025-03-04", "2025-13-04.1", "2025-03-04.-1", "2025-03-04.１", "2025-03-04." + "9" * 30]
)
def test_a_place_that_is_none_is_the_beginning(typed):
    assert Mark.read(typed) is None
