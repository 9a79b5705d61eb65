"""人民调解卷宗: the thirteen items of a committee's file, in their order, each with what lies in it or that it is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mediation.models import Attachment, Matter, Paper
from mediation.vocabulary import OrganKind, PaperKind
from mediation.workflows.sittings.mediation_state import MediationState

K = PaperKind
NO_AGREEMENT = (MediationState.REFUSED, MediationState.TERMINATED)


@dataclass(frozen=True)
class Item:
    """One item as the Ministry's form has it: its number and name, whether a file must have it, the kinds of paper in it."""

    no: int
    name: str
    must: bool
    kinds: tuple[str, ...] = ()
    # What files belong there, by the thing with whose step they came.
    with_steps_of: tuple[str, ...] = ()


ITEMS = (
    Item(1, "人民调解申请书或者受理登记表", True, (K.MEDIATION_REQUEST, K.REGISTRATION_RECEIPT)),
    Item(2, "权利义务告知书", True, (K.MEDIATION_RIGHTS_NOTICE, K.MEDIATION_INVITATION, K.MEDIATION_CONSENT)),
    Item(3, "当事人身份证明", True, (K.SERVICE_ADDRESS,), ("partychange",)),
    Item(4, "授权委托书", False, (K.POWER_OF_ATTORNEY,), ("agent",)),
    Item(5, "调查记录", False, (K.INVESTIGATION_RECORD, K.INQUIRY_LETTER, K.INVESTIGATION_REPORT), ("investigation",)),
    Item(6, "证据材料", False, (K.EVIDENCE_LIST,), ("mediation",)),
    Item(7, "调解记录", True, (K.MEDIATION_NOTICE, K.MEDIATION_RECORD, K.MEDIATION_SUSPENSION), ("mediationsession",)),
    Item(8, "调解协议书或者口头协议登记表", True, (K.MEDIATION_AGREEMENT, K.SETTLEMENT_AGREEMENT, K.ORAL_AGREEMENT)),
    Item(9, "履行凭证", False, (K.OVERDUE_NOTICE,), ("obligation",)),
    Item(10, "回访记录", False, (K.REVISIT_RECORD,), ("visit",)),
    Item(11, "司法确认材料", False, (K.CONFIRMATION_REQUEST,), ("agreement",)),
    Item(12, "情况说明", False, (K.MEDIATION_TERMINATION,)),
    Item(13, "封底", True),
)
OF_KIND = {kind: item.no for item in ITEMS for kind in item.kinds}
OF_STEP = {name: item.no for item in ITEMS for name in item.with_steps_of}
EVIDENCE, REST = 6, 12


@dataclass
class Row:
    """One item with its pieces; `said` is told where there are none."""

    item: Item
    pieces: list[Any] = field(default_factory=list)
    said: str = ""
    missing: bool = False


def is_kept_for(matter: Matter) -> bool:
    """Whether the file is a committee's own: a dispute without a petition."""
    return matter.organ.kind == OrganKind.MEDIATION_COMMITTEE and getattr(matter, "petition", None) is None


def item_of(thing: Paper | Attachment) -> int:
    """The number of the item in which a paper or a file lies."""
    if isinstance(thing, Attachment):
        return OF_STEP.get(thing.subject_type, EVIDENCE)
    return OF_KIND.get(thing.kind, REST)


def rows_of(matter: Matter, pieces: list[Any]) -> list[Row]:
    """All thirteen, also those in which nothing lies."""
    found = {item.no: Row(item) for item in ITEMS}
    for piece in pieces:
        found[piece.item].pieces.append(piece)
    for row in found.values():
        if not row.pieces:
            row.said, row.missing = _of_nothing(matter, row.item)
    return list(found.values())


def _of_nothing(matter: Matter, item: Item) -> tuple[str, bool]:
    """What is said of an empty item, and whether it should not be empty."""
    if item.no == 13:
        return "附册末", False
    if item.no == 3 and all(one.id_number or one.credit_code for one in matter.parties.taking_part()):
        return "已登记证件号码，未附复印件", False
    if item.no == 8 and all(one.state in NO_AGREEMENT for one in matter.mediations.all()):
        return "未达成协议", False
    return ("缺", True) if item.must else ("无", False)
