"""What is said at a hearing, kept as it is typed: outside the gateway, under a lock on the hearing, each entry once by its key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mediation.actions.registry import effect_of
from mediation.models import Attachment, Hearing, HearingStatement, RecordSignature
from mediation.models.sittings.hearing_said import BEGINNING
from mediation.permissions import Actor
from mediation.vocabulary import EntryKind, HearingPhase, SignatureWay
from mediation.workflows.acts import taken_off
from mediation.workflows.base import Act, NotAllowed, NotPossibleNow
from mediation.workflows.sittings.hearing_request import HearingState, presides, records
from mediation.workflows.sittings.signing import strokes_in

# What was typed before the panel withdrew, or before the hearing was broken off, may arrive after that.
OPEN = (HearingState.IN_SESSION, HearingState.DELIBERATING, HearingState.ADJOURNED)
LONGEST_SPEAKER, LONGEST_TEXT = 200, 20_000
# The clock of a browser may be ahead a little; what it claims beyond that is not believed.
AHEAD = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry to be kept. `strikes` is the key of the entry that it corrects; without text that one is struck out alone."""

    key: UUID
    phase: str
    speaker: str = ""
    text: str = ""
    kind: str = EntryKind.SAID
    at: datetime | None = None
    strikes: UUID | None = None
    asked_by: str = ""
    about: int | None = None


def keep(pk: int, entry: Entry, *, by: Actor, at: datetime) -> HearingStatement:
    """Keep the entry, or give the one that has its key already. Raises NotPossibleNow or NotAllowed; then nothing was kept."""
    _refuse_what_cannot_stand(entry)
    with transaction.atomic():
        hearing = Hearing.objects.select_for_update(of=("self",)).get(pk=pk)
        kept = HearingStatement.objects.filter(key=entry.key).first()
        if kept is not None:
            return _the_same(kept, hearing, entry)
        _refuse_who_may_not(hearing, by, at)
        return write(hearing, entry, by=by, at=at, on=by.on)


def may_write(hearing: Hearing, actor: Actor) -> bool:
    """Whether the person keeps the record now."""
    return hearing.state in OPEN and (presides | records)(hearing, actor)


def write(hearing: Hearing, entry: Entry, *, by: Actor, at: datetime, on: Any) -> HearingStatement:
    """Put the entry after the last one; the hearing is held under lock."""
    last_no, before = hearing.last_entry() or (0, BEGINNING)
    struck, no = _struck(hearing, entry), last_no + 1
    made = HearingStatement(
        hearing=hearing, key=entry.key, no=no, line=struck.line if struck else no, kind=entry.kind,
        sitting=struck.sitting if struck else hearing.sitting, phase=entry.phase, speaker=entry.speaker.strip(),
        text=entry.text.strip(), on=struck.on if struck else on, at=_believed(entry.at, at), by=by.user,
        strikes=struck, asked_by=entry.asked_by.strip(), about=_about(hearing, entry),
    )  # fmt: skip
    made.hash = made.linked(before)
    made.save(force_insert=True)
    hearing.entry_written(no, made.hash)
    return made


def _believed(claimed: datetime | None, at: datetime) -> datetime:
    """The moment at which it was said, as the browser has it; never one that is to come, or of another day."""
    if claimed is None or claimed > at + AHEAD or localtime(claimed).date() != localtime(at).date():
        return at
    return min(claimed, at)


def _struck(hearing: Hearing, entry: Entry) -> HearingStatement | None:
    if entry.strikes is None:
        return None
    found: HearingStatement | None = hearing.statements.filter(key=entry.strikes).first()
    if found is None:
        raise NotPossibleNow("struck_unknown", _("要更正的那一条不在本次听证的笔录里。"))
    return found


def _about(hearing: Hearing, entry: Entry) -> Attachment | None:
    """The piece of evidence spoken of, if it lies in the same file."""
    if entry.about is None:
        return None
    return Attachment.objects.filter(matter_id=hearing.matter_id, pk=entry.about).first()


def _the_same(kept: HearingStatement, hearing: Hearing, entry: Entry) -> HearingStatement:
    """The answer to what is sent again; a key under which something else is kept is refused."""
    if kept.hearing_id == hearing.pk and (kept.text, kept.speaker) == (entry.text.strip(), entry.speaker.strip()):
        return kept
    raise NotPossibleNow("key_of_another", _("这一条的编号已经用于另一条记录，没有存入。"), _("请复制文字，重新录入。"))


def _refuse_what_cannot_stand(entry: Entry) -> None:
    if entry.phase not in HearingPhase.values:
        raise NotPossibleNow("phase_unknown", _("没有这个环节，请从列出的环节中选择。"))
    if entry.kind == EntryKind.SAID and not entry.strikes and not (entry.text.strip() and entry.speaker.strip()):
        raise NotPossibleNow("nothing_said", _("请选择发言人，并填写发言内容。"))
    if len(entry.text) > LONGEST_TEXT or len(entry.speaker) > LONGEST_SPEAKER or len(entry.asked_by) > LONGEST_SPEAKER:
        raise NotPossibleNow("entry_too_long", _("这一条太长，请分成几条录入。"))
    if any(ord(ch) < 32 and ch not in "\n\r\t" for ch in entry.text + entry.speaker + entry.asked_by):
        raise NotPossibleNow("entry_unreadable", _("文字里有不能显示的控制字符，请删去后重试。"))


def _refuse_who_may_not(hearing: Hearing, by: Actor, at: datetime) -> None:
    if hearing.state not in OPEN:
        raise NotPossibleNow("record_closed", _("听证没有在进行，笔录不能再添加。"), _("请复制文字另行保存。"))
    if not (presides | records)(hearing, by) or taken_off(hearing, Act(by=by, at=at, on=by.on)):
        raise NotAllowed("not_the_recorder", _("笔录由本次听证的记录员或者主持人记录。"))


# Steps that stand in the record too


def _by_step(hearing: Hearing, act: Act, **entry: Any) -> None:
    told = entry if "phase" in entry else {"phase": hearing.reached() or HearingPhase.ROLL_CALL, **entry}
    moment = act.at if localtime(act.at).date() == act.on else None
    made = Entry(key=uuid4(), at=moment, **told)
    write(hearing, made, by=act.by, at=act.at, on=act.on)


@effect_of(Hearing, "record_statement")
def note_statement(hearing: Hearing, act: Act) -> None:
    """The statement takes its place in the record."""
    _by_step(hearing, act, phase=act.facts["phase"], speaker=act.facts["speaker"], text=act.facts["text"])


@effect_of(Hearing, "enter_phase")
def note_phase(hearing: Hearing, act: Act) -> None:
    """From here on the record is of the new part; going back says why."""
    _by_step(hearing, act, kind=EntryKind.STAGE, phase=act.facts["phase"], text=act.facts["why"])


@effect_of(Hearing, "recess")
def note_recess(hearing: Hearing, act: Act) -> None:
    """When the pause began, and why."""
    _by_step(hearing, act, kind=EntryKind.RECESS, text=act.facts["why"])


@effect_of(Hearing, "go_on")
def note_going_on(hearing: Hearing, act: Act) -> None:
    """When it went on."""
    _by_step(hearing, act, kind=EntryKind.GO_ON)


@effect_of(Hearing, "correct_entry")
def note_correction(hearing: Hearing, act: Act) -> None:
    """The entry is struck; what replaces it stands on its line."""
    wrong = hearing.statements.get(no=act.facts["no"])
    fresh = {"phase": act.facts["to_phase"], "speaker": act.facts["to_speaker"], "text": act.facts["to_text"]}
    stays = any(fresh.values())
    _by_step(
        hearing, act, kind=wrong.kind, strikes=wrong.key, asked_by=act.facts["asked_by"], about=wrong.about_id,
        **{name: value or (getattr(wrong, name) if stays or name != "text" else "") for name, value in fresh.items()},
    )  # fmt: skip


@effect_of(Hearing, "sign_record")
def note_signature(hearing: Hearing, act: Act) -> None:
    """Who signed, or refused to, under which wording of the record."""
    facts, last = act.facts, hearing.last_entry()
    RecordSignature.objects.create(
        hearing=hearing, party=facts["party"], signer=facts["signer"] or facts["party"].name, way=facts["way"],
        drawing=strokes_in(facts["drawing"]) if facts["way"] == SignatureWay.DRAWN else [], witness=facts["witness"],
        why=facts["why"], root=last[1] if last else BEGINNING, device=facts["device"], at=act.at, by=act.by.user,
    )  # fmt: skip
