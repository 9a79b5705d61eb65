"""What a public notice brings about: its text once approved, its period once posted, its end once the paper is served."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import gateway, messages, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.consequences import ANY
from mediation.actions.previewing import preview_of
from mediation.actions.registry import effect_of, guard_of
from mediation.actions.serving.service import correct_the_proof, move_what_ran, still_running, would_begin
from mediation.actions.sweeping import one_by_one
from mediation.models import Event, PublicNotice, ServiceOfDocument, User
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind, Role, ServiceMode
from mediation.workflows.base import Act, NotPossibleNow, Refused
from mediation.workflows.serving.public_notice import OPEN_STATES, PublicNoticeState
from mediation.workflows.serving.service import ServingState
from mediation.workflows.serving.service_guards import UNSUITABLE


@effect_of(PublicNotice, "propose", tells=(Role.HEAD,))
def ask_the_head(notice: PublicNotice, act: Act) -> None:
    """Every head of the organ but who asked sees that a notice waits."""
    said = _("%(who)s报请公告送达：%(what)s。") % {"who": act.by, "what": notice}
    for user in User.objects.holding(Role.HEAD, notice.organ, on=act.on).exclude(pk=notice.asked_by_id):
        messages.tell(act, user, said, key=f"notice:{notice.pk}:asked", role=Role.HEAD)


@effect_of(PublicNotice, "approve", issues=(PaperKind.PUBLIC_NOTICE,), tells=(Role.REGISTRAR,))
def draw_up(notice: PublicNotice, act: Act) -> None:
    """The 送达公告 is issued; whoever keeps the papers puts it up."""
    paperwork.issue_now(act, PaperKind.PUBLIC_NOTICE, organ=notice.organ, subject=notice)
    said = _("公告送达已经批准，请发布公告：%s。") % notice
    messages.tell_organ(act, notice.organ, said, key=f"notice:{notice.pk}:approved", role=Role.REGISTRAR)


@preview_of(PublicNotice, "approve", "post")
def would_be_over(notice: PublicNotice, act: Act) -> list[deadlines.Moving]:
    """The period of the notice if it is put up on this day, and the rights from its end."""
    period = deadlines.beginning("D17", subject=notice.service, trigger_on=act.on)
    return [period, *would_begin(notice.service, period.new)]


@effect_of(PublicNotice, "post", takes=("ServiceOfDocument.dispatch",))
def run_from_the_posting(notice: PublicNotice, act: Act) -> None:
    """The paper is on its way by public notice; its period runs from the posting."""
    gateway.follow(
        act, notice.service, "dispatch", mode=ServiceMode.PUBLIC_NOTICE, place=notice.place, inquiry=notice.inquiry
    )


@effect_of(
    ServiceOfDocument, "record_receipt", "deem_published", "fail", "cancel", after="end_the_notice",
    takes=("PublicNotice.end", "PublicNotice.withdraw"),
)  # fmt: skip
def take_it_down(service: ServiceOfDocument, act: Act) -> None:
    """Whatever ended the service ended its notice."""
    for notice in service.notices.filter(state__in=OPEN_STATES).order_by("pk"):
        if notice.state == PublicNoticeState.POSTED:
            gateway.follow(act, notice, "end")
        else:
            gateway.follow(act, notice, "withdraw", why=act.event.label)


@effect_of(PublicNotice, "take_down", takes=("ServiceOfDocument.fail",), tells=(Role.REGISTRAR, Role.HEAD))
def serve_otherwise(notice: PublicNotice, act: Act) -> None:
    """The period ends and has served nobody; whoever keeps the papers and the head are told to take the sheet away."""
    service = ServiceOfDocument.objects.get(pk=notice.service_id)
    if service.state == ServingState.DISPATCHED:
        gateway.follow(act, service, "fail", note=act.facts["why"] or str(UNSUITABLE))
    said = _("请即从%(place)s撤下送达公告，改用其他方式送达：%(what)s。") % {"place": notice.place, "what": notice}
    for role in (Role.REGISTRAR, Role.HEAD):
        messages.tell_organ(act, notice.organ, said, key=f"notice:{notice.pk}:down:{act.event.pk}", role=role)


@deadlines.with_the_clock
def take_down_what_may_not_hang(at: datetime) -> int:
    """A notice whose matter turns out to be unsuitable comes down, by nobody's hand: who found out what is not told by it."""
    posted = (
        PublicNotice.objects.filter(state=PublicNoticeState.POSTED)
        .select_related("service__matter", "service__paper__organ")
        .order_by("pk")
    )
    on = at.astimezone(gateway.SHANGHAI).date()
    act = Act(by=Actor(on=on), at=at, on=on)
    return one_by_one((one for one in posted if one.service.keeps_out_of_public(act)), lambda one: _take_down(one, at))


def _take_down(notice: PublicNotice, at: datetime) -> bool:
    try:
        gateway.perform(PublicNotice, notice.pk, "take_down", by=None, at=at, version=notice.version)
    except Refused:
        return False
    return True


@guard_of(ServiceOfDocument, "correct_day", says=gettext_lazy("公告的日期在公告送达那一项更正。"), on_facts=True)
def day_of_the_notice_elsewhere(service: ServiceOfDocument, act: Act) -> Refused | None:
    """When a notice was put up is said by the notice; the service follows it."""
    wrong = Event.objects.of(service.page_name, service.pk).filter(version=act.facts["event"]).first()
    if wrong is None or wrong.cause is None or wrong.cause.object_type != "publicnotice":
        return None
    said = gettext_lazy("这一天随发布公告记下，请在“公告送达”那一项更正发布的日期。")
    return NotPossibleNow("day_of_the_notice", said)


@guard_of(PublicNotice, "correct_day", says=gettext_lazy("按更正后的日期，公告已经期满。"), on_facts=True)
def notice_was_over_by_then(notice: PublicNotice, act: Act) -> Refused | None:
    """What counts as served by the notice was not served before it would have been over."""
    wrong = Event.objects.of(notice.page_name, notice.pk).filter(version=act.facts["event"]).first()
    return still_running(notice.service, wrong, act)


@effect_of(
    PublicNotice, "correct_day", after="correct_day", moves=(ANY,), takes=("ClockChange.note",),
    issues=(PaperKind.PROOF_OF_SERVICE,),
)  # fmt: skip
def run_from_the_right_day(notice: PublicNotice, act: Act) -> None:
    """The notice was over on another day: the rights run from that one, and the proof tells it."""
    wrong = Event.objects.of(notice.page_name, notice.pk).get(version=act.facts["event"])
    service = ServiceOfDocument.objects.get(pk=notice.service_id)
    if move_what_ran(service, wrong, act):
        gateway.adjust(act, service, served_on=service.public_notice_day())
    correct_the_proof(service, act)
