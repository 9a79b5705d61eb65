"""A mediator's notebook: read by whom it belongs to, in clear nowhere, by keys that can be changed and are missed when lost."""

import base64
import hashlib
import io
import json
import logging
from datetime import date
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command

from mediation.documents.papers.checkup.confidences import nothing_confided
from mediation.documents.papers.checkup.gathering import facts_of
from mediation.models import MediationNote, Notebook, NotebookKey, Paper
from mediation.models.confided import KeyLostError
from mediation.permissions import Actor
from mediation.queries.visibility import Sight, events_seen
from mediation.vocabulary import Role
from mediation.written.confided import Marks, marks_of, pieces_of
from tests.documents.papers.test_opinion import drafted
from tests.factories.mediation import do, mediator_of
from tests.refusals import refused
from tests.web.intake.test_first_slips import every_row

ON = date(2025, 3, 10)
SAID = "合作社经理私下说，最多再补一角五分，账在会计老周的蓝皮本里。"
OPENLY = "双方都同意先把账目核对清楚再谈补多少。"


def read(user, mediation):
    """What a person reads of the notes of a mediation."""
    notes = MediationNote.objects.visible_to(Actor(on=ON, user=user)).filter(notebook__mediation=mediation)
    return [note.read_by(user) for note in notes]


@pytest.fixture
def writer(world):
    """Who mediates."""
    return mediator_of(world, world.bureau)


@pytest.fixture
def other(world):
    """Another mediator of the same organ."""
    return world.staff(Role.MEDIATOR, world.bureau, "小林")


def mediate_together(mediation, *people):
    """All of them mediate, chosen by the parties."""
    do(mediation, "name_mediators", people[0], clock="10:30", mediators=list(people), chosen_by_parties=True)


def test_what_is_confided_stands_nowhere_in_clear(world, ready_mediation, writer, caplog):
    """Neither plain nor escaped, in base64, hashed, or in pairs of characters; what was said openly is found."""
    caplog.set_level(logging.DEBUG)
    do(ready_mediation, "take_note", writer, audience="asking_side", note=SAID)
    do(ready_mediation, "take_note", writer, clock="10:31", audience="mediators", note=SAID[:-1])
    do(ready_mediation, "disclose", writer, clock="10:32", mediator=writer, circumstances=OPENLY)
    kept = [*every_row(), caplog.text]
    assert [where for where in kept if OPENLY in where], "the search itself finds what is there"
    for form in forms_of(SAID):
        assert not [where for where in kept if form in where.lower()], form
    pairs = {a + b for a, b in pairwise(SAID)}
    assert max(sum(pair in where for pair in pairs) for where in kept) < len(pairs) / 2


def forms_of(text):
    """How it might have been kept."""
    raw = text.encode()
    shifted = [base64.b64encode(b" " * n + raw).decode()[4:-4].lower() for n in range(3)]
    hashed = [hashlib.new(name, raw).hexdigest() for name in ("md5", "sha1", "sha256", "sha512")]
    return [text, text[:12], json.dumps(text)[1:-1], raw.hex(), *shifted, *hashed]


def test_only_the_writer_reads_it_until_he_hands_it_on(ready_mediation, writer, other):
    mediate_together(ready_mediation, writer, other)
    do(ready_mediation, "take_note", writer, clock="10:31", audience="asking_side", note=SAID)
    do(ready_mediation, "take_note", writer, clock="10:32", audience="mediators", note="我看快谈成了")
    assert (read(writer, ready_mediation), read(other, ready_mediation)) == ([SAID, "我看快谈成了"], [])
    do(ready_mediation, "hand_on_notes", writer, clock="10:33", hands_on=True)
    assert read(other, ready_mediation) == [SAID], "what he wrote for himself alone stays with him"
    do(ready_mediation, "take_note", writer, clock="10:34", audience="joint", note=OPENLY)
    assert read(other, ready_mediation) == [SAID, OPENLY]
    do(ready_mediation, "hand_on_notes", writer, clock="10:35", hands_on=False)
    assert read(other, ready_mediation) == []


def test_it_goes_with_the_case_to_whoever_takes_it_over(ready_mediation, writer, other):
    do(ready_mediation, "take_note", writer, audience="other_side", note=SAID)
    do(ready_mediation, "hand_on_notes", writer, clock="10:31", hands_on=True)
    mediate_together(ready_mediation, writer, other)
    assert read(other, ready_mediation) == [SAID]
    mediate_together(ready_mediation, writer)
    assert read(other, ready_mediation) == [], "who left reads it no more"
    assert not NotebookKey.objects.filter(reader=other).exists()


def test_what_was_not_handed_on_stays_with_the_writer(ready_mediation, writer, other):
    do(ready_mediation, "take_note", writer, audience="other_side", note=SAID)
    mediate_together(ready_mediation, other, writer)
    assert read(other, ready_mediation) == []
    assert read(writer, ready_mediation) == [SAID]


def test_there_must_be_something_to_hand_on(ready_mediation, writer):
    do(ready_mediation, "take_note", writer, audience="mediators", note="只给自己看")
    with refused("no_notes_written"):
        do(ready_mediation, "hand_on_notes", writer, clock="10:31", hands_on=True)


def test_nobody_else_learns_that_something_was_confided(world, ready_mediation, writer):
    do(ready_mediation, "take_note", writer, audience="asking_side", note=SAID)
    matter = ready_mediation.matter
    told = {user: _steps(matter, Actor(on=ON, user=user)) for user in (writer, world.handler, world.head)}
    party = Actor(on=ON, party=matter.parties.first())
    assert "take_note" in told[writer]
    assert not {"take_note"} & (told[world.handler] | told[world.head] | _steps(matter, party))


def _steps(matter, actor):
    matter = type(matter).objects.get(pk=matter.pk)
    return set(events_seen(Sight(matter, actor)).values_list("step", flat=True))


# the keys


def test_by_a_new_key_everything_is_read_and_the_old_one_can_go(ready_mediation, writer, settings):
    do(ready_mediation, "take_note", writer, audience="asking_side", note=SAID)
    settings.NOTEBOOK_KEYS = ["the new one", *settings.NOTEBOOK_KEYS]
    assert read(writer, ready_mediation) == [SAID]
    told = io.StringIO()
    call_command("rewrap_notebooks", stdout=told)
    assert told.getvalue() == "已改用新密钥2项，旧密钥可以撤去。\n"
    settings.NOTEBOOK_KEYS = ["the new one"]
    assert read(writer, ready_mediation) == [SAID]
    assert Notebook.marks_in(ready_mediation.matter_id)[0].told_in("他说" + pieces_of(SAID)[0] + "为止")


def test_without_its_key_nothing_is_read_and_it_is_said(ready_mediation, writer, settings):
    do(ready_mediation, "take_note", writer, audience="asking_side", note=SAID)
    settings.NOTEBOOK_KEYS = ["another"]
    with pytest.raises(KeyLostError):
        read(writer, ready_mediation)
    with pytest.raises(CommandError, match="请把旧密钥补回后再运行"):
        call_command("rewrap_notebooks")


def test_a_key_in_another_person_s_row_opens_nothing(ready_mediation, writer, other):
    """Whoever writes into the database gives himself no sight."""
    do(ready_mediation, "take_note", writer, audience="asking_side", note=SAID)
    own = NotebookKey.objects.get()
    NotebookKey.objects.create(notebook=own.notebook, reader=other, wrapped=own.wrapped)
    with pytest.raises(KeyLostError):
        MediationNote.objects.get().read_by(other)


def test_a_note_put_into_another_notebook_opens_nothing(ready_mediation, writer):
    do(ready_mediation, "take_note", writer, audience="asking_side", note=SAID)
    do(ready_mediation, "take_note", writer, clock="10:31", audience="mediators", note="只给自己看")
    joint, own = MediationNote.objects.order_by("pk")
    MediationNote.objects.filter(pk=joint.pk).update(notebook=own.notebook)
    with pytest.raises(KeyLostError):
        MediationNote.objects.get(pk=joint.pk).read_by(writer)


# the check-up of papers


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("经查，最多再补 一角五分 。", True),
        ("最多再补一角四分。", False),
        ("账在会计老周的蓝皮本", False),
        ("他说账在会计老周的蓝皮本里！", True),
        ("", False),
    ],
)
def test_confided_words_are_known_again_by_their_marks_alone(written, found):
    marks = Marks.of(b"key", marks_of(b"key", SAID))
    assert marks.told_in("".join(written.split())) is found
    assert not Marks.of(b"other", marks_of(b"key", SAID)).told_in(written), "without the key they are worth nothing"


def test_short_words_are_not_marked():
    assert pieces_of("好的，可以。\n账在会计老周的蓝皮本里") == ["账在会计老周的蓝皮本里"]


def test_what_cannot_be_compared_is_said(world, dispute, ready_mediation, writer, settings):
    do(ready_mediation, "take_note", writer, audience="asking_side", note=SAID)
    paper = drafted(world, dispute)
    settings.NOTEBOOK_KEYS = ["another"]
    findings = [(one.code, one.blocks) for one in nothing_confided(facts_of(Paper.objects.get(pk=paper.pk)))]
    assert findings == [("confidence_unchecked", False)]
