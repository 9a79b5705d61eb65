"""What a paper prints of a running record: what stands of what was said, how it was read, who signed it."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext

from mediation.models import HearingStatement, RecordSignature
from mediation.queries.sittings.said import clock_of, corrections_of, lines_of
from mediation.vocabulary import EntryKind, ReadingWay, SignatureWay
from mediation.workflows.sittings.signing import path_of

NOTED = (
    EntryKind.RECESS,
    EntryKind.GO_ON,
    EntryKind.CAME,
    EntryKind.LEFT,
    EntryKind.ASKED,
    EntryKind.PROMISED,
    EntryKind.HANDED_IN,
)


def the_record(sitting: Any) -> list[dict[str, Any]]:
    """What stands of what was said, with the corrections that people asked for; pauses with their minute."""
    told = []
    for line in lines_of(sitting):
        now = line.now
        shared = {"sitting": now.sitting, "phase": now.get_phase_display()}
        if now.kind == EntryKind.SAID and not line.gone:
            about = {"about": now.about.name} if now.about else {}
            more = {"corrections": found} if (found := corrections_of(line)) else {}
            told.append({**shared, "speaker": now.speaker, "text": now.text, **about, **more})
        elif now.kind in NOTED or (now.kind == EntryKind.STAGE and now.text):
            told.append({**shared, "speaker": "", "text": "", "note": in_the_record(now)})
    return told


def in_the_record(entry: HearingStatement) -> str:
    """A pause, a coming or a going, as the record tells it."""
    known = entry.kind != EntryKind.STAGE
    words = entry.get_kind_display() if known else gettext("回到这一环节")
    moment = f"{minute}　" if (minute := clock_of(entry)) else ""
    reason = f"：{entry.text}" if entry.text else ""
    return f"（{moment}{entry.speaker}{words}{reason}）"


def as_signed(signature: RecordSignature | None) -> dict[str, Any]:
    """The hand of whoever signed on the page, and when; nothing for one who signed on paper afterwards."""
    if signature is None:
        return {}
    drawn = path_of(signature.drawing)
    return {
        "signer": signature.signer,
        "drawing": drawn,
        "signed_at": localtime(signature.at),
        "witness": signature.witness,
        **({"own": True} if signature.way == SignatureWay.OWN else {}),
    }


def as_read(sitting: Any) -> dict[str, Any]:
    """How and when it was read as it stands, and the hash of what was read; nothing where nobody has read it."""
    read = sitting.reading()
    if read is None:
        return {"read": {}, "root": ""}
    told = {"how": str(ReadingWay(read.facts["way"]).label), "at": localtime(read.recorded_at)}
    return {"read": told, "root": read.facts["beside"]["root"]}


def answered_for(sitting: Any) -> list[dict[str, Any]]:
    """Each who came, with his hand, or why he refused; none where nobody typed a record to be signed."""
    signed = sitting.signed_as_it_stands()
    return [{"name": one.name, **_answer(signed.get(one.pk))} for one in sitting.who_came()]


def _answer(signature: RecordSignature | None) -> dict[str, Any]:
    if signature is None:
        return {"signed": True}
    refused = signature.way == SignatureWay.REFUSED
    return {"signed": not refused, "signature_note": signature.why, **as_signed(signature)}
