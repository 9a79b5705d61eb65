"""What a page asks of the database: as much for many as for one, and never more than its share."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.models import Paper
from mediation.vocabulary import Role
from tests.factories.hearings import HearingCourse
from tests.factories.mediation import disputed, in_force, proposed
from tests.factories.opinions import decided
from tests.factories.world import at

# My work asks once more than its lists need: which files are open, which the others then name by key; a head's asks once for
# the conferences to which the organ is called.
FILE, WORK, PAPER, STEP = 30, 18, 20, 20
MANY = pytest.mark.parametrize("many", [1, 5])


def performed(world, many):
    """An agreement between so many people and a cooperative, of so many claims and instalments, with a notice on its way."""
    claims = [{"text": f"诉求{n}", "category": "grievance", "route": "petition_procedure"} for n in range(many)]
    people = [{"name": f"村民{n}", "address": "青河县柳树乡"} for n in range(many)]
    petition = disputed(world, petitioners=people, claims=claims)
    notice = petition.matter.papers.get(kind="acceptance_notice")
    for step, person in (("submit", world.handler), ("approve", world.head), ("issue", world.registrar)):
        gateway.perform(Paper, notice.pk, step, by=person, at=at("2025-03-04"))
    Paper.objects.filter(pk=notice.pk).update(sha256="0" * 64)
    agreement = in_force(world, proposed(world, petition), *(f"2025-04-{10 + n}" for n in range(many)))
    assert agreement.obligations.count() == many == notice.services.filter(state="planned").count()
    return petition.matter, notice


@MANY
def test_a_file_asks_as_much_for_many_as_for_one(world, desk, many, django_assert_num_queries):
    matter, _notice = performed(world, many)
    browser = desk(world.handler)
    with django_assert_num_queries(21):  # one for what is read in part: the organ mediates here
        answer = browser.get(f"/desk/matters/{matter.number}/")
    said = answer.content.decode()
    assert f"支付第{many}期" in said
    assert f"村民{many - 1}" in said


@MANY
def test_a_paper_asks_as_much_for_many_as_for_one(world, desk, many, django_assert_num_queries):
    _matter, notice = performed(world, many)
    browser = desk(world.registrar)
    with django_assert_num_queries(13):
        answer = browser.get(f"/desk/papers/{notice.pk}/")
    assert answer.content.decode().count("/desk/serviceofdocument/") >= many


@MANY
def test_a_form_asks_as_much_for_many_as_for_one(world, desk, many, django_assert_num_queries):
    matter, _notice = performed(world, many)
    browser = desk(world.handler)
    with django_assert_num_queries(10):
        answer = browser.get(f"/desk/matters/{matter.number}/open/hearing/offer/")
    assert answer.status_code == 200


def test_a_paper_is_verified_in_four_statements_the_first_time_and_the_next(world, client, django_assert_num_queries):
    _matter, notice = performed(world, 1)
    notice.refresh_from_db()
    for _time in range(2):  # one counts the try, one forgets it: it was the right code
        with django_assert_num_queries(4):
            answer = client.get("/v/", {"number": notice.number, "code": notice.code})
        assert "文书真实" in answer.content.decode()


@pytest.mark.parametrize("course", ["agreement", "hearing", "review"])
def test_no_page_of_a_file_asks_for_more_than_its_share(world, desk, course, django_assert_max_num_queries):
    matter = {
        "agreement": lambda: performed(world, 3)[0],
        "hearing": lambda: _concluded(world),
        "review": lambda: decided(world).matter,
    }[course]()
    people = [world.handler, world.head, world.registrar, world.staff(Role.REVIEWER, world.county)]
    for browser in map(desk, people):
        asked = [
            ("/desk/", WORK),
            (f"/desk/matters/{matter.number}/", FILE),
            (f"/desk/matters/{matter.number}/?all", FILE),
        ]
        asked += [(f"/desk/papers/{paper.pk}/", PAPER) for paper in matter.papers.order_by("kind").distinct("kind")]
        for page, most in asked:
            with django_assert_max_num_queries(most, info=page):
                browser.get(page)


def _concluded(world):
    course = HearingCourse(world)
    course.concluded()
    return course.matter
