"""撤销登记 at the desk: offered beside the entry, shown with all that goes, asked for, and decided by the head."""

from __future__ import annotations

import re

import pytest

from mediation.models import Annulment, Deadline, Event, ServiceOfDocument
from tests.factories.opinions import DECIDED, issued, take
from tests.factories.papers import scan
from tests.stages import staged
from tests.web.conftest import Desk

pytestmark = pytest.mark.django_db


@staged
def served(world):
    """An opinion that was entered as received by 李秀英, whose copy is still in the post."""
    opinion = issued(world, world.accepted())
    service = opinion.services.get(party__name="李秀英")
    take(service, "dispatch", world.registrar, DECIDED, "11:00", mode="post", waybill="EY000000001CN")
    facts = {"received_by": "李秀英", "relation": "self", "servers": "王一、赵二", "proof": [scan("回执")]}
    take(service, "record_receipt", world.registrar, DECIDED, "12:00", **facts)
    return ServiceOfDocument.objects.get(pk=service.pk)


def page(service):
    return f"/desk/serviceofdocument/{service.pk}/annul/?event={service.version}"


def facts(service, **more):
    return {"event": service.version, "why": "该登张大山", "_version": service.version, **more}


def seen(answer):
    return re.search(r'name="_seen" value="([^"]+)"', answer.content.decode())[1]


def test_the_way_back_stands_beside_the_entry_and_beside_no_other(world, served):
    said = Desk(world.handler).get(f"/desk/serviceofdocument/{served.pk}/").content.decode()
    assert f"annul/?event={served.version}" in said
    assert "annul/?event=1" not in said, "it was planned with the issue of the paper"


def test_all_that_goes_back_is_shown_before_anything_is_changed(world, served):
    answer = Desk(world.registrar).post(page(served), facts(served))
    said = answer.content.decode()
    for words in ("登记签收", "期限起算", "李秀英", "送达回证", "报请负责人批准"):
        assert words in said
    assert not Annulment.objects.exists()
    Desk(world.registrar).post(page(served), facts(served, _seen=seen(answer)))
    assert Annulment.objects.get().state == "asked"


def test_the_head_finds_it_among_the_work_sees_the_same_and_decides(world, served):
    answer = Desk(world.registrar).post(page(served), facts(served))
    Desk(world.registrar).post(page(served), facts(served, _seen=seen(answer)))
    asked = Annulment.objects.get()
    head = Desk(world.head)
    assert "该登张大山" in head.get("/desk/").content.decode()
    address = f"/desk/annulment/{asked.pk}/approve/"
    assert "送达回证" in head.get(address).content.decode()
    assert head.post(address, {"_version": asked.version}).status_code == 302
    assert Deadline.objects.get(code="D6").state == "ended"
    record = Event.objects.get(object_type="serviceofdocument", object_id=served.pk, step="record_receipt")
    said = head.get(f"/desk/serviceofdocument/{served.pk}/").content.decode()
    assert "登记已撤销" in said
    assert f"annul/?event={record.version}" not in said


def test_what_cannot_be_annulled_says_why_at_once(world, served):
    petition = served.matter.petition
    said = Desk(world.handler).get(f"/desk/petition/{petition.pk}/annul/?event=1").content.decode()
    assert "不能以撤销登记的方式改正" in said
