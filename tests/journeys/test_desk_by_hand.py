"""The first scenario by hand, from the window to the 复查意见书, through pages and buttons alone; its parties on phones.

Each part begins where the part before it ends, as the scenario tells it: so several processes can walk at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.core.management import call_command

from mediation.models import Claim, Deadline, Matter, Paper, Petition
from mediation.scenarios.player import Player
from mediation.scenarios.printing import mark_ready
from mediation.scenarios.script import load
from mediation.scenarios.shipped import shipped
from tests.factories.world import at
from tests.journeys.by_hand.office import Office
from tests.journeys.by_hand.site import Site

pytestmark = pytest.mark.browser

SUBJECT = "青椒保底收购价未兑现"
REPRESENTATIVES = ["张大山", "李秀英", "王铁柱", "赵春梅"]
OF_ZHANG = [
    "李建国",
    "王桂芳",
    "刘长福",
    "陈二毛",
    "杨玉兰",
    "黄德才",
    "周小芹",
    "吴来顺",
    "徐金凤",
    "孙大力",
    "胡春生",
    "朱月英",
]
OF_LI = ["高老五", "林海棠", "何满仓", "郭秀珍", "马得水", "罗立春", "梁巧云", "宋长根", "郑喜梅", "谢天宝"]
OF_ZHAO = ["韩冬梅", "唐有田", "冯三喜", "于秋菊", "董大壮", "萧雨生", "程桂香", "曹有福", "袁小满", "邓玉莲", "许丰年"]
BUREAU, COMPANY = "青河县农业农村局", "青河县绿源蔬菜有限公司"
EVERYBODY = [*REPRESENTATIVES, BUREAU, COMPANY]
IN_PERSON = {"mode": "直接送达", "more": {"place": "柳树乡一村村委会"}}
BY_BUREAU = {"handler": "zhao.lei", "head": "sun.wei", "registrar": "zhou.yan"}
BY_COUNTY = {"handler": "jiang.tao", "head": "shen.yu", "registrar": "han.bing"}


@pytest.fixture
def begun(scratch: Any, chromium: Any, django_db_blocker: Any) -> Iterator[Callable[[str], Office]]:
    """The county of the scenarios with the matter as its scenario has brought it to a moment, and the site served on it."""
    with django_db_blocker.unblock(), ExitStack() as stack:

        def begin(moment: str) -> Office:
            player = Player(load(shipped()[0]), mark_ready)
            player.begin()
            for item in player.script.items:
                if item.at >= at(*moment.split()):
                    break
                player.take(item)
            site = Site(scratch)
            stack.callback(site.stop)
            site.until_it_answers()
            return Office(chromium, site, SUBJECT)

        yield begin


def walk(office: Office, *chapters: Callable[[Office], None]) -> None:
    """One chapter after the other; the ledger is whole at the end."""
    for chapter in chapters:
        chapter(office)
    call_command("verify_ledger")


def test_from_the_window_to_the_inquiry(begun: Callable[[str], Office]) -> None:
    walk(begun("2025-02-24 08:00"), at_the_window, passed_on, accepted, investigated)


def test_from_the_consent_to_the_agreement(begun: Callable[[str], Office]) -> None:
    walk(begun("2025-03-24"), mediated, agreed)


def test_from_the_right_to_the_report_of_a_hearing(begun: Callable[[str], Office]) -> None:
    walk(begun("2025-04-10 14:00"), heard)


def test_from_the_draft_of_the_opinion_to_the_last_receipt(begun: Callable[[str], Office]) -> None:
    walk(begun("2025-04-29 09:05"), decided, served)


def test_from_the_request_to_the_review_opinion(begun: Callable[[str], Office]) -> None:
    walk(begun("2025-05-19"), asked_for_review, reviewed)


def at_the_window(office: Office) -> None:
    """Looked for first, then registered with 37 growers pasted from a list; three sheets of authority."""
    office.site.begin("2025-02-24")
    clerk = office.staff("lin.qiu")
    clerk.comes_in()
    clerk.press("窗口当场办", within="header")
    clerk.fill(q="张大山")
    clerk.press("查找")
    clerk.sees("没有找到与“张大山”有关的事项")
    clerk.press("登记为信访事项")
    clerk.fill(organ="青河县信访局", channel="走访", subject=SUBJECT)
    clerk.fill(account="2024年2月，局里和公司召开动员会，承诺保底收购价每公斤2.40元；8月实际只付1.80元，运费未补。")
    clerk.page.locator("#table-petitioners summary").click()
    names = [*REPRESENTATIVES, *OF_ZHANG, *OF_LI, *OF_ZHAO]
    clerk.fill(**{"petitioners-pasted": "\n".join(f"{name}\t青河县柳树乡一村" for name in names)})
    clerk.page.locator("button[name=_paste][value=petitioners]").click()
    clerk.page.locator("[name='petitioners-36-name'], [name='petitioners-37-name']").first.wait_for()
    for place in range(len(REPRESENTATIVES)):
        clerk.fill(**{f"petitioners-{place}-is_representative": True})
    clerk.fill(**{"petitioners-2-electronic": True})
    clerk.page.locator("#table-opposite_parties").get_by_role("button", name="增加一行").click()
    clerk.page.locator("[name='opposite_parties-0-name']").wait_for()
    clerk.fill(
        opposite_parties=[
            {"name": BUREAU, "kind": "法人", "organ": BUREAU, "address": "青河县丰收路5号"},
            {"name": COMPANY, "kind": "法人", "address": "青河县工业园2号"},
        ],
        claims=[
            {"text": "按每公斤2.40元的保底价补足2024年收购款差额", "category": "申诉求决", "route": "信访程序"},
            {"text": "兑现每公斤0.10元的运费补贴", "category": "申诉求决", "route": "信访程序"},
            {"text": "在柳树乡二村增设青椒收购点", "category": "申诉求决", "route": "信访程序"},
        ],
    )
    clerk.send()
    clerk.sees("已登记", SUBJECT, "共39人（单位）", "2025-03-11")
    for representative, principals in (("张大山", OF_ZHANG), ("李秀英", OF_LI), ("赵春梅", OF_ZHAO)):
        scope = "就青椒收购价、运费补贴和收购点事项，代为参加调解、签订协议、领取文书"
        office.does(
            "lin.qiu", "登记特别授权", principals=principals, representative=representative, may_settle=True,
            may_receive=True, scope=scope, until="2025-12-31",
        )  # fmt: skip


def passed_on(office: Office) -> None:
    """转送 to the bureau; the growers are told where it went."""
    office.site.begin("2025-02-26")
    office.site.render()
    person = office.does("he.jun", "转送、交办", kind="转送", to_organ=BUREAU, claims=["诉求1", "诉求2", "诉求3"])
    person.sees("已转送、交办")
    office.site.render()
    office.serves("转送去向告知书", {"to": REPRESENTATIVES, **IN_PERSON}, registrar="deng.min")
    office.site.begin("2025-02-28")
    head = office.staff("sun.wei")
    head.comes_in()
    head.sees("转来待接收的", SUBJECT)
    head.press(SUBJECT)
    head.take("接收", handler="赵磊")


def accepted(office: Office) -> None:
    """Claim by claim; the notice goes out in three ways, and one confirms it on the phone."""
    office.site.begin("2025-03-03")
    for words in ("补足2024年收购款差额", "运费补贴", "增设青椒收购点"):
        person = office.opens("zhao.lei")
        person.page.locator("main tr", has_text=words).first.get_by_role("link", name="受理", exact=True).click()
        person.send()
    office.opens("zhao.lei").sees("办理中", "2025-05-06")
    office.issues("受理告知书", **BY_BUREAU)
    office.site.begin("2025-03-04")
    office.serves(
        "受理告知书",
        {"to": ["张大山", "李秀英"], **IN_PERSON},
        {"to": ["赵春梅"], "mode": "邮寄送达", "more": {"waybill": "EMS1003004001CN"}},
        {"to": ["王铁柱"], "mode": "电子送达", "received": False},
        registrar="zhou.yan",
    )
    phone = office.phone("王铁柱")
    phone.sees("您的事项正在办理", "受理告知书")
    phone.take("确认收到")
    office.opens("zhou.yan", paper="受理告知书").sees("已送达", "本人（网上确认）")


def investigated(office: Office) -> None:
    """Talks recorded by two, a visit, a letter of inquiry with its answer, evidence, the report."""
    office.site.begin("2025-03-07")
    office.does("zhao.lei", "开始调查", question="保底价、运费补贴的承诺由谁作出，有无书面合同。")
    talk = {
        "person": "张大山", "place": "柳树乡一村村委会", "signed": True,
        "account": "问：保底价是谁说的？\n答：动员会上公司经理讲的，局里的同志当场作保。",
    }  # fmt: skip
    person = office.opens("zhao.lei", thing="调查核实")
    person.is_refused("登记谈话", "两人以上", **talk, recorders="赵磊")
    person.fill(recorders=["赵磊", "钱红"], party="张大山")
    person.send()
    site_visit = {"place": "柳树乡收购点", "account": "全乡一个收购点，距二村11公里。", "recorders": ["赵磊", "钱红"]}
    office.does("zhao.lei", "登记实地查看", thing="调查核实", **site_visit)
    office.does(
        "zhao.lei", "发出协查函", thing="调查核实", to_organ="青河县发展和改革委员会",
        question_asked="请提供2024年8月青椒市场监测价格。", due_on="2025-03-20",
    )  # fmt: skip
    office.site.begin("2025-03-18")
    answer = "2024年8月全县青椒产地批发均价为每公斤1.74元。"
    office.does("zhao.lei", "登记协查答复", thing="调查核实", answer=answer)
    evidence = [{"title": "2024年青椒种植宣传单", "source": "张大山提供", "proves": "写明“力争保底价每公斤2.40元”。"}]
    office.does("zhao.lei", "登记证据", thing="调查核实", evidence=evidence)
    office.site.begin("2025-03-21")
    office.does(
        "zhao.lei", "提交调查报告", thing="调查核实", background="37户种植青椒1030亩。",
        course="听取双方陈述，实地查看，向县发改委协查。", findings="宣传单表述为“力争”，没有书面合同；运费补贴属实。",
        proposal="运费补贴由双方调解；保底价一项举行听证后处理。",
    )  # fmt: skip


def mediated(office: Office) -> None:
    """A mediator from elsewhere; every side consents, one of them on the phone; two sessions."""
    office.site.begin("2025-03-24")
    dispute = "公司与种植户就保底收购价和运费补贴发生争议，县农业农村局曾到会作保。"
    office.does("zhao.lei", "提出调解", claims=["诉求1", "诉求2"], dispute=dispute)
    office.does("zhao.lei", "告知权利义务", thing="调解")
    person = office.opens("zhao.lei", thing="调解")
    person.is_refused("确定调解员", "吴刚", mediators="吴刚")
    office.does("zhao.lei", "确定调解员", thing="调解", mediators="卫兰")
    office.does("zhao.lei", "同意调解", thing="调解", who=["张大山", "李秀英", "赵春梅", BUREAU, COMPANY])
    office.phone("王铁柱").take("同意调解")
    office.does("wei.lan", "接受调解员", thing="调解", who=EVERYBODY)
    for day, session in (("2025-03-31", "柳树乡政府二楼会议室"), ("2025-04-08", "青河县人民调解中心")):
        office.does("wei.lan", "安排会议", starts_at=f"{day}T09:00", place=session)
        office.site.begin(day)
        office.does("wei.lan", "开始会议", thing="调解会议", present=EVERYBODY)
        last = session == "青河县人民调解中心"
        said = "同意按每公斤0.10元补发运费。" if last else "运费可以商量，保底价没有合同。"
        office.does(
            "wei.lan", "结束会议", thing="调解会议", statements=[{"party": COMPANY, "statement": said}],
            result="达成协议" if last else "另行安排", outcome="运费补贴达成协议。" if last else "先谈运费补贴。",
            recorder="孙一",
        )  # fmt: skip
    office.opens("wei.lan").sees("已达成协议")


def agreed(office: Office) -> None:
    """The allowance is settled; representatives sign for those who authorised them, one signs on the phone."""
    office.site.begin("2025-04-09")
    office.does(
        "wei.lan", "起草协议", kind="调解协议书", mediation="调解", claims="诉求2", place="青河县人民调解中心",
        account="公司承诺补贴运费每公斤0.10元，因资金周转未发放；交售数量双方无异议。",
        terms="公司按612500公斤补发运费61250元，汇入37户共同委托的张大山账户。",
        obligations=[{
            "debtor": COMPANY, "creditor": "张大山", "what": "支付37户运费补贴61250元", "amount": "61250",
            "due_on": "2025-06-30", "manner": "银行转账",
        }],
    )  # fmt: skip
    thing = "协议"
    office.does("wei.lan", "当事人签名", thing=thing, signer="张大山", on_behalf_of=OF_ZHANG, manner="签名")
    office.does("wei.lan", "当事人签名", thing=thing, signer="李秀英", on_behalf_of=OF_LI, manner="签名")
    office.does("wei.lan", "当事人签名", thing=thing, signer="赵春梅", on_behalf_of=OF_ZHAO, manner="签名")
    office.opens("wei.lan", thing=thing).sees("王铁柱")
    office.phone("王铁柱").take("当事人签名")
    for signer in (BUREAU, COMPANY):
        office.does("wei.lan", "当事人签名", thing=thing, signer=signer, manner="盖章")
    office.does("wei.lan", "调解员签名", thing=thing)
    office.does("wei.lan", "盖章生效", thing=thing)
    office.opens("zhao.lei").sees("达成协议")
    office.site.render()
    office.site.begin("2025-04-10")
    person = office.opens("zhou.yan")
    person.sees("调解协议书")
    office.serves("调解协议书", {"to": REPRESENTATIVES, **IN_PERSON}, registrar="zhou.yan")
    by_staff = {"received_by": "收发室", "relation": "单位收发室"}
    office.serves(
        "调解协议书", {"to": [BUREAU, COMPANY], "mode": "直接送达", "receipt": by_staff}, registrar="zhou.yan"
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
    person.page.locator("tr", has_text="听证通知书").filter(has_text=name).locator("a.title").click()
    person.take("签发")
    office.site.render()
    person.page.reload()
    facts = {"mode": "电子送达"} if name == "王铁柱" else {"mode": "直接送达"}
    person.press("送出")
    person.fill(**facts)
    person.send()
    person.take(
        "登记签收",
        received_by=f"{name[:1]}某" if paper.addressees.get().organ else name,
        relation="本人",
        servers="周燕、赵磊",
    )


def hold_the_hearing(office: Office) -> None:
    """On the day: attendance, statements in order, deliberation, vote, signatures, the report."""
    office.site.begin("2025-04-28", "08:50")
    present = [{"party": name, "outcome": "到场"} for name in EVERYBODY]
    office.does("feng.xue", "核对到场情况", thing="听证", attendance=present)
    office.does("zheng.hai", "开始听证", thing="听证")
    for phase, speaker, text in (
        ("核对到场人员和身份", "冯雪", "应到六方，实到六方，宣布听证纪律。"),
        ("宣布开始", "郑海", "公开听证，告知权利义务，各方均不申请回避。"),
        ("信访人陈述请求", "李秀英", "动员会上讲好保底每公斤2.40元，局里作保，应当补足。"),
        ("办理机关陈述事实", "赵磊", "宣传单的表述是“力争”，没有购销合同。"),
        ("信访人反驳", "张大山", "当时几百人都听见了作保的话。"),
        ("办理机关答辩", "赵磊", "没有书面保证，口头表述不明确。"),
        ("听证员质询", "陈光", "问：宣传单由谁印制？答：公司印制，局里审阅过。"),
        ("信访人最后陈述", "李秀英", "请求补足差额。"),
        ("办理机关最后陈述", "赵磊", "坚持处理建议，愿意继续协调。"),
    ):
        office.does("feng.xue", "记录发言", thing="听证", phase=phase, speaker=speaker, text=text)
    office.does("zheng.hai", "休会合议", thing="听证")
    office.does(
        "zheng.hai", "合议表决", thing="听证", conclusion="补足差额的请求缺乏合同依据，建议局里协调适当补偿。",
        votes=[
            {"member": "郑海", "agrees": True}, {"member": "褚宁", "agrees": True},
            {"member": "陈光", "view": "宣传单经局里审阅，应当认定承诺有效。"},
        ],
    )  # fmt: skip
    signed = [{"party": name, "signed": True} for name in EVERYBODY if name != "李秀英"]
    signed.append({"party": "李秀英", "note": "对结论有意见，拒绝签名，主持人注明。"})
    office.does("zheng.hai", "宣布结论并闭会", thing="听证", announced=True, signatures=signed)
    office.does(
        "zheng.hai", "提交听证报告", thing="听证", petitioner_side="动员会上承诺保底价，局里作保。",
        organ_side="没有合同。", facts_found="宣传单由公司印制、局里审阅。", advice="不支持补足差额，协调适当补偿。",
    )  # fmt: skip
    office.opens("zhao.lei").sees("已报告")


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
            "receipt": {"witness": "柳树乡一村村委会主任李大年", "filmed": True},
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
    office._for_some(person, "登记签收", ["赵春梅"], by_themselves=True, servers="周燕")
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
