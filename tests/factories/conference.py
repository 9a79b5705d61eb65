"""Disputes about competence and joint conferences, reached through the gateway."""

from __future__ import annotations

from typing import Any

from mediation.actions import gateway
from mediation.models import AgendaRequest, JointConference, JurisdictionDispute, Organ, Petition, Resolution
from mediation.vocabulary import OrganKind
from tests.factories.mediation import do
from tests.factories.world import World, at

MEETING = "2025-03-10"


def abroad() -> Organ:
    """A bureau of another province: nobody in the tree is above both."""
    found = Organ.objects.filter(code="xl").first()
    return found or Organ.establish(name="西岭铁路管理局", short="西铁", code="xl", kind=OrganKind.OTHER)


def disputed_competence(world: World, **facts: Any) -> JurisdictionDispute:
    """Two bureaus refuse a petition that the petition office registered on 3 March."""
    petition = world.petition(organ=world.office)
    stated = {
        "organs": [world.bureau, world.other_bureau], "quarrel": "both_refuse", "account": "都认为不归自己管", **facts,
    }  # fmt: skip
    return gateway.perform(
        JurisdictionDispute, None, "bring_up", by=world.dispatcher, at=at("2025-03-04"),
        matter=petition.matter, **stated,
    )  # fmt: skip


def convened(world: World, petition: Petition | None = None, **facts: Any) -> JointConference:
    """A conference called on 5 March for 10 March."""
    petition = petition or world.petition(organ=world.office)
    stated = {
        "organ": world.office, "convenor": "青河县副县长", "chair": "县信访局局长", "starts_at": at(MEETING),
        "place": "县政府三楼会议室", "agenda": [{"topic": "增设收购点"}],
        "members": [world.bureau, world.other_bureau], **facts,
    }  # fmt: skip
    return gateway.perform(
        JointConference, None, "convene", by=world.dispatcher, at=at("2025-03-05"), matter=petition.matter, **stated
    )


def asked(world: World, petition: Petition | None = None, **facts: Any) -> AgendaRequest:
    """The petition office asks on 4 March that its conference confers: the bureau and the other bureau, each its question."""
    petition = petition or world.petition(organ=world.office)
    stated = {
        "organ": world.office, "topic": "增设收购点", "question": "由谁出资、何时设立。",
        "asked": [
            {"member": world.bureau, "question": "选址和经费怎样安排？"},
            {"member": world.other_bureau, "question": "收购价格怎样确定？"},
        ], **facts,
    }  # fmt: skip
    return gateway.perform(
        AgendaRequest, None, "ask", by=world.dispatcher, at=at("2025-03-04"), matter=petition.matter, **stated
    )


def convened_apart(world: World, *requests: AgendaRequest, **facts: Any) -> JointConference:
    """A conference with a file of its own, called on 5 March for 10 March, about items of several matters."""
    stated = {
        "organ": world.office, "convenor": "青河县副县长", "chair": "县信访局局长", "starts_at": at(MEETING),
        "place": "县政府三楼会议室", "requests": list(requests), **facts,
    }  # fmt: skip
    return gateway.perform(JointConference, None, "convene", by=world.dispatcher, at=at("2025-03-05"), **stated)


def held(world: World, conference: JointConference, **facts: Any) -> JointConference:
    """The conference met with all its members."""
    stated = {
        "present": conference.member_organs(), "discussions": [{"no": 1, "discussion": "一致同意增设。"}], **facts,
    }  # fmt: skip
    return do(conference, "hold", world.dispatcher, MEETING, **stated)


def resolved(world: World, conference: JointConference, **facts: Any) -> Resolution:
    """The bureau sets up the purchasing point until 30 April."""
    matter = facts["request"].matter if facts.get("request") else conference.matter
    stated = {
        "conference": conference, "text": "在柳树乡增设收购点。", "responsible_organ": world.bureau,
        "cooperating": [world.other_bureau], "due_on": at("2025-04-30").date(), **facts,
    }  # fmt: skip
    return gateway.perform(
        Resolution, None, "adopt", by=world.dispatcher, at=at(MEETING, "11:00"), matter=matter, **stated
    )
