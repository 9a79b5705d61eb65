"""The plain-words card says nothing that its paper does not print, for every kind of the sheets' matter."""

from __future__ import annotations

import html
import re
from datetime import date, datetime

import pytest
from django.utils.translation import override

from mediation.documents.papers.snapshot import html_of
from mediation.documents.registry import card_of
from mediation.models import Deadline, Paper
from mediation.scenarios.player import Player
from mediation.scenarios.script import load
from mediation.scenarios.sheets import SCRIPT, _count_as_printed
from mediation.vocabulary import Disposal, OpinionOutcome, PaperKind, ReviewOutcome
from mediation.web.portal.papers.cards import DAY, day_of, told
from tests.stages import staged

pytestmark = pytest.mark.printing

CARDS_OF = (
    "transfer_notice", "acceptance_notice", "refusal_notice", "guidance_notice", "extension_notice", "handling_opinion",
    "hearing_rights_notice", "hearing_refusal", "hearing_notice", "duty_answer", "suggestion_reply", "review_acceptance",
    "review_refusal", "review_opinion", "re_examination_opinion", "mediation_agreement", "settlement_agreement",
    "mediation_termination", "correction_notice", "revocation_notice",
)  # fmt: skip
FORMAL = {
    **{one.value: str(one.label) for one in (*Disposal, *OpinionOutcome)},
    "accepted": "受理", "again": "重新办理", "guided": "其他法定程序", "not_accepted": "不予受理",
}  # fmt: skip


@staged
def played():
    """The sheets' matter, played to its end."""
    with override("zh-hans"):
        Player(load(SCRIPT), _count_as_printed).play()


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
