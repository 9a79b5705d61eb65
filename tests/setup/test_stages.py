"""A stage is made once; each test finds it as it was made."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from mediation.models import Matter, Organ
from tests.factories.world import at
from tests.stages import STAGES, staged

MADE: list[str] = []
DAY = at("2025-03-03").date()


@staged
def opened(world):
    MADE.append("opened")
    Path(settings.MEDIA_ROOT).mkdir()
    (Path(settings.MEDIA_ROOT) / "kept").write_text("as it was made")
    return Matter.open(organ=world.bureau, subject="as it was made", on=DAY)


@pytest.mark.parametrize("time", [1, 2, 3])
def test_rows_objects_and_files_are_as_they_were_made(world, opened, time):
    assert MADE == ["opened"]
    assert Matter.objects.get().subject == opened.subject == "as it was made"
    assert (Path(settings.MEDIA_ROOT) / "kept").read_text() == "as it was made"
    Matter.objects.update(subject="changed")
    opened.subject = world.bureau.name = "changed"
    (Path(settings.MEDIA_ROOT) / "kept").write_text("changed")
    world.accepted()


def test_who_wants_less_sees_less(world):
    assert not Matter.objects.exists()
    assert Organ.objects.get(pk=world.bureau.pk).name == "青河县农业农村局"


@pytest.mark.django_db
def test_who_wants_none_sees_none():
    assert not Organ.objects.exists()
    assert STAGES.levels == []


class TestOfAWholeClass:
    """What is made for several tests at once begins without stages."""

    @pytest.fixture(scope="class")
    @classmethod
    def own(cls, django_db_setup, django_db_blocker):
        with django_db_blocker.unblock(), transaction.atomic():
            assert not Organ.objects.exists()
            yield Organ.establish(name="自己的", short="自", code="own").pk
            transaction.set_rollback(True)

    @pytest.mark.parametrize("time", [1, 2])
    def test_it_stands_under_a_world_of_the_tests_own(self, own, world, time):
        assert Organ.objects.filter(pk=own).exists()
        assert STAGES.levels == []
