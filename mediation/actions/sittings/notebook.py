"""Notes of mediators: written under their key, and the key given to whom the writer hands them on."""

from __future__ import annotations

from contextlib import suppress

from mediation.actions.registry import effect_of
from mediation.models import Mediation, MediationNote
from mediation.models.confided import KeyLostError
from mediation.workflows.base import Act


@effect_of(Mediation, "take_note")
def keep_note(mediation: Mediation, act: Act) -> None:
    """Keep the note apart from the file; the ledger holds only its keyed digest. A co-mediator to whom it is handed on reads it."""
    MediationNote.write(mediation, act.by.user, audience=act.facts["audience"], text=act.facts["note"], at=act.at)


@effect_of(Mediation, "hand_on_notes")
def hand_on(mediation: Mediation, act: Act) -> None:
    """The writer's notes go with the case, or stay with him."""
    mediation.notebooks.filter(writer=act.by.user, own=False).update(hands_on=act.facts["hands_on"])
    give_to_readers(mediation)


@effect_of(Mediation, "name_mediators", after="put_mediators_in_place")
def hand_on_to_those_named(mediation: Mediation, act: Act) -> None:
    """Whoever mediates now reads what was handed on; who left reads only what he wrote."""
    give_to_readers(mediation)


@effect_of(Mediation, "object_to_mediator", after="make_room")
@effect_of(Mediation, "take_off_mediator", after="take_off")
def take_from_those_who_left(mediation: Mediation, act: Act) -> None:
    """Who was taken off reads nobody else's notes."""
    give_to_readers(mediation)


def give_to_readers(mediation: Mediation) -> None:
    """Each notebook to its writer and, where he hands it on, to those who mediate now; to nobody else.

    A notebook whose key the site has lost can be given to nobody, and stops nobody from mediating.
    """
    notebooks = list(mediation.notebooks.select_for_update().filter(own=False))
    if not notebooks:
        return
    mediate = set(mediation.mediators.filter(left_on=None).values_list("user_id", flat=True))
    for notebook in notebooks:
        readers = {notebook.writer_id} | (mediate if notebook.hands_on else set())
        notebook.keys.exclude(reader__in=readers).delete()
        with suppress(KeyLostError):
            notebook.give(*readers)
