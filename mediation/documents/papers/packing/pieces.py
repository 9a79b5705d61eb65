"""What goes into a copy of a whole matter, in the order of a 卷宗, as far as its reader may know of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mediation.documents.papers.packing import committee_file
from mediation.models import Attachment, Matter, Paper, SealUse, ServiceOfDocument
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind
from mediation.workflows.papers.paper import PaperState

K = PaperKind
# The order of a file: application, rights, passing on and acceptance, investigation, evidence, hearing, mediation,
# agreement, decision, follow-up, review, what else was reported.
ORDER: tuple[tuple[str, ...], ...] = (
    (K.REGISTRATION_RECEIPT, K.ON_THE_SPOT_RECEIPT, K.JOINT_RECEPTION_RECORD, K.MEDIATION_REQUEST, K.SERVICE_ADDRESS, K.POWER_OF_ATTORNEY),
    (K.MEDIATION_RIGHTS_NOTICE, K.MEDIATION_INVITATION, K.MEDIATION_CONSENT),
    (K.TRANSFER_SLIP, K.ASSIGNMENT_LETTER, K.TRANSFER_NOTICE, K.OBJECTION_LETTER, K.JURISDICTION_DECISION, K.ACCUSATION_LETTER,
     K.LITIGATION_LETTER, K.JOINDER_NOTICE, K.ACCEPTANCE_NOTICE, K.REFUSAL_NOTICE, K.NO_FURTHER_ACCEPTANCE, K.GUIDANCE_NOTICE, K.EXTENSION_NOTICE, K.RECUSAL_REQUEST, K.RECUSAL_DECISION),
    (K.INVESTIGATION_RECORD, K.INQUIRY_LETTER, K.INVESTIGATION_REPORT),
    (K.EVIDENCE_LIST, "material"),
    (K.HEARING_RIGHTS_NOTICE, K.HEARING_REQUEST, K.HEARING_REFUSAL, K.HEARING_NOTICE, K.HEARING_CHANGE,
     K.POSTPONEMENT_REFUSAL,
     K.HEARING_RECORD,
     K.DELIBERATION_RECORD, K.HEARING_REPORT, K.HEARING_CONCLUSION),
    (K.MEDIATION_NOTICE, K.MEDIATION_RECORD, K.MEDIATION_SUSPENSION, K.MEDIATION_TERMINATION),
    (K.MEDIATION_AGREEMENT, K.SETTLEMENT_AGREEMENT, K.ORAL_AGREEMENT, K.CONFIRMATION_REQUEST, K.OVERDUE_NOTICE),
    (K.CONFERENCE_NOTICE, K.CONFERENCE_MINUTES, K.CONFERENCE_EXTRACT, K.HANDLING_OPINION, K.DUTY_ANSWER, K.SUGGESTION_REPLY, K.CORRECTION_NOTICE,
     K.REVOCATION_NOTICE, K.PUBLIC_NOTICE),
    (K.REVISIT_RECORD,),
    (K.REVIEW_REQUEST, K.REVIEW_ACCEPTANCE, K.REVIEW_REFUSAL, K.REVIEW_EXTENSION, K.REVIEW_OPINION, K.RE_EXAMINATION_OPINION,
     K.PUBLICATION_COPY),
    (K.WITHDRAWAL, K.COMPLETION_REPORT, K.SUPERVISION_NOTICE, K.INTERVIEW_NOTICE, K.RECOMMENDATION),
)  # fmt: skip
RANK = {kind: rank for rank, kinds in enumerate(ORDER) for kind in kinds}
# Written by parties, not by the organ in whose file they lie.
BY_PARTIES = (
    K.SERVICE_ADDRESS,
    K.POWER_OF_ATTORNEY,
    K.MEDIATION_REQUEST,
    K.MEDIATION_CONSENT,
    K.CONFIRMATION_REQUEST,
    K.HEARING_REQUEST,
    K.RECUSAL_REQUEST,
    K.REVIEW_REQUEST,
    K.WITHDRAWAL,
)
MOST_NAMES = 3
PICTURES = ("jpg", "png", "webp")
SORTS = {
    "docx": "文档（Word）", "xlsx": "表格（Excel）", "txt": "文本", "mp3": "录音（MP3）", "wav": "录音（WAV）",
    "doc": "文档（Word、WPS）", "xls": "表格（Excel、WPS）", "ppt": "演示文稿", "ofd": "OFD", "tif": "图片（TIF）",
    "mp4": "录像（MP4）", "pdf": "PDF", "jpg": "图片（JPG）", "png": "图片（PNG）", "webp": "图片（WEBP）",
}  # fmt: skip


@dataclass
class Piece:
    """One row of the index. `first` and `last` are its pages in the pack, once bound; without a file it lies apart."""

    key: tuple[str, int]
    title: str
    number: str
    responsible: str
    on: date
    file: Any
    form: str
    remarks: list[str] = field(default_factory=list)
    first: int = 0
    last: int = 0
    size: int = 0
    sha256: str = ""
    item: int = 0  # of a committee's file
    no: int = 0  # in the index

    @property
    def sort(self) -> str:
        """What sort of file it is, for people."""
        return SORTS.get(self.form, self.form.upper())


def pieces_of(matter: Matter, reader: Actor, *, materials: bool) -> list[Piece]:
    """Issued papers, each followed by its stamped scan and its proofs of service, and if wanted the materials."""
    papers = list(
        Paper.objects.visible_to(reader).issued().filter(matter=matter)
        .select_related("organ", "to_organ", "matter").prefetch_related("addressees")
    )  # fmt: skip
    kept = list(
        Attachment.objects.visible_to(reader).filter(matter=matter).select_related("organ").prefetch_related("given_by")
    )
    proofs, scans = _proofs(papers), _scans(kept)
    of_scans = {scan.pk for found in scans.values() for scan in found}
    shown: list[Any] = [paper for paper in papers if paper.kind != K.PROOF_OF_SERVICE or paper.pk not in _all(proofs)]
    shown += [one for one in kept if materials and one.pk not in of_scans]
    found: list[Piece] = []
    by_items = committee_file.is_kept_for(matter)
    for thing in sorted(shown, key=_by_item if by_items else _place):
        begin = len(found)
        found.append(of_paper(thing) if isinstance(thing, Paper) else of_material(thing))
        if isinstance(thing, Paper):
            found += [of_material(scan, "盖章扫描件") for scan in scans.get(thing.pk, [])]
            found += [of_paper(proof, thing) for proof in proofs.get(thing.pk, [])]
        for piece in found[begin:] if by_items else ():
            piece.item = committee_file.item_of(thing)
    return found


def _by_item(thing: Any) -> tuple[int, date, str, int]:
    _rank, on, sort, pk = _place(thing)
    return committee_file.item_of(thing), on, sort, pk


def _place(thing: Any) -> tuple[int, date, str, int]:
    if isinstance(thing, Paper):
        return RANK.get(thing.kind, len(ORDER)), thing.issued_on or date.max, "paper", thing.pk
    return RANK["material"], thing.kept_on, "material", thing.pk


def _proofs(papers: list[Paper]) -> dict[int, list[Paper]]:
    """Proofs of service by the paper that was served."""
    services = dict(
        ServiceOfDocument.objects.filter(paper__in=[paper.pk for paper in papers]).values_list("pk", "paper_id")
    )
    found: dict[int, list[Paper]] = {}
    for paper in papers:
        if paper.kind == K.PROOF_OF_SERVICE and paper.subject_id in services:
            found.setdefault(services[paper.subject_id], []).append(paper)
    return found


def _all(found: dict[int, list[Paper]]) -> set[int]:
    return {paper.pk for papers in found.values() for paper in papers}


def _scans(kept: list[Attachment]) -> dict[int, list[Attachment]]:
    """Scans of stamped papers, by the paper."""
    uses = dict(SealUse.objects.filter(pk__in=[one.subject_id for one in kept]).values_list("pk", "paper_id"))
    found: dict[int, list[Attachment]] = {}
    for one in kept:
        if one.subject_type == "sealuse" and one.subject_id in uses:
            found.setdefault(uses[one.subject_id], []).append(one)
    return found


def named(people: list[str]) -> str:
    """甲、乙、丙; of more the first three, 等37人."""
    return "、".join(people[:MOST_NAMES]) + (f"等{len(people)}人" if len(people) > MOST_NAMES else "")


def of_paper(paper: Paper, served: Paper | None = None) -> Piece:
    """A paper as a row of the index, told from others of its kind by whom it was for; a proof also by what was served."""
    people = named([str(party) for party in paper.addressees.all()])
    title = paper.snapshot["title"]
    if served:
        title = f"{title}：{served.snapshot['title']}"
    remarks = [str(PaperState(paper.state).label)] if paper.state != PaperState.ISSUED else []
    if not paper.file:
        remarks.append("PDF尚未生成，未装入")
    return Piece(
        key=("paper", paper.pk),
        title=f"{title}（{to}）" if (to := people or paper.to_organ) else title,
        number=paper.number,
        responsible=people if paper.kind in BY_PARTIES and people else paper.organ.name,
        on=paper.issued_on or paper.matter.opened_on,
        file=paper.file or None,
        form="pdf",
        remarks=remarks,
    )


def of_material(kept: Attachment, remark: str = "") -> Piece:
    """A file of the 材料 as a row of the index; what cannot be printed as pages lies apart."""
    printable = kept.form == "pdf" or kept.form in PICTURES
    remarks = [remark] if remark else []
    if not printable:
        remarks.append("另存")
    return Piece(
        key=("attachment", kept.pk),
        title=kept.name,
        number="",
        responsible="、".join(str(party) for party in kept.given_by.all()) or kept.organ.name,
        on=kept.kept_on,
        file=kept.file if printable else None,
        form=kept.form,
        remarks=remarks,
        size=kept.size,
        sha256=kept.sha256,
    )
