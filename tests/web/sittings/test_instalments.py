"""An instalment plan on the form of an agreement: from one sentence, shown, taken, refused where a court could not enforce it."""

import pytest
from django.urls import reverse

from mediation.models import Agreement
from tests.factories.mediation import agreed, disputed, drafted, mediator_of, proposed, ready
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

SENTENCE = "绿源合作社欠张大山60000元，自2025年4月30日起分7期，每月付清一期，银行转账。"
PLAN = "obligations-plan"


@staged
def mediation(world):
    """Agreement was reached; it is to be written."""
    return agreed(world, ready(world, proposed(world, disputed(world))))


@pytest.fixture
def address(client, world, mediation, clock):
    clock.move_to(at("2025-03-17", "14:00"))
    client.force_login(mediator_of(world, mediation.organ))
    return reverse("desk:open", args=[mediation.matter.number, "agreement", "draft"])


def shown(client, address, **sent):
    """The page after a button of the plan."""
    return client.post(address, {"obligations-rows": "1", **sent})


def fields_of(answer):
    """What the browser would send back of the plan, as the page shows it."""
    plan = answer.context["form"].tables["obligations"].plan
    sent = {f"{PLAN}-sentence": plan.sentence, f"{PLAN}-read": plan.read}
    data = plan.form.data
    return sent | {key: data.getlist(key) for key in data if key.startswith(f"{PLAN}-")}


def test_one_sentence_is_shown_as_rows_before_it_is_kept(client, address):
    answer = shown(client, address, _plan="obligations", **{f"{PLAN}-sentence": SENTENCE})
    page = answer.content.decode()
    assert answer.status_code == 200
    plan = answer.context["form"].tables["obligations"].plan
    assert [str(row.amount) for row in plan.rows] == ["8571.42"] * 6 + ["8571.48"]
    assert (plan.rows[0].debtor, plan.rows[0].creditor) == ("绿源合作社", "张大山")
    assert "共7项，合计60000.00元。" in page
    assert "余数放在最后一期：8571.48元" in page
    assert not Agreement.objects.exists()


def test_a_day_that_is_not_worked_is_told_and_stays(client, address):
    sentence = SENTENCE.replace("4月30日", "5月1日")
    answer = shown(client, address, _plan="obligations", **{f"{PLAN}-sentence": sentence})
    plan = answer.context["form"].tables["obligations"].plan
    assert (f"{plan.rows[0].due_on}", plan.rows[0].told) == ("2025-05-01", "放假（劳动节），银行可能不办理")
    assert (f"{plan.rows[1].due_on}", plan.rows[1].told) == ("2025-06-01", "放假（端午节），银行可能不办理")
    assert plan.rows[2].told == ""


def test_taken_over_the_rows_are_the_form_and_the_agreement(client, address, mediation):
    first = shown(client, address, _plan="obligations", **{f"{PLAN}-sentence": SENTENCE})
    taken = shown(client, address, _plan_in="obligations", **fields_of(first))
    table = taken.context["form"].tables["obligations"]
    assert (len(table.rows), table.plan.is_shown) == (7, False)
    assert "已填入7项，共60000.00元" in taken.content.decode()
    assert table.rows[6].initial["what"] == "支付款项（第7期）"
    assert str(table.rows[6].initial["due_on"]) == "2025-10-30"


def test_what_was_corrected_counts_not_the_sentence(client, address):
    first = shown(client, address, _plan="obligations", **{f"{PLAN}-sentence": SENTENCE})
    sent = fields_of(first) | {f"{PLAN}-number": "3", f"{PLAN}-total": "9000"}
    again = shown(client, address, _plan="obligations", **sent)
    assert [str(row.amount) for row in again.context["form"].tables["obligations"].plan.rows] == ["3000.00"] * 3


def test_a_sentence_nobody_read_in_is_shown_before_anything_is_sent(client, address):
    answer = shown(client, address, **{f"{PLAN}-sentence": SENTENCE})
    assert answer.context["form"].tables["obligations"].plan.rows
    assert not Agreement.objects.exists()


def test_what_a_sentence_leaves_open_is_asked(client, address):
    answer = shown(client, address, _plan="obligations", **{f"{PLAN}-sentence": "绿源合作社付60000元"})
    page = answer.content.decode()
    assert "请填写“权利人”。" in page
    assert "请填写“第一期的日期”。" in page
    assert not answer.context["form"].tables["obligations"].plan.rows


@pytest.mark.parametrize(("how", "rows"), [("连带", [("李秀英、绿源合作社", "6000.00")] * 2),
                                           ("各自", [("李秀英", "3000.00"), ("绿源合作社", "3000.00")] * 2)])  # fmt: skip
def test_several_debtors_owe_the_whole_or_each_a_share(client, address, how, rows):
    sentence = f"绿源合作社、李秀英{how}偿还张大山12000元，自2025年4月30日起分2期，每月一期，现金。"
    plan = (
        shown(client, address, _plan="obligations", **{f"{PLAN}-sentence": sentence})
        .context["form"]
        .tables["obligations"]
        .plan
    )
    assert [(row.debtor, str(row.amount)) for row in plan.rows] == rows


def test_several_without_a_word_how_are_asked(client, address):
    sentence = "绿源合作社、李秀英偿还张大山12000元，自2025年4月30日起分2期，每月一期，现金。"
    answer = shown(client, address, _plan="obligations", **{f"{PLAN}-sentence": sentence})
    assert "请写明是连带还是按份" in answer.content.decode()


def test_another_button_keeps_the_plan(client, address):
    first = shown(client, address, _plan="obligations", **{f"{PLAN}-sentence": SENTENCE})
    answer = shown(client, address, _add="obligations", **fields_of(first))
    assert len(answer.context["form"].tables["obligations"].plan.rows) == 7
    gone = shown(client, address, _plan_drop="obligations", **fields_of(first))
    assert not gone.context["form"].tables["obligations"].plan.is_shown


# What a court could not enforce


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"manner": "尽快转账"}, "第1项写的是“尽快”，看不出是哪一天以前"),
        ({"what": "给予适当补偿"}, "第1项写的是“适当补偿”，看不出是多少"),
        ({"amount": None, "what": "付清工资"}, "第1项是付钱的，金额一栏空着"),
        ({"amount": 0}, "第1项的金额是零"),
        ({"due_on": None}, "第1项缺履行期限"),
    ],
)
def test_each_row_is_checked_for_what_a_court_could_not_enforce(world, mediation, change, said):
    parties = list(mediation.parties.all())
    row = {
        "debtor": parties[-1],
        "creditor": parties[0],
        "what": "支付",
        "amount": 1,
        "due_on": at("2025-04-30").date(),
        "manner": "转账",
    }
    with refused("obligation_unclear") as refusal:
        drafted(world, mediation, obligations=[row | change])
    assert said in str(refusal.value.sentence)


def test_a_condition_stands_only_where_its_risk_is_known(world, mediation):
    parties = list(mediation.parties.all())
    row = {"debtor": parties[-1], "creditor": parties[0], "what": "待厂房卖出后支付余款", "amount": 1,
           "due_on": at("2025-04-30").date(), "manner": "转账"}  # fmt: skip
    with refused("condition_unsaid") as refusal:
        drafted(world, mediation, obligations=[row])
    assert "第1项“待厂房卖出后”" in str(refusal.value.sentence)
    assert drafted(world, mediation, obligations=[row], conditions_known=True).conditions_known


def test_who_owes_jointly_is_read_back_told_and_kept(world, mediation):
    debtor, creditor, other = (mediation.parties.get(name=n) for n in ("绿源合作社", "张大山", "李秀英"))
    row = {"debtor": debtor, "creditor": creditor, "joint_debtors": [other], "what": "支付", "amount": 6000,
           "due_on": at("2025-04-30").date(), "manner": "转账", "third_payer": "青河县信用社"}  # fmt: skip
    agreement = drafted(world, mediation, obligations=[row], waived="利息")
    assert agreement.undertakings[0]["joint_debtors"] == [other.pk]
    assert agreement.rows_known("obligations")[0]["amount"] == 6000
    assert "绿源合作社、李秀英（连带）向张大山：支付" in agreement._as_sentence(0)
    assert "由青河县信用社代付" in agreement._as_sentence(0)
