"""Mediations and agreements in every standing, reached through the gateway."""

from __future__ import annotations

from typing import Any

from mediation.actions import gateway
from mediation.models import Agreement, Mediation, MediationSession, Organ, Petition, User
from mediation.vocabulary import OrganKind, Role
from tests.factories.world import World, at

DAY = "2025-03-10"
COOPERATIVE = {"name": "绿源合作社", "kind": "organisation"}
WORKERS = [{"name": "赵铁柱", "is_representative": True}, {"name": "钱小梅"}]
BRICKWORKS = {"name": "永兴砖厂", "kind": "organisation"}


def do(obj: Any, step: str, by: Any, day: str = DAY, clock: str = "10:00", **facts: Any) -> Any:
    """Take a step of a stored object on a day."""
    return gateway.perform(type(obj), obj.pk, step, by=by, at=at(day, clock), **facts)


def mediator_of(world: World, organ: Organ) -> User:
    """The mediator of an organ."""
    return world.staff(Role.MEDIATOR, organ)


def committee(world: World) -> Organ:
    """The township's mediation committee."""
    found = Organ.objects.filter(code="lstw").first()
    return found or world._below(world.county, "柳树乡人民调解委员会", "柳人", "lstw", OrganKind.MEDIATION_COMMITTEE)


def disputed(world: World, **facts: Any) -> Petition:
    """An accepted petition against a cooperative."""
    return world.accepted(**{"opposite_parties": [COOPERATIVE], **facts})


def proposed(world: World, petition: Petition | None = None, **facts: Any) -> Mediation:
    """A mediation of all claims, proposed by the bureau's handler."""
    petition = petition or disputed(world)
    stated = {"claims": list(petition.claims.all()), "dispute": "保底收购价与实付价的差额", **facts}
    return gateway.perform(Mediation, None, "propose", by=world.handler, at=at(DAY), matter=petition.matter, **stated)


def alone(world: World, **facts: Any) -> Mediation:
    """Unpaid wages at the brickworks, brought to the committee without any petition."""
    organ = committee(world)
    stated = {
        "organ": organ,
        "subject": "砖厂拖欠工资",
        "dispute": "2024年下半年工资九万元未付",
        "applicants": WORKERS,
        "respondents": [BRICKWORKS],
        **facts,
    }
    return gateway.perform(Mediation, None, "propose", by=mediator_of(world, organ), at=at(DAY), **stated)


def everyone(mediation: Mediation) -> list[Any]:
    """Who takes part."""
    return [p.party for p in mediation.participants.select_related("party")]


def consented(world: World, mediation: Mediation) -> Mediation:
    """Everyone was told their rights and consented."""
    by = mediator_of(world, mediation.organ)
    do(mediation, "tell_rights", by, clock="10:00")
    return do(mediation, "consent", by, clock="10:05", who=everyone(mediation))


def with_mediator(world: World, mediation: Mediation) -> Mediation:
    """A mediator chosen by all."""
    by = mediator_of(world, mediation.organ)
    do(mediation, "name_mediators", by, clock="10:10", mediators=[by], chosen_by_parties=True)
    return do(mediation, "affirm", by, clock="10:12")


def session(world: World, mediation: Mediation, **facts: Any) -> MediationSession:
    """A session, arranged."""
    stated = {"mediation": mediation, "starts_at": at("2025-03-17"), "place": "乡调解室", **facts}
    by = mediator_of(world, mediation.organ)
    return gateway.perform(
        MediationSession, None, "schedule", by=by, at=at(DAY, "10:20"), matter=mediation.matter, **stated
    )


def ready(world: World, mediation: Mediation) -> Mediation:
    """Everyone has consented and the mediator is chosen; so it stays, once it is."""
    return mediation if mediation.mediators.exists() else with_mediator(world, consented(world, mediation))


def in_session(world: World, mediation: Mediation, **facts: Any) -> MediationSession:
    """A session that is going on, on 17 March."""
    planned = session(world, ready(world, mediation))
    by = mediator_of(world, mediation.organ)
    return do(planned, "open", by, "2025-03-17", **{"present": everyone(mediation), **facts})


def agreed(world: World, mediation: Mediation) -> Mediation:
    """Agreement reached on 17 March, if it was not before."""
    if mediation.state == "agreed":
        return mediation
    meeting = in_session(world, mediation)
    do(
        meeting, "close", mediator_of(world, mediation.organ), "2025-03-17", "11:30",
        result="agreed", outcome="分期支付", recorder="文书小李",
    )  # fmt: skip
    return Mediation.objects.get(pk=mediation.pk)


def terms(debtor: Any, creditor: Any, *days: str) -> dict[str, Any]:
    """What is agreed, with one instalment for each day."""
    return {
        "account": "欠款属实，双方无争议。",
        "terms": "分期付清。",
        "obligations": [
            {
                "debtor": debtor, "creditor": creditor, "what": f"支付第{n}期", "amount": 30000,
                "due_on": at(day).date(), "manner": "银行转账",
            }
            for n, day in enumerate(days or ("2025-04-30",), start=1)
        ],
        "place": "乡调解室",
    }  # fmt: skip


def drafted(world: World, mediation: Mediation, *days: str, **facts: Any) -> Agreement:
    """A mediation agreement to be signed."""
    parties = list(mediation.parties.all())
    stated = {
        "kind": "mediation",
        "mediation": mediation,
        "claims": list(mediation.claims.all()),
        **terms(parties[-1], parties[0], *days),
        **facts,
    }
    by = mediator_of(world, mediation.organ)
    return gateway.perform(
        Agreement, None, "draft", by=by, at=at("2025-03-17", "12:00"), matter=mediation.matter, **stated
    )


def in_force(world: World, mediation: Mediation, *days: str, **facts: Any) -> Agreement:
    """Signed by everyone on 17 March and performed from then."""
    agreement = drafted(world, agreed(world, mediation), *days, **facts)
    by = mediator_of(world, mediation.organ)
    for party in agreement.parties.all():
        do(agreement, "sign", by, "2025-03-17", "12:10", signer=party)
    do(agreement, "countersign", by, "2025-03-17", "12:20")
    do(agreement, "take_effect", by, "2025-03-17", "12:30")
    return Agreement.objects.get(pk=agreement.pk)


# The day on which agreements are signed.
SIGNING = "2025-03-17"


def party(obj, name):
    return obj.matter.parties.get(name=name)


def by_mediator(world, obj, step, day=SIGNING, **facts):
    return do(obj, step, mediator_of(world, obj.organ), day, "13:00", **facts)


def by_word_of_mouth(world: World) -> Mediation:
    """Wages, mediated by the committee alone, agreed by word of mouth and in force."""
    found = agreed(world, ready(world, alone(world)))
    agreement, by = drafted(world, found, kind="oral", claims=[]), mediator_of(world, found.organ)
    do(agreement, "countersign", by, "2025-03-17", "12:20")
    do(agreement, "take_effect", by, "2025-03-17", "12:30")
    return Mediation.objects.get(pk=found.pk)
