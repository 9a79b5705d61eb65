"""The portal: number and code, one page, only one's own."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from mediation.actions import gateway, rendering
from mediation.models import FileView, Paper, Party, ServiceOfDocument
from tests.factories.world import at


@pytest.fixture(autouse=True)
def _no_tries():
    cache.clear()


@pytest.fixture
def served(world):
    """An acceptance notice sent to Zhang electronically, with his consent."""
    petition = world.accepted(on="2026-02-23")
    notice = Paper.objects.get(kind="acceptance_notice")
    gateway.perform(Paper, notice.pk, "submit", by=world.handler, at=at("2026-02-24"))
    gateway.perform(Paper, notice.pk, "approve", by=world.head, at=at("2026-02-24"))
    gateway.perform(Paper, notice.pk, "issue", by=world.registrar, at=at("2026-02-24"))
    Paper.objects.filter(pk=notice.pk).update(sha256="0" * 64)
    Party.objects.filter(name="张大山").update(electronic_since="2026-02-23")
    service = ServiceOfDocument.objects.get(paper=notice, party__name="张大山")
    gateway.perform(
        ServiceOfDocument, service.pk, "dispatch", by=world.registrar, at=at("2026-02-25"), mode="electronic"
    )
    return petition


def enter(client, party):
    return client.post(reverse("portal:enter"), {"number": party.matter.number, "code": party.issue_code().lower()})


def test_number_and_code_open_the_page_and_the_visit_is_logged(client, world):
    party = world.party(world.petition().matter, "张大山")
    answer = enter(client, party)
    assert answer.url == reverse("portal:matter")
    assert "青椒收购价未兑现" in client.get(answer.url).content.decode()
    assert FileView.objects.filter(party=party).count() == 1


def test_a_wrong_code_is_told_without_saying_which_is_wrong_and_keeps_what_was_typed(client, world):
    party = world.party(world.petition().matter, "张大山")
    party.issue_code()
    for number in (party.matter.number, "XX2026-00001"):
        answer = client.post(reverse("portal:enter"), {"number": number, "code": "AAAAA-AAAAA"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "编号或者查询码不对" in page
        assert f'value="{number}"' in page


def test_ten_wrong_codes_close_the_door_for_a_while(client, world):
    party = world.party(world.petition().matter, "张大山")
    code = party.issue_code()
    for _n in range(10):
        client.post(reverse("portal:enter"), {"number": party.matter.number, "code": "AAAAAAAAAA"})
    answer = client.post(reverse("portal:enter"), {"number": party.matter.number, "code": code})
    assert answer.status_code == 429
    assert "15分钟后" in answer.content.decode()


def test_nothing_is_shown_without_a_code(client, db):
    assert client.get(reverse("portal:matter")).url == reverse("portal:enter")


def test_a_party_confirms_receipt_by_an_act_of_its_own(client, world, served):
    party = world.party(served.matter, "张大山")
    enter(client, party)
    service = ServiceOfDocument.objects.get(party=party)
    address = reverse("portal:step", args=["serviceofdocument", service.pk, "confirm"])
    assert address in client.get(reverse("portal:matter")).content.decode()
    client.get(address)
    service.refresh_from_db()
    assert service.state == "dispatched", "opening a page is not receipt"
    client.post(address, {"_version": service.version, "_key": "a" * 32})
    service.refresh_from_db()
    assert (service.state, service.served_on.isoformat()) == ("served", "2026-03-02")


def test_a_party_does_not_reach_what_is_anothers(client, world, served):
    enter(client, world.party(served.matter, "李秀英"))
    zhangs = ServiceOfDocument.objects.get(party__name="张大山")
    assert client.get(reverse("portal:step", args=["serviceofdocument", zhangs.pk, "confirm"])).status_code == 404
    receipt = Paper.objects.get(kind="registration_receipt", addressees__name="张大山")
    assert client.get(reverse("portal:paper", args=[receipt.pk])).status_code == 404
    assert client.get(reverse("portal:step", args=["claim", 1, "accept"])).status_code == 404


def test_a_paper_opens_as_it_was_issued(client, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    party = world.party(world.petition().matter, "张大山")
    receipt = Paper.objects.get(kind="registration_receipt", addressees=party)
    rendering.render_paper(paper_id=receipt.pk, at=at("2026-03-02"))
    enter(client, party)
    answer = client.get(reverse("portal:paper", args=[receipt.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_leaving_forgets_the_party(client, world):
    enter(client, world.party(world.petition().matter, "张大山"))
    client.post(reverse("portal:leave"))
    assert client.get(reverse("portal:matter")).url == reverse("portal:enter")


def test_anyone_may_verify_a_paper_and_sees_no_person(client, world):
    world.petition()
    receipt = Paper.objects.filter(kind="registration_receipt").first()
    page = client.get(
        reverse("public:verify"), {"number": receipt.matter.number.lower(), "code": receipt.code}
    ).content.decode()
    assert "现行有效" in page
    assert "登记回执" in page
    assert "张大山" not in page
    assert "青椒" not in page


def test_a_wrong_number_and_a_wrong_code_get_the_same_answer(client, world):
    world.petition()
    receipt = Paper.objects.filter(kind="registration_receipt").first()
    wrong = [("X", receipt.code), (receipt.matter.number, "A" * 16)]
    pages = [client.get(reverse("public:verify"), {"number": n, "code": c}).content.decode() for n, c in wrong]
    assert all("没有查到这份文书" in page for page in pages)
