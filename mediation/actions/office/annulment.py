"""What an annulment does: the wrong record and all that followed count no more, in one act, and everybody is told."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import access, gateway, messages
from mediation.actions.annulling import Closure, closure_of, parties_entered_by, restored
from mediation.actions.consequences import PARTIES
from mediation.actions.registry import effect_of, guard_of
from mediation.models import Annulment, Event, Party, User
from mediation.vocabulary import Role
from mediation.workflows.base import Act, Lifecycle, NotPossibleNow, Refused, lifecycle_named, lifecycles
from mediation.workflows.office.annulment import AnnulmentState


def record_of(obj: Lifecycle, act: Act) -> Event | None:
    """The record of the thing that is to be annulled."""
    found: Event | None = Event.objects.of(obj.page_name, obj.pk).filter(version=act.facts["event"]).first()
    return found


def stands_against(record: Event, person: Party | None = None) -> Refused | None:
    """Why this one record, or who in it was entered wrongly, may not be annulled beside its entry, whatever followed."""
    if not record.counts:
        return NotPossibleNow("annulled_before", gettext_lazy("这条记录已经撤销。"))
    if record.party_id is not None:
        said = gettext_lazy("“{step}”（{day}）是当事人自己办理的，不能撤销。")
        return NotPossibleNow("party_acted", format_lazy(said, step=record.label, day=record.day()))
    refused = _stays_as_it_is(record) if person is None else _not_entered_by(record, person)
    if refused is not None:
        return refused
    if Annulment.objects.filter(record=record, person=person, state=AnnulmentState.ASKED).exists():
        return NotPossibleNow("annulment_asked", gettext_lazy("已经报请撤销这条登记，等待负责人决定。"))
    return None


def _stays_as_it_is(record: Event) -> Refused | None:
    step = record.model.steps().get(record.step)
    alone = step is not None and step.annul is not None and step.annul.alone
    if record.cause_id is not None and not alone and not _deemed(record):
        said = gettext_lazy("“{step}”随“{cause}”发生，不能单独撤销。")
        return NotPossibleNow(
            "followed_only", format_lazy(said, step=record.label, cause=record.outset.label),
            gettext_lazy("请撤销引起它的那一步登记。"),
        )  # fmt: skip
    if step is None or step.annul is None or not step.annul.by_people:
        said = gettext_lazy("“{step}”（{thing}，{day}）不能以撤销登记的方式改正。")
        mend = gettext_lazy("文书用更正或者撤销，日期用更正日期。")
        if step is not None and step.people:
            mend = gettext_lazy("提出的事项不能撤销；其中登错了人的，请在该当事人的页面办理。")
        return NotPossibleNow(
            "not_annullable", format_lazy(said, step=record.label, thing=record.thing, day=record.day()), mend
        )
    return None


def _not_entered_by(record: Event, person: Party) -> Refused | None:
    if person in parties_entered_by(record) and record.step != "succeed":
        return None
    said = gettext_lazy("{who}不是由这条记录登记的当事人，或者已经不是当事人。")
    return NotPossibleNow(
        "not_entered_by_it",
        format_lazy(said, who=person),
        gettext_lazy("请从该当事人的页面办理；承继人请撤销整条承继登记。"),
    )


def _deemed(record: Event) -> bool:
    """Whether only the clock deemed it so, and people may show that it was otherwise."""
    step = record.model.steps().get(record.step)
    return record.outset.by_clock and step is not None and step.annul is not None and step.annul.by_people


def entry_can_be_annulled(obj: Lifecycle, act: Act) -> Refused | None:
    """The record is a person's own entry that may be taken back, and nothing that stands keeps it."""
    record = record_of(obj, act)
    if record is None:
        said = gettext_lazy("这一项没有第{n}条记录，请从办理记录中选择要更正的那一条。")
        return NotPossibleNow("no_such_record", format_lazy(said, n=act.facts["event"]))
    person = act.facts["wrong_person"]
    alone = None if act.by.following and record.by_clock and record.counts else stands_against(record, person)
    return alone or next(iter(closure_of(record, person).against), None)


def needs_approval(closure: Closure, act: Act) -> bool:
    """A right or a duty hung on the entry, and this is not a head who finds the error of another.

    What only the clock did gives way to an act that was in time: nobody decides on it.
    """
    if act.by.following or not closure.right_hangs:
        return False
    wrong, organ = closure.root, closure.root.model._base_manager.get(pk=closure.root.object_id).acting_organ
    return not (act.by.holds(Role.HEAD, organ) and act.by.user.pk != wrong.user_id)


def annul_or_ask(obj: Lifecycle, act: Act) -> None:
    """The entry is annulled at once, or the head is asked where a right hung on it."""
    record = record_of(obj, act)
    assert record is not None  # noqa: S101 - the guard has seen it
    closure = closure_of(record, act.facts["wrong_person"])
    row = Annulment(
        matter_id=obj.matter_id, organ=obj.acting_organ or obj.matter.acting_organ, record=record,
        person=closure.person, why=act.facts["why"], asked_by=act.by.user, asked_on=act.on,
    )  # fmt: skip
    gateway.follow(act, row, "ask" if needs_approval(closure, act) else "enter")
    obj.refresh_from_db()


@effect_of(Annulment, "ask", tells=(Role.HEAD,))
def ask_the_head(annulment: Annulment, act: Act) -> None:
    """The heads who may decide are told."""
    said = _("%(who)s报请撤销登记：%(what)s。") % {"who": act.by, "what": annulment}
    for user in User.objects.holding(Role.HEAD, annulment.organ, on=act.on).exclude(pk=annulment.record.user_id):
        messages.tell(act, user, said, key=f"annulment:{annulment.pk}:asked", role=Role.HEAD)


@guard_of(Annulment, "approve", says=gettext_lazy("没有需要先行更正或者撤销的文书、步骤。"), dear=True)
def nothing_keeps_it(annulment: Annulment, act: Act) -> Refused | None:
    """What has come about since it was asked for may stand against it."""
    return next(iter(closure_of(annulment.record, annulment.person).against), None)


@effect_of(Annulment, "enter", "approve", takes=("Paper.void", "Paper.revoke"), tells=(*PARTIES, Role.HEAD))
def take_all_back(annulment: Annulment, act: Act) -> None:
    """Every thing stands again as before; the office's own papers about it fall; who was told, or had a limit, is told."""
    closure = closure_of(annulment.record, annulment.person)
    told, limits, fall = closure.messages, closure.limits, [*closure.to_void, *closure.to_revoke]
    struck = list(closure.people)
    things = closure.things
    # Named first: what is worked out on the way passes them over already.
    annulment.records.set(closure.records)
    access.undo(act, closure.records)
    for kind, pk, events in things:
        take_back(act, lifecycle_named(kind)._base_manager.get(pk=pk), events)
    why = _("登记已撤销：%s") % annulment
    for paper in fall:
        gateway.follow(act, paper, "void" if paper in closure.to_void else "revoke", why=why[:200])
    _tell(annulment, act, told=told, limits=limits, struck=struck)


def take_back(act: Act, obj: Any, events: list[Event], **besides: Any) -> Any:
    """Bring one thing back to where it stood before the records; `besides` are fields that they do not tell."""
    state, fields, lists = restored(obj, events)
    fields |= besides
    named = "；".join(f"{event.label}（{event.day()}）" for event in events)
    done = gateway.follow(act, obj, "take_back", changes={**fields, "returns_to": state}, taken_back=named)
    for name, keys in lists.items():
        getattr(done, name).set(keys)
    return done


def _tell(annulment: Annulment, act: Act, *, told: list[Any], limits: list[Any], struck: list[Party]) -> None:
    """Parties and staff who were told something by what no longer counts, or whose limit ends or runs again."""
    obj = annulment.record.model._base_manager.get(pk=annulment.record.object_id)
    people: dict[Party | User, list[str]] = {one.party or one.user: [] for one in told}
    people |= {one: people.get(one, []) for one in struck}
    if annulment.person is None and isinstance(addressee := getattr(obj, "party", None), Party):
        people.setdefault(addressee, [])
    for limit in limits:
        if limit.party is not None:
            last = _("%(what)s（最后一日%(day)s）") % {"what": limit.label, "day": limit.legal_on}
            people.setdefault(limit.party, []).append(last)
    for person, lost in people.items():
        said = _("%(day)s的登记“%(step)s”有误，已经撤销，不再作数。") % {
            "day": annulment.record.day(), "step": annulment.record.label,
        }  # fmt: skip
        if lost:
            said += _("由它起算的期限不再计算：%s。") % "、".join(lost)
        if person in struck:
            said += _("您不再是这一事项的当事人，查询码已经失效。")
        role = "" if isinstance(person, Party) else Role.HEAD
        messages.tell(act, person, said, key=f"annulment:{annulment.pk}", role=role)


for _model in lifecycles():
    guard_of(
        _model, "annul", says=gettext_lazy("撤销的是工作人员自己的登记，没有文书、步骤建立在它上面。"), on_facts=True
    )(entry_can_be_annulled)
    effect_of(_model, "annul", takes=("Annulment.ask", "Annulment.enter"))(annul_or_ask)
