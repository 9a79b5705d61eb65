"""What follows the acts of a panel: declarations, notes, the privacy of its deliberation."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import access, messages
from mediation.actions.consequences import PARTIES
from mediation.actions.registry import effect_of
from mediation.models import Hearing, InterestDeclaration, PanelMember, PanelNote
from mediation.vocabulary import AccessPart, PanelNoteKind, Role
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


@effect_of(Hearing, "succeed", tells=(*PARTIES, Role.PRESIDING_OFFICER, Role.PANELLIST, Role.RECORDER))
def take_the_seat(hearing: Hearing, act: Act) -> None:
    """The one leaves, the other sits, reads the file of the hearing and has to declare; whoever was invited may challenge the new one."""
    gone, successor = act.facts["person"], act.facts["successor"]
    if hearing.sitting_members().filter(user=gone).update(removed_on=act.on):
        PanelMember.objects.create(hearing=hearing, user=successor, since=act.on)
    sitting = {*hearing.panel_ids(), *(one for one in (hearing.presider_id, hearing.recorder_id) if one)}
    access.admit_people(act, hearing.matter, sitting, part=AccessPart.HEARING, about=hearing)
    said = _("您被指定接替%(gone)s参加听证（%(hearing)s），请声明有无利害关系。") % {"gone": gone, "hearing": hearing}
    messages.tell(act, successor, said, key=f"seat:{act.event.pk}", role=hearing.office_of(successor))
    told = _("听证组有变动：%(gone)s不再参加，由%(successor)s接替。您可以申请回避。") % {
        "gone": gone,
        "successor": successor,
    }
    for invited in hearing.invited.select_related("party"):
        messages.tell(act, invited.party, told, key=f"panel:{act.event.pk}")


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
    people = {one for one in (*hearing.panel_ids(), hearing.recorder_id) if one is not None}
    access.admit_people(act, hearing.matter, people, part=AccessPart.DELIBERATION, about=hearing)
