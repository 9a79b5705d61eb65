"""Who gets to which page. What may not be seen does not exist."""

from __future__ import annotations

import pytest

from mediation.models import Deadline, FileView
from mediation.vocabulary import Role

PAGES = ["/desk/", "/desk/matters/", "/desk/window/", "/desk/register/"]


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_asked_to_sign_in(client, page):
    answer = client.get(page)
    assert answer.status_code == 302
    assert answer.url.startswith("/desk/sign-in/")


@pytest.mark.parametrize("page", PAGES)
def test_staff_see_the_main_pages(world, desk, page):
    assert desk(world.handler).get(page).status_code == 200


@pytest.mark.printing
def test_a_file_is_seen_by_its_organ_and_does_not_exist_for_others(world, desk, client):
    petition = world.petition()
    claim = petition.claims.first()
    paper = petition.matter.papers.first()
    stranger = world.staff(Role.HANDLER, world.other_bureau)
    pages = [
        f"/desk/matters/{petition.matter.number}/",
        f"/desk/claim/{claim.pk}/",
        f"/desk/claim/{claim.pk}/accept/",
        f"/desk/papers/{paper.pk}/",
        f"/desk/papers/{paper.pk}/sheet/",
        f"/desk/matters/{petition.matter.number}/open/dispatch/send/",
    ]
    for page in pages:
        assert desk(world.handler).get(page).status_code == 200, page
        assert desk(stranger).get(page).status_code == 404, page
        assert desk(stranger).post(page, {}).status_code in (404, 405), page
        assert client.get(page).status_code == 302, page


def test_reading_a_file_is_written_down(world, desk):
    petition = world.petition()
    desk(world.handler).get(f"/desk/matters/{petition.matter.number}/")
    assert FileView.objects.filter(matter=petition.matter, user=world.handler).count() == 1


@pytest.mark.parametrize("opening", ["recusal/ask", "review/request", "paper/draft", "hearing/offer"])
def test_what_lies_in_a_file_is_not_opened_without_one(world, desk, opening):
    assert desk(world.handler).get(f"/desk/new/{opening}/").status_code == 404


@pytest.mark.parametrize("opening", ["petition/register", "onthespotrecord/settle", "dispatch/send", "paper/draft"])
def test_a_party_opens_nothing_that_staff_open(world, client, opening):
    party = world.petition().matter.petitioners[0]
    client.post("/portal/", {"number": party.matter.number, "code": party.issue_code()})
    assert client.get(f"/portal/open/{opening}/").status_code == 404


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("/desk/matters/{number}/", "private, no-cache"),
        ("/desk/deadline/{deadline}.json", "private, no-store"),
        ("/desk/matters/?format=csv", "private, no-store"),
    ],
)
def test_no_proxy_keeps_what_the_desk_shows_and_no_browser_a_file_of_it(world, desk, page, kept):
    matter = world.accepted(on="2026-03-02").matter
    known = {"number": matter.number, "deadline": Deadline.objects.filter(matter=matter).last().pk}
    assert desk(world.handler).get(page.format(**known))["Cache-Control"] == kept
