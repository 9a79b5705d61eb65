"""The first scenario by hand, from the window to the agreement."""

from __future__ import annotations

from tests.browser import click
from tests.journeys.by_hand.office import Office
from tests.journeys.by_hand.told import (
    BUREAU,
    BY_BUREAU,
    COMPANY,
    EVERYBODY,
    IN_PERSON,
    OF_LI,
    OF_ZHANG,
    OF_ZHAO,
    REPRESENTATIVES,
    SUBJECT,
)

# How a party said it to staff, who write it down.
SAID, OWN = "本人当面表示", "本机关自己办理"


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
    clerk.page.locator("#table-petitioners .pasted > summary").click()
    names = [*REPRESENTATIVES, *OF_ZHANG, *OF_LI, *OF_ZHAO]
    clerk.fill(**{"petitioners-pasted": "\n".join(f"{name}\t青河县柳树乡一村" for name in names)})
    for press in ("_paste", "_take_in"):
        click(clerk.page.locator(f"button[name={press}][value=petitioners]"))
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
    clerk = office.opens("lin.qiu")
    clerk.press("打印查询凭条")
    clerk.press("打印查询凭条")
    clerk.sees("查询码只显示这一次", "王铁柱", "请现在打印")
    office.phone("王铁柱")  # who has looked once can be served electronically


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
        click(person.page.locator("main tr", has_text=words).first.get_by_role("link", name="受理", exact=True))
        person.send()
    office.opens("zhao.lei").sees("办理中", "2025-05-06")
    office.issues("受理告知书", **BY_BUREAU)
    office.site.begin("2025-03-04")
    office.serves(
        "受理告知书",
        {"to": ["张大山", "李秀英"], **IN_PERSON},
        {
            "to": ["赵春梅"],
            "mode": "邮寄送达",
            "more": {"waybill": "EMS1003004001CN"},
            "receipt": {"by_themselves": True, "proof": ["邮件回执.jpg"]},
        },
        {"to": ["王铁柱"], "mode": "电子送达", "received": False},
        registrar="zhou.yan",
    )
    phone = office.phone("王铁柱")
    phone.sees("您的事项正在办理", "受理告知书")
    phone.take("确认收到")
    # Nothing is left for the registrar to serve: the handler sees that it arrived.
    office.opens("zhao.lei", paper="受理告知书").sees("已送达", "本人（网上确认）")


def investigated(office: Office) -> None:
    """Talks recorded by two, a visit, a letter of inquiry with its answer, evidence, the report."""
    office.site.begin("2025-03-07")
    office.does("zhao.lei", "开始调查", question="保底价、运费补贴的承诺由谁作出，有无书面合同。")
    talk = {
        "person": "张大山", "place": "柳树乡一村村委会", "signed": True,
        "begins_at": "2025-03-07 09:00", "ends_at": "2025-03-07 09:50",
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
    """The bureau is a side, so another organ mediates; every side consents, one of them on the phone; two sessions."""
    office.site.begin("2025-03-24")
    dispute = "公司与种植户就保底收购价和运费补贴发生争议，县农业农村局曾到会作保。"
    person = office.opens("zhao.lei")
    person.is_refused("提出调解", "是争议的一方", claims=["诉求1", "诉求2"], dispute=dispute, said_how=OWN)
    office.does("zhao.lei", "提出调解", organ="青河县司法局", claims=["诉求1", "诉求2"], dispute=dispute, said_how=OWN)
    office.does("wei.lan", "告知权利义务", thing="调解")
    person = office.opens("wei.lan", thing="调解")
    person.cannot_choose("确定调解员", "mediators", "吴刚", "不能主持调解")
    office.does("wei.lan", "确定调解员", thing="调解", mediators="卫兰")
    office.does("wei.lan", "声明无利害关系", thing="调解")
    office.does("wei.lan", "同意调解", thing="调解", who=["张大山", "李秀英", "赵春梅", BUREAU, COMPANY], said_how=SAID)
    office.phone("王铁柱").take("同意调解")
    office.does("wei.lan", "接受调解员", thing="调解", who=EVERYBODY, said_how=SAID)
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
    office.does(
        "wei.lan", "当事人签名", thing=thing, signer="张大山", on_behalf_of=OF_ZHANG, manner="签名", said_how=SAID
    )
    office.does("wei.lan", "当事人签名", thing=thing, signer="李秀英", on_behalf_of=OF_LI, manner="签名", said_how=SAID)
    office.does(
        "wei.lan", "当事人签名", thing=thing, signer="赵春梅", on_behalf_of=OF_ZHAO, manner="签名", said_how=SAID
    )
    office.opens("wei.lan", thing=thing).sees("王铁柱")
    office.phone("王铁柱").take("当事人签名")
    for signer in (BUREAU, COMPANY):
        office.does("wei.lan", "当事人签名", thing=thing, signer=signer, manner="盖章", said_how=SAID)
    office.does("wei.lan", "调解员签名", thing=thing)
    office.does("wei.lan", "盖章生效", thing=thing)
    office.opens("zhao.lei").sees("达成协议")
    office.site.render()
    office.site.begin("2025-04-10")
    person = office.opens("wei.lan")
    person.sees("调解协议书")
    office.serves("调解协议书", {"to": REPRESENTATIVES, **IN_PERSON}, registrar="wei.lan")
    by_staff = {"received_by": "收发室", "relation": "单位收发室"}
    office.serves("调解协议书", {"to": [BUREAU, COMPANY], "mode": "直接送达", "receipt": by_staff}, registrar="wei.lan")
