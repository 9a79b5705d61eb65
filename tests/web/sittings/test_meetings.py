"""How often each organ has met, beside its rule."""

from __future__ import annotations

from datetime import date

from mediation.models import Organ
from mediation.queries.sittings.meetings import months_to
from mediation.vocabulary import Role
from tests.factories.conference import asked, convened_apart, held
from tests.factories.mediation import do
from tests.factories.world import at


def test_the_last_months_cross_the_year():
    assert months_to(date(2025, 2, 28), 3) == [date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1)]


def test_what_was_held_stands_beside_the_rule(world, desk, clock, django_assert_num_queries):
    Organ.objects.filter(pk=world.office.pk).update(settings={"conferences_a_month": 1})
    Organ.objects.filter(pk=world.county.pk).update(settings={"executive_months": 1, "standing_months": 2})
    request = asked(world)
    held(world, convened_apart(world, request), discussions=[])
    up = {"held_by": world.county, "why": "需要县财政出资"}
    do(
        request,
        "refer_up",
        world.dispatcher,
        "2025-03-10",
        body="executive",
        decided_by_body_on=date(2025, 3, 10),
        **up,
    )
    do(request, "refer_up", world.dispatcher, "2025-03-20", body="standing", decided_by_body_on=date(2025, 3, 20), **up)
    clock.move_to(at("2025-06-03", "09:00"))
    browser = desk(world.dispatcher)
    rows = browser.get("/desk/conferences/meetings/").context["rows"]
    told = [(str(row.organ), row.kind, row.rule, row.counts, row.last, row.short) for row in rows]
    office, county = str(world.office), str(world.county)
    assert set(map(str, told)) == set(map(str, [
        (county, "政府常务会议", "每1个月1次", [0, 0, 1, 0, 0, 0], date(2025, 3, 20), "近1个月没有登记决定"),
        (county, "党委常委会会议", "每2个月1次", [0, 0, 0, 0, 0, 0], None, "近2个月没有登记决定"),
        (office, "联席会议", "每月1次", [0, 0, 1, 0, 0, 0], date(2025, 3, 10), "前5个月中有4个月不足"),
    ]))  # fmt: skip
    with django_assert_num_queries(7):
        browser.get("/desk/conferences/meetings/")


def test_only_who_answers_for_an_organ_reads_it(world, desk, clock):
    clock.move_to(at("2025-06-03", "09:00"))
    assert desk(world.staff(Role.HANDLER, world.bureau)).get("/desk/conferences/meetings/").status_code == 404
    assert "会议次数" in desk(world.dispatcher).get("/desk/conferences/").content.decode()
