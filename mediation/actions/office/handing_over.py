"""离任移交: all that runs in somebody's hands goes to others in one act; posts and deputyships end, the account is closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.actions import hands
from mediation.actions.office.people import administrators_left, last_administrator, tell_heads
from mediation.actions.registry import effect_of, guard_of
from mediation.models import Appointment, CalendarFeed, Deputyship, Matter, OfficeChange, Organ, User
from mediation.vocabulary import Role
from mediation.workflows.base import Act, NotPossibleNow, Refused

# Who takes over what is held in which post, as the form names them.
HEIRS = {
    Role.HANDLER: "heir", Role.REVIEWER: "review_heir", Role.MEDIATOR: "mediation_heir",
    Role.PRESIDING_OFFICER: "presiding_heir", Role.PANELLIST: "panel_heir", Role.RECORDER: "record_heir",
}  # fmt: skip


def heirs_in(facts: dict[str, Any]) -> dict[str, User | None]:
    """By post, whoever was named to take over."""
    return {role: facts.get(name) for role, name in HEIRS.items()}


def items(act: Act) -> list[hands.Item]:
    """All that would be handed over, found out once for guard, preview and effect."""
    person = act.person
    found: list[hands.Item] = act.once(
        "in hand", person, lambda: list(hands.items_of(person, heirs_in(act.facts), act))
    )
    return found


@guard_of(OfficeChange, "hand_work_over", says=_("每一样在办的工作都有人接手。"), on_facts=True)
def work_finds_its_heirs(change: OfficeChange, act: Act) -> Refused | None:
    """For what is held in a post somebody else is named, who holds that post in the same organ."""
    heirs = heirs_in(act.facts)
    if act.person in heirs.values():
        return NotPossibleNow("heir_of_oneself", _("本人不能接手自己移交的工作。"), _("请另选接手人。"))
    for item in items(act):
        if not item.hand.step:
            continue
        heir = heirs.get(item.hand.role)
        if heir is None and item.hand.may_wait:
            continue
        label = Role(item.hand.role).label
        if heir is None:
            said = format_lazy(_("还有{what}没有接手人。"), what=item.hand.label)
            return NotPossibleNow("work_without_heir", said, format_lazy(_("请选择接手的{role}。"), role=label))
        organ = next(
            (one for one in item.hand.organs(item.obj, act.person) if not heir.holds(item.hand.role, one, on=act.on)),
            None,
        )
        if organ is not None:
            said = format_lazy(_("{who}不是{organ}的{role}。"), who=str(heir), organ=str(organ), role=label)
            return NotPossibleNow("heir_not_in_post", said, _("请另选接手人，或者先给他任职。"))
    return None


@guard_of(OfficeChange, "hand_work_over", says=_("离任以后仍有系统管理员。"), on_facts=True)
def site_keeps_an_administrator(change: OfficeChange, act: Act) -> Refused | None:
    """The last administrator does not leave."""
    own = act.person.appointments.filter(role=Role.ADMINISTRATOR).filter(Q(until=None) | Q(until__gt=act.until))
    keys = list(own.values_list("pk", flat=True))
    return last_administrator() if keys and not administrators_left(keys, after=act.until) else None


@effect_of(
    OfficeChange,
    "hand_work_over",
    takes=("Petition.assign_handler", "Review.assign_reviewer", "Mediation.name_mediators", "Hearing.succeed"),
    tells=(Role.HEAD,),
)
def hand_everything_over(change: OfficeChange, act: Act) -> None:
    """Each thing goes to its heir in its own file, with this change as its cause; then nothing is held any more."""
    found = items(act)
    files = {item.obj.matter_id for item in found}
    list(Matter.objects.select_for_update().filter(pk__in=files).order_by("pk").values_list("pk"))
    waiting = []
    for item in found:
        given = hands.hand_on(act, item)
        heir = item.heir if item.against is None and given else None
        waiting += [] if heir is not None else [item]
        _note(change, item, heir, act.person)
    organs = _end_posts(change, act)
    _end_account(change, act)
    change.organ, change.subject = next(iter(organs), None), str(act.person)
    change.save(update_fields=["organ", "subject", "details"])
    elsewhere = [item.obj.acting_organ for item in waiting]
    concerned = {organ.pk: organ for organ in (*organs, *elsewhere)}  # of a roster, and heard by another organ
    tell_heads(act, concerned.values(), _told(change, waiting))


def _note(change: OfficeChange, item: hands.Item, heir: User | None, person: User) -> None:
    label = f"{item.hand.label}　{item.matter.number}"
    now = str(heir) if heir is not None else gettext("待机关负责人指定")
    row = {"model": item.obj.page_name, "pk": item.obj.pk, "label": label, "was": str(person), "is": now}
    change.details = [*change.details, row]


def _told(change: OfficeChange, waiting: list[hands.Item]) -> str:
    if not waiting:
        return str(change)
    numbers = "、".join(dict.fromkeys(item.matter.number for item in waiting))
    return gettext("%(change)s；还要由您指定的：%(numbers)s") % {"change": change, "numbers": numbers[:300]}


def _end_posts(change: OfficeChange, act: Act) -> list[Organ]:
    """Posts and deputyships end with the last day; those that had not begun never begin."""
    lasting = Q(until=None) | Q(until__gt=act.until)
    organs: dict[int, Organ] = {}
    for post in Appointment.objects.filter(lasting, user=act.person).select_related("organ", "user"):
        organs[post.organ_id] = post.organ
        change.alter(post, until=act.until if post.since <= act.until else post.since - timedelta(days=1))
    for row in Deputyship.objects.filter(deputy=act.person, until__gt=act.until).select_related("deputy"):
        change.alter(row, since=min(row.since, act.until), until=act.until)
    return list(organs.values())


def _end_account(change: OfficeChange, act: Act) -> None:
    """Closed at once where it is asked for or the last day is over: every session ends, and the calendar's address."""
    if not (act.closes or act.until < act.on):
        return
    change.alter(User.objects.get(pk=act.person.pk), is_active=False)
    CalendarFeed.objects.of(user=act.person).filter(ended_at=None).update(ended_at=act.at)
