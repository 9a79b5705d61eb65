"""Mediations and conferences as far as most tests of them begin: each is reached once for the tests that follow each other."""

from __future__ import annotations

from mediation.models import Agreement, JointConference, Mediation, MediationSession, Petition
from tests.factories.conference import convened, held
from tests.factories.mediation import agreed, alone, disputed, drafted, in_force, in_session, proposed, ready
from tests.factories.world import World
from tests.stages import staged


@staged
def dispute(world: World) -> Petition:
    """An accepted petition against a cooperative."""
    return disputed(world)


@staged
def proposed_mediation(world: World, dispute: Petition) -> Mediation:
    """Proposed by the bureau's handler."""
    return proposed(world, dispute)


@staged
def ready_mediation(world: World, proposed_mediation: Mediation) -> Mediation:
    """Everyone consented, the mediator is chosen."""
    return ready(world, proposed_mediation)


@staged
def open_session(world: World, ready_mediation: Mediation) -> MediationSession:
    """Everyone is there."""
    return in_session(world, ready_mediation)


@staged
def agreed_mediation(world: World, ready_mediation: Mediation) -> Mediation:
    """Agreement reached."""
    return agreed(world, ready_mediation)


@staged
def drafted_agreement(world: World, agreed_mediation: Mediation) -> Agreement:
    """To be signed."""
    return drafted(world, agreed_mediation)


@staged
def agreement_in_force(world: World, agreed_mediation: Mediation) -> Agreement:
    """Signed, in a petition."""
    return in_force(world, agreed_mediation)


@staged
def alone_mediation(world: World) -> Mediation:
    """At the committee, without a petition."""
    return alone(world)


@staged
def alone_agreed(world: World, alone_mediation: Mediation) -> Mediation:
    """Agreed at the committee."""
    return agreed(world, alone_mediation)


@staged
def committee_agreement(world: World, alone_agreed: Mediation) -> Agreement:
    """Signed at the committee."""
    return in_force(world, alone_agreed)


@staged
def conference(world: World) -> JointConference:
    """Called for 10 March."""
    return convened(world)


@staged
def held_conference(world: World, conference: JointConference) -> JointConference:
    """All its members met."""
    return held(world, conference)
