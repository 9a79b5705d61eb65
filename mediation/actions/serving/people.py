"""Service when the people change: whom it may still reach, at which address, and who comes in the place of the dead."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import gateway
from mediation.actions.registry import effect_of, guard_of
from mediation.models import Agent, Paper, PartyChange, ServiceOfDocument
from mediation.models.intake.acting import receivers_for
from mediation.models.intake.party_change import as_of
from mediation.vocabulary import BY_AUTHORITY, AgentKind, Departure, Receiver, ServiceMode
from mediation.workflows.base import Act, NotPossibleNow, Refused
from mediation.workflows.papers.paper import PaperState
from mediation.workflows.serving.service import ServingState
from mediation.workflows.serving.service_guards import received_as
from mediation.written.forms import name_form

UNDER_WAY = (ServingState.PLANNED, ServingState.DISPATCHED, ServingState.NOT_REACHED)
AT_THE_ADDRESS = (ServiceMode.POST, ServiceMode.LEFT)


@guard_of(ServiceOfDocument, "dispatch", "record_receipt", "confirm", says=gettext_lazy("受送达人仍是本事项的当事人。"))
def addressee_takes_part(service: ServiceOfDocument, act: Act) -> Refused | None:
    """Nobody is served after his death or after he left; who received before that day did receive.

    Who has a matter of his own since still gets what was issued to him here.
    """
    party = service.party
    if party.gone_on is None or act.on < party.gone_on or party.gone_how == Departure.SPLIT_OFF:
        return None
    said = format_lazy(
        gettext_lazy("{who}{how}（{day}），不能再向其送达。"),
        who=party.name,
        how=party.get_gone_how_display(),
        day=party.gone_on,
    )
    return NotPossibleNow("addressee_gone", said, gettext_lazy("有承继人的，请先登记承继人，再向承继人送达。"))


@guard_of(ServiceOfDocument, "record_receipt", says=gettext_lazy("代收的人当日有代收文书的权限。"), on_facts=True)
def agent_may_receive(service: ServiceOfDocument, act: Act) -> Refused | None:
    """Who receives by authority has it in the file, by name, on that day (民事诉讼法第八十八条)."""
    capacity = received_as(service, act)
    if capacity not in BY_AUTHORITY or not act.received_by:
        return None
    form = name_form(act.received_by)
    if any(name_form(one.name) == form for one in receivers_for(service.party, act.on)):
        return None
    named = [one for one in Agent.objects.filter(principal=service.party) if name_form(one.name) == form]
    if any(agent.covers(act.on) for agent in named):
        said = gettext_lazy("授权委托书没有授权{who}代收文书。")
    elif named:
        said = gettext_lazy("{who}的代理权在这一天已经终止或者还没有开始，不能代收。")
    else:
        said = gettext_lazy("卷宗里没有{who}代收文书的授权。")
    return NotPossibleNow(
        "agent_may_not_receive", format_lazy(said, who=act.received_by),
        gettext_lazy("请向当事人本人送达，或者先登记代理人、指定代收人。"),
    )  # fmt: skip


@guard_of(ServiceOfDocument, "record_receipt", says=gettext_lazy("有法定代理人的，由法定代理人签收。"), on_facts=True)
def guardian_receives(service: ServiceOfDocument, act: Act) -> Refused | None:
    """Whoever has a guardian does not sign for himself (民法典第二十三条)."""
    if received_as(service, act) != Receiver.SELF:
        return None
    guardian = service.party.agents.in_force(act.on).filter(kind=AgentKind.GUARDIAN).first()
    if guardian is None:
        return None
    said = format_lazy(
        gettext_lazy("{who}有法定代理人{guardian}，不能由本人签收。"), who=service.party, guardian=guardian.name
    )
    return NotPossibleNow("guardian_receives", said, gettext_lazy("请由法定代理人签收，选“法定代理人”并写明姓名。"))


@effect_of(ServiceOfDocument, "dispatch", after="leave_the_organ")
def keep_the_address(service: ServiceOfDocument, act: Act) -> None:
    """Service under way says which address it used, whatever the party tells later."""
    if service.place:
        return
    party = as_of(service.party, act.on)
    address = party.email or party.phone if service.mode == ServiceMode.ELECTRONIC else party.address
    if address and (service.mode in AT_THE_ADDRESS or service.mode == ServiceMode.ELECTRONIC):
        service.place = address[:200]
        service.save(update_fields=["place"])


@effect_of(
    PartyChange,
    "record_death", "record_end", "leave", "strike",
    after="let_go",
    takes=("ServiceOfDocument.fail", "ServiceOfDocument.cancel"),
)  # fmt: skip
def stop_serving_who_is_gone(change: PartyChange, act: Act) -> None:
    """What has not reached the party by the day on which it ceased to be one is not served on it any more."""
    for service in ServiceOfDocument.objects.filter(party=change.whose, state__in=UNDER_WAY):
        give_up(service, str(change), act)


@effect_of(PartyChange, "split_off", after="begin_a_matter_of_their_own", takes=("ServiceOfDocument.fail",))
def go_on_serving_who_was_split_off(change: PartyChange, act: Act) -> None:
    """What is on its way goes on and is proved here; what was to be confirmed in this file is served otherwise."""
    under_way = ServiceOfDocument.objects.filter(party__in=act.facts["people"], state=ServingState.DISPATCHED)
    for service in under_way.filter(mode=ServiceMode.ELECTRONIC):
        gateway.follow(act, service, "fail", note=str(change))


def give_up(service: ServiceOfDocument, why: str, act: Act) -> None:
    """End the service of one copy, wherever it stands."""
    if service.state == ServingState.DISPATCHED:
        gateway.follow(act, service, "fail", note=why)
    gateway.follow(act, service, "cancel", why=why[:200])


@effect_of(PartyChange, "take_back_consent", after="drop_the_consent", takes=("ServiceOfDocument.fail",))
def serve_otherwise(change: PartyChange, act: Act) -> None:
    """What went out electronically and was not confirmed is served in another way."""
    sent = ServiceOfDocument.objects.filter(party=change.whose, state="dispatched", mode=ServiceMode.ELECTRONIC)
    for service in sent:
        gateway.follow(act, service, "fail", note=_("受送达人撤回电子送达的同意"))


@effect_of(
    PartyChange,
    "succeed",
    after="take_the_place",
    takes=("ServiceOfDocument.plan", "ServiceOfDocument.fail", "ServiceOfDocument.cancel"),
)
def serve_the_successors(change: PartyChange, act: Act) -> None:
    """What is in force and did not reach the predecessor goes to those who take its remedies: their periods begin then."""
    own = ServiceOfDocument.objects.filter(party=change.whose, paper__state=PaperState.ISSUED)
    for service in own.filter(state__in=UNDER_WAY):  # of papers issued since, while it was waited for somebody
        give_up(service, str(change), act)
    unserved = own.filter(state=ServingState.CANCELLED)
    successors = list(change.whose.successors.filter(joined_on=act.on, for_remedies=True).order_by("pk"))
    waiting = Paper.objects.filter(services__in=unserved).distinct().order_by("pk") if successors else ()
    for paper in waiting:
        paper.addressees.add(*successors)
        gateway.follow(act, paper, "adjust", what=_("受送达人：%s") % "、".join(str(one) for one in successors))
        for party in successors:
            gateway.follow(act, ServiceOfDocument(matter=paper.matter, paper=paper, party=party), "plan")


@effect_of(
    PartyChange, "find_no_successor", after="end_what_was_left",
    takes=("ServiceOfDocument.fail", "ServiceOfDocument.cancel"),
)  # fmt: skip
def serve_nobody(change: PartyChange, act: Act) -> None:
    """What waited for a successor is served on nobody."""
    for service in ServiceOfDocument.objects.filter(party=change.whose, state__in=UNDER_WAY):
        give_up(service, str(change), act)
