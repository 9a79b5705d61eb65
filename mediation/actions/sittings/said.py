"""What is said at a sitting, kept as it is typed: outside the gateway, under a lock on the sitting, each entry once by its key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mediation.actions.registry import effect_of
from mediation.models import (
    Attachment,
    Hearing,
    HearingStatement,
    RecordSignature,
)
from mediation.models.sittings.said import BEGINNING
from mediation.permissions import Actor
from mediation.queries.sittings.said import RECORDED
from mediation.vocabulary import EntryKind, OwnAnswer, PromiseKept, SignatureWay
from mediation.workflows.acts import taken_off
from mediation.workflows.base import Act, NotAllowed, NotPossibleNow
from mediation.workflows.sittings.signing import strokes_in

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


def keep(pk: int, entry: Entry, *, by: Actor, at: datetime, model: type[Any] = Hearing) -> HearingStatement:
    """Keep the entry, or give the one that has its key already. Raises NotPossibleNow or NotAllowed; then nothing was kept."""
    _refuse_what_cannot_stand(entry)
    with transaction.atomic():
        sitting = model._default_manager.select_for_update(of=("self",)).get(pk=pk)
        kept = HearingStatement.objects.filter(key=entry.key).first()
        if kept is not None:
            return _the_same(kept, sitting, entry)
        _refuse_who_may_not(sitting, by, at)
        _refuse_unknown_part(sitting, entry)
        return write(sitting, entry, by=by, at=at, on=by.on)


def may_write(sitting: Any, actor: Actor) -> bool:
    """Whether the person keeps the record now."""
    return bool(sitting.record_open()) and type(sitting).record_kept_by(sitting, actor)


def write(sitting: Any, entry: Entry, *, by: Actor, at: datetime, on: Any) -> HearingStatement:
    """Put the entry after the last one; the sitting is held under lock."""
    last_no, before = sitting.last_entry() or (0, BEGINNING)
    struck, no = _struck(sitting, entry), last_no + 1
    made = HearingStatement(
        **{sitting.RECORD: sitting}, key=entry.key, no=no, line=struck.line if struck else no, kind=entry.kind,
        sitting=struck.sitting if struck else sitting.sitting, phase=entry.phase, speaker=entry.speaker.strip(),
        text=entry.text.strip(), on=struck.on if struck else on, at=_believed(entry.at, at), by=by.user,
        strikes=struck, asked_by=entry.asked_by.strip(), about=_about(sitting, entry),
    )  # fmt: skip
    made.hash = made.linked(before)
    made.save(force_insert=True)
    sitting.entry_written(no, made.hash)
    return made


def _believed(claimed: datetime | None, at: datetime) -> datetime:
    """The moment at which it was said, as the browser has it; never one that is to come, or of another day."""
    if claimed is None or claimed > at + AHEAD or localtime(claimed).date() != localtime(at).date():
        return at
    return min(claimed, at)


def _struck(sitting: Any, entry: Entry) -> HearingStatement | None:
    if entry.strikes is None:
        return None
    found: HearingStatement | None = sitting.statements.filter(key=entry.strikes).first()
    if found is None:
        raise NotPossibleNow("struck_unknown", _("要更正的那一条不在这份笔录里。"))
    return found


def _about(sitting: Any, entry: Entry) -> Attachment | None:
    """The piece of evidence spoken of, if it lies in the same file."""
    if entry.about is None:
        return None
    return Attachment.objects.filter(matter_id=sitting.matter_id, pk=entry.about).first()


def _the_same(kept: HearingStatement, sitting: Any, entry: Entry) -> HearingStatement:
    """The answer to what is sent again; a key under which something else is kept is refused."""
    if kept.said_at == sitting and (kept.text, kept.speaker) == (entry.text.strip(), entry.speaker.strip()):
        return kept
    raise NotPossibleNow("key_of_another", _("这一条的编号已经用于另一条记录，没有存入。"), _("请复制文字，重新录入。"))


def _refuse_what_cannot_stand(entry: Entry) -> None:
    if entry.kind == EntryKind.SAID and not entry.strikes and not (entry.text.strip() and entry.speaker.strip()):
        raise NotPossibleNow("nothing_said", _("请选择发言人，并填写发言内容。"))
    if len(entry.text) > LONGEST_TEXT or len(entry.speaker) > LONGEST_SPEAKER or len(entry.asked_by) > LONGEST_SPEAKER:
        raise NotPossibleNow("entry_too_long", _("这一条太长，请分成几条录入。"))
    if any(ord(ch) < 32 and ch not in "\n\r\t" for ch in entry.text + entry.speaker + entry.asked_by):
        raise NotPossibleNow("entry_unreadable", _("文字里有不能显示的控制字符，请删去后重试。"))


def _refuse_unknown_part(sitting: Any, entry: Entry) -> None:
    if not sitting.part_name(entry.phase):
        raise NotPossibleNow("phase_unknown", _("没有这个环节，请从列出的环节中选择。"))


def _refuse_who_may_not(sitting: Any, by: Actor, at: datetime) -> None:
    if not sitting.record_open():
        raise NotPossibleNow("record_closed", _("会议没有在进行，笔录不能再添加。"), _("请复制文字另行保存。"))
    if not type(sitting).record_kept_by(sitting, by) or taken_off(sitting, Act(by=by, at=at, on=by.on)):
        raise NotAllowed("not_the_recorder", _("笔录由%s记录。") % sitting.KEEPERS)


# Steps that stand in the record too

Effect = Callable[[Any, Act], None]


def of_each(step: str) -> Callable[[Effect], Effect]:
    """What follows a step of the record, in every sitting that has it."""

    def declared(effect: Effect) -> Effect:
        for model in RECORDED:
            if step in model.steps():
                effect_of(model, step)(effect)
        return effect

    return declared


def _by_step(sitting: Any, act: Act, **entry: Any) -> None:
    told = entry if "phase" in entry else {"phase": sitting.reached() or sitting.parts()[0][0], **entry}
    moment = act.at if localtime(act.at).date() == act.on else None
    made = Entry(key=uuid4(), at=moment, **told)
    write(sitting, made, by=act.by, at=act.at, on=act.on)


@of_each("record_statement")
def note_statement(sitting: Any, act: Act) -> None:
    """The statement takes its place in the record."""
    _by_step(sitting, act, phase=act.facts["phase"], speaker=act.facts["speaker"], text=act.facts["text"])


@of_each("enter_phase")
def note_phase(sitting: Any, act: Act) -> None:
    """From here on the record is of the new part; going back says why."""
    _by_step(sitting, act, kind=EntryKind.STAGE, phase=act.facts["phase"], text=act.facts["why"])


@of_each("recess")
def note_recess(sitting: Any, act: Act) -> None:
    """When the pause began, and why."""
    _by_step(sitting, act, kind=EntryKind.RECESS, text=act.facts["why"])


@of_each("go_on")
def note_going_on(sitting: Any, act: Act) -> None:
    """When it went on."""
    _by_step(sitting, act, kind=EntryKind.GO_ON)


@of_each("correct_entry")
def note_correction(sitting: Any, act: Act) -> None:
    """The entry is struck; what replaces it stands on its line."""
    wrong = sitting.statements.get(no=act.facts["no"])
    fresh = {"phase": act.facts["to_phase"], "speaker": act.facts["to_speaker"], "text": act.facts["to_text"]}
    stays = any(fresh.values())
    _by_step(
        sitting, act, kind=wrong.kind, strikes=wrong.key, asked_by=act.facts["asked_by"], about=wrong.about_id,
        **{name: value or (getattr(wrong, name) if stays or name != "text" else "") for name, value in fresh.items()},
    )  # fmt: skip


@of_each("ask_correction")
def note_what_was_asked(sitting: Any, act: Act) -> None:
    """What the party wants corrected stands in the record; the text is another now, and is read anew."""
    which = _("第%d条：") % act.facts["no"] if act.facts["no"] else ""
    _by_step(sitting, act, kind=EntryKind.ASKED, speaker=str(act.by), text=which + act.facts["words"])


@of_each("note_promise")
def note_what_will_follow(sitting: Any, act: Act) -> None:
    """The promise stands in the record under the last day for it."""
    due, part = act.facts["due"], sitting.reached() or sitting.parts()[0][0]
    until = _("最迟%(year)d年%(month)d月%(day)d日") % {"year": due.year, "month": due.month, "day": due.day}
    entry = Entry(
        key=uuid4(), kind=EntryKind.PROMISED, phase=part, speaker=act.facts["party"].name,
        text=f"{act.facts['what']}，{until}",
    )  # fmt: skip
    write(sitting, entry, by=act.by, at=act.at, on=due)


@of_each("settle_promise")
def note_what_followed(sitting: Any, act: Act) -> None:
    """What became of it stands on the line of the promise."""
    promised = sitting.statements.get(no=act.facts["no"])
    told = [str(PromiseKept(act.facts["result"]).label), act.facts["note"]]
    text = "；".join([promised.text, *(one for one in told if one)])
    _by_step(sitting, act, kind=EntryKind.HANDED_IN, strikes=promised.key, speaker=promised.speaker, text=text)


@of_each("sign_own")
def note_own_signature(sitting: Any, act: Act) -> None:
    """The party, or its agent, answered for the very text that was read on the device."""
    facts, refused, last = act.facts, act.facts["answer"] == OwnAnswer.REFUSED, sitting.last_entry()
    RecordSignature.objects.create(
        **{sitting.RECORD: sitting}, party=act.by.party, signer=(act.by.agent or act.by.party).name,
        way=SignatureWay.REFUSED if refused else SignatureWay.OWN, drawing=[] if refused else strokes_in(facts["drawing"]),
        why=facts["why"] if refused else "", root=last[1], device=facts["device"], at=act.at,
    )  # fmt: skip


@of_each("sign_record")
def note_signature(sitting: Any, act: Act) -> None:
    """Who signed, or refused to, under which wording of the record."""
    facts, last, signed_for = act.facts, sitting.last_entry(), act.facts[sitting.SIGNER]
    RecordSignature.objects.create(
        **{sitting.RECORD: sitting, sitting.SIGNED_FOR: signed_for}, signer=facts["signer"] or signed_for.name, way=facts["way"],
        drawing=strokes_in(facts["drawing"]) if facts["way"] == SignatureWay.DRAWN else [], witness=facts["witness"],
        why=facts["why"], root=last[1] if last else BEGINNING, device=facts["device"], at=act.at, by=act.by.user,
    )  # fmt: skip
