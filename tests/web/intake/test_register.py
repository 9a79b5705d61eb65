"""Registration: many people, rows that come and go, the same matter looked for first."""

from __future__ import annotations

import json
import re
import uuid

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mediation.models import Petition
from mediation.vocabulary import Role
from tests.written.sheets import workbook

NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏"


@pytest.fixture
def clerk(world, desk):
    return desk(world.staff(Role.INTAKE_CLERK, world.bureau))


@pytest.fixture
def typed(world):
    return {
        "_key": uuid.uuid4().hex,
        "organ": world.bureau.pk,
        "channel": "letter",
        "subject": "青椒收购价未兑现",
        "account": "实际只付九角。",
        "petitioners-rows": "1",
        "petitioners-0-name": "张大山",
        "claims-rows": "2",
        "claims-0-text": "按承诺价补足差额",
        "claims-1-text": "",
    }


def test_a_petition_is_registered_once_and_blank_rows_do_not_count(clerk, typed):
    assert clerk.post("/desk/register/", typed).status_code == 302
    assert clerk.post("/desk/register/", {**typed, "_not_the_same": "on"}).status_code == 302
    petition = Petition.objects.get()
    assert [c.text for c in petition.claims.all()] == ["按承诺价补足差额"]


NUMBER, CREDIT = "341222197001011239", "91350100M000100Y43"


def test_what_identifies_somebody_is_asked_behind_a_fold_and_kept_out_of_the_ledger(clerk, typed):
    """Fifty registrations a day do not need it; who has it at hand enters it once, and papers take it from there."""
    page = lxml.html.fromstring(clerk.get("/desk/register/").content)
    (fold,) = page.xpath("//*[@id='table-petitioners']//details[@class='seldom']")
    assert "open" not in fold.attrib
    assert len(fold.xpath(".//input")) == 3
    known = {**typed, "petitioners-0-id_number": NUMBER.lower(), "opposite_parties-rows": "1"}
    known |= {
        "opposite_parties-0-name": "绿源公司", "opposite_parties-0-kind": "organisation",
        "opposite_parties-0-credit_code": CREDIT, "opposite_parties-0-legal_representative": "陆明",
    }  # fmt: skip
    assert clerk.post("/desk/register/", known).status_code == 302
    matter = Petition.objects.get().matter
    zhang, company = matter.parties.order_by("pk")
    assert (zhang.id_number, zhang.sex, str(zhang.born_on)) == (NUMBER, "male", "1970-01-01")
    assert (company.credit_code, company.legal_representative) == (CREDIT, "陆明")
    assert NUMBER not in json.dumps(list(matter.events.values_list("facts", flat=True)), default=str)


def test_a_number_that_cannot_be_is_refused_and_the_fold_stays_open(clerk, typed):
    answer = clerk.post("/desk/register/", {**typed, "petitioners-0-id_number": "341222197001011230"})
    said = answer.content.decode()
    assert "身份证号码不对" in said
    (fold,) = lxml.html.fromstring(said).xpath("//*[@id='table-petitioners']//details[@class='seldom']")
    assert "open" in fold.attrib
    assert not Petition.objects.exists()


def test_no_list_is_read_into_what_is_seldom_asked(clerk, typed):
    """A list brings hundreds of numbers that no paper needs."""
    pasted = {**typed, "petitioners-pasted": f"姓名\t身份证号码\n李秀英\t{NUMBER}\n王铁柱\t", "_paste": "petitioners"}
    clerk.post("/desk/register/", pasted)
    taken = clerk.post("/desk/register/", {**pasted, "_paste": "", "_take_in": "petitioners"}).content.decode()
    assert f'value="{NUMBER}"' not in taken


def test_a_name_that_no_font_prints_is_registered_as_it_is_and_told_with_a_way_on(clerk, typed):
    answer = clerk.post("/desk/register/", {**typed, "petitioners-0-name": "张\U0002ebf0"}, follow=True)
    said = answer.content.decode()
    assert "\U0002ebf0（U+2EBF0）" in said
    assert "登记打印写法" in said
    assert Petition.objects.get().matter.parties.get().name == "张\U0002ebf0"


@pytest.mark.parametrize(("pressed", "rows"), [({"_add": "petitioners"}, 2), ({"_remove": "petitioners:0"}, 1)])
def test_rows_come_and_go_and_nothing_typed_is_lost(clerk, typed, pressed, rows):
    answer = clerk.post("/desk/register/", {**typed, **pressed})
    said = answer.content.decode()
    assert answer.status_code == 200
    assert f'name="petitioners-rows" value="{rows}"' in said
    assert "实际只付九角。" in said
    assert "请填写" not in said
    assert not Petition.objects.exists()


def test_thirty_seven_people_are_pasted_shown_taken_in_and_registered(clerk, typed):
    lines = "\n".join(f"{name}秀英\t青河县柳树乡{n}组\t1380000{n:04d}" for n, name in enumerate(NAMES))
    pasted = {**typed, "petitioners-pasted": lines}
    shown = clerk.post("/desk/register/", {**pasted, "_paste": "petitioners"}).content.decode()
    assert "共37行：可以读入37行，不读入0行。" in shown
    assert 'name="petitioners-rows" value="1"' in shown
    said = clerk.post("/desk/register/", {**pasted, "_take_in": "petitioners"}).content.decode()
    assert 'name="petitioners-rows" value="38"' in said
    people = {f"petitioners-{n}-name": f"{name}秀英" for n, name in enumerate(NAMES)}
    assert all(f'value="{name}"' in said for name in people.values())
    assert clerk.post("/desk/register/", {**typed, **people, "petitioners-rows": "37"}).status_code == 302
    assert Petition.objects.get().matter.parties.count() == 37


def test_a_faulty_row_is_named(clerk, typed):
    row = {"petitioners-rows": "2", "petitioners-1-phone": "13800000000"}
    answer = clerk.post("/desk/register/", {**typed, **row})
    assert answer.status_code == 422
    assert "第2行：请填写“姓名或者名称”。" in answer.content.decode()


def test_the_same_matter_is_shown_before_a_second_is_opened(clerk, typed, world):
    world.petition(on="2026-03-02")
    answer = clerk.post("/desk/register/", typed)
    assert answer.status_code == 200
    assert "可能是同一事项" in answer.content.decode()
    assert Petition.objects.count() == 1
    assert clerk.post("/desk/register/", {**typed, "_not_the_same": "on"}).status_code == 302
    assert Petition.objects.count() == 2


def test_what_was_brought_before_is_registered_with_its_own_receipt_and_linked(clerk, typed, world):
    before = world.petition(on="2026-03-02")
    said = clerk.get("/desk/window/", {"q": "张大山"}).content.decode()
    assert "不再重复登记" not in said
    assert "照样登记" in said
    asked = clerk.post("/desk/register/", typed).content.decode()
    assert f'name="_same_as" value="{before.pk}"' in asked
    for _click in (1, 2):
        assert clerk.post("/desk/register/", {**typed, "_same_as": str(before.pk)}).status_code == 302
    again = Petition.objects.exclude(pk=before.pk).get()
    assert (again.duplicate_of, before.duplicate_of) == (before, None)
    assert again.matter.number != before.matter.number
    assert again.matter.papers.get(kind="registration_receipt").state == "issued"


@pytest.mark.parametrize("same", ["none", "999999", "x", "\u0661"])
def test_what_is_not_the_same_is_linked_to_nothing(clerk, typed, world, same):
    world.petition(on="2026-03-02")
    assert clerk.post("/desk/register/", {**typed, "_same_as": same}).status_code == 302
    assert Petition.objects.order_by("-pk").first().duplicate_of is None


@pytest.mark.parametrize("rows", ["-1", "x", "999999999", ""])
def test_a_row_count_that_is_no_count_does_no_harm(clerk, typed, rows):
    assert clerk.post("/desk/register/", {**typed, "petitioners-rows": rows}).status_code in (200, 302, 422)


def test_the_window_finds_by_name_and_opens_the_two_minute_record(world, clerk):
    petition = world.petition(on="2026-03-02")
    said = clerk.get("/desk/window/", {"q": "张大山"}).content.decode()
    assert petition.matter.number in said
    assert "/desk/new/onthespotrecord/settle/?name=" in said
    assert clerk.get("/desk/window/", {"q": "\x00' & | \\"}).status_code == 200
    data = {"_key": uuid.uuid4().hex, "organ": world.bureau.pk, "name": "王五", "subject": "咨询补贴",
            "said": "问何时发放", "result": "explained", "answer": "已说明"}  # fmt: skip
    assert clerk.get("/desk/new/onthespotrecord/settle/").status_code == 200
    answer = clerk.post("/desk/new/onthespotrecord/settle/", data, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    assert "咨询补贴" in answer.content.decode()


def test_a_second_click_is_not_asked_whether_it_is_the_same_matter(clerk, typed):
    first = clerk.post("/desk/register/", typed)
    second = clerk.post("/desk/register/", typed)
    assert (second.status_code, second.url) == (302, first.url)


def test_going_back_and_changing_the_form_is_not_taken_for_a_second_click(clerk, typed):
    clerk.post("/desk/register/", typed)
    other = {**typed, "petitioners-0-name": "王五", "_not_the_same": "on"}
    answer = clerk.post("/desk/register/", other)
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "已经提交过" in said
    assert "王五" in said
    key = re.search(r'name="_key" value="(\w+)"', said)[1]
    assert key != typed["_key"]
    assert clerk.post("/desk/register/", {**other, "_key": key}).status_code == 302
    assert [p.matter.parties.get().name for p in Petition.objects.order_by("pk")] == ["张大山", "王五"]


def test_a_form_sent_after_signing_out_is_held_on_the_page(client, typed):
    answer = client.post("/desk/register/", typed)
    said = answer.content.decode()
    assert answer.status_code == 403
    assert "实际只付九角。" in said
    assert "/desk/sign-in/" in said


def test_what_was_pasted_and_not_read_in_is_not_lost_on_sending(clerk, typed):
    answer = clerk.post("/desk/register/", {**typed, "petitioners-pasted": "李四\t一村\n王五\t二村"})
    assert answer.status_code == 200
    assert "李四" in answer.content.decode()
    assert not Petition.objects.exists()


def test_more_rows_than_there_is_room_for_are_told(clerk, typed):
    lines = "\n".join(f"村民{n}\t一村" for n in range(650))
    for button in ("_paste", "_take_in"):
        said = clerk.post(
            "/desk/register/", {**typed, button: "petitioners", "petitioners-pasted": lines}
        ).content.decode()
        assert "后面的51行没有读入" in said
        assert "村民649" in said


TABLE = "柳树村花名册\t\t\t\n姓名\t现住址\t电话\t性别\n张三\t一村1号\t1.38E+10\t男\n李四\t\t370102196001011234\t女\n张　三\t一村1号\t\t男\n合计\t3\t\t"


def look(clerk, typed, **more):
    return clerk.post(
        "/desk/register/",
        {**typed, "petitioners-0-name": "", "_paste": "petitioners", "petitioners-pasted": TABLE, **more},
    )


def test_what_would_be_read_is_shown_with_all_that_is_left_out(clerk, typed):
    said = look(clerk, typed).content.decode()
    for words in (
        "共6行：可以读入3行，不读入3行。", "后几位已经丢失", "第3行“电话”：1.38E+10", "像是证件号码", "没有住址的：第4行", "柳树村花名册", "（合计）",
        "第5行（张　三，一村1号）与第3行", 'name="petitioners-col-1"',
    ):  # fmt: skip
        assert words in said
    assert "青椒收购价未兑现" in said
    assert not Petition.objects.exists()


def test_the_same_person_is_asked_about_and_the_answer_counts(clerk, typed):
    asked = look(clerk, typed, _paste="", _take_in="petitioners").content.decode()
    assert "请先回答" in asked
    assert 'name="petitioners-rows" value="1"' in asked
    for answer, rows in (("once", 2), ("both", 3)):
        said = look(clerk, typed, _paste="", _take_in="petitioners", **{"petitioners-twice-5": answer}).content.decode()
        assert f'name="petitioners-rows" value="{rows}"' in said
        assert "读入以前，请核对" not in said


def test_columns_and_households_can_be_set_right(clerk, typed):
    page = look(clerk, typed)
    shape = page.context["form"].tables["petitioners"].preview.shape
    chosen = {
        "petitioners-shape": shape,
        "petitioners-col-0": "name",
        "petitioners-col-1": "",
        "petitioners-col-2": "phone",
        "petitioners-col-3": "address",
    }
    preview = look(clerk, typed, **chosen).context["form"].tables["petitioners"].preview
    assert [row[1][:2] for row in preview.rows()] == [["张三", "男"], ["李四", "女"], ["张　三", "男"]]
    filled = look(clerk, typed, **{"petitioners-fill": "on"}).context["form"].tables["petitioners"].preview
    assert [cells[1] for _n, cells in filled.rows()] == ["一村1号"] * 3
    other = (
        look(clerk, typed, **chosen, **{"petitioners-pasted": "名称\t住址\n甲公司\t一路"})
        .context["form"]
        .tables["petitioners"]
        .preview
    )
    assert [cells for _n, cells in other.rows()] == [["甲公司", "一路"]]


def test_a_list_is_read_from_a_file(clerk, typed):
    rows = [
        ["花名册", None, None],
        ["姓名", "住址", "电话"],
        ["张三", "一村1号", 13800000001],
        ["李四", None, 13800000002],
    ]
    sheet = SimpleUploadedFile("名单.xlsx", workbook(("名单", rows), ("空", []), merged=("B3:B4",)))
    page = clerk.post("/desk/register/", {**typed, "petitioners-sheet": sheet})
    said = page.content.decode()
    assert "已读“名单.xlsx”。有2张表，读的是“名单”。合并的单元格已经按行补全，共1处。" in said
    preview = page.context["form"].tables["petitioners"].preview
    assert [cells for _n, cells in preview.rows()] == [
        ["张三", "一村1号", "13800000001"],
        ["李四", "一村1号", "13800000002"],
    ]
    text = page.context["form"].tables["petitioners"].pasted
    again = clerk.post(
        "/desk/register/", {**typed, "petitioners-pasted": text, "_take_in": "petitioners"}
    ).content.decode()
    assert 'name="petitioners-rows" value="3"' in again


@pytest.mark.parametrize(("content", "told"), [(b"%PDF-1.7\x00\xff", "不是表格"), (b"", "里没有内容")])
def test_a_file_that_is_no_list_is_told_and_what_was_pasted_stays(clerk, typed, content, told):
    sent = {
        **typed,
        "petitioners-sheet": SimpleUploadedFile("名单.xlsx", content),
        "petitioners-pasted": "李四\t一村",
        "_paste": "petitioners",
    }
    said = clerk.post("/desk/register/", sent).content.decode()
    assert ("不是表格" in said) is (told == "不是表格")
    assert "李四" in said


@pytest.mark.parametrize("channel", ["leader_reception", "leader_visit", "joint_reception", "hotline"])
def test_what_the_figures_ask_for_stands_with_the_registration(clerk, typed, channel):
    more = {
        "channel": channel,
        "content_class": "farming",
        "place": "柳树乡",
        "people_present": "１２",
        "submission": "repeat",
    }
    assert clerk.post("/desk/register/", {**typed, **more}).status_code == 302
    petition = Petition.objects.get()
    assert (petition.channel, petition.content_class, petition.place) == (channel, "farming", "柳树乡")
    assert (petition.people_present, petition.submission) == (12, "repeat")
    group = {f"petitioners-{n}-name": f"村民{n}" for n in range(6)}
    many = {**typed, **more, **group, "petitioners-rows": "6", "_key": uuid.uuid4().hex, "_not_the_same": "on"}
    assert clerk.post("/desk/register/", many).status_code == (302 if channel in ("hotline", "leader_visit") else 409)


def test_what_nobody_sees_is_taken_out_and_named(clerk, typed):
    answer = clerk.post(
        "/desk/register/", {**typed, "petitioners-0-name": "张\u200b大山", "subject": "青椒\u00a0收购"}, follow=True
    )
    said = answer.content.decode()
    assert "已经去掉" in said
    assert "张【U+200B】大山" in said
    petition = Petition.objects.get()
    assert (petition.matter.parties.get().name, petition.subject) == ("张大山", "青椒 收购")


def test_whoever_is_entered_twice_is_asked_about_once(clerk, typed):
    twice = {
        "petitioners-rows": "3",
        "petitioners-1-name": "张 大山",
        "petitioners-2-name": "李四",
        "_not_the_same": "on",
    }
    asked = clerk.post("/desk/register/", {**typed, **twice})
    said = asked.content.decode()
    assert "同一个人可能填了两次" in said
    assert "李四" not in said[said.index('id="faults"') : said.index("two_people")]
    assert not Petition.objects.exists()
    seen = asked.context["doubles_seen"]
    assert clerk.post("/desk/register/", {**typed, **twice, "_two_people": seen}).status_code == 302
    assert Petition.objects.get().matter.parties.count() == 3


def test_who_was_said_to_be_two_people_in_a_list_is_not_asked_about_again(clerk, typed):
    said = look(clerk, typed, _paste="", _take_in="petitioners", **{"petitioners-twice-5": "both"}).content.decode()
    assert 'name="petitioners-apart" value="张　三' in said
    rows = {
        "petitioners-rows": "2",
        "petitioners-0-name": "张三",
        "petitioners-1-name": "张　三",
        "petitioners-apart": "张　三\r\n",
    }
    assert clerk.post("/desk/register/", {**typed, **rows}).status_code == 302


def test_people_of_one_name_are_told_apart_in_every_menu(clerk, typed, world, desk):
    rows = {
        "petitioners-rows": "4", "petitioners-0-address": "柳树村1号", "petitioners-1-name": "张　大山", "petitioners-1-phone": "13800000002",
        "petitioners-2-name": "张大山", "petitioners-2-address": "柳树村1号", "petitioners-3-name": "李四",
    }  # fmt: skip
    asked = clerk.post("/desk/register/", {**typed, **rows})
    assert (
        clerk.post("/desk/register/", {**typed, **rows, "_two_people": asked.context["doubles_seen"]}).status_code
        == 302
    )
    petition = Petition.objects.get()
    said = clerk.get(f"/desk/petition/{petition.pk}/record_authority/").content.decode()
    for label in (
        "张大山（信访人，柳树村1号，第1位登记）",
        "张　大山（信访人，电话尾号0002）",
        "张大山（信访人，柳树村1号，第3位登记）",
        "李四（信访人）",
    ):
        assert label in said


def test_a_list_that_is_not_wanted_goes_and_the_rest_stays(clerk, typed):
    said = look(clerk, typed, _paste="", _drop_paste="petitioners").content.decode()
    assert "柳树村花名册" not in said
    assert "青椒收购价未兑现" in said


def test_faults_are_listed_in_the_order_of_the_page(clerk, typed):
    row = {"petitioners-rows": "2", "petitioners-1-phone": "13800000000"}
    answer = clerk.post("/desk/register/", {**typed, **row, "channel": "", "received_on": "2026-02-30"})
    said = [fault["text"] for fault in answer.context["faults"]]
    assert said == [
        "请填写“渠道”。", "“信访人”中有1行需要改正。", "第2行：请填写“姓名或者名称”。", "“收到日期”写的2026年2月30日不存在，请核对。",
    ]  # fmt: skip


def long_list(people):
    return "\n".join(f"柳{n:03d}娃\t青河县柳树乡{n}组\t1380000{n:04d}" for n in range(people))


def took_in(clerk, typed, people, **more):
    pasted = {
        **typed,
        "petitioners-0-name": "",
        "petitioners-pasted": long_list(people),
        "_take_in": "petitioners",
        **more,
    }
    return clerk.post("/desk/register/", pasted).content.decode()


def posted_of(page):
    """The fields of a page as a browser posts them."""
    form = next(one for one in lxml.html.fromstring(page).forms if "petitioners-rows" in one.fields)
    return {
        name: value
        for name, value in form.fields.items()
        if value is not None and (name == "_key" or not name.startswith("_"))
    }


def test_a_long_list_is_a_light_page_of_the_rows_to_be_looked_at(clerk, typed, world):
    page = took_in(clerk, typed, 600)
    assert 'name="petitioners-rows" value="600"' in page
    assert len(page.encode()) < 300_000
    assert 'name="petitioners-2-name"' in page
    assert 'name="petitioners-3-name"' not in page
    assert "柳599娃　青河县柳树乡599组" in page


def test_rows_that_are_folded_are_registered_with_the_others(clerk, typed, world):
    fields = posted_of(took_in(clerk, typed, 60))
    assert clerk.post("/desk/register/", fields).status_code == 302
    people = Petition.objects.get().matter.parties.filter(role="petitioner")
    assert people.count() == 60
    assert people.get(name="柳059娃").phone == "13800000059"


def test_a_folded_row_is_opened_by_its_number_and_changed(clerk, typed, world):
    fields = posted_of(took_in(clerk, typed, 60))
    page = clerk.post(
        "/desk/register/", {**fields, "_open": "petitioners", "petitioners-open": "41，50"}
    ).content.decode()
    fields = posted_of(page)
    assert fields["petitioners-40-name"] == "柳040娃"
    assert fields["petitioners-49-name"] == "柳049娃"
    fields["petitioners-40-name"] = "柳四十"
    page = clerk.post("/desk/register/", {**fields, "_remove": "petitioners:0"}).content.decode()
    fields = posted_of(page)
    assert fields["petitioners-39-name"] == "柳四十"
    assert clerk.post("/desk/register/", fields).status_code == 302
    names = set(Petition.objects.get().matter.parties.filter(role="petitioner").values_list("name", flat=True))
    assert len(names) == 59
    assert "柳四十" in names


def test_a_wrong_row_of_a_long_list_is_a_field(clerk, typed, world):
    fields = posted_of(took_in(clerk, typed, 60))
    folded = json.loads(fields["petitioners-folded"])
    folded["44"]["name"] = ""
    answer = clerk.post("/desk/register/", {**fields, "petitioners-folded": json.dumps(folded)})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "第45行：请填写“姓名或者名称”。" in said
    assert 'name="petitioners-44-name"' in said


@pytest.mark.parametrize(
    "junk", ["[1]", "{", '{"a":{}}', '{"-1":{"name":"甲"}}', '{"0":5}', '{"0":{"name":["甲"]}}', "[" * 5000]
)
def test_what_was_never_folded_is_passed_over(clerk, typed, junk):
    assert clerk.post("/desk/register/", {**typed, "petitioners-folded": junk}).status_code == 302
    assert [party.name for party in Petition.objects.get().matter.parties.all()] == [typed["petitioners-0-name"]]
