"""Lists as they really come: every one of these was wrongly read once, or is of the same kind."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from mediation.web.forms.pasted import wanted_of
from mediation.workflows.intake.rows import PARTY_COLUMNS
from mediation.written.people import twice
from mediation.written.phones import is_identity, is_phone, numbers_in
from mediation.written.tables import NotATable, Why, read, text_of
from tests.written.sheets import workbook

WANTED = wanted_of(PARTY_COLUMNS)
PHONES = [f"1380000000{n}" for n in range(10)]


def rows(text, **more):
    return [{name: value for name, value in row.values.items() if value} for row in read(text, WANTED, **more).rows]


def names(text, **more):
    return [row.get("name", "") for row in rows(text, **more)]


TITLED = "\n".join((
    "青山镇柳树村信访人员花名册\t\t\t\t\t", "填报单位：柳树村\t\t\t\t2026年3月5日\t", "序号\t姓名\t性别\t身份证号码\t家庭住址\t联系电话",
    "1\t王某甲\t男\t370102196001011234\t柳树村3组12号\t13800000001", "2\t李某乙\t女\t37010219620202222X\t柳树村3组13号\t13800000002",
    "合计\t2\t\t\t\t", "制表人：王五\t\t\t审核人：\t\t",
))  # fmt: skip


def test_titles_fillers_and_sums_are_nobody():
    found = read(TITLED, WANTED)
    assert names(TITLED) == ["王某甲", "李某乙"]
    assert rows(TITLED)[0] == {"name": "王某甲", "address": "柳树村3组12号", "phone": "13800000001"}
    assert [(one.number, one.why) for one in found.skipped] == [
        (1, Why.TITLE), (2, Why.TITLE), (3, Why.HEAD), (6, Why.TOTAL), (7, Why.FILLER),
    ]  # fmt: skip
    assert (found.lines, found.said, found.missing) == (7, 2, [])
    assert {seen.head: (seen.name, seen.example) for seen in found.columns}["身份证号码"] == ("", "3701…")


def test_a_sum_that_does_not_agree_and_numbers_that_are_missing_are_known():
    found = read(
        "序号\t姓名\t电话\n1\t张三\t13800000001\n2\t李四\t13800000002\n4\t王五\t13800000004\n共4人\t\t", WANTED
    )
    assert (len(found.rows), found.said, found.missing) == (3, 4, [3])


@pytest.mark.parametrize(
    "head",
    ["序号\t基本情况\t\t联系方式\t\n\t姓名\t性别\t手机\t住址", "序号\t姓名\t性别\t联系方式\t\n\t\t\t电话\t地址", "序号\t姓名\t性别\t联系方式\t家庭住址\n序号\t姓名\t性别\t手机号码\t详细地址"],
)  # fmt: skip
def test_a_head_of_two_lines(head):
    assert rows(f"名单\n{head}\n1\t张三\t男\t13800000001\t一村1号") == [
        {"name": "张三", "phone": "13800000001", "address": "一村1号"}
    ]


def test_heads_with_blanks_and_signs_and_repeated_on_the_next_page():
    text = (
        "姓　名*\t住 址（必填）\t电 话\n张三\t一村\t13800000001\n姓　名*\t住 址（必填）\t电 话\n李四\t二村\t13800000002"
    )
    assert names(text) == ["张三", "李四"]


def test_the_better_of_two_addresses_and_both_telephones():
    text = "户主\t姓名\t户籍地址\t现住址\t手机\t固定电话\n张大\t张三\t老家\t一村\t13800000001\t0531-88888888"
    assert rows(text) == [{"name": "张三", "address": "一村", "phone": "13800000001/0531-88888888"}]


def test_columns_can_be_chosen_otherwise():
    text = "户主\t姓名\t户籍地址\t现住址\n张大\t张三\t老家\t一村"
    assert rows(text, chosen={0: "name", 2: "address"}) == [{"name": "张大", "address": "老家"}]
    assert rows(
        "村\t组\t号\t姓名\n柳树村\t3组\t12号\t张三", chosen={0: "address", 1: "address", 2: "address", 3: "name"}
    ) == [{"address": "柳树村3组12号", "name": "张三"}]


def test_a_quote_at_the_head_of_a_cell_swallows_nothing():
    lone = '姓名\t住址\t电话\n张某甲\t东街1号\t1\n李某乙\t"北头第一家\t2\n王某丙\t"南头"第二家\t3\n赵某丁\t东街4号\t"4\n孙某戊\t"西头"\t5'
    assert names(lone) == ["张某甲", "李某乙", "王某丙", "赵某丁", "孙某戊"]
    assert [row["address"] for row in rows(lone)] == ["东街1号", '"北头第一家', '"南头"第二家', "东街4号", "西头"]
    broken = '姓名\t住址\t电话\n张某甲\t"东街\n""老屋""1号"\t13800000001\n李某乙\t北街\t13800000002'
    assert rows(broken)[0]["address"] == '东街 "老屋"1号'
    assert read(broken, WANTED).rows[1].number == 4
    commas = '姓名,住址,电话\n张某甲,"东街,1号",13800000001\n李某乙,"北头第一家,13800000002\n王某丙,"南头",13800000003'
    assert [row.get("address") for row in rows(commas)] == ["东街,1号", '"北头第一家', "南头"]


@pytest.mark.parametrize(
    "written",
    ["13800000001/0531-88888888", "0531-88888888转8012", "（0531）88888888", "+86 138 0000 0007", "13800000009（儿子）", "138-0000-0009", "儿子13800000009",
     "8888888", "13800000001、13800000002", "400-123-4567", "0531-88888888 分机 12"],
)  # fmt: skip
def test_telephones_are_kept_with_what_stands_beside_them(written):
    assert is_phone(written)
    assert rows(f"王某甲\t柳树村1号\t{written}\n李某乙\t柳树村2号\t13800000002")[0] == {
        "name": "王某甲",
        "address": "柳树村1号",
        "phone": written,
    }
    assert rows(f"姓名\t电话\n王某甲\t{written}")[0]["phone"] == written


@pytest.mark.parametrize(
    "written",
    [
        "370102196001011234",
        "370102 19600101 1234",
        "37010219620202222X",
        "３７０１０２１９６００１０１１２３４",
        "370102600101123",
        "370102-19600101-1234",
    ],
)
def test_the_number_of_an_identity_card_is_no_telephone(written):
    assert is_identity(written)
    assert not is_phone(written)
    for text in (
        f"王某甲\t{written}\t柳树村\t13800000001",
        f"王某甲\t{written}\t柳树村",
        f"王某甲，{written}，柳树村，13800000001",
    ):
        assert written not in "".join(rows(text)[0].values()), text
        assert rows(text)[0]["address"] == "柳树村"
    found = read(f"姓名\t电话\n王某甲\t{written}", WANTED)
    assert [one.why for one in found.left_out] == [Why.IDENTITY]


@pytest.mark.parametrize(
    ("cell", "why"),
    [("1.38E+10", Why.SHORTENED), ("1.38e10", Why.SHORTENED), ("########", Why.TOO_NARROW), ("####", Why.TOO_NARROW), ("#N/A", Why.FAULTY),
     ("2026-03-05", Why.NO_PHONE), ("１．３８Ｅ＋１０", Why.SHORTENED)],
)  # fmt: skip
def test_what_the_program_did_not_show_is_named(cell, why):
    found = read(f"姓名\t住址\t电话\n张三\t一村\t{cell}\n李四\t二村\t13800000002", WANTED)
    assert [(one.number, one.head, one.text, one.why) for one in found.left_out] == [(2, "电话", cell, why)]
    assert found.rows[0].values["phone"] == ""
    assert "phone" not in rows(f"张三\t一村\t{cell}\n李四\t二村\t13800000002")[0]


def test_names_keep_their_spelling_and_what_nobody_sees_is_named():
    text = "姓名\t住址\n张　三\t柳树村\n阿卜杜拉·买买提\t柳树村\n古丽•艾比\t柳树村\n李\u200b四\t柳树村"
    assert names(text) == ["张　三", "阿卜杜拉·买买提", "古丽•艾比", "李四"]
    assert [(one.number, one.why) for one in read(text, WANTED).left_out] == [(5, Why.HIDDEN)]


def test_lines_by_commas_and_blanks_do_not_run_into_names():
    text = "张三，一村1号，13800000001\n李四 二村 2组 13800000002\n3、王 五；三村；13800000003\n赵六,13800000004"
    assert rows(text) == [
        {"name": "张三", "address": "一村1号", "phone": PHONES[1]}, {"name": "李四", "address": "二村2组", "phone": PHONES[2]},
        {"name": "王 五", "address": "三村", "phone": PHONES[3]}, {"name": "赵六", "phone": PHONES[4]},
    ]  # fmt: skip
    mixed = "姓名\t住址\t电话\n张三\t一村\t13800000001\n李四，二村，13800000002"
    assert rows(mixed)[1] == {"name": "李四", "address": "二村", "phone": "13800000002"}


def test_an_address_for_the_household_is_taken_from_above_only_when_that_is_said():
    text = "姓名\t住址\t电话\n张三\t一村1号\t\n李四\t\t\n王五\t同上\t\n赵六\t二村\t"
    assert [row.get("address") for row in rows(text)] == ["一村1号", None, None, "二村"]
    assert read(text, WANTED).without("address") == [3, 4]
    assert [row.get("address") for row in rows(text, fill=("address",))] == ["一村1号", "一村1号", "一村1号", "二村"]
    assert [row["address"] for row in rows("姓名\t住址\n张三\t一村\n李四\t〃")] == ["一村", "一村"]


def test_ticks_and_kinds():
    text = "姓名\t类别\t是否代表\n张三\t自然人\t√\n某公司\t法人或其他组织\t\n李四\t个体\t否"
    found = read(text, WANTED)
    assert [(row.values["kind"], row.values["is_representative"]) for row in found.rows] == [
        ("person", "on"),
        ("organisation", ""),
        ("", ""),
    ]
    assert [one.why for one in found.left_out] == [Why.NO_CHOICE]


ROWS = [
    ["青山镇花名册", None, None, None], ["序号", "姓名", "住址", "电话"], [1, "张三", "一村1号", 13800000001],
    [2, "李四", None, 13800000002.0], [3, "王五", "二村", 370102196001011234], [4, "赵六", "二村", date(2026, 3, 5)],
]  # fmt: skip


def test_a_workbook_is_read_with_its_merged_cells_numbers_and_days():
    found = text_of(workbook(("名单", ROWS), ("旧表", [["姓名"]] * 50), hidden=("旧表",), merged=("A1:D1", "C3:C4")))
    assert (found.sheet, found.merged) == ("名单", 1)
    assert rows(found.text) == [
        {"name": "张三", "address": "一村1号", "phone": "13800000001"}, {"name": "李四", "address": "一村1号", "phone": "13800000002"},
        {"name": "王五", "address": "二村"}, {"name": "赵六", "address": "二村"},
    ]  # fmt: skip
    assert [(one.number, one.why) for one in read(found.text, WANTED).left_out] == [
        (5, Why.SHORTENED),
        (6, Why.NO_PHONE),
    ]
    assert text_of(workbook(("甲", [["姓名"]]), ("乙", ROWS)), sheet="甲").text == "姓名"


def test_what_stands_in_a_cell_of_a_workbook_comes_back_the_same():
    odd = ['"北头', "一村\n2组", "a\tb", '他说"是"', "", "末"]
    found = text_of(workbook(("表", [["姓名", "住址", "电话", "备注", "性别", "年龄"], odd])))
    line = read(found.text, WANTED).rows[0]
    assert (line.values["name"], line.values["address"]) == ('"北头', "一村 2组")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", "，", ";"])
def test_text_in_every_encoding(encoding, mark):
    text = "\r\n".join(mark.join(cells) for cells in (["姓名", "住址", "电话"], ["𠮷田", "一村", "13800000001"]))
    assert rows(text_of(text.encode(encoding)).text) == [{"name": "𠮷田", "address": "一村", "phone": "13800000001"}]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b" \n", "empty"), (b"\x00\x01\x02", "unreadable"), (b"PK\x03\x04xx", "unreadable"), (b"%PDF-1.7\x00\xff\xff", "unreadable"),
     (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked"), (b"x" * (20 * 2**20 + 1), "too_large")],
    ids=["nothing", "blank", "bytes", "half a file", "pdf", "password", "large"],
)  # fmt: skip
def test_what_is_no_table_is_told(content, code):
    with pytest.raises(NotATable) as refused:
        text_of(content)
    assert refused.value.code == code


def test_an_archive_of_more_parts_than_a_workbook_has_is_not_unpacked():
    whole = BytesIO()
    with ZipFile(whole, "w") as archive:
        for number in range(2001):
            archive.writestr(f"xl/{number}", b"")
    with pytest.raises(NotATable) as refused:
        text_of(whole.getvalue())
    assert refused.value.code == "too_large"


def test_one_that_would_fill_the_memory_is_not_unpacked():
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (201 * 2**20))
    assert len(whole.getvalue()) < 2**20
    with pytest.raises(NotATable) as refused:
        text_of(whole.getvalue())
    assert refused.value.code == "too_large"


def test_no_file_of_the_machine_is_read_into_a_table(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("confided", encoding="utf-8")
    within = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    whole, given = BytesIO(), ZipFile(BytesIO(workbook(("表", [["姓名"], ["MARK"]]))))
    with ZipFile(whole, "w") as archive:
        for name in given.namelist():
            part = given.read(name).decode()
            if "MARK" in part:
                part = within + part.replace("MARK", "before&e;after")
            archive.writestr(name, part)
    try:
        read_out = text_of(whole.getvalue()).text
    except NotATable:
        read_out = ""
    assert "confided" not in read_out


def test_the_same_person_twice():
    people = [
        {"name": "王某甲", "address": "1号", "phone": "13800000001"}, {"name": "王　某甲", "address": "1号", "phone": "138 0000 0001"},
        {"name": "王某甲", "address": "9号", "phone": "13800000009"}, {"name": "李四"}, {"name": "李\u200b四", "phone": "1"}, {"name": ""}, {"name": ""},
    ]  # fmt: skip
    assert twice(people) == {1: 0, 4: 3}


def test_numbers_in_a_line():
    assert numbers_in("13800000001/0531-88888888转8012（儿子）") == ["13800000001", "0531-88888888"]


def test_thousands_of_lines_are_one_reading():
    text = "姓名\t住址\t电话\n" + "\n".join(f"张{n}\t一村{n}号\t138{n:08d}" for n in range(5000))
    assert len(read(text, WANTED).rows) == 5000
