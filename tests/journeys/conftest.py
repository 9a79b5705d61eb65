"""A served site for the journeys."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.by_hand.site import Site


@pytest.fixture
def site(scratch: Any, django_db_blocker: Any) -> Iterator[Site]:
    """The site, served."""
    with django_db_blocker.unblock():
        served = Site(scratch)
        try:
            served.until_it_answers()
            served.begin("2025-03-04")
            yield served
        finally:
            served.stop()
