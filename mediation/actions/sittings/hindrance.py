"""What follows where a party cannot come: whoever decides is told, the sitting is moved, the party is told why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import gateway, messages, paperwork
from mediation.actions.consequences import PARTIES
from mediation.actions.registry import effect_of
from mediation.actions.sittings.calling import PANEL, seat_of
from mediation.models import Hindrance, User
from mediation.vocabulary import PaperKind, PostponeGround, Role
from mediation.workflows.base import Act


@effect_of(Hindrance, "hand_in", tells=(*PANEL, Role.MEDIATOR))
def tell_who_sits(hindrance: Hindrance, act: Act) -> None:
    """Whoever sits there learns that a party asks for another day; one of them decides."""
    sitting = hindrance.sitting
    if sitting is None:
        return
    text = _("%(who)s说明不便到场，请求改期：%(what)s。") % {"who": hindrance.party, "what": sitting}
    for user in User.objects.filter(pk__in=sitting.booked_people()).order_by("pk"):
        role = seat_of(sitting, user) if hindrance.hearing_id else Role.MEDIATOR
        messages.tell(act, user, text, key=f"hindrance:{hindrance.pk}", role=role)


@effect_of(Hindrance, "grant", takes=("Hearing.postpone", "MediationSession.postpone"), tells=PARTIES)
def move_the_sitting(hindrance: Hindrance, act: Act) -> None:
    """It is put off for everybody; the new time of a hearing is fixed anew, with its notice."""
    why = _("当事人有正当理由不能到场")
    if hindrance.hearing is not None:
        gateway.follow(act, hindrance.hearing, "postpone", ground=PostponeGround.FORCE_MAJEURE, why=why)
    elif hindrance.session is not None:
        moved = {name: act.facts[name] for name in ("starts_at", "room", "place")}
        gateway.follow(act, hindrance.session, "postpone", why=why, **moved)
    _answer(hindrance, act, _("您请求改期，已经同意。"))


@effect_of(Hindrance, "refuse", tells=PARTIES, issues=(PaperKind.POSTPONEMENT_REFUSAL,))
def tell_why_not(hindrance: Hindrance, act: Act) -> None:
    """The party learns why, and that the sitting is held as it was told: of a hearing, on which rights hang, in writing too."""
    if hindrance.hearing is not None:
        paperwork.issue_now(
            act, PaperKind.POSTPONEMENT_REFUSAL, organ=hindrance.hearing.organ, subject=hindrance,
            addressees=[hindrance.party], content={"why": hindrance.decision_reason},
        )  # fmt: skip
    said = _("您请求改期，没有同意：%(why)s。请按原定时间到场。") % {"why": hindrance.decision_reason}
    _answer(hindrance, act, said)


def _answer(hindrance: Hindrance, act: Act, said: str) -> None:
    if hindrance.help_offered:
        said += _("关于您需要的帮助：%s。") % hindrance.help_offered
    messages.tell(act, hindrance.party, said, key=f"hindrance:{hindrance.pk}:answer")
