"""The fences hold."""

import asyncio
import datetime as dt
import socket

import pytest
from sequences.models import Sequence

from mediation.models import Organ
from tests.browser import browser
from tests.fences import NINE_ON_A_MONDAY, NetworkUsed


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("127.0.0.1", 9)])
def test_no_test_reaches_the_network(address: tuple[str, int]) -> None:
    with socket.socket() as way_out, pytest.raises(NetworkUsed):
        way_out.connect(address)


@pytest.mark.loopback
def test_a_marked_test_reaches_this_machine_and_no_further() -> None:
    with socket.create_server(("127.0.0.1", 0)) as here, socket.create_connection(here.getsockname()) as way_in:
        assert way_in.getpeername() == here.getsockname()
    with socket.socket() as way_out, pytest.raises(NetworkUsed):
        way_out.connect(("192.0.2.1", 80))


def test_time_stands_still() -> None:
    assert dt.datetime.now(dt.UTC) == NINE_ON_A_MONDAY


@pytest.mark.browser
def test_a_browser_leaves_no_event_loop_to_the_tests_behind_it() -> None:
    with browser() as chromium:
        chromium.new_page().set_content("<h1>信访事项</h1>")

    async def sign() -> int:
        return 1

    assert asyncio.run(sign()) == 1


@pytest.mark.browser
def test_a_browser_can_be_had(chromium: object) -> None:
    page = chromium.new_page()  # type: ignore[attr-defined]
    page.set_content("<h1>信访事项</h1>")
    assert page.text_content("h1") == "信访事项"
    page.close()


@pytest.mark.django_db
def test_rows_without_an_order_come_in_any() -> None:
    made = [Sequence.objects.create(name=f"{n}", last=0).pk for n in range(20)]
    by_key = Sequence.objects.values_list("pk", flat=True)
    assert not Sequence._meta.ordering
    assert list(by_key) != made
    assert sorted(by_key) == list(by_key.order_by("pk")) == sorted(made)
    assert list(by_key.order_by("last")) == list(by_key), "what the order leaves alike is shuffled too"


@pytest.mark.browser
@pytest.mark.django_db
def test_above_a_savepoint_an_open_browser_shuts_the_database(chromium):
    with pytest.raises(AssertionError, match="written for good"):
        Organ.objects.exists()
