"""The first slip of each: printed once at the desk, and its code stands in nothing that is kept."""

from __future__ import annotations

import base64
import logging

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg import sql

from mediation.actions.papers.rendering import render_paper
from mediation.models import Event, Message, Paper, Party, PartyChange
from mediation.vocabulary import Role
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.documents.papers.reading import text_of
from tests.factories.people import with_slip
from tests.factories.world import at
from tests.stages import staged

DAY = "2025-03-10"


@staged
def petition(world):
    return world.accepted()


@pytest.fixture
def window(world, petition, clock):
    clock.move_to(at(DAY))
    browser = Client()
    browser.force_login(world.staff(Role.INTAKE_CLERK, petition.acting_organ, "窗口"))
    return browser


def page_of(matter):
    return reverse("desk:slips", args=[matter.number])


def printed(window, matter, *people, handed="in_person"):
    return window.post(page_of(matter), {"party": [one.pk for one in people], "handed": handed})


def test_the_page_of_the_file_leads_to_the_slips_and_each_gets_one(window, petition):
    matter = petition.matter
    file = reverse("desk:matter", args=[matter.number])
    assert page_of(matter) in window.get(file).content.decode()
    people = list(matter.petitioners)
    answer = printed(window, matter, *people)
    assert "no-store" in answer.headers["Cache-Control"]
    made = {party.pk: code for party, code, _address in answer.context["slips"]}
    assert made.keys() == {one.pk for one in people}
    assert all(Party.objects.get(pk=pk).has_code(code) for pk, code in made.items())
    assert page_of(matter) not in window.get(file).content.decode()


def test_a_second_click_prints_no_second_slip(window, petition):
    zhang = petition.matter.petitioners.first()
    ((_party, code, _address),) = printed(window, petition.matter, zhang).context["slips"]
    again = printed(window, petition.matter, zhang)
    assert again.status_code == 422
    assert "补发" in again.content.decode()
    assert Party.objects.get(pk=zhang.pk).has_code(code)
    assert PartyChange.objects.filter(kind="first_code").count() == 1


def test_who_has_a_code_gets_another_one_with_the_document_seen_alone(world, window, petition):
    zhang = petition.matter.petitioners.first()
    clerk = world.staff(Role.INTAKE_CLERK, petition.acting_organ, "窗口二")
    with_slip(zhang, by=clerk, on=DAY)
    with pytest.raises(NotPossibleNow) as refused:
        with_slip(Party.objects.get(pk=zhang.pk), by=clerk, on=DAY)
    assert refused.value.code == "code_given"


@pytest.mark.parametrize("role", [Role.HANDLER, Role.HEAD, Role.REGISTRAR, Role.MEDIATOR, Role.ADMINISTRATOR])
def test_who_handles_or_decides_makes_no_slip(world, petition, role):
    person, zhang = world.staff(role, petition.acting_organ), petition.matter.petitioners.first()
    with pytest.raises(NotAllowed):
        with_slip(zhang, by=person, on=DAY)
    browser = Client()
    browser.force_login(person)
    assert browser.get(page_of(petition.matter)).status_code == 404
    assert not Party.objects.get(pk=zhang.pk).code_hash


def test_how_it_is_handed_over_is_asked_and_told_to_the_party(window, petition):
    zhang = petition.matter.petitioners.first()
    assert printed(window, petition.matter, zhang, handed="").status_code == 422
    assert not Party.objects.get(pk=zhang.pk).code_hash
    printed(window, petition.matter, zhang, handed="by_post")
    assert "密封后随第一封信寄给本人" in Message.objects.get(party=zhang, text__contains="查询凭条").text
    assert Event.objects.get(step="give_code").facts["handed"] == "by_post"


def test_a_receipt_is_no_slip_and_a_slip_no_receipt(window, petition):
    """Whoever has the one still gets the other: neither is known by the other."""
    assert petition.without_receipt() == []
    assert not any(one.code_hash for one in petition.matter.parties.all())
    printed(window, petition.matter, petition.matter.petitioners.first())
    assert petition.receipts_given() == (2, 2)


@pytest.mark.printing
def test_no_code_ever_made_stands_in_anything_that_is_kept(world, window, petition, caplog, settings, tmp_path):
    """Plain, without the hyphen, small, in base64: in no row of any table, no PDF, no log."""
    settings.MEDIA_ROOT = tmp_path
    caplog.set_level(logging.DEBUG)
    zhang, li = petition.matter.petitioners
    codes = [code for _party, code, _address in printed(window, petition.matter, zhang, li).context["slips"]]
    renewal = {"identity": "card", "_key": "0123456789abcdef" * 2}
    for _party, code, _address in window.post(reverse("desk:party-code", args=[li.pk]), renewal).context["slips"]:
        codes.append(code)
    entered = Client().post(reverse("portal:enter"), {"number": petition.matter.number, "code": codes[0]})
    assert (len(codes), entered.status_code) == (3, 302)
    for paper in Paper.objects.issued():
        render_paper(paper_id=paper.pk, at=at(DAY))
    texts = [printed_text(paper) for paper in Paper.objects.issued()]
    kept = "\n".join([*every_row(), *texts, caplog.text]).lower()
    assert petition.matter.number.lower() in kept
    for code in codes:
        for form in forms_of(code):
            assert form.lower() not in kept


def printed_text(paper):
    with paper.pdf.open() as pdf:
        return text_of(pdf.read())


def forms_of(code):
    """How it might have been written down."""
    plain = code.replace("-", "")
    return [code, plain, *(base64.b64encode(one.encode()).decode().rstrip("=") for one in (code, plain, plain.lower()))]


def every_row():
    """Every row of every table as text."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(sql.SQL("SELECT row_to_json(t)::text FROM {} t").format(sql.Identifier(table)))
            yield from (row for (row,) in cursor.fetchall())
