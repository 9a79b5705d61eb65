"""Before a party signs an agreement at the portal it reads all of it, and first what it will owe and be owed."""

import pytest
from django.urls import reverse

from tests.factories.mediation import agreed, disputed, drafted, proposed, ready
from tests.factories.people import OWN_SECRET, with_secret
from tests.factories.world import at
from tests.stages import staged
from tests.web.intake.test_portal import enter


@staged
def agreement(world):
    """Two instalments, to be signed."""
    mediation = agreed(world, ready(world, proposed(world, disputed(world))))
    return drafted(world, mediation, "2025-04-30", "2025-05-30", terms="合作社共付60000元，分两期。")


@pytest.fixture
def address(agreement, clock):
    clock.move_to(at("2025-03-17", "14:00"))
    return reverse("portal:step", args=["agreement", agreement.pk, "sign"])


def read_by(client, agreement, name, address):
    """The page as one of the parties reads it."""
    party = agreement.parties.get(name=name)
    with_secret(party)
    enter(client, party)
    return client.get(address).content.decode()


def test_the_creditor_reads_what_is_due_to_him_with_sum_and_day(client, agreement, address):
    page = read_by(client, agreement, "张大山", address)
    told = page.split("您应当得到")[1].split("事实、争议和责任")[0]
    assert "2025年4月30日以前，绿源合作社向张大山：支付第1期　30000.00元（大写：叁万元整），方式：银行转账。" in told
    assert "2025年5月30日以前" in told
    assert "on_behalf_of" not in page, "nobody has entrusted him with settling"
    assert "没有要您履行的事项。" in page.split("您要做到")[1].split("您应当得到")[0]
    for words in ("欠款属实，双方无争议。", "合作社共付60000元，分两期。", "对方到期不办的"):
        assert words in page


def test_the_debtor_reads_what_he_owes(client, agreement, address):
    page = read_by(client, agreement, "绿源合作社", address)
    assert "支付第2期　30000.00元" in page.split("您要做到")[1].split("您应当得到")[0]


def test_who_is_neither_reads_what_is_between_the_others(client, agreement, address):
    page = read_by(client, agreement, "李秀英", address)
    assert "绿源合作社向张大山：支付第1期" in page.split("其他人之间")[1]


def test_nobody_signs_who_has_not_said_that_he_read_it(client, agreement, address):
    page = read_by(client, agreement, "张大山", address)
    sent = {"_key": "0" * 32, "_version": agreement.version, "secret": OWN_SECRET}
    assert 'name="_read" value="1">' in page
    answer = client.post(address, sent)
    assert (answer.status_code, agreement.signatures.count()) == (409, 0)
    assert "请先把上面的内容看完" in answer.content.decode()
    assert "您应当得到" in answer.content.decode()
    assert client.post(address, sent | {"_read": "1"}).status_code == 302
    assert agreement.signatures.get().manner == "electronic"


def test_what_was_changed_since_it_was_read_is_not_signed(client, agreement, address, world):
    read_by(client, agreement, "张大山", address)
    answer = client.post(
        address, {"_key": "0" * 32, "_version": agreement.version - 1, "_read": "1", "secret": OWN_SECRET}
    )
    assert (answer.status_code, agreement.signatures.count()) == (409, 0)
