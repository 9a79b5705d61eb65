"""The script of the sample sheets makes every kind of paper, and no plain-words card says anything that its paper does not print."""

from __future__ import annotations

import html
import re
from datetime import date, datetime

import pytest
from django.conf import settings
from django.utils.translation import override

from mediation.documents import rendering
from mediation.documents.papers.snapshot import html_of
from mediation.documents.papers.word import converted
from mediation.documents.registry import card_of
from mediation.models import Deadline, Paper
from mediation.scenarios import pictures
from mediation.scenarios import sheets as script
from mediation.vocabulary import Disposal, OpinionOutcome, PaperKind, ReviewOutcome
from mediation.web.portal.papers.cards import DAY, day_of, told
from tests.documents.papers.archival import faults
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
    assert script._code(f"{receipt.kind} query")[:12] in receipt.html.replace("-", "")


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
