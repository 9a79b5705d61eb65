"""文书体检 tried on seeded drafts: every fault is named, nothing sound is blocked or warned of."""

from __future__ import annotations

import sys

import pytest

from mediation.documents.papers.checkup import examine
from tests.documents.papers.checkup_corpus import FAULTS, FILES, SOUND, _say, faulty, sound
from tests.factories.world import World

# Without the mark no database is made when these are the only tests of a run that want one.
pytestmark = pytest.mark.django_db

AT_LEAST_FAULTY, AT_LEAST_SOUND = 120, 60


@pytest.fixture(scope="module")
def drafts(django_db_setup, django_db_blocker):
    """The drafts as they are when sound; the rules need no database, so each file is made, read and given up."""
    from django.db import transaction

    made = {}
    with django_db_blocker.unblock():
        for make in FILES:
            with transaction.atomic():
                made[make.__name__] = make(World())
                transaction.set_rollback(True)
    return made


def codes(draft):
    """The codes of all that is found."""
    return {finding.code for finding in examine(draft)}


def table_of(cases, missed):
    """For each code how many drafts had the fault, how many were named, and how grave it is."""
    yield f"{'fault':24}{'seeded':>8}{'named':>8}  level"
    for code in sorted({case.code for case in cases}):
        own = [case for case in cases if case.code == code]
        named = [f for case in own for f in examine(case.draft) if f.code == code]
        levels = sorted({"error" if f.blocks else "warning" for f in named})
        yield f"{code:24}{len(own):8}{sum(case.name not in missed for case in own):8}  {', '.join(levels)}"
    yield f"{'all':24}{len(cases):8}{len(cases) - len(missed):8}"


def test_every_seeded_fault_is_named_and_the_table_is_told(drafts, capsys):
    cases = list(faulty(drafts))
    missed = [case.name for case in cases if case.code not in codes(case.draft)]
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(table_of(cases, missed)) + "\n")
    assert missed == []
    assert len(cases) >= AT_LEAST_FAULTY
    assert len(FAULTS) >= 60


def test_a_fault_brings_no_error_besides_its_own(drafts):
    """Whoever mends what is named is done: no second rule blocks the same draft."""
    strange = {
        case.name: extra
        for case in faulty(drafts)
        if (extra := {f.code for f in examine(case.draft) if f.blocks} - {case.code, *AKIN.get(case.code, ())})
    }
    assert strange == {}


AKIN = {
    "claim_unanswered": ("claim_not_decided_here",),
    "performance_unclear": ("performance_vague",),
    "identity_number": ("card_number",),
}


def test_nothing_sound_is_blocked_or_warned_of(drafts, capsys):
    cases = list(sound(drafts))
    wrong = {case.name: [f.sentence for f in found] for case in cases if (found := examine(case.draft))}
    with capsys.disabled():
        sys.stdout.write(f"\nsound drafts: {len(cases)}, blocked or warned of: {len(wrong)}\n")
    assert wrong == {}
    assert len(cases) >= AT_LEAST_SOUND
    assert len(SOUND) >= 20


def test_a_finding_tells_its_place_and_the_same_finding_has_the_same_key(drafts):
    case = next(case for case in faulty(drafts) if case.name == "opinion: an article that does not exist")
    (finding,) = (f for f in examine(case.draft) if f.code == "article_unknown")
    assert (finding.field, finding.row, finding.column) == ("bases", 0, "article")
    assert "处理依据·1" in finding.place
    assert finding.mend
    assert finding.key in {f.key for f in examine(case.draft)}


def test_a_long_row_of_crosses_is_quoted_in_short(drafts):
    held_key = _say("×" * 4000)
    for draft in drafts.values():
        if {"course", "facts"} & set(draft.content):
            (said,) = [finding.sentence for finding in examine(held_key(draft)) if finding.code == "placeholder_left"]
            assert said == "“" + "×" * 24 + "…”还没有填写。"


def test_a_claim_answered_twice_is_told_at_its_second_row(drafts):
    case = next(case for case in faulty(drafts) if case.name == "opinion: a claim answered twice")
    (found,) = (f for f in examine(case.draft) if f.code == "claim_answered_twice")
    last = len(case.draft.rows("opinions"))
    assert found.sentence == f"诉求1已有第1行的处理意见，第{last}行又写了一次。"
    assert (found.field, found.row, found.column) == ("opinions", last - 1, "claim")
    assert "删去多余的一行" in found.mend
