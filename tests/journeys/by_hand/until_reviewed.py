"""The first scenario by hand, from the hearing to the review opinion."""

from __future__ import annotations

import pytest

from mediation.models import Claim, Deadline, Matter, Paper, Petition
from tests.browser import click
from tests.journeys.by_hand.office import Office
from tests.journeys.by_hand.told import (
    BUREAU,
    BY_COUNTY,
    CALLED,
    IN_PERSON,
    REPRESENTATIVES,
)


def heard(office: Office) -> None:
    """Offered, applied for on the phone, notice seven working days ahead, held in the order of the law."""
    office.site.begin("2025-04-10", "14:00")
    question = "公司和县农业农村局是否应当按每公斤2.40元的保底价补足收购款。"
    office.does("zhao.lei", "告知听证权利", question=question)
    office.issues("听证告知书", handler="zhao.lei", registrar="zhou.yan")
    by_phone = {"to": ["王铁柱"], "mode": "电子送达", "received": False}
    in_person = {"to": ["张大山", "李秀英", "赵春梅"], **IN_PERSON}
    office.serves("听证告知书", by_phone, in_person, registrar="zhou.yan")
    office.phone("王铁柱").take("确认收到")
    office.site.begin("2025-04-14")
    phone = office.phone("李秀英")
    phone.sees("2025年4月17日")
    phone.take("申请听证（经告知）", grounds="动员会上局里当众作保，请求公开说清楚。")
    office.site.begin("2025-04-15")
    office.does("sun.wei", "决定听证", thing="听证", decision_reason="事项涉及37户，争议较大，决定听证。")
    office.does("sun.wei", "组成听证组", thing="听证", presider="郑海", panel=["郑海", "陈光", "褚宁"], recorder="冯雪")
    place = "县农业农村局三楼会议室"
    person = office.opens("zheng.hai", thing="听证")
    person.is_refused("排期并通知", "工作日", starts_at="2025-04-22 09:00", place=place)
    person.fill(starts_at="2025-04-28 09:00")
    person.send()
    office.opens("zheng.hai").sees("2025-04-18")
    office.site.begin("2025-04-16")
    for notice in Paper.objects.filter(kind="hearing_notice").order_by("pk"):
        issue_one_of_many(office, notice, "feng.xue", "zhou.yan")
    hold_the_hearing(office)


def issue_one_of_many(office: Office, paper: Paper, drafter: str, registrar: str) -> None:
    """Each is called to the hearing with a notice of one's own: told apart by the addressee."""
    name = paper.addressees.get().name
    person = office.opens(registrar)
    click(person.page.locator("tr", has_text="听证通知书").filter(has_text=name).locator("a.title"))
    person.take("签发")
    office.site.render()
    person.page.reload()
    person.press("送出")
    person.fill(mode="直接送达")
    person.send()
    person.take(
        "登记签收",
        received_by=f"{name[:1]}某" if paper.addressees.get().organ else name,
        relation="单位负责人" if paper.addressees.get().organ else "本人",
        servers="周燕、赵磊",
    )


SAID = {
    "": [("冯雪", "应到五方，实到五方，宣布听证纪律。")],
    "宣布开始": [("郑海", "公开听证，告知权利义务，询问是否申请回避。"), ("李秀英", "不申请回避。")],
    "信访人陈述请求": [("李秀英", "动员会上讲好保底每公斤2.40元，局里作保，应当补足。")],
    "办理机关陈述事实": [("赵磊", "宣传单的表述是“力争”，没有购销合同。")],
    "信访人反驳": [("张大山", "当时几百人都听见了作保的话。")],
    "办理机关答辩": [("赵磊", "没有书面保证，口头表述不明确。")],
    "听证员质询": [("陈光", "宣传单由谁印制？"), ("赵磊", "公司印制，局里审阅过。")],
    "信访人最后陈述": [("李秀英", "请求补足差额。")],
    "办理机关最后陈述": [("赵磊", "坚持处理建议，愿意继续协调。")],
}


def hold_the_hearing(office: Office) -> None:
    """On the day: attendance, what is said part by part, deliberation, vote, reading and signatures, the report."""
    office.site.begin("2025-04-28", "08:50")
    for person in ("zheng.hai", "chu.ning", "chen.guang", "feng.xue"):
        office.does(person, "声明无利害关系", thing="听证")
    present = [{"party": name, "outcome": "到场"} for name in CALLED]
    office.does("feng.xue", "核对到场情况", thing="听证", attendance=present)
    office.does("zheng.hai", "开始听证", thing="听证")
    keep_the_record(office)
    office.does("zheng.hai", "休会合议", thing="听证")
    office.does(
        "zheng.hai", "合议表决", thing="听证", conclusion="补足差额的请求缺乏合同依据，建议局里协调适当补偿。",
        votes=[
            {"member": "郑海", "agrees": True}, {"member": "褚宁", "agrees": True},
            {"member": "陈光", "view": "宣传单经局里审阅，应当认定承诺有效。"},
        ],
    )  # fmt: skip
    read_and_sign(office)
    signed = [{"party": name, "signed": True} for name in CALLED if name not in ("张大山", "李秀英")]
    signed.append({"party": "李秀英", "note": "对结论有意见，拒绝签名，主持人注明。"})
    office.does("zheng.hai", "宣布结论并闭会", thing="听证", announced=True, signatures=signed)
    office.does(
        "zheng.hai", "提交听证报告", thing="听证", petitioner_side="动员会上承诺保底价，局里作保。",
        organ_side="没有合同。", facts_found="宣传单由公司印制、局里审阅。", advice="不支持补足差额，协调适当补偿。",
    )  # fmt: skip
    office.opens("zhao.lei").sees("已报告")


def keep_the_record(office: Office) -> None:
    """On the page of the hearing, by keyboard: speaker by a key, each part by its button; one word is corrected as somebody asks."""
    page = office.opens("feng.xue", thing="听证").page
    click(page.get_by_role("link", name="开庭页面"))
    for part, lines in SAID.items():
        if part:
            page.locator("#strip").get_by_role("button", name=part).click()
        for speaker, text in lines:
            page.locator("#speakers").get_by_label(speaker).check()
            page.locator("#words").focus()
            page.keyboard.insert_text(text)
            page.keyboard.press("Enter")
    page.locator("#said .pending").first.wait_for(state="detached")
    page.locator(".entry", has_text="几百人都听见").get_by_role("link", name="更正").click()
    page.locator("#words").fill("当时三百多人都听见了作保的话。")
    page.get_by_placeholder("由谁要求更正").fill("张大山")
    page.keyboard.press("Enter")
    page.locator(".entry:not(.pending)", has_text="三百多人").wait_for()
    for name, width in (("sitting", 1280), ("sitting_narrow", 1024)):
        page.set_viewport_size({"width": width, "height": 900})
        office.staff("feng.xue").picture(name)


def read_and_sign(office: Office) -> None:
    """The record is read out, and one signs with the pointer on the page."""
    page = office.opens("feng.xue", thing="听证").page
    click(page.get_by_role("link", name="开庭页面"))
    click(page.get_by_role("link", name="读笔录、签名"))
    click(page.get_by_role("button", name="已向参加人宣读"))
    click(page.locator("li", has_text="张大山").get_by_role("link", name="签名", exact=True))
    pad = page.locator("#pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    for stroke in (
        ((0.1, 0.4), (0.3, 0.3)),
        ((0.2, 0.2), (0.15, 0.8)),
        ((0.4, 0.3), (0.6, 0.3), (0.4, 0.9)),
        ((0.5, 0.5), (0.7, 0.8)),
    ):
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=4)
        page.mouse.up()
    office.staff("feng.xue").picture("sitting_sign")
    click(page.get_by_role("button", name="确认签名"))
    page.get_by_text("当场手写签名").wait_for()
    office.staff("feng.xue").picture("sitting_read")


def decided(office: Office) -> None:
    """The answer is written beside its preview, sent back once, approved, issued."""
    office.site.begin("2025-04-29")
    office.does("zhao.lei", "起草文书", kind="信访事项处理意见书")
    handler = office.opens("zhao.lei", paper="信访事项处理意见书")
    handler.sees("文书体检", "须补正")
    for no, text in (
        (0, "宣传单写明“力争保底价每公斤2.40元”；没有签订购销合同。"),
        (1, "全乡一个收购点，距二村11公里。"),
    ):
        handler.fill(**{f"findings-{no}-text": text})
    handler.fill(
        **{
            "course": "2025年3月7日至21日听取信访人和公司陈述、实地查看并协查；4月28日举行听证。",
            "opinions-0-outcome": "不予支持", "opinions-0-reasons": "双方没有订立约定保底价的合同，请求缺乏事实依据。",
            "opinions-1-outcome": "解释说明", "opinions-1-reasons": "收购点由企业按产量自主设置，没有应当增设的规定。",
        }
    )  # fmt: skip
    handler.fill(bases=[{"claim": "1", "title": "中华人民共和国民法典", "article": "第四百九十条"}])
    preview = handler.page.frame_locator("iframe[name=sheet]")
    preview.get_by_text("没有应当增设的规定").wait_for()
    handler.press("保存草稿")
    handler.sees("草稿已保存。")
    preview.get_by_text("没有应当增设的规定").wait_for()
    handler.picture("drafting")
    handler.press("保存并送审")
    handler.send()
    office.opens("sun.wei", paper="信访事项处理意见书").take("退回修改", comment="请写明信访人已在听证中作最后陈述。")
    office.opens("zhao.lei", paper="信访事项处理意见书").sees("退回修改的意见", "请写明信访人已在听证中作最后陈述。")
    course = "2025年3月7日至21日听取陈述、实地查看并协查；4月28日听证，听取了信访人的最后陈述。"
    office.submits("zhao.lei", "信访事项处理意见书", course=course)
    office.opens("sun.wei", paper="信访事项处理意见书").take("批准")
    office.site.begin("2025-04-30")
    office.opens("zhou.yan", paper="信访事项处理意见书").take("签发")
    office.site.render()


def served(office: Office) -> None:
    """In four modes; who has not agreed to electronic service cannot be served so."""
    paper = "信访事项处理意见书"
    person = office.opens("zhou.yan", paper=paper)
    with pytest.raises(AssertionError, match="须经受送达人同意"):
        office.serves(paper, {"to": ["赵春梅"], "mode": "电子送达"}, registrar="zhou.yan")
    office.serves(
        paper,
        {"to": ["张大山"], **IN_PERSON},
        {
            "to": ["李秀英"], "mode": "留置送达",
            "more": {"place": "李秀英住所", "note": "李秀英对结论有意见，拒绝签收。"},
            "receipt": {"witness": "柳树乡一村村委会主任李大年", "filmed": True, "proof": ["留置现场.jpg"]},
        },
        {"to": ["王铁柱"], "mode": "电子送达", "received": False},
        registrar="zhou.yan",
    )  # fmt: skip
    office.site.begin("2025-05-02")
    office.phone("王铁柱").take("确认收到")
    post = {"to": ["赵春梅"], "mode": "邮寄送达", "more": {"waybill": "EMS1003004302CN"}, "received": False}
    office.serves(paper, post, registrar="zhou.yan")
    office.site.begin("2025-05-06")
    person = office.opens("zhou.yan", paper=paper)
    office._for_some(person, "登记签收", ["赵春梅"], by_themselves=True, servers="周燕", proof=["邮件回执.jpg"])
    handler = office.opens("zhao.lei")
    handler.sees("已答复", "登记履行", "不予支持", "作出解释说明", "达成协议")
    handler.picture("petition")


def asked_for_review(office: Office) -> None:
    """Two on their phones, before the last day that the page tells each of them."""
    office.site.begin("2025-05-20")
    phone = office.phone("张大山")
    phone.sees("没有支持您的诉求", "2025年5月30日")
    phone.picture("portal")
    demand = {"demand": "变更处理意见，补足差额。", "grounds": "宣传单经局里审阅，局里当众作保。"}
    phone.take("请求复查", organ="青河县人民政府", **demand)
    office.site.begin("2025-06-03")
    phone = office.phone("王铁柱")
    phone.sees("2025年6月3日")
    phone.take("加入请求", joining_grounds="有动员会录像。")
    asked = Deadline.objects.filter(code="D6", party__name__in=["张大山", "王铁柱"])
    assert {deadline.state for deadline in asked} == {"met"}


def reviewed(office: Office) -> None:
    """Accepted, the applicants heard by two, the 复查意见书 written, issued and served."""
    office.site.begin("2025-06-06")
    office.does("jiang.tao", "受理", thing="复查复核", reviewer="蒋涛")
    office.issues("复查（复核）受理告知书", **BY_COUNTY)
    office.serves("复查（复核）受理告知书", {"to": ["张大山", "王铁柱"], **IN_PERSON}, registrar="han.bing")
    office.site.begin("2025-06-10")
    heard = {
        "heard": ["张大山", "王铁柱"],
        "said": "动员会有录像，局里说“县局给大家作保”。",
        "second_person": "法制办公室科员马跃",
    }
    office.does("jiang.tao", "听取申请人意见", thing="复查复核", **heard)
    office.submits(
        "jiang.tao", "复查意见书",
        facts="调取了动员会录像，局里工作人员当众表示“县局作保”。", on_facts="原意见没有调取录像，认定事实不全面。",
        on_basis="没有考虑行政机关的公开承诺。", on_procedure="办理、听证程序合法。",
        on_conclusion="对收购价一项不予支持，明显不当。", outcome="变更",
        new_conclusion="对诉求1部分支持，按每公斤0.30元补偿差额；对诉求3的意见予以维持。",
        performer=BUREAU, what="组织支付37户青椒收购价差额补偿183750元", perform_by="2025-08-15",
    )  # fmt: skip
    office.site.begin("2025-06-17")
    office.opens("shen.yu", paper="复查意见书").take("批准")
    office.opens("han.bing", paper="复查意见书").take("签发")
    office.site.render()
    office.serves("复查意见书", {"to": REPRESENTATIVES, **IN_PERSON}, registrar="han.bing")
    office.opens("han.bing", paper="复查意见书").sees("青政访复查〔2025〕", "已送达")
    phone = office.phone("张大山")
    phone.sees("您可以在这一天结束以前请求复核", "2025年7月17日", "复查意见书")
    decision = Paper.objects.get(kind="review_opinion")
    assert decision.pdf.size > 10_000
    assert Petition.objects.get().state == "answered"
    assert sorted(Claim.objects.values_list("disposal", flat=True)) == ["explained", "not_supported", "settled"]
    assert Matter.objects.count() == 1
