"""The kinds of paper by code. Each module of this package that defines kinds calls `register`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings

from mediation import wings
from mediation.documents.card import Body, Card
from mediation.documents.remedies import rights_in
from mediation.documents.types import DocumentType
from mediation.models import Claim, Paper
from mediation.vocabulary import PaperKind

_TYPES: dict[str, DocumentType] = {}


def register(module: str, *types: DocumentType) -> None:
    """Add kinds of paper; each kind once. `module` is the caller's `__name__`: kind and wording lie in the same wing."""
    for document_type in types:
        if document_type.kind in _TYPES:
            raise LookupError(f"{document_type.kind} is registered twice")
        _TYPES[document_type.kind] = replace(document_type, wing=module.split(".")[-2])


def document_type(kind: str) -> DocumentType:
    """The type of a kind of paper; each kind of the closed list has one."""
    return _TYPES[PaperKind(kind)]


def document_types() -> dict[str, DocumentType]:
    """All kinds, in the order of the closed list."""
    return {kind.value: _TYPES[kind] for kind in PaperKind if kind in _TYPES}


def answer_to(claim: Claim) -> PaperKind:
    """The kind of paper that answers a claim of its category and route."""
    (found,) = (one.kind for one in _TYPES.values() if one.answers is not None and one.answers(claim))
    return found


def card_of(paper: Paper) -> Card:
    """The plain-words card of an issued paper, as its kind declares it."""
    printed, kind = paper.snapshot, document_type(paper.kind)
    body = kind.card(printed) if kind.card else Body()
    return Card(
        kind=paper.kind, organ=printed["organ"], issued_on=printed["issued_on"] or "", answers=body.answers,
        result=body.result, said=body.said, rights=tuple(rights_in(printed.get("rights") or [])),
        remedy=tuple(printed.get("remedy") or ()),
    )  # fmt: skip


def load() -> None:
    """Import every module of documents, so that all kinds are known; LookupError where one is not whole."""
    wings.load("mediation.documents")
    if faults := list(_forgotten()):
        raise LookupError(faults[0])


def _forgotten() -> Iterator[str]:
    """Kinds of the closed list without a declaration, and editions without their wording."""
    for kind in PaperKind:
        if kind not in _TYPES:
            yield f"{kind}: no module of documents/<wing>/ registers this kind of paper"
            continue
        for edition in range(1, _TYPES[kind].edition + 1):
            wording = f"templates/{_TYPES[kind].template(edition)}"
            if not (settings.ROOT / wording).is_file():
                yield f"{kind}: write its wording in {wording}"
