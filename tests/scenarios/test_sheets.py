"""The script of the sample sheets makes every kind of paper, and no plain-words card says anything that its paper does not print."""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils.translation import override

from mediation.documents import rendering
from mediation.documents.papers.sealing.place import seals_on
from mediation.documents.papers.snapshot import html_of
from mediation.documents.papers.word import converted
from mediation.documents.registry import card_of, document_type
from mediation.models import Deadline, Paper
from mediation.scenarios import pictures
from mediation.scenarios import sheets as script
from mediation.templatetags.paper import grouped
from mediation.vocabulary import Disposal, OpinionOutcome, PaperKind, ReviewOutcome
from mediation.web.portal.papers.cards import DAY, day_of, told
from tests.documents.papers.archival import faults
from tests.documents.papers.reading import lines_of, text_of
from tests.documents.papers.reading_word import said_in_html, said_in_word
from tests.stages import staged

pytestmark = pytest.mark.printing

# Papers that people sign by hand: parties, mediators, panels, those who serve or visit. An agreement of the parties alone
# is issued when all have signed, and lists their signatures.
SIGNED_BY_HAND = {
    "hearing_request", "hearing_record", "deliberation_record", "hearing_report", "investigation_record",
    "investigation_report", "mediation_request", "mediation_consent", "mediation_rights_notice", "mediation_record",
    "mediation_agreement", "review_request", "withdrawal", "proof_of_service", "revisit_record",
    "recusal_request", "power_of_attorney", "service_address", "joint_reception_record", "evidence_list", "oral_agreement",
    "confirmation_request",
}  # fmt: skip
KEPT = settings.ROOT / "docs" / "papers"
CARDS_OF = (
    "transfer_notice", "acceptance_notice", "refusal_notice", "guidance_notice", "extension_notice", "handling_opinion",
    "hearing_rights_notice", "hearing_refusal", "hearing_notice", "duty_answer", "suggestion_reply", "review_acceptance",
    "review_refusal", "review_opinion", "re_examination_opinion", "mediation_agreement", "settlement_agreement",
    "mediation_termination", "review_extension", "mediation_suspension", "oral_agreement", "correction_notice", "revocation_notice",
    "mediation_notice", "overdue_notice",
)  # fmt: skip
FORMAL = {
    **{one.value: str(one.label) for one in (*Disposal, *OpinionOutcome)},
    "accepted": "受理", "again": "重新办理", "guided": "其他法定程序", "not_accepted": "不予受理",
}  # fmt: skip


@staged
def played():
    """The sheets' matter, played to its end."""
    script.play()


def test_there_is_a_sheet_of_every_kind_and_its_codes_are_steady(played):
    made = script.played()
    assert [sheet.kind for sheet in made] == list(PaperKind)
    assert not [sheet.kind for sheet in made if "草稿" in sheet.html]
    printed = {one.kind: one.rendered().pdf for one in made}
    assert pictures.changed(((kind, pictures.picture_of(pdf)) for kind, pdf in printed.items()), KEPT) == [], (
        "look at them; if they are right: manage.py paper_sheets --pictures --out docs/papers"
    )
    differently = [one.kind for one in made if said_in_word(converted(one.html)) != said_in_html(one.html)]
    assert differently == [], "the Word file of a draft says, paragraph by paragraph, what the paper says"
    archived = {kind: faults(pdf) for kind, pdf in printed.items()}
    assert {kind: found for kind, found in archived.items() if found} == {}
    lines = {one.kind for one in made if 'class="sign-lines"' in one.html and 'class="line"' in one.html}
    assert lines >= SIGNED_BY_HAND, "a paper that people sign has lines to sign on"
    receipt = made[0]
    assert script._code(receipt.kind) in receipt.html.replace("-", "")


@pytest.fixture
def papers(played):
    """Every issued paper of the sheets' matter that went to a party."""
    with override("zh-hans"):
        yield list(Paper.objects.issued().filter(addressees__isnull=False).distinct().order_by("pk"))


def plain(text):
    return "".join(html.unescape(re.sub(r"<(style|script).*?</\1>|<[^>]*>", "", text, flags=re.DOTALL)).split())


def printed_on(paper):
    """What is on the paper, without tags and white space."""
    return plain(html_of(paper))


def spoken(value):
    """Every piece of a card in words."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from spoken(one)
    elif isinstance(value, dict):
        yield from spoken(list(value.values()))
    elif hasattr(value, "__dataclass_fields__"):
        yield from spoken([value.what, value.within, value.organs])
    else:
        yield str(value)


def numbers_and_organs(right):
    """What of a right must stand on the paper: its organs with address and telephone, and its period."""
    yield from (plain(word) for organ in right.organs for word in organ.values() if word)
    if right.days or right.months:
        unit = "个月" if right.months else "个工作日" if right.code.endswith("hearing") else "日"
        yield f"{right.days or right.months}{unit}内"


def facts_of(card):
    """Every fact of a card, those of single claims and obligations too."""
    for name, value in (*card.said, *(fact for answer in card.answers for fact in answer.said)):
        yield from value if name == "owes" else [(name, value)]


def as_printed(name, value):
    """A fact as the paper prints it."""
    text = str(value)
    if name == "old":
        return plain(value["title"])
    if name == "amount":
        return f"{Decimal(text):f}".removesuffix(".00") if text.endswith(".00") else text
    if name == "starts_at":
        return day_of(datetime.fromisoformat(text).date())
    return day_of(date.fromisoformat(text)) if DAY.fullmatch(text) else plain(text)


def test_no_card_says_anything_that_its_paper_does_not_print(papers):
    """Claims and outcomes, facts, organs, periods, days, the remedy: of every kind that a party receives."""
    for paper in papers:
        page, card = printed_on(paper), card_of(paper)
        for answer in card.answers:
            assert plain(answer.text) in page, (paper, answer)
            assert FORMAL.get(answer.result, answer.result) in page, (paper, answer)
        for name, value in facts_of(card):
            assert name == "provisional" or as_printed(name, value) in page, (paper, name, value)
        for word in (word for right in card.rights for word in numbers_and_organs(right)):
            assert word in page, (paper, word)
        for line in card.remedy:
            assert plain(line) in page, paper
        assert not card.result or str(ReviewOutcome(card.result).label)[:2] in page, paper
        for party in paper.addressees.all():
            for day in re.findall(
                r"\d{4}年\d{1,2}月\d{1,2}日", "".join(spoken(told(card, paper, party, card_day(paper))))
            ):
                assert day in page, (paper, day)
    assert set(CARDS_OF) <= {paper.kind for paper in papers}


# Marks that never stand side by side, days that only machines read, and "by the 5th", of which nobody knows whether the 5th counts.
DOUBLED = re.compile(r"[。，；、：？！][。，；、]|（）|《》|“”")
FOR_MACHINES = re.compile(r"(?<![\d-])(?:19|20)\d{2}-\d{1,2}-\d{1,2}(?!\d)|T\d\d:\d\d|\bNone\b|\bTrue\b|\bFalse\b")
BY_A_DAY = re.compile(r"\d日(?:以)?前(?!后)|日前(?:办|完|答|支|书)")
PARAGRAPH = re.compile(r"</(?:p|h\d|td|th|tr|table|div)>|<br>")


def paragraphs(paper):
    """The paper's paragraphs and cells, in words."""
    page = re.sub(r"<(style|script).*?</\1>|<head>.*?</head>", "", html_of(paper), flags=re.DOTALL)
    return [said for piece in PARAGRAPH.split(page) if (said := plain(piece))]


@pytest.fixture
def every(played):
    """Every issued paper of the sheets' matters, of all kinds."""
    with override("zh-hans"):
        found = list(Paper.objects.issued().order_by("pk"))
        assert {paper.kind for paper in found} == set(PaperKind)
        yield [(paper, paragraphs(paper)) for paper in found]


def found_in(every, fault):
    return [(paper.kind, said) for paper, said_in in every for said in said_in if fault(said)]


def test_no_paper_doubles_a_mark_or_prints_a_day_for_machines(every):
    assert found_in(every, DOUBLED.search) == []
    assert found_in(every, FOR_MACHINES.search) == []


def test_no_paper_leaves_open_whether_the_last_day_counts(every):
    assert found_in(every, BY_A_DAY.search) == []
    assert found_in(every, lambda said: "最迟" in said and not re.search("最迟于[^，。]*日（含当日）", said)) == []


def test_a_party_is_spoken_to_in_one_way_and_an_organ_in_another(every):
    """您 to people, however many; 你单位 to organs; never both in one paper."""
    for paper, said_in in every:
        whole = "".join(said_in)
        if paper.to_organ_id is None:
            assert "你" not in whole, (paper.kind, paper.pk)
        else:
            assert "您" not in whole, (paper.kind, paper.pk)
            assert "你" not in whole.replace("你单位", ""), (paper.kind, paper.pk)


def test_no_sentence_stands_twice_in_a_paragraph(every):
    def twice(said):
        sentences = [one for one in re.split("[。；]", said) if len(one) > 7]
        return len(sentences) != len(set(sentences))

    assert found_in(every, twice) == []


def test_what_was_never_litigated_is_not_called_so(every):
    """Guided to a court, a claim goes by 诉讼; 涉法涉诉 is what a court has before it or has decided."""
    told = found_in(every, lambda said: "涉法涉诉" in said)
    assert {kind for kind, _said in told} == {PaperKind.LITIGATION_LETTER}
    guided = [said for paper, said_in in every if paper.kind == PaperKind.GUIDANCE_NOTICE for said in said_in]
    assert any(said.startswith("途径：诉讼。") for said in guided)


def test_a_longer_period_is_told_by_its_counted_day_and_its_last_one(every):
    for kind in (PaperKind.EXTENSION_NOTICE, PaperKind.REVIEW_EXTENSION):
        whole = "".join(said for paper, said_in in every if paper.kind == kind for said in said_in)
        assert re.search("期限按日数计算到.*?从.*?的次日起算，到.*?届满", whole)
        assert "（含当日）" in whole


def test_codes_and_numbers_of_every_kind_are_copied_whole_and_no_seal_stands_alone(played):
    """What is read out of each PDF holds its number and code; where the name over the date stands, text stands above it."""
    for sheet in script.played():
        pdf = sheet.rendered().pdf
        paper = Paper.objects.issued().filter(kind=sheet.kind).order_by("pk").first()
        said = text_of(pdf)
        assert grouped(script._code(sheet.kind)) in said, sheet.kind
        for code in filter(None, (paper.number, paper.matter.number)):
            assert code not in plain(sheet.html) or code in said, (sheet.kind, code)
        if document_type(sheet.kind).bears_seal:
            (seal,) = seals_on(pdf, [paper.organ])
            assert seal.box, sheet.kind
            above = [line for line in lines_of(pdf, seal.page) if line.text]
            assert len(above) > 4, (sheet.kind, seal.page)


def test_rights_are_those_of_the_route_and_the_last_day_is_the_partys_own(papers):
    """甲 and 乙 with the day of this addressee's own period; 丙 offers nothing further; 丁 never 复查."""
    codes, counted = {}, 0
    for paper in papers:
        card = card_of(paper)
        codes.setdefault(paper.kind, [right.code for right in card.rights])
        if paper.kind in (PaperKind.HANDLING_OPINION, PaperKind.REVIEW_OPINION):
            for party in paper.addressees.all():
                (right,) = told(card, paper, party, card_day(paper))["rights"]
                own = Deadline.objects.filter(subject_type="paper", subject_id=paper.pk, party=party).last()
                assert right.last == own
                assert own is None or own.limit["length"] == card.rights[0].days
                counted += own is not None
    assert counted
    assert codes[PaperKind.HANDLING_OPINION] == ["review"]
    assert codes[PaperKind.REVIEW_OPINION] == ["re_examination"]
    assert codes[PaperKind.RE_EXAMINATION_OPINION] == ["final"]
    assert codes[PaperKind.DUTY_ANSWER] == ["reconsideration", "suit"]


def card_day(paper):
    return paper.issued_on


@pytest.mark.django_db
def test_a_kind_that_the_script_leaves_out_is_named(monkeypatch, tmp_path):
    short = tmp_path / "short.yaml"
    whole = script.SCRIPT.read_text(encoding="utf-8")
    short.write_text(whole[: whole.index("  # 登记、转错单位退回")] + RECEIPT, encoding="utf-8")
    monkeypatch.setattr(script, "SCRIPT", short)
    (tmp_path / "_county.yaml").write_bytes((script.FOLDER / "_county.yaml").read_bytes())
    with pytest.raises(LookupError, match="转送单"):
        script.sheets()


RECEIPT = (
    "  - {on: 2025-10-22, by: lin.qiu, step: record.settle, facts: {organ: qhxf, name: 白露, subject: 低保, "
    "said: 询问条件。, result: 当场解释说明, answer: 已告知。}}\n"
)


def test_a_line_that_moved_is_noticed(tmp_path):
    before, after, alike = (
        rendering.render(f"<html lang=zh-CN><style>p {{ margin-top: {top} }}</style><p>{'文书' * 200}").pdf
        for top in ("10mm", "12mm", "10.02mm")
    )
    (tmp_path / "one.png").write_bytes(pictures.picture_of(before))
    assert pictures.changed([("one", pictures.picture_of(after))], tmp_path) == ["one"]
    assert pictures.changed([("one", pictures.picture_of(alike))], tmp_path) == []
    assert pictures.changed([("two", pictures.picture_of(before))], tmp_path) == ["two"]
