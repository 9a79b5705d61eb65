"""Sittings when the people change: who takes part in a mediation, who is invited, and which agents may speak."""

from __future__ import annotations

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import gateway
from mediation.actions.registry import effect_of, guard_of
from mediation.actions.sittings.hearing import summon
from mediation.models import (
    Agent,
    Event,
    Hearing,
    HearingParticipant,
    Mediation,
    Paper,
    Participant,
    Party,
    PartyChange,
)
from mediation.vocabulary import PaperKind, PartyChangeKind
from mediation.workflows.base import Act, NotPossibleNow, Refused
from mediation.workflows.sittings.hearing_request import HearingState
from mediation.workflows.sittings.mediation_state import UNDER_WAY

BETWEEN = re.compile(r"[、，,；;\s]+")
CAME_BACK = (PartyChangeKind.DIED, PartyChangeKind.DISSOLVED, PartyChangeKind.LEFT, PartyChangeKind.MISTAKEN)
# Who takes part is no column: the change with the people brings it back itself.
NOTHING = "{}"
BEFORE_IT_OPENS = ("offered", "requested", "granted", "scheduled")


def agents_named(text: str) -> list[str]:
    """The names in a line of agents."""
    return [name for name in BETWEEN.split(text or "") if name]


@guard_of(Hearing, "record_attendance", says=gettext_lazy("到场的代理人当日有代理权。"), on_facts=True)
def agents_may_speak(hearing: Hearing, act: Act) -> Refused | None:
    """Who speaks for a party at a hearing has its authority in writing, in force on that day."""
    for row in act.attendance or ():
        for name in agents_named(row["agents"]):
            found = Agent.objects.filter(principal=row["party"], name=name)
            if not any(agent.speaks(act.on) for agent in found):
                said = format_lazy(
                    gettext_lazy("{name}不是{party}的代理人，或者代理权当日无效，不能代其参加听证。"),
                    name=name,
                    party=row["party"],
                )
                return NotPossibleNow(
                    "agent_without_authority", said, gettext_lazy("请先凭授权委托书“登记代理人”，写姓名，不写身份。")
                )
    return None


@effect_of(PartyChange, "record_death", "record_end", "leave", "strike", after="stop_serving_who_is_gone")
def take_out_of_sittings(change: PartyChange, act: Act) -> None:
    """Who is gone is waited for in no sitting that has not begun."""
    if change.party is not None:
        step_out(change.party, act)


@effect_of(PartyChange, "split_off", after="go_on_serving_who_was_split_off")
def take_them_out_of_sittings(change: PartyChange, act: Act) -> None:
    """Who has a matter of his own takes part in the sittings of that one."""
    for party in act.facts["people"]:
        step_out(party, act)


@effect_of(PartyChange, "take_back", after="stand_as_before")
def wait_for_it_again(change: PartyChange, act: Act) -> None:
    """Whoever was invited and is a party after all is waited for in the hearings that have not begun, and in mediation."""
    party = change.party
    if party is None or change.kind not in CAME_BACK:
        return
    stepped = Event.objects.filter(object_type="mediation", step="adjust", cause__object_type="partychange")
    left = stepped.filter(cause__object_id=change.pk, cause__version=1).values("object_id")
    for mediation in Mediation.objects.filter(pk__in=left, state__in=UNDER_WAY):
        mediation.parties.add(party)
        Participant.objects.get_or_create(
            mediation=mediation, party=party, defaults={"side": Participant.side_of(party)}
        )
        gateway.follow(act, mediation, "adjust", what=_("参加调解：%s") % party, was=NOTHING)
    for hearing in Hearing.objects.filter(matter=change.matter, state__in=BEFORE_IT_OPENS):
        notices = Paper.objects.of_kind(PaperKind.HEARING_NOTICE).filter(subject_type="hearing", subject_id=hearing.pk)
        notice = notices.filter(addressees=party, state="issued").order_by("-pk").first()
        if notice is not None:
            HearingParticipant.objects.get_or_create(hearing=hearing, party=party, defaults={"notice": notice})


def step_out(party: Party, act: Act) -> None:
    """One party leaves the mediations and hearings that have not ended, or not begun."""
    for mediation in Mediation.objects.filter(matter_id=party.matter_id, parties=party, state__in=UNDER_WAY):
        mediation.parties.remove(party)
        mediation.participants.filter(party=party).delete()
        gateway.follow(act, mediation, "adjust", what=_("不再参加调解：%s") % party, was=NOTHING)
    HearingParticipant.objects.filter(party=party, outcome="", hearing__state__in=BEFORE_IT_OPENS).delete()


@effect_of(PartyChange, "succeed", after="serve_the_successors")
def bring_into_mediation(change: PartyChange, act: Act) -> None:
    """Who succeeds in what is owed takes the place in a mediation under way; his consent is his own and is asked for."""
    heirs = list(change.party.successors.filter(joined_on=act.on, for_money=True)) if change.party else []
    for mediation in Mediation.objects.filter(matter=change.matter, state__in=UNDER_WAY) if heirs else ():
        mediation.parties.add(*heirs)
        for heir in heirs:
            Participant.objects.create(mediation=mediation, party=heir, side=Participant.side_of(heir))
        gateway.follow(
            act, mediation, "adjust", what=_("参加调解：%s") % "、".join(str(heir) for heir in heirs), was=NOTHING
        )


@effect_of(PartyChange, "succeed", after="bring_into_mediation", drafts=(PaperKind.HEARING_NOTICE,))
def invite_the_successors(change: PartyChange, act: Act) -> None:
    """To a hearing that is fixed, whoever succeeds in the remedies of one who was called is called too, with a notice of his own.

    His notice has to reach him in time like any other: else the hearing is put off.
    """
    heirs = list(change.party.successors.filter(joined_on=act.on, for_remedies=True)) if change.party else []
    called = Paper.objects.filter(kind=PaperKind.HEARING_NOTICE, subject_type="hearing", addressees=change.party)
    fixed = Hearing.objects.filter(
        matter=change.matter, state=HearingState.SCHEDULED, pk__in=called.values("subject_id")
    )
    for hearing in fixed.order_by("pk") if heirs else ():
        for heir in heirs:
            summon(hearing, heir, act)
