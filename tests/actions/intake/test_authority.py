"""书面特别授权: for whom, by whom, until when; what is over serves nobody."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile

from mediation.actions.gateway import possible_steps
from mediation.documents.papers.snapshot import html_of
from mediation.models import Deadline, Deputyship, Message, SpecialAuthority, User
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.factories.opinions import approved, drafted, issued, sent_out, take, told_of_acceptance
from tests.factories.world import at
from tests.stages import staged

PEOPLE = [{"name": "张大山", "is_representative": True}, {"name": "李秀英"}, {"name": "王铁柱"}]


def refused(code: str):
    return pytest.raises((NotPossibleNow, NotAllowed), check=lambda error: error.code == code)


@staged
def petition(world):
    return world.accepted(petitioners=PEOPLE, opposite_parties=[{"name": "绿源合作社", "kind": "organisation"}])


@staged
def people(world, petition):
    return [world.party(petition.matter, row["name"]) for row in PEOPLE]


def authorise(world, petition, principals, representative, on="2025-03-04", **facts):
    stated = {"may_receive": True, "may_withdraw": True, "scope": "代收文书", **facts}
    return take(petition, "record_authority", world.handler, on, principals=principals, representative=representative,
                **stated)  # fmt: skip


def addressees(petition):
    paper = petition.matter.papers.get(kind=PaperKind.HANDLING_OPINION)
    return [p.name for p in paper.addressees.order_by("pk")]


def test_whoever_authorised_only_until_yesterday_is_served_himself(world, petition, people):
    authorise(world, petition, people[1:2], people[0], until=date(2025, 3, 10))
    issued(world, petition)
    assert addressees(petition) == ["张大山", "李秀英", "王铁柱"]


def test_an_authority_that_ends_between_draft_and_issue_leaves_nobody_without_a_copy(world, petition, people):
    zhang, li, _wang = people
    authorise(world, petition, [li], zhang, until=date(2025, 3, 18))
    told_of_acceptance(world, petition, "2025-03-17")
    paper = approved(drafted(world, petition), drafter=world.handler, head=world.head, on="2025-03-17")
    assert addressees(petition) == ["张大山", "王铁柱"]
    paper = take(paper, "issue", world.registrar, "2025-03-19")
    assert addressees(petition) == ["张大山", "李秀英", "王铁柱"]
    assert [one["name"] for one in paper.snapshot["addressees"]] == ["张大山", "李秀英", "王铁柱"]
    assert paper.services.filter(party=li).exists()


def test_what_was_taken_back_on_the_day_of_the_draft_is_over_at_the_issue(world, petition, people):
    zhang, li, _wang = people
    authorise(world, petition, [li], zhang)
    told_of_acceptance(world, petition, "2025-03-17")
    paper = approved(drafted(world, petition), drafter=world.handler, head=world.head, on="2025-03-17")
    take(petition, "revoke_authority", li, "2025-03-17", "11:00", representative=zhang)
    take(paper, "issue", world.registrar, "2025-03-17", "12:00")
    assert "李秀英" in addressees(petition)


def test_to_take_back_is_offered_only_where_somebody_authorised(world, petition, people):
    zhang, li, wang = people

    def offered(**who):
        actor = Actor(on=date(2025, 3, 5), **who)
        steps = {step.name: refusals for step, refusals in possible_steps(petition, actor, at("2025-03-05"))}
        return not steps["revoke_authority"]

    assert not offered(user=world.handler)
    authorise(world, petition, [li], zhang)
    assert offered(user=world.handler)
    assert offered(party=li)
    assert not offered(party=wang)


def test_an_authority_that_runs_saves_the_copy(world, petition, people):
    authorise(world, petition, people[1:2], people[0], until=date(2026, 3, 10))
    issued(world, petition)
    assert addressees(petition) == ["张大山", "王铁柱"]


def test_service_on_a_representative_whose_authority_is_over_reaches_nobody_else(world, petition, people):
    authorise(world, petition, people[1:2], people[0], until=date(2025, 3, 20))
    opinion = issued(world, petition)
    sent_out(opinion, by=world.registrar, on="2025-03-21", to=people[:1])
    assert {d.party.name for d in Deadline.objects.filter(code="D6")} == {"张大山"}


def test_what_was_taken_back_is_over_at_once_and_the_representative_is_told(world, petition, people):
    zhang, li, _wang = people
    authorise(world, petition, [li], zhang)
    take(petition, "revoke_authority", li, "2025-03-05", representative=zhang)
    assert Message.objects.get(party=zhang).text == "李秀英已收回对您的授权。"
    issued(world, petition)
    assert "李秀英" in addressees(petition)
    with refused("no_authority"):
        take(petition, "revoke_authority", li, "2025-03-06", representative=zhang)


def test_one_takes_back_only_the_own_authority(world, petition, people):
    zhang, li, wang = people
    authorise(world, petition, [li, wang], zhang)
    with refused("speaks_for_others"):
        take(petition, "revoke_authority", li, "2025-03-05", principals=[wang], representative=zhang)
    take(petition, "revoke_authority", world.handler, "2025-03-05", principals=[wang], representative=zhang)
    assert {a.principal for a in zhang.authorities_held.in_force(date(2025, 3, 5))} == {li}


def test_the_other_side_represents_nobody(world, petition, people):
    cooperative = world.party(petition.matter, "绿源合作社")
    with refused("representative_of_other_side"):
        authorise(world, petition, people[1:2], cooperative)
    with refused("representative_of_other_side"):
        authorise(world, petition, people[:1], people[0])


def test_nobody_of_another_file_represents_or_is_represented(world, petition, people):
    stranger = world.petition(on="2025-03-04").matter.petitioners.first()
    with refused("party_elsewhere"):
        authorise(world, petition, people[1:2], stranger)


def test_an_authority_that_is_over_is_not_recorded(world, petition, people):
    with refused("authority_over"):
        authorise(world, petition, people[1:2], people[0], until=date(2025, 3, 3))


def test_a_deputy_holds_nothing_longer_than_the_one_he_stands_in_for(world):
    appointment = world.head.appointments.get()
    appointment.since, appointment.until = date(2025, 1, 1), date(2025, 3, 31)
    appointment.save()
    deputy = User.objects.create_user("deputy", name="代理人")
    Deputyship.objects.create(appointment=appointment, deputy=deputy, since="2024-12-01", until="2025-12-31")
    days = (date(2024, 12, 31), date(2025, 3, 31), date(2025, 4, 1))
    assert [User.objects.get(pk=deputy.pk).holds(Role.HEAD, world.bureau, on=day) for day in days] == [
        False, True, False,
    ]  # fmt: skip


def test_the_authority_of_forty_is_one_sheet_with_forty_lines_and_one_scan(world):
    names = [f"村民{n:02d}" for n in range(41)]
    rows = [{"name": name, "is_representative": not n, "address": f"柳树乡{n}号"} for n, name in enumerate(names)]
    petition = world.accepted(petitioners=rows)
    one, *others = petition.matter.parties.order_by("pk")
    authorise(world, petition, others, one, proof=[ContentFile("四十个手印".encode(), name="授权书.txt")])
    (sheet,) = petition.matter.papers.filter(kind=PaperKind.POWER_OF_ATTORNEY)
    page = html_of(sheet)
    assert all(f'<span class="one">{name}</span>' in page for name in names[1:])
    assert f"{names[0]}（代表人）" in page
    assert "撤回、放弃" in page
    assert "柳树乡7号" not in page
    assert (
        SpecialAuthority.objects.in_force(date(2025, 3, 4)).filter(representative=one, may_withdraw=True).count() == 40
    )
    assert petition.matter.attachments.filter(name="授权书.txt").count() == 1
