"""An administrator loads local rules by a page: seen against the national lengths, in force from their day, followed by later ones."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from mediation.actions import gateway
from mediation.models import Claim, Deadline, LocalRule, OfficeChange, Organ
from mediation.models.clock.calendar import limit_in, rules_for
from mediation.queries.office.site import site_standing
from mediation.timelimits import limit_for
from mediation.vocabulary import Role
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.factories.world import at

pytestmark = pytest.mark.django_db
HEAD = 'region = "青河"\nauthority = "《青河办法》"\nin_force_from = {day}\n'
NOW = "2026-03-10"


def rules(day="2026-03-02", **lengths):
    return HEAD.format(day=day) + "".join(f"[limits.{code}]\nlength = {days}\n" for code, days in lengths.items())


@pytest.fixture
def admin(world, desk, clock):
    clock.move_to(at(NOW))
    return desk(world.staff(Role.ADMINISTRATOR, world.office))


@pytest.fixture
def page(world):
    return f"/desk/office/organs/{world.bureau.pk}/rules/"


@pytest.fixture
def load(admin, page):
    def take(text, **more):
        return admin.post(page, {"text": text, "why": "县政府文件", "sure": "on", **more})

    return take


def said(answer):
    return answer.content.decode()


def length_on(world, day, code="D5"):
    organ = Organ.objects.get(pk=world.bureau.pk)
    return limit_for(code, on=date.fromisoformat(day), local=rules_for(organ)).length


@pytest.mark.parametrize("form", ["pasted", "utf8", "gb"])
def test_the_lengths_are_seen_before_they_are_taken_over(admin, world, page, form):
    text = rules(D5=30, D3=15)
    given = {
        "pasted": {"text": text},
        "utf8": {"file": SimpleUploadedFile("qinghe.toml", text.encode("utf-8-sig"))},
        "gb": {"file": SimpleUploadedFile("qinghe.toml", text.replace("\n", "\r\n").encode("gb18030"))},
    }[form]
    shown = admin.post(page, {**given, "why": "县政府文件"})
    for told in ("60日，最多延长30日", "30日，最多延长30日", "《青河办法》", "2026-03-02", "相同"):
        assert told in said(shown)
    assert not LocalRule.objects.exists()
    sent = {name: shown.context[name] for name in ("text", "why")} | {"_key": shown.context["key"], "sure": "on"}
    assert admin.post(page, sent).status_code == 302
    assert admin.post(page, sent).status_code == 302, "the same form once more is the same act"
    row = LocalRule.objects.get()
    assert (row.organ, row.authority, row.in_force_from) == (world.bureau, "《青河办法》", date(2026, 3, 2))
    assert (length_on(world, "2026-03-01"), length_on(world, "2026-03-02")) == (60, 30)
    change = OfficeChange.objects.get(kind="load_rules")
    assert (change.organ, change.why) == (world.bureau, "县政府文件")
    assert f"{row.name}（《青河办法》，自2026-03-02起）" in change.details[0]["is"]
    assert row.name in said(admin.get(page))
    assert "《青河办法》" in said(admin.get(f"/desk/office/organs/{world.bureau.pk}/"))


def test_every_fault_is_told_in_chinese_with_its_line_and_the_text_is_kept(admin, page):
    text = (
        HEAD.format(day='"2026-03-02"')
        + "[limits.D5]\nlenght = 30\nmax_extension = -1\n[limits.D6]\nlength = 20\n[limits.D55]\n"
    )
    answer = admin.post(page, {"text": text, "why": "县政府文件", "sure": "on"})
    assert answer.status_code == 422
    for told in (
        "第3行，“in_force_from”：应为日期", "第5行，“limits.D5.lenght”：不认识的键", "第6行，“limits.D5.max_extension”：应为不小于0",
        "第8行，“limits.D6.length”：当事人的法定期限不得短于30日", "第9行，“limits.D55”：没有这个期限",
    ):  # fmt: skip
        assert told in said(answer).replace("&quot;", '"')
    assert "lenght = 30" in said(answer)
    assert not LocalRule.objects.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "粘贴规则全文"), ("region = “青河”", "第1行，“全文”：不是正确的TOML（第1行第10个字：等号后面的值写法不对"),
        ('region = "青河', "引号没有成对"), (rules(D5=30) + "[limits.D5]\n", "同一节写了两次"), ("地区 = 1", "键用英文"),
        (rules(D5=30) + "#" * 20_000, "最多20000个字"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_at_all(load, text, told):
    answer = load(text)
    assert answer.status_code == 422
    assert told in said(answer)
    assert not LocalRule.objects.exists()


def test_it_says_why(load):
    assert "请填写“依据或者原因”" in said(load(rules(D5=30), why=" "))
    assert not LocalRule.objects.exists()


def test_limits_begun_before_stay_and_later_ones_count_by_the_rules_in_force_when_the_petition_came(world, load):
    before, waiting = world.accepted(on="2026-03-03"), world.petition(on="2026-03-03")
    early = world.petition(on="2026-02-27")
    load(rules(D5=30))
    for petition in (waiting, early):
        gateway.perform(Claim, petition.claims.first().pk, "accept", by=world.handler, at=at("2026-03-11"))
    limits = [Deadline.objects.filter(matter=one.matter, code="D5") for one in (before, waiting, early)]
    assert [{one.limit["length"] for one in found} for found in limits] == [{60}, {30}, {60}]


def test_later_rules_follow_as_a_whole_from_their_day_and_what_is_in_force_is_not_changed(admin, world, page, load):
    load(rules(D5=45, D3=10))
    assert "已经施行，不能更改" in said(admin.post(page, {"text": rules(D5=40), "why": "x"}))
    refused = load(rules(D5=40))
    assert refused.status_code == 409
    assert "已经施行，不能更改" in said(refused)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        LocalRule.objects.update(text="")
    shown = said(admin.post(page, {"text": rules("2026-05-01", D5=30), "why": "x"}))
    assert "从那一日起整体代替规则" in shown
    assert "告知" in shown.split("现行规则里有")[1], "what the new rules leave out"
    load(rules("2026-05-01", D5=30))
    assert [length_on(world, day) for day in ("2026-03-01", "2026-03-02", "2026-04-30", "2026-05-01")] == [
        60,
        45,
        45,
        30,
    ]
    assert [length_on(world, day, "D3") for day in ("2026-04-30", "2026-05-01")] == [10, 15]
    load(rules("2026-04-01", D5=50))
    assert [length_on(world, day) for day in ("2026-03-31", "2026-04-01", "2026-05-01")] == [45, 50, 50], (
        "not yet in force"
    )


def test_they_follow_a_file_and_stand_over_the_organ_above(admin, world, load, settings, tmp_path):
    settings.LOCAL_RULES_FOLDER = str(tmp_path)
    (tmp_path / "old.toml").write_text(rules("2024-01-01", D5=50), encoding="utf-8")
    (tmp_path / "above.toml").write_text(rules("2024-01-01", D16=9), encoding="utf-8")
    above = world.bureau.superiors()[0]
    Organ.objects.filter(pk=above.pk).update(settings={"local_rules": "above"})
    Organ.objects.filter(pk=world.bureau.pk).update(settings={"local_rules": "old"})
    load(rules(D5=30))
    assert [length_on(world, day) for day in ("2023-12-31", "2026-03-01", "2026-03-02")] == [60, 50, 30]
    assert [length_on(world, day, "D16") for day in ("2026-03-01", "2026-03-02")] == [9, 9]
    change = OfficeChange.objects.get(kind="load_rules")
    gateway.perform(OfficeChange, change.pk, "revert", by=change.changed_by, at=at(NOW), why_reverted="登错了")
    assert length_on(world, "2026-03-02") == 50


def test_rules_that_can_no_longer_be_read_stop_no_page_and_are_loaded_again(admin, world, page, load):
    petition = world.petition(on="2026-03-03")
    row = LocalRule.objects.create(
        organ=world.bureau, text=rules(D99=3), region="青河", authority="《旧》", in_force_from=date(2026, 3, 2),
        entered_on=date(2026, 3, 2),
    )  # fmt: skip
    Organ.objects.filter(pk=world.bureau.pk).update(settings={"local_rules": row.name})
    standing = site_standing(at=at(NOW), on=date.fromisoformat(NOW))
    assert any(f"“{row.name}”的“limits.D99”有误" in one for one in standing.wrong_rules)
    with pytest.raises(NotPossibleNow, match="limits.D99") as refused:
        gateway.perform(Claim, petition.claims.first().pk, "accept", by=world.handler, at=at(NOW))
    assert refused.value.code == "wrong_local_rules"
    for address in (page, f"/desk/office/organs/{world.bureau.pk}/", "/desk/office/", "/desk/administration/"):
        assert admin.get(address).status_code == 200
    assert "limits.D99" in said(admin.get(page))
    assert "这是要接续的规则" in said(load(rules("2026-04-01", D5=30)))
    assert load(rules(D5=30)).status_code == 302
    assert (
        limit_in(petition.matter, "D5", organ=Organ.objects.get(pk=world.bureau.pk), on=date(2026, 3, 10)).length == 30
    )


def test_for_administrators_alone_and_the_way_to_it(admin, world, desk, page):
    for who in (world.head, world.handler):
        assert desk(who).get(page).status_code == 404
        assert desk(who).post(page, {"text": rules(D5=30), "why": "x", "sure": "on"}).status_code == 404
    with pytest.raises(NotAllowed) as refused:
        gateway.perform(
            OfficeChange,
            None,
            "load_rules",
            by=world.head,
            at=at(NOW),
            organ=world.bureau,
            rules_text=rules(D5=30),
            why="x",
        )
    assert refused.value.code == "not_permitted"
    assert not LocalRule.objects.exists()
    assert page in said(admin.get(f"/desk/office/organs/{world.bureau.pk}/"))
    assert admin.get(f"/desk/office/enter/load_rules/?organ={world.bureau.pk}").status_code == 404
