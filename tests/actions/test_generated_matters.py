"""Point by point in thousands of matters that nobody wrote: claims, organs and petitioners do not get into each other's way."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.models import Organ, ReviewAuthority
from mediation.vocabulary import OrganKind, Role
from tests.factories.generated import GeneratedMatter
from tests.slices import slice_of
from tests.stages import staged

MATTERS = range(2_000)
SITTINGS = (Role.PRESIDING_OFFICER, Role.RECORDER, Role.MEDIATOR)


@staged
def county(world):
    """Three bureaus that may be competent, one of which ends and is succeeded; the county and the city review."""
    world.ending_bureau = Organ.establish(
        below=world.county, name="青河县水务局", short="青水", code="qhsw", kind=OrganKind.DEPARTMENT,
        in_force_until=date(2025, 4, 15), successor=world.other_bureau,
    )  # fmt: skip
    for organ in (world.bureau, world.other_bureau, world.ending_bureau):
        Organ.objects.filter(pk=organ.pk).update(reconsideration_organ=world.county)
        if organ != world.bureau:
            ReviewAuthority.objects.create(organ=organ, stage="review", authority=world.county)
    for name in ("office", "bureau", "other_bureau", "ending_bureau"):
        organ = Organ.objects.get(pk=getattr(world, name).pk)
        setattr(world, name, organ)
        for role in (Role.INTAKE_CLERK, Role.PETITION_OFFICE, Role.HANDLER, Role.HEAD, Role.REGISTRAR, *SITTINGS):
            world.staff(role, organ)
    for organ in (world.county, world.city_bureau, world.city):
        for role in (Role.REVIEWER, Role.HEAD, Role.REGISTRAR, *SITTINGS):
            world.staff(role, organ)
    for name in ("赵教授", "钱律师"):
        world.staff(Role.PANELLIST, world.county, name)
    world.dispatcher, world.clerk  # noqa: B018 - made here, not in each matter
    return world


@pytest.mark.django_db
@pytest.mark.parametrize("seed", slice_of(MATTERS, 8, what="matters that nobody wrote"))
def test_no_right_is_lost_and_no_two_papers_disagree(county, seed):
    GeneratedMatter(county, seed).live()
