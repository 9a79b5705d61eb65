"""Who takes part in a sitting, who may speak and under which key, what is owed before it goes on: for each kind of sitting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from mediation.models import Agent, Hearing, JointConference, MediationSession
from mediation.queries.sittings.said import Line
from mediation.vocabulary import Challenge, EntryKind, HearingPhase, Presence
from mediation.workflows.sittings.hearing_request import HearingState


@dataclass(frozen=True)
class Present:
    """Somebody who was called, or an organ, and where he is now."""

    key: int
    name: str
    role: str
    outcome: str
    came: bool
    left: bool = False
    agents: list[tuple[str, bool]] = field(default_factory=list)
    code: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    row: Any = None

    @property
    def here(self) -> bool:
        """Whether he came and has not left."""
        return self.came and not self.left


def present(sitting: Any, lines: list[Line], on: Any) -> list[Present]:
    """Those called, with the agents who may speak for them today, and who has left since."""
    moves = {line.now.speaker: line.now.kind for line in lines if line.now.kind in (EntryKind.CAME, EntryKind.LEFT)}
    gone = {name for name, kind in moves.items() if kind == EntryKind.LEFT}
    return list(CALLED[type(sitting)](sitting, gone, on))


def _at_the_hearing(hearing: Any, gone: set[str], on: Any) -> Iterator[Present]:
    rows = list(hearing.invited.select_related("party"))
    agents: dict[int, list[Agent]] = {}
    for agent in Agent.objects.filter(principal__in=[row.party_id for row in rows]).order_by("pk"):
        if agent.speaks(on):
            agents.setdefault(agent.principal_id, []).append(agent)
    for row in rows:
        named = row.agents.split("、")
        yield Present(
            row.party_id, row.party.name, row.party.get_role_display(), row.get_outcome_display(),
            row.outcome == Presence.PRESENT, row.party.name in gone,
            [(agent.name, agent.name in named) for agent in agents.get(row.party_id, [])], row.outcome, row.answers(), row,
        )  # fmt: skip


def _at_the_session(session: Any, gone: set[str], on: Any) -> Iterator[Present]:
    there, agents = {party.pk for party in session.present.all()}, session.agents_there()
    for one in session.mediation.participants.select_related("party"):
        theirs = [(agent.name, True) for agent in agents if agent.principal_id == one.party_id]
        came = one.party_id in there or bool(theirs)
        told = _("到场") if one.party_id in there else _("由代理人到场") if theirs else _("未到场")
        told = told if session.record_begun() else ""
        yield Present(
            one.party_id, one.party.name, one.party.get_role_display(), told, came, one.party.name in gone, theirs
        )


def _at_the_conference(conference: Any, gone: set[str], on: Any) -> Iterator[Present]:
    for one in conference.members.select_related("organ"):
        told = (_("到会") if one.was_present else _("未到会")) if conference.record_begun() else ""
        who = [(one.represented_by, True)] if one.represented_by else []
        yield Present(
            one.organ_id,
            one.organ.name,
            one.get_attendance_display(),
            told,
            one.was_present,
            one.organ.name in gone,
            who,
        )


CALLED: dict[type[Any], Callable[[Any, set[str], Any], Iterator[Present]]] = {
    Hearing: _at_the_hearing,
    MediationSession: _at_the_session,
    JointConference: _at_the_conference,
}


# Who may speak


def speakers_of(sitting: Any, people: list[Present], lines: list[Line]) -> list[str]:
    """Who may speak, in the order of their keys; in the language of the record, whatever that of the page."""
    with override(settings.LANGUAGE_CODE):
        heard = [line.now.speaker for line in lines if line.now.kind == EntryKind.SAID and line.now.text]
        called = present(sitting, lines, None) if not isinstance(sitting, Hearing) else people
        return list(dict.fromkeys([*SPEAKING[type(sitting)](sitting, called), *heard]))


def _parties(people: list[Present]) -> Iterator[str]:
    for one in people:
        if one.came:
            yield _("%(name)s（%(role)s）") % {"name": one.name, "role": one.role}
            yield from (
                _("%(agent)s（%(party)s的代理人）") % {"agent": name, "party": one.name}
                for name, came in one.agents
                if came
            )


def _heard_by_part(hearing: Any, people: list[Present]) -> Iterator[str]:
    """Presider, those present with their agents, whoever handles it, the panel, the recorder; each with the part taken."""
    if hearing.presider:
        yield _("%s（主持人）") % hearing.presider
    roles = {one.party_id: one.party.get_role_display() for one in hearing.invited.select_related("party")}
    yield from _parties([_as_in_the_record(one, roles.get(one.key, one.role)) for one in people])
    petition = getattr(hearing.matter, "petition", None)
    if petition is not None and petition.handler:
        yield _("%s（承办人）") % petition.handler
    yield from (f"{one['name']}（{one['part']}）" for one in hearing.others_there())
    members = hearing.sitting_members().select_related("user")
    yield from (_("%s（听证员）") % member.user for member in members if member.user_id != hearing.presider_id)
    if hearing.recorder:
        yield _("%s（记录员）") % hearing.recorder


def _as_in_the_record(one: Present, role: str) -> Present:
    return Present(one.key, one.name, str(role), one.outcome, one.came, one.left, one.agents, one.code)


def _mediating(session: Any, people: list[Present]) -> Iterator[str]:
    """The mediators, both sides with their agents, whoever was invited."""
    staff = session.mediation.mediators.filter(left_on=None).select_related("user")
    yield from (_("%s（调解员）") % one.user for one in staff)
    yield from _parties(people)
    yield from (_("%s（受邀参与人）") % name.strip() for name in session.guests.split("、") if name.strip())


def _conferring(conference: Any, people: list[Present]) -> Iterator[str]:
    """Who chairs, and each organ that came with who speaks for it."""
    yield _("%s（主持人）") % conference.chair
    for one in people:
        if one.came:
            yield f"{one.name}（{one.agents[0][0]}）" if one.agents else one.name


SPEAKING: dict[type[Any], Callable[[Any, list[Present]], Iterator[str]]] = {
    Hearing: _heard_by_part,
    MediationSession: _mediating,
    JointConference: _conferring,
}


def officers_of(sitting: Any) -> list[tuple[str, str]]:
    """Who holds the sitting, and in which office."""
    if isinstance(sitting, Hearing):
        panel = "、".join(str(member.user) for member in sitting.sitting_members().select_related("user"))
        return [
            (_("主持人"), str(sitting.presider or "")),
            (_("听证员"), panel),
            (_("记录员"), str(sitting.recorder or "")),
        ]
    if isinstance(sitting, MediationSession):
        staff = sitting.mediation.mediators.filter(left_on=None).select_related("user")
        found = [(_("调解员"), "、".join(str(one.user) for one in staff))]
        return found + ([(_("受邀参与的人"), sitting.guests)] if sitting.guests else [])
    return [(_("召集人"), sitting.convenor), (_("主持人"), sitting.chair)]


def owed_by(sitting: Any) -> list[str]:
    """What is still to be done before the sitting can open, go on, or end."""
    found = []
    if isinstance(sitting, Hearing):
        found += [_("核对是否到场：%s") % party for party in sitting.unchecked()]
        found += [_("决定回避申请：%s") % one for one in sitting.recusals_pending()]
        if sitting.state == HearingState.IN_SESSION:
            found += _to_be_asked(sitting)
            found += [_("听取：%s") % HearingPhase(part).label for part in sitting.unheard()]
            found += [_("会后提交的材料：%s") % who for who in sitting.promising()]
    elif sitting.was_typed() and sitting.record_open():
        found += [] if sitting.was_read() else [_("读笔录")]
        found += [_("在笔录上签名：%s") % one.name for one in sitting.not_signed()]
    found += _in_haste(sitting) if sitting.record_open() else []
    if twice := sitting.said_in_conflict():
        found.append(_("两人对同一条的更正不一致，请确定：第%s条") % "、".join(str(no) for no in twice))
    return found


def _to_be_asked(hearing: Hearing) -> list[str]:
    """Each side that has not answered at the opening; whoever wants somebody to withdraw, until that is entered as a request."""
    came = [one for one in hearing.invited.select_related("party") if one.outcome == Presence.PRESENT]
    asked = set(hearing.recusals.order_by().values_list("asked_by", flat=True))
    found = [_("询问%s：身份、回避、权利义务") % one.party for one in came if not one.has_answered]
    wanting = [one for one in came if one.challenge == Challenge.ASKED and one.party_id not in asked]
    return found + [_("登记%s的回避申请") % one.party for one in wanting]


def _in_haste(sitting: Any) -> list[str]:
    """Who signed on one device within seconds of another, for whoever issues the record."""
    after = sitting.signed_in_haste()
    names = {one.pk: one.signer for one in sitting.signed_as_it_stands().values()} if after else {}
    return [
        _("核实%(who)s的签名：与前一人在同一设备上只相隔%(n)d秒") % {"who": names[pk], "n": seconds}
        for pk, seconds in after.items()
    ]
