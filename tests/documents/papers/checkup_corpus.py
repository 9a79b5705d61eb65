"""Drafts to try the check-up on: sound ones with harmless variations, and the same with one fault put in.

The files behind them are made through the gateway; a variation or a fault changes what was written, or the day,
and knows nothing of the rules. Each fault says under which code it must be named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from mediation.documents.papers.checkup.facts import Draft, passages_of
from mediation.documents.papers.checkup.gathering import facts_of
from mediation.documents.registry import document_type
from mediation.models import MediationNote
from tests.factories.mediation import consented, disputed, do, mediator_of, proposed, with_mediator
from tests.factories.opinions import DECIDED, ReviewCourse, drafted
from tests.factories.world import World, at

Content = dict[str, Any]

PLAIN: Content = {
    "course": "我单位于2025年3月3日受理后，3月10日听取了信访人张大山、李秀英的陈述，3月12日实地查看了收购点，查阅了收购台账。",
    "findings": [
        {"claim": 1, "text": "2024年承诺保底收购价每斤一元二角，实付九角；两户共交售3000斤，差额900元。", "evidence": "收购台账、宣传单"},
        {"claim": 2, "text": "全县现有收购点四处，柳树乡二村距最近的收购点11公里。", "evidence": "现场查看笔录"},
    ],
    "bases": [
        {"claim": 1, "title": "中华人民共和国民法典", "article": "第五百零九条"},
        {"claim": 2, "title": "中华人民共和国农业法", "article": "第二十八条"},
    ],
    "opinions": [
        {
            "claim": 1, "outcome": "supported", "reasons": "承诺有公告为证，当事人应当按照约定全面履行。",
            "performer": "青河县农业农村局", "perform_by": "2025-05-30", "what": "补足差额900元（大写：玖佰元整）",
        },
        {"claim": 2, "outcome": "not_supported", "reasons": "收购点的布局由企业根据产量自主决定，没有法律、法规要求增设。"},
    ],
    "attachments": [],
    "contact": "青农承办人，0555-1234567",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One draft; `code` is what must be found, "" that nothing may block and nothing be warned of."""

    name: str
    draft: Draft
    code: str = ""


def written(draft: Draft, content: Content) -> Draft:
    """The same file with another text."""
    return replace(draft, content=content, passages=tuple(passages_of(document_type(draft.kind), content)))


# the files


def opinion(world: World) -> Draft:
    """Two people, two claims, a plain course."""
    return written(facts_of(drafted(world, world.accepted()), at(DECIDED).date()), PLAIN)


def after_mediation(world: World) -> Draft:
    """Mediation failed; a mediator keeps a note."""
    petition = disputed(world)
    mediation = with_mediator(world, consented(world, proposed(world, petition)))
    MediationNote.write(
        mediation, mediator_of(world, mediation.organ), audience="mediators", at=at(DECIDED),
        text="合作社私下表示，每斤最多可以再补一角五分。",
    )  # fmt: skip
    do(mediation, "terminate", world.handler, "2025-03-11", termination_ground="impossible")
    content = deepcopy(PLAIN)
    content["course"] += "经调解未达成协议。"
    return written(facts_of(drafted(world, petition), at(DECIDED).date()), content)


def after_revocation(world: World) -> Draft:
    """The review revoked the first opinion and ordered a new one."""
    course = ReviewCourse(world)
    course.ask()
    course.accept()
    course.decide("revoked_redo", redo_days=30)
    paper = drafted(world, course.petition, "2025-04-14")
    content = deepcopy(PLAIN)
    content["course"] = "依复查意见重新处理，2025年4月10日再次听取了信访人的陈述。"
    return written(facts_of(paper, date(2025, 4, 14)), content)


def review(world: World) -> Draft:
    """The county government reviews."""
    course = ReviewCourse(world)
    course.ask()
    course.accept()
    content = {
        "original": "对诉求（一）不予支持，对诉求（二）作出解释说明。",
        "facts": "复查中听取了申请人张大山的陈述，调取了2024年2月的广播录音，录音与宣传单一致。",
        "on_facts": "原意见没有调取录音，认定事实不全面。",
        "on_basis": "引用《中华人民共和国民法典》第四百九十条认定合同不成立，没有考虑公开承诺。",
        "on_procedure": "办理程序合法，在期限内作出。",
        "on_conclusion": "对诉求（一）不予支持，明显不当。",
        "outcome": "changed",
        "new_conclusion": "对诉求（一）部分支持，补偿差额450元（大写：肆佰伍拾元整）。",
        "changes": [{"claim": 1, "outcome": "partly_supported"}],
        "performer": "青河县农业农村局", "what": "支付补偿450元", "perform_by": "2025-06-30",
    }  # fmt: skip
    paper = course.paper("review_opinion")
    return written(facts_of(paper, date(2025, 4, 8)), content)


FILES: tuple[Callable[[World], Draft], ...] = (opinion, after_mediation, after_revocation, review)


# sound variations


def _edit(change: Callable[[Content], None]) -> Callable[[Draft], Draft]:
    def changed(draft: Draft) -> Draft:
        content = deepcopy(dict(draft.content))
        change(content)
        return written(draft, content)

    return changed


def _say(sentence: str) -> Callable[[Draft], Draft]:
    """A harmless, or a harmful, sentence at the end of the course (of the facts in a review)."""

    def change(content: Content) -> None:
        content["course" if "course" in content else "facts"] += sentence

    return _edit(change)


SOUND: dict[str, Callable[[Draft], Draft]] = {
    "as it is": lambda draft: draft,
    "a day of the week that is right": _say("2025年3月10日（星期一）实地查看。"),
    "a day to come told as such": _say("许可有效期至2026年12月31日。"),
    "a span of days": _say("2025年3月5日至3月7日在村公告栏张贴询问事项。"),
    "a document in title marks": _say("《2024年青椒种植宣传单》写明了收购价。"),
    "a size": _say("院墙为3×5米、2.5×4米两段。"),
    "a statute cited in passing": _say("《信访工作条例》第三十二条规定了处理意见的种类。"),
    "an amount in words and figures": _say("台账记载货款12800元（大写：壹万贰仟捌佰元整）。"),
    "ten thousands": _say("合作社全年收购款1.5万元（大写：壹万伍仟元整）。"),
    "jiao and fen": _say("每户手续费3.25元（叁元贰角伍分）。"),
    "another organ by its full name": _say("青河县住房和城乡建设局书面答复没有异议。"),
    "another person": _say("收购点负责人吴某介绍了收购经过。"),
    "a paper of another place": _say("依据云政发〔2023〕14号文件组织种植。"),
    "brackets and quotation marks": _say("宣传单（共三页）写的是“力争”。"),
    "rare characters of a name": _say("村民张堃、王喆、李玥在场。"),
    "how the matter came, on its day": _say("信访事项于2025年3月3日登记。"),
    "a long list": _say("查阅了（一）台账；（二）宣传单；（三）过磅单。"),
    "letters and units": _say("地磅型号SCS-60，最大称量60t。"),
    "a landline of an office": _say("收购点服务电话0555-7260008。"),
    "a claim by number": _say("关于诉求（一），另查明如下。"),
    "claims in common": _say("两户诉求一致，诉求十分具体，诉求一、诉求二均已核实。"),
    "a masked number": _say("来电号码138****0001，尾号****1234。"),
    "an old year in Chinese": _say("该收购点二〇〇五年设立。"),
    "a small amount in words": _say("每斤一元二角，即1.2元。"),
    "somebody told of something": _say("村民举报的占道堆放已由镇里处理。"),
    "an ellipsis": _say("现场人员称“排队很久……”。"),
}


# faults


@dataclass(frozen=True)
class Fault:
    """Something put into a sound draft, and the code under which it must be named."""

    code: str
    put_in: Callable[[Draft], Draft]
    only: tuple[str, ...] = ()


def _row(table: str, row: int, **cells: Any) -> Callable[[Draft], Draft]:
    return _edit(lambda content: content[table][row].update(cells))


def _without(table: str, row: int) -> Callable[[Draft], Draft]:
    return _edit(lambda content: content[table].pop(row))


def _more(table: str, **cells: Any) -> Callable[[Draft], Draft]:
    return _edit(lambda content: content[table].append(cells))


OPINIONS = ("opinion", "after_mediation", "after_revocation")

FAULTS: dict[str, Fault] = {
    "a claim left out": Fault("claim_unanswered", _without("opinions", 1), OPINIONS),
    "a claim answered twice": Fault("claim_answered_twice", _more("opinions", claim=1, outcome="explained", reasons="另行作出解释说明。"), OPINIONS),
    "a claim that is not there": Fault("claim_not_decided_here", _more("opinions", claim=7, outcome="explained", reasons="另行作出解释说明。"), OPINIONS),
    "a finding under no claim": Fault("claim_not_decided_here", _more("findings", claim=7, text="收购台账记载明确。", evidence="收购台账"), OPINIONS),
    "a basis under no claim": Fault("claim_not_decided_here", _more("bases", claim=7, title="信访工作条例", article="第三十二条"), OPINIONS),
    "no finding": Fault("finding_missing", _without("findings", 0), OPINIONS),
    "an empty finding": Fault("finding_missing", _row("findings", 1, text="  "), OPINIONS),
    "no basis for support": Fault("basis_missing", _without("bases", 0), OPINIONS),
    "no basis for refusal": Fault("basis_missing", _without("bases", 1), OPINIONS),
    "no reason to speak of": Fault("outcome_unexplained", _row("opinions", 1, reasons="见上。"), OPINIONS),
    "reasons against the outcome": Fault("outcome_contradicts", _row("opinions", 1, reasons="经核实，该项诉求应予支持，依法办理。"), OPINIONS),
    "refused in the reasons of support": Fault("outcome_contradicts", _row("opinions", 0, reasons="经核实没有依据，不予支持。"), OPINIONS),
    "supported in part, and nobody knows which": Fault("parts_unnamed", _row("opinions", 0, outcome="partly_supported"), OPINIONS),
    "nothing is said of the rest": Fault(
        "parts_unnamed", _row("opinions", 0, outcome="partly_supported", granted_part="差额450元", rest="其余差额"), OPINIONS
    ),
    "nobody performs": Fault("performance_unclear", _row("opinions", 0, performer=""), OPINIONS),
    "no day of performance": Fault("performance_unclear", _row("opinions", 0, perform_by=None), OPINIONS),
    "nothing to perform": Fault("performance_vague", _row("opinions", 0, what=""), OPINIONS),
    "performance in the past": Fault("performance_in_past", _row("opinions", 0, perform_by="2025-01-31"), OPINIONS),
    "performance in another life": Fault("performance_far_off", _row("opinions", 0, perform_by="2035-05-30"), OPINIONS),
    "no organ of review": Fault("review_organ_missing", lambda draft: replace(draft, remedy=False), OPINIONS),
    "it demands an answer by a day that is over": Fault(
        "demanded_day_over", lambda draft: replace(draft, demanded=draft.on - timedelta(days=1))
    ),
    "the limit is over": Fault("past_the_limit", lambda draft: replace(draft, overdue=draft.on - timedelta(days=1)), OPINIONS),
    "the old opinion again": Fault(
        "repeats_old_opinion",
        _row("opinions", 1, claim=2, outcome="explained", reasons="收购点布局由企业自主决定。"), ("after_revocation",),
    ),
    "the old opinion with other commas": Fault(
        "repeats_old_opinion",
        _row("opinions", 1, claim=2, outcome="explained", reasons="收购点布局，由企业自主决定"), ("after_revocation",),
    ),
    "an article that does not exist": Fault("article_unknown", _row("bases", 0, article="第一千二百六十一条"), OPINIONS),
    "a basis without its article": Fault("article_unknown", _row("bases", 0, article="总则"), OPINIONS),
    "a repealed law": Fault("statute_not_in_force", _row("bases", 0, title="中华人民共和国合同法", article="第六十条"), OPINIONS),
    "the old petition regulations": Fault("statute_not_in_force", _row("bases", 0, title="信访条例", article="第三十二条"), OPINIONS),
    "a law not yet in force": Fault(
        "statute_not_in_force",
        lambda draft: _row("bases", 0, title="信访工作条例", article="第三十二条")(replace(draft, on=date(2022, 3, 1))), OPINIONS,
    ),
    "a title that is none": Fault("statute_unknown", _row("bases", 0, title="中华人民共和国青椒法", article="第三条"), OPINIONS),
    "an article that is not listed": Fault("article_unlisted", _row("bases", 0, title="城市商品房预售管理办法", article="第三条"), OPINIONS),
    "a false article in the text": Fault("article_unknown", _say("依据《信访工作条例》第五十八条办理。")),
    "a repealed law in the text": Fault("statute_not_in_force", _say("依据《中华人民共和国合同法》第六十条办理。")),
    "a placeholder of crosses": Fault("placeholder_left", _say("另于××月××日查看现场。")),
    "a placeholder of one cross": Fault("placeholder_left", _say("于×月×日查看现场。")),
    "a placeholder of letters": Fault("placeholder_left", _say("于2025年X月X日再次约谈。")),
    "a name left as letters": Fault("placeholder_left", _say("经与XX局核对无误。")),
    "a placeholder of rings": Fault("placeholder_left", _say("承办人○○到场。")),
    "a placeholder of stars": Fault("placeholder_left", _say("涉及金额***元。")),
    "a gap before a unit": Fault("placeholder_left", _say("面积约　　平方米。")),
    "a note in brackets": Fault("placeholder_left", _say("（此处需补充证据）")),
    "stops that stand twice": Fault("marks_doubled", _say("现场查看完毕。。")),
    "a comma and a stop": Fault("marks_doubled", _say("现场查看完毕，。")),
    "a day in figures only": Fault("day_form", _say("于2025-03-10查看现场。")),
    "a day with dots": Fault("day_form", _say("2025.3.10到场。")),
    "some department performs": Fault("performer_vague", _row("opinions", 0, performer="有关部门"), OPINIONS),
    "we perform": Fault("performer_vague", _row("opinions", 0, performer="我局"), OPINIONS),
    "two days of performance": Fault("performance_days_differ", _row("opinions", 0, what="2025年6月30日前补足差额900元"), OPINIONS),
    "refused, and agreed to": Fault("outcome_contradicts", _row("opinions", 1, reasons="信访人的诉求合理，我局同意增设收购点。"), OPINIONS),
    "a law without its marks": Fault("title_unmarked", _say("依据中华人民共和国民法典第五百零九条办理。")),
    "a remedy without 不服": Fault("remedy_typed", _say("对本意见有异议的，可自收到之日起三十日内向青河县人民政府申请复查。")),
    "a lawsuit typed by hand": Fault("remedy_typed", _say("信访人可以在六个月内向人民法院提起诉讼。")),
    "an identity number in groups": Fault("identity_number", _say("身份证号340102 19800101 1234。")),
    "a mobile telephone in groups": Fault("phone_told", _say("联系电话138-0000-0001。")),
    "a mobile telephone from abroad": Fault("phone_told", _say("联系电话+8613800000001。")),
    "who told on somebody": Fault("informant_named", _say("张大山实名举报上述干部。")),
    "a claim number without brackets": Fault("claim_number_unknown", _say("关于诉求五，另行处理。")),
    "a claim by its place": Fault("claim_number_unknown", _say("第五项诉求没有依据。")),
    "small numerals for capitals": Fault("amount_words_differ", _say("差额900元（大写：九百五十元）。")),
    "capitals after a currency sign": Fault("amount_words_differ", _say("差额￥900.00（大写：玖仟元整）。")),
    "a placeholder of lines": Fault("placeholder_left", _say("涉及金额____元。")),
    "a placeholder in brackets": Fault("placeholder_left", _say("由【承办科室】核实。")),
    "a note to oneself": Fault("placeholder_left", _say("面积待核。")),
    "an empty bracket": Fault("placeholder_left", _say("有关材料（ ）已归档。")),
    "a character without a glyph": Fault("no_glyph", _say("村民\U0003134F某在场。")),
    "a control mark": Fault("hidden_character", _say("村民\u202e某在场。")),
    "a space without width": Fault("hidden_character", _say("村民\u200b在场。")),
    "a soft hyphen": Fault("hidden_character", _say("村民\u00ad在场。")),
    "a space of another kind": Fault("odd_space", _say("地磅\u00a0两台。")),
    "capitals that disagree": Fault("amount_words_differ", _say("货款12800元（大写：壹万贰仟捌佰伍拾元整）。")),
    "capitals that lack a nought": Fault("amount_words_differ", _say("货款1280元（大写：壹万贰仟捌佰元整）。")),
    "capitals first, then another figure": Fault("amount_words_differ", _say("货款叁仟元整（3300元）。")),
    "an amount from nowhere": Fault("amount_unfounded", _row("opinions", 0, what="补足差额1900元"), OPINIONS),
    "30 February": Fault("no_such_day", _say("2025年2月30日再次查看。")),
    "the 31st of a short month": Fault("no_such_day", _say("2024年11月31日装运。")),
    "the wrong weekday": Fault("weekday_wrong", _say("2025年3月10日（星期三）查看。")),
    "a day still to come": Fault("day_ahead", _say("2025年12月10日听取了村委会的意见。")),
    "another day of acceptance": Fault("day_differs", _say("信访事项于2025年3月13日受理。")),
    "another day of registration": Fault("day_differs", _say("信访事项于2025年2月13日登记。")),
    "a surname with another given name": Fault("name_differs", _say("信访人张大三到场。")),
    "another last character": Fault("name_differs", _say("李秀兰补充了材料。")),
    "an organ with two characters turned": Fault("organ_differs", _say("青河县农村农业局派员参加。")),
    "an organ of another river": Fault("organ_differs", _say("清河县农业农村局派员参加。")),
    "a number in round brackets": Fault("number_form", _say("见青农访受(2025)1号告知书。")),
    "a number in square brackets": Fault("number_form", _say("见青农访受[2025]1号告知书。")),
    "a number with 第": Fault("number_form", _say("见青农访受〔2025〕第1号告知书。")),
    "a number with a nought before it": Fault("number_form", _say("见青农访受〔2025〕001号告知书。")),
    "a number of no paper": Fault("number_unknown", _say("见青农访受〔2025〕777号告知书。")),
    "a remedy by hand": Fault("remedy_typed", _say("如不服本意见，可以在30日内向青河县人民政府请求复查。")),
    "the wrong way of remedy": Fault("remedy_typed", _say("不服本处理意见的，可以向人民法院提起行政诉讼。")),
    "the wrong period of remedy": Fault("remedy_typed", _say("对本意见不服，可在60日内申请行政复议。")),
    "an identity number": Fault("identity_number", _say("身份证号340102198001011234。")),
    "a card number": Fault("card_number", _say("账号6228480402564890。")),
    "a mobile telephone": Fault("phone_told", _say("联系电话13800000001。")),
    "an open bracket": Fault("brackets_open", _say("宣传单（共三页写的是力争。")),
    "an open quotation": Fault("brackets_open", _say("宣传单写的是“力争。")),
    "an attachment that is not there": Fault("attachment_missing", _say("选址见附件。"), OPINIONS),
    "a claim number that is not there": Fault("claim_number_unknown", _say("关于诉求（五），另行处理。")),
    "words said in confidence": Fault("confidence_disclosed", _say("合作社每斤最多可以再补一角五分。"), ("after_mediation",)),
    "words said in confidence, spaced": Fault("confidence_disclosed", _say("合作社每斤最多 可以再补 一角五分。"), ("after_mediation",)),
    "a concession": Fault("concession_told", _say("调解中合作社同意补偿一部分。"), ("after_mediation",)),
    "an informant by name": Fault("informant_named", _say("举报人张大山反映的情况属实。")),
    "an informant after a colon": Fault("informant_named", _say("检举人：李秀英。")),
    "words of an accusation": Fault(
        "accusation_told",
        lambda draft: _say("来信称某执法人员收受商户财物两次。")(replace(draft, accusations=("检举某执法人员收受商户财物",))), (),
    ),
}  # fmt: skip


def files(world: World) -> Iterator[tuple[str, Draft]]:
    """Every file, by name; each in a world of its own."""
    for make in FILES:
        yield make.__name__, make(world)


def sound(drafts: dict[str, Draft]) -> Iterator[Case]:
    """Every file with every harmless variation."""
    for file, draft in drafts.items():
        for name, vary in SOUND.items():
            yield Case(f"{file}: {name}", vary(draft))


def faulty(drafts: dict[str, Draft]) -> Iterator[Case]:
    """Every fault in every file in which it can stand."""
    for name, fault in FAULTS.items():
        for file, draft in drafts.items():
            if file in (fault.only or drafts):
                yield Case(f"{file}: {name}", fault.put_in(draft), fault.code)
