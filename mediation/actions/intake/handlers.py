"""Who handles a petition reads its file; who was replaced reads it no more, nor a colleague once somebody is named."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from mediation.actions import access, messages
from mediation.actions.registry import effect_of
from mediation.models import Petition, User
from mediation.vocabulary import Role
from mediation.workflows.base import Act, Lifecycle

# Days for which a file is read by whoever has said why.
CONSULTED_FOR = 7


def follow_the_handlers(act: Act, petition: Petition) -> None:
    """Each organ that handles: the person it named, or any of its handlers while it has named nobody."""
    named = _named(petition)
    vacant = set(petition.acting_organ_keys) - {organ for organ, _user in named}
    access.seat(act, petition.matter, Role.HANDLER, named, vacant)


def _named(petition: Petition) -> set[tuple[int, int]]:
    """Organs with the handlers that they have named, by key."""
    if petition.parted:
        rows = petition.claims.exclude(organ=None).exclude(handler=None).values_list("organ_id", "handler_id")
        return set(rows)
    organ, user = petition.acting_organ_key, petition.handler_id
    return {(organ, user)} if organ and user else set()


@effect_of(Petition, "close")
def nobody_reads_on(petition: Petition, act: Act) -> None:
    """A closed file is read by nobody who does not say why."""
    access.end_all(act, petition.matter)
    access.see_out(act, petition.matter)


@effect_of(Petition, "reopen")
def whoever_read_reads_again(petition: Petition, act: Act) -> None:
    """What is in hand again is read as before it was closed."""
    access.open_again(act, petition.matter)


@effect_of(Petition, "consult", tells=(Role.HEAD,))
def open_for_some_days(consulted: Lifecycle, act: Act) -> None:
    """The person reads for a week; the heads of the organs that handle it are told who, and why."""
    until = act.on + timedelta(days=CONSULTED_FOR)
    access.admit(act, consulted.matter, user=act.by.user, until=until)
    said = _("%(who)s说明理由查阅%(number)s：%(why)s") % {
        "who": act.by,
        "number": consulted.matter.number,
        "why": act.why,
    }
    for user in User.objects.holding(Role.HEAD, consulted.acting_organ, on=act.on).exclude(pk=act.by.user.pk):
        messages.tell(act, user, said, key=f"consulted:{act.event.pk}", role=Role.HEAD)


@effect_of(Petition, "take_off_handler")
def wait_for_another(petition: Petition, act: Act) -> None:
    """Any handler of the organ reads the file until the head has named another."""
    follow_the_handlers(act, petition)
