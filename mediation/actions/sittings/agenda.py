"""What follows where a matter asks that organs confer on it: who reads the item, who answers, what was shown."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _

from mediation.actions import access, gateway, messages, paperwork
from mediation.actions.registry import completes, effect_of
from mediation.models import (
    AgendaRequest,
    AskedOrgan,
    ConferenceItem,
    ConferenceMember,
    JointConference,
    Organ,
    Paper,
    Referral,
    Resolution,
)
from mediation.models.sittings.conference import shown_with
from mediation.vocabulary import AccessPart, HigherBody, PaperKind, Role
from mediation.workflows.base import Act
from mediation.workflows.sittings.agenda import AgendaRequestState
from mediation.workflows.sittings.conference import JointConferenceState
from mediation.workflows.sittings.resolution import ResolutionState

OPEN = (ResolutionState.ADOPTED, ResolutionState.OVERDUE)


@completes(AgendaRequest, "ask")
def note_who_asks(request: AgendaRequest, act: Act) -> None:
    """The organ for which the person handles the matter."""
    keys = request.matter.acting_organ_keys
    own = act.by.user.organ_ids(act.on) if act.by.user is not None else ()
    request.asked_by_id = next((key for key in keys if key in own), keys[0])


@effect_of(AgendaRequest, "ask", tells=(Role.PETITION_OFFICE,))
def show_to_the_office(request: AgendaRequest, act: Act) -> None:
    """Write down whom it asks what; the conference's office reads the item and is told."""
    AskedOrgan.objects.bulk_create(
        AskedOrgan(request=request, organ=row["member"], question=row["question"]) for row in act.facts["asked"]
    )
    access.show(act, request.matter, request.organ, part=AccessPart.ITEM, about=request)
    text = _("%(organ)s提请联席会议研究：%(topic)s") % {"organ": request.asked_by, "topic": request.topic}
    messages.tell_organ(act, request.organ, text, key=f"item:{request.pk}", role=Role.PETITION_OFFICE)


@effect_of(AgendaRequest, "put_on", issues=(PaperKind.CONFERENCE_NOTICE,), tells=(Role.HEAD,))
def place_on_agenda(request: AgendaRequest, act: Act) -> None:
    """The item is the next of the conference; who is asked reads it and what is shown with it, and belongs to the members."""
    conference = act.facts["conference"]
    last = conference.items.order_by("no").values_list("no", flat=True).last() or 0
    ConferenceItem.objects.create(
        conference=conference, no=last + 1, topic=request.topic, about=request.matter, request=request,
        in_session=conference.state == JointConferenceState.HELD, as_put_on={key: mark for key, (_name, mark) in shown_with(request).items()},
    )  # fmt: skip
    there = {organ.pk for organ in conference.member_organs()}
    for organ in request.asked_organs():
        access.show(act, request.matter, organ, part=AccessPart.ITEM, about=request, roles=("", Role.HANDLER))
        if organ.pk not in there:
            ConferenceMember.objects.create(conference=conference, organ=organ)
        if act.cause is None:
            _tell_of_it(request, act, organ, is_new=organ.pk not in there)


def _tell_of_it(request: AgendaRequest, act: Act, organ: Organ, *, is_new: bool) -> None:
    """Who is called because of it gets a notice; who was called already is told what was added."""
    conference = act.facts["conference"]
    text = _("%(day)s的联席会议增加议题“%(topic)s”，请准备意见。") % {"day": request.day, "topic": request.topic}
    messages.tell_organ(act, organ, text, key=f"item:{request.pk}:on:{conference.pk}")
    if is_new and conference.state == JointConferenceState.CONVENED:
        paperwork.issue_now(
            act, PaperKind.CONFERENCE_NOTICE, organ=conference.organ, subject=conference, to_organ=organ
        )


@effect_of(AgendaRequest, "decline", tells=(Role.HANDLER,))
def tell_who_asked(request: AgendaRequest, act: Act) -> None:
    """Who asked is told why it is not conferred on."""
    text = _("联席会议不研究“%(topic)s”：%(why)s") % {"topic": request.topic, "why": act.facts["why"]}
    asked_by = cast(Organ, request.asked_by)  # asking states it
    messages.tell_organ(act, asked_by, text, key=f"item:{request.pk}:declined", role=Role.HANDLER)
    _office_reads_no_more(request, act)


@effect_of(AgendaRequest, "take_off")
def take_back(request: AgendaRequest, act: Act) -> None:
    """The office reads the item no more."""
    _office_reads_no_more(request, act)


@effect_of(AgendaRequest, "defer", tells=(Role.HANDLER,))
def put_off(request: AgendaRequest, act: Act) -> None:
    """The agenda keeps the item with the reason; who asked is told, and it waits for another conference."""
    item, why = request.item, act.facts["why"]
    item.deferred_why = why
    item.save(update_fields=["deferred_why"])
    text = _("联席会议延后研究“%(topic)s”：%(why)s") % {"topic": request.topic, "why": why}
    asked_by = cast(Organ, request.asked_by)
    messages.tell_organ(act, asked_by, text, key=f"item:{request.pk}:deferred:{item.pk}", role=Role.HANDLER)


@effect_of(AgendaRequest, "reopen", tells=(Role.PETITION_OFFICE,))
def ask_again(request: AgendaRequest, act: Act) -> None:
    """The office reads it again and is told why."""
    access.show(act, request.matter, request.organ, part=AccessPart.ITEM, about=request)
    text = _("重新提请联席会议研究“%(topic)s”：%(why)s") % {"topic": request.topic, "why": act.facts["why"]}
    messages.tell_organ(
        act, request.organ, text, key=f"item:{request.pk}:again:{act.event.pk}", role=Role.PETITION_OFFICE
    )


@effect_of(Paper, "issue", after="call_the_parties", takes=("AgendaRequest.file_extract",))
def file_the_extract(paper: Paper, act: Act) -> None:
    """What was conferred on is decided once its extract lies in its file."""
    if paper.kind == PaperKind.CONFERENCE_EXTRACT and paper.corrects_id is None:
        gateway.follow(act, paper.subject, "file_extract")


@effect_of(AgendaRequest, "file_extract", tells=(Role.HANDLER,))
def tell_that_it_is_decided(request: AgendaRequest, act: Act) -> None:
    """Who asked is told; who conferred reads on while something is to be done."""
    text = _("联席会议已议定“%s”，纪要摘录已归入卷宗") % request.topic
    asked_by = cast(Organ, request.asked_by)
    messages.tell_organ(act, asked_by, text, key=f"item:{request.pk}:decided:{act.event.pk}", role=Role.HANDLER)
    nobody_confers_on(request, act)


@effect_of(AgendaRequest, "refer_up", tells=(Role.HANDLER,))
def send_up(request: AgendaRequest, act: Act) -> None:
    """Where it goes, on what day that was decided and why; the meeting that had it before says no more. Who asked is told."""
    said, last = act.facts, request.last_referral()
    if last is not None:
        last.met_on, last.decision = said["decided_by_body_on"], _("报%s研究") % HigherBody(said["body"]).label
        last.save(update_fields=["met_on", "decision"])
    sent = Referral.objects.create(
        request=request, body=said["body"], before=said["held_by"], sent_on=said["decided_by_body_on"], why=said["why"]
    )
    text = _("“%(topic)s”已报%(where)s研究") % {"topic": request.topic, "where": sent}
    asked_by = cast(Organ, request.asked_by)
    messages.tell_organ(act, asked_by, text, key=f"item:{request.pk}:up:{sent.pk}", role=Role.HANDLER)


@effect_of(AgendaRequest, "record_decision", takes=("Resolution.adopt",), issues=(PaperKind.CONFERENCE_EXTRACT,))
def carry_down(request: AgendaRequest, act: Act) -> None:
    """The decision is kept with its day, becomes a resolution to be carried out, and goes into the file."""
    said, last = act.facts, request.last_referral()
    last.met_on, last.decision = said["decided_by_body_on"], said["decision"]
    last.save(update_fields=["met_on", "decision"])
    conference = request.item.conference
    gateway.follow(
        act, Resolution, "adopt", matter=request.matter, conference=conference, request=request, text=said["decision"],
        responsible_organ=said["responsible_organ"], cooperating=said["cooperating"], due_on=said["due_on"],
    )  # fmt: skip
    paperwork.issue_now(act, PaperKind.CONFERENCE_EXTRACT, organ=conference.organ, subject=request)


def nobody_confers_on(request: AgendaRequest, act: Act) -> None:
    """Once it is decided and each task carried out or lifted, the organs that conferred read the item no more."""
    over = AgendaRequest.objects.get(pk=request.pk).state in (AgendaRequestState.DECIDED, AgendaRequestState.DECLINED)
    if over and not request.resolutions.filter(state__in=OPEN).exists():
        access.shut(act, request.matter, part=AccessPart.ITEM, about=request)
        access.see_out(act, request.matter, AccessPart.ITEM, request)


def bring_back(conference: JointConference) -> None:
    """What earlier conferences of the office resolved and nobody has done yet stands on this agenda again; who owes it is a member."""
    known = conference.items.exclude(returning=None).values("returning")
    waiting = list(conference.coming_back(conference.organ).exclude(pk__in=known).select_related("responsible_organ"))
    last = conference.items.order_by("no").values_list("no", flat=True).last() or 0
    ConferenceItem.objects.bulk_create(
        ConferenceItem(
            conference=conference,
            no=no,
            topic=_("落实情况：%s") % one.text[:150],
            about_id=one.matter_id,
            returning=one,
        )
        for no, one in enumerate(waiting, start=last + 1)
    )
    there = {organ.pk for organ in conference.member_organs()}
    owing = {one.responsible_organ_id: one.responsible_organ for one in waiting}
    ConferenceMember.objects.bulk_create(
        ConferenceMember(conference=conference, organ=organ) for key, organ in owing.items() if key not in there
    )


def _office_reads_no_more(request: AgendaRequest, act: Act) -> None:
    access.shut(act, request.matter, part=AccessPart.ITEM, about=request)
    access.see_out(act, request.matter, AccessPart.ITEM, request)


@effect_of(AgendaRequest, "give_opinion", tells=(Role.PETITION_OFFICE,))
def keep_opinion(request: AgendaRequest, act: Act) -> None:
    """The answer stands beside the question, with its day and who gave it; the record of each one stays."""
    request.asked.filter(organ=act.facts["member"]).update(
        opinion=act.facts["opinion"], opinion_on=act.on, given_by=act.by.user
    )
    text = _("%(organ)s就“%(topic)s”提交了书面意见") % {"organ": act.facts["member"], "topic": request.topic}
    key = f"item:{request.pk}:opinion:{act.event.pk}"
    messages.tell_organ(act, request.organ, text, key=key, role=Role.PETITION_OFFICE)
