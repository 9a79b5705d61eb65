"""What follows when files are handed in: rows in the matter, sealed where they accuse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mediation.actions import gateway
from mediation.actions.registry import effect_of, effect_of_files
from mediation.models import Attachment, Claim, Matter, Organ, Party
from mediation.workflows.base import Act, Lifecycle
from mediation.workflows.facts import Kind


@effect_of_files
def keep_files(obj: Lifecycle, act: Act) -> None:
    """Every file of the step lies in the matter, with its claims and who gave it."""
    declared = type(obj).steps()[act.event.step].facts
    for handed_in in (one for fact in declared if fact.kind is Kind.FILE for one in act.facts[fact.name]):
        kept = gateway.follow(
            act,
            Attachment(matter=obj.matter),
            "keep",
            name=handed_in.name,
            sha256=handed_in.sha256,
            size=handed_in.size,
            claims=act.facts.get("proves") or [],
            given_by=givers(obj, act),
            changes={
                "organ": _taken_in_by(obj, act),
                "form": handed_in.form,
                "file": handed_in.path,
                "subject_type": obj._meta.model_name,
                "subject_id": obj.pk,
                "added_at": act.at,
            },
        )
        if others := obj.shows_files_to(act.event.step):
            gateway.follow(act, kept, "give", given_to=others)


def givers(obj: Lifecycle, act: Act) -> list[Party]:
    """The party itself, those stated, or with a petition those who brought it."""
    if act.by.party is not None:
        return [act.by.party]
    if "given_by" in act.facts:
        return list(act.facts["given_by"])
    return list(obj.matter.petitioners) if "petitioners" in act.facts else []


def _taken_in_by(obj: Lifecycle, act: Act) -> Organ:
    """The organ whose staff took it in; what a party sends goes to whoever handles the matter and is not accused."""
    handling: Organ = obj.acting_organ or obj.matter.organ
    accused = act.by.party is not None and obj.matter.claims.filter(accused_organ=handling).exists()
    first: Organ = obj.matter.organ
    return first if accused else handling


@effect_of(Attachment, "keep", "place", takes=("Attachment.seal",))
def seal_what_accuses(attachment: Attachment, act: Act) -> None:
    """What proves an accusation, or may hold one, is sealed from the accused at once."""
    _seal(attachment, accused_by(attachment), act)


@effect_of(Claim, "classify", takes=("Attachment.seal",))
def seal_what_was_handed_in(claim: Claim, act: Act) -> None:
    """A claim that turns out to accuse takes its files, and those of no claim, out of the accused's sight."""
    if claim.accused_organ_id:
        for attachment in claim.matter.attachments.all():
            _seal(attachment, accused_by(attachment), act)


@effect_of(Attachment, "unseal")
def open_again(attachment: Attachment, act: Act) -> None:
    """Nobody is shut out any more."""
    attachment.sealed_from.clear()


def accused_by(attachment: Attachment) -> set[Organ]:
    """The organs that the file accuses: those of its claims; without a claim, all that the matter accuses.

    What an organ collected itself it may go on seeing, unless it was placed under an accusation.
    """
    claims = list(attachment.claims.exclude(accused_organ=None))
    if claims or attachment.claims.exists():
        return {claim.accused_organ for claim in claims}
    accusing = attachment.matter.claims.exclude(accused_organ=None).exclude(accused_organ=attachment.organ)
    return {claim.accused_organ for claim in accusing}


def _seal(attachment: Attachment, accused: Iterable[Organ], act: Act) -> None:
    already = set(attachment.sealed_from.all())
    if missing := set(accused) - already:
        gateway.follow(act, attachment, "seal", sealed_from=sorted(already | missing, key=lambda organ: organ.pk))


def may_go_along(matter: Matter, to_organ: Organ) -> Any:
    """The files of a matter that an organ may be sent: none that is sealed from it or accuses it."""
    found = matter.attachments.exclude(pk__in=matter.attachments.filter(sealed_from=to_organ).values("pk"))
    return found.exclude(pk__in=matter.attachments.filter(claims__accused_organ=to_organ).values("pk"))
