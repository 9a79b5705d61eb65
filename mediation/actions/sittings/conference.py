"""What follows the steps of a joint conference: invitations, resolutions with their days, minutes."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mediation.actions import access, gateway, messages, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.gateway import SHANGHAI
from mediation.actions.registry import completes, effect_of
from mediation.actions.sittings import agenda, booking
from mediation.models import AgendaRequest, ConferenceItem, ConferenceMember, JointConference, Petition, Resolution
from mediation.vocabulary import AccessPart, PaperKind, Role
from mediation.workflows.base import Act
from mediation.workflows.sittings.agenda import AgendaRequestState
from mediation.workflows.sittings.conference import JointConferenceState
from mediation.workflows.sittings.resolution import ResolutionState

CODE = "RESOLVED"
WAITING = (AgendaRequestState.ASKED, AgendaRequestState.ON_AGENDA)
TO_CARRY_OUT = (ResolutionState.ADOPTED, ResolutionState.OVERDUE)


def send_notices(conference: JointConference, act: Act, **change: str) -> None:
    """Each member organ gets it in writing; what was said before of this conference holds no more."""
    for organ in conference.member_organs():
        paperwork.issue_now(
            act, PaperKind.CONFERENCE_NOTICE, organ=conference.organ, subject=conference, to_organ=organ, content=change
        )


@effect_of(
    JointConference,
    "convene",
    takes=("AgendaRequest.put_on",),
    issues=(PaperKind.CONFERENCE_NOTICE,),
    tells=(Role.HEAD,),
)
def invite(conference: JointConference, act: Act) -> None:
    """Write down members and agenda, show them what they confer on, and tell them.

    What is in the file of one matter is shown to all its members; of a conference with a file of its own each reads the
    items that concern it, in the files of those.
    """
    booking.book(conference)
    own = conference.has_own_file
    part = AccessPart.WHOLE if own else AccessPart.CONFERENCE
    access.admit(act, conference.matter, organ=conference.organ, part=part, about=None if own else conference)
    for no, row in enumerate(act.facts["agenda"], start=1):
        ConferenceItem.objects.create(conference=conference, no=no, **row)
    for organ in act.facts["members"]:
        ConferenceMember.objects.create(conference=conference, organ=organ)
        if not own:
            access.show(act, conference.matter, organ, part=AccessPart.CONFERENCE, about=conference)
    for request in act.facts["requests"]:
        gateway.follow(act, request, "put_on", conference=conference)
    agenda.bring_back(conference)
    for organ in conference.member_organs():
        messages.tell_organ(
            act, organ, _("请参加%s。") % in_words(conference), key=f"conference:{conference.pk}", sitting=conference
        )
    send_notices(conference, act)


@effect_of(JointConference, "postpone", issues=(PaperKind.CONFERENCE_NOTICE,), tells=(Role.HEAD,))
def tell_the_new_time(conference: JointConference, act: Act) -> None:
    """The members are told where and when now, and answer anew."""
    booking.book(conference)
    conference.members.update(attendance="", represented_by="")
    for organ in conference.member_organs():
        text = _("%(was)s改期，请参加%(now)s。") % {"was": in_words(act.before), "now": in_words(conference)}
        messages.tell_organ(
            act, organ, text, key=f"conference:{conference.pk}:moved:{act.event.pk}", sitting=conference
        )
    send_notices(
        conference, act, change="改期", was_at=localtime(act.before.starts_at).isoformat(), why=act.facts["why"]
    )


def in_words(conference: JointConference) -> str:
    """The conference with time and place."""
    starts_at = cast(datetime, conference.starts_at)  # convening states it
    when = f"{starts_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return _("%(when)s在%(where)s召开的联席会议") % {"when": when, "where": conference.place}


@effect_of(JointConference, "answer")
def note_answer(conference: JointConference, act: Act) -> None:
    """Write down the member's answer."""
    conference.members.filter(organ=act.facts["member"]).update(
        attendance=act.facts["attendance"], represented_by=act.facts["represented_by"]
    )


@effect_of(JointConference, "hold")
def note_course(conference: JointConference, act: Act) -> None:
    """Write down who was there and what was said on each item; while it confers it keeps its room."""
    conference.members.filter(organ__in=act.facts["present"]).update(was_present=True)
    for row in act.facts["discussions"]:
        conference.items.filter(no=row["no"]).update(discussion=row["discussion"])


@effect_of(
    JointConference, "cancel", takes=("AgendaRequest.defer",), issues=(PaperKind.CONFERENCE_NOTICE,), tells=(Role.HEAD,)
)
def call_off(conference: JointConference, act: Act) -> None:
    """The members are told."""
    booking.free(conference)
    for organ in conference.member_organs():
        text = _("%s取消。") % in_words(conference)
        messages.tell_organ(act, organ, text, key=f"conference:{conference.pk}:off", sitting=conference)
    was_at = localtime(conference.starts_at).isoformat()
    send_notices(conference, act, change="取消", was_at=was_at, why=act.facts["why"])
    for request in AgendaRequest.objects.filter(items__conference=conference, items__deferred_why="").order_by("pk"):
        gateway.follow(act, request, "defer", why=_("会议取消：%s") % act.facts["why"])
    nobody_confers_any_more(conference, act)


@effect_of(
    Petition,
    "end_withdrawn",
    after="end_with_petition",
    takes=("JointConference.cancel", "AgendaRequest.defer", "AgendaRequest.take_off"),
)
def call_off_with_the_petition(petition: Petition, act: Act) -> None:
    """Nobody confers on what was taken back, unless the conference has another file on its agenda."""
    for conference in petition.matter.conferences.filter(state=JointConferenceState.CONVENED):
        if not conference.items.exclude(about=None).exclude(about=petition.matter).exists():
            gateway.follow(act, conference, "cancel", why=_("信访人已撤回信访事项"))
    for request in petition.matter.agenda_requests.filter(state__in=WAITING):
        if request.state == AgendaRequestState.ON_AGENDA and not request.item.resolved.exists():
            request = gateway.follow(act, request, "defer", why=_("信访人已撤回信访事项"))
        if request.state == AgendaRequestState.ASKED:
            gateway.follow(act, request, "take_off", why=_("信访人已撤回信访事项"))


@effect_of(JointConference, "issue_minutes", issues=(PaperKind.CONFERENCE_MINUTES, PaperKind.CONFERENCE_EXTRACT))
def issue_minutes(conference: JointConference, act: Act) -> None:
    """The minutes go to the members, and into the file of each item what they say of it alone; the room is free again."""
    booking.free(conference)
    paperwork.issue_now(act, PaperKind.CONFERENCE_MINUTES, organ=conference.organ, subject=conference)
    decided = AgendaRequest.objects.filter(state=AgendaRequestState.ON_AGENDA, items__deferred_why="")
    for request in decided.filter(items__conference=conference).order_by("pk"):
        paperwork.issue_now(act, PaperKind.CONFERENCE_EXTRACT, organ=conference.organ, subject=request)
    nobody_confers_any_more(conference, act)


def nobody_confers_any_more(conference: JointConference, act: Act) -> None:
    """Once it is over, and each task that it gave is carried out, its members read the file for it no more."""
    over = conference.state in (JointConferenceState.CONCLUDED, JointConferenceState.CANCELLED)
    if over and not conference.resolutions.filter(state__in=TO_CARRY_OUT).exists():
        access.shut(act, conference.matter, part=AccessPart.CONFERENCE, about=conference)
        access.see_out(act, conference.matter, AccessPart.CONFERENCE, conference)


@effect_of(Resolution, "adopt", starts=(CODE,), takes=("JurisdictionDispute.settle",), tells=(Role.HEAD,))
def give_task(resolution: Resolution, act: Act) -> None:
    """The responsible organ has the task until its day; a dispute about competence is settled with it."""
    organ = resolution.responsible_organ
    for one in (organ, *act.facts["cooperating"]):
        access.show(act, resolution.matter, one, part=AccessPart.RESOLUTION, about=resolution, roles=("", Role.HANDLER))
    deadlines.fix(
        act,
        CODE,
        subject=resolution,
        label=_("落实：%s") % resolution.text,
        authority=_("联席会议议定"),
        due_on=resolution.due_on,
        organ=organ,
        expiry_step="fall_overdue",
    )
    text = _("联席会议议定由你单位在%(day)s前落实：%(what)s") % {"day": resolution.due_on, "what": resolution.text}
    messages.tell_organ(act, organ, text, key=f"resolution:{resolution.pk}")
    # A conference that is called already has it on its agenda too.
    called = JointConference.objects.filter(organ=resolution.conference.organ_id, state=JointConferenceState.CONVENED)
    for conference in called.exclude(pk=resolution.conference_id).order_by("pk"):
        agenda.bring_back(conference)
    if resolution.dispute is not None:
        gateway.follow(act, resolution.dispute, "settle", responsible_organ=organ, terms=resolution.text)


@effect_of(Resolution, "carry_out", meets=(CODE,))
def end_task(resolution: Resolution, act: Act) -> None:
    """Its day is met, in time or late; the organ reads the file for it no more."""
    deadlines.meet(act, resolution, CODE, lapsed_too=True)
    nothing_to_do_any_more(resolution, act)


@effect_of(Resolution, "lift", ends=(CODE,), tells=(Role.HEAD,))
def lift_task(resolution: Resolution, act: Act) -> None:
    """Its day runs no more; the organ is told."""
    deadlines.end(act, resolution, CODE, why=_("议定事项已解除"))
    text = _("联席会议解除了议定事项：%s") % resolution.text
    messages.tell_organ(act, resolution.responsible_organ, text, key=f"resolution:{resolution.pk}:lifted")
    nothing_to_do_any_more(resolution, act)


@completes(Resolution, "adopt")
def note_the_item(resolution: Resolution, act: Act) -> None:
    """The place on the agenda of what it decides."""
    resolution.item = act.facts["request"].item if act.facts["request"] is not None else None


def nothing_to_do_any_more(resolution: Resolution, act: Act) -> None:
    """Who had the task reads the file for it no more, nor who conferred, once nothing is left of the conference."""
    access.shut(act, resolution.matter, part=AccessPart.RESOLUTION, about=resolution)
    access.see_out(act, resolution.matter, AccessPart.RESOLUTION, resolution)
    nobody_confers_any_more(resolution.conference, act)
    if resolution.request is not None:
        agenda.nobody_confers_on(resolution.request, act)


@effect_of(Resolution, "fall_overdue", tells=(Role.HEAD,))
def remind(resolution: Resolution, act: Act) -> None:
    """Remind the responsible organ and tell the convening one."""
    text = _("联席会议议定事项逾期未落实：%s") % resolution.text
    for organ in (resolution.responsible_organ, resolution.conference.organ):
        messages.tell_organ(act, organ, text, key=f"resolution:{resolution.pk}:overdue")
