"""What follows the acts of a panel: declarations, notes, the privacy of its deliberation."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import access, messages
from mediation.actions.consequences import PARTIES
from mediation.actions.registry import effect_of
from mediation.models import Hearing, InterestDeclaration, PanelNote
from mediation.vocabulary import AccessPart, PanelNoteKind
from mediation.workflows.base import Act


@effect_of(Hearing, "affirm", tells=PARTIES)
def keep_the_declaration(hearing: Hearing, act: Act) -> None:
    """It is kept; what was added is told to the parties, who may ask for recusal."""
    known = act.facts["known"]
    InterestDeclaration.objects.create(hearing=hearing, user=act.by.user, known=known, declared_on=act.on)
    if not known:
        return
    said = _("%(who)s将参加听证工作，说明如下：%(what)s您认为会影响公正的，可以申请回避。")
    said %= {"who": act.by.user, "what": known if known.endswith("。") else f"{known}。"}
    for party in hearing.matter.parties.taking_part().order_by("pk"):
        messages.tell(act, party, said, key=f"declared:{act.event.pk}")


@effect_of(Hearing, "note")
def keep_the_note(hearing: Hearing, act: Act) -> None:
    """A note of one's own."""
    _keep(hearing, act, PanelNoteKind.PREPARATION)


@effect_of(Hearing, "discuss")
def keep_the_discussion(hearing: Hearing, act: Act) -> None:
    """What was discussed, for the panel and its recorder."""
    _keep(hearing, act, PanelNoteKind.DISCUSSION)


def _keep(hearing: Hearing, act: Act, kind: PanelNoteKind) -> None:
    PanelNote.objects.create(
        hearing=hearing, writer=act.by.user, kind=kind, text=act.facts["text"], written_on=act.on
    )  # fmt: skip


@effect_of(Hearing, "deliberate")
def keep_its_own_sight(hearing: Hearing, act: Act) -> None:
    """Whoever deliberates reads what was deliberated also after the file is closed: nobody else does, and it may have to be accounted for."""
    people = {*hearing.panel_ids(), hearing.recorder_id} - {None}
    access.admit_people(act, hearing.matter, people, part=AccessPart.DELIBERATION, about=hearing)
