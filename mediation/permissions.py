"""Who may do what: the actor, and predicates over (object, actor)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import PartyRole, Role

# Who reads every file of the organ: who answers for it or for a part of it, and who passes files on and watches over them.
READS_WHOLE = (Role.HEAD, Role.SECTION_CHIEF, Role.PETITION_OFFICE)


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """By what a member of staff reads files on a day, deputies and successors of organs included; who holds nothing has none.

    `organs` are all in which he holds something, `whole` those whose every file he reads, `by_role` those in which he holds
    a role; `stands_for` are the people in whose place he handles files.
    """

    organs: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()
    by_role: tuple[tuple[str, frozenset[int]], ...] = ()
    stands_for: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts on a given day: a member of staff, a party at the portal, itself or by its `agent`, or the clock.

    `following` marks a step that another step of the same act brings about, `of_request` that the account was read for
    this request, and is not kept longer.
    """

    on: date
    user: Any = None
    party: Any = None
    agent: Any = None
    following: bool = False
    of_request: bool = field(default=False, compare=False)

    @property
    def is_clock(self) -> bool:
        """The passing of time itself."""
        return self.user is None and self.party is None

    @cached_property
    def tokens(self) -> Tokens:
        """By what the member of staff reads files, worked out once for a request."""
        return self.user.tokens(self.on) if self.user is not None else Tokens()

    def holds(self, role: str, organ: Any) -> bool:
        """Whether the member of staff holds the role in the organ on the day, also as deputy."""
        return self.user is not None and organ is not None and self.user.holds(role, organ, on=self.on)

    def is_member_of(self, organ: Any) -> bool:
        """Whether the member of staff holds any role in the organ on the day."""
        return any(self.holds(role, organ) for role in Role.values)

    def __str__(self) -> str:
        if self.agent is not None:
            return str(_("%(agent)s（%(party)s的代理人）") % {"agent": self.agent.name, "party": self.party})
        return str(self.user or self.party or _("系统"))


@dataclass(frozen=True)
class Permission:
    """A predicate with a label for the sentence that names who may act; `by_party`: a party itself may; `by_clock`: so may time."""

    test: Callable[[Any, Actor], bool]
    label: Any
    by_people: bool = True
    by_party: bool = False
    by_clock: bool = False
    staffed: bool = False

    @property
    def by_staff(self) -> bool:
        """Whether a member of staff may, beside a party or alone."""
        return self.staffed or (self.by_people and not self.by_party)

    def __call__(self, obj: Any, actor: Actor) -> bool:
        """Whether the actor may."""
        return self.test(obj, actor)

    def __or__(self, other: Permission) -> Permission:
        people = [one.label for one in (self, other) if one.by_people] or [self.label, other.label]
        label = _joined(*people) if len(people) == 2 else people[0]
        return Permission(
            lambda obj, actor: self(obj, actor) or other(obj, actor),
            label,
            self.by_people or other.by_people,
            self.by_party or other.by_party,
            self.by_clock or other.by_clock,
            self.by_staff or other.by_staff,
        )


def _joined(first: Any, second: Any) -> Any:
    return format_lazy("{}、{}", first, second)


def staff(role: Role) -> Permission:
    """Staff with the role in the organ that acts for the object."""
    return Permission(lambda obj, actor: any(actor.holds(role, organ) for organ in _acting(obj, actor)), role.label)


def _acting(obj: Any, actor: Actor) -> Iterable[int]:
    """The organs whose staff act for the object, by key; nobody is asked where no member of staff acts."""
    return obj.acting_organ_keys if actor.user is not None else ()


def _is_party(side: PartyRole | None) -> Callable[[Any, Actor], bool]:
    def test(obj: Any, actor: Actor) -> bool:
        party = actor.party
        if party is None or party.matter_id != obj.matter_id or (side and party.role != side):
            return False
        if not party.takes_part:
            return False
        return getattr(obj, "party_id", None) in (None, party.pk)

    return test


def _in_charge(obj: Any, actor: Actor) -> bool:
    return any(
        actor.holds(role, organ)
        for organ in _acting(obj, actor)
        for role in (Role.HANDLER, Role.HEAD, Role.REGISTRAR, Role.REVIEWER, Role.MEDIATOR, Role.PETITION_OFFICE)
    )


def _asked_to_read(obj: Any, actor: Actor) -> bool:
    """Who held the file for an organ that handles, registered or reviewed it; never for one that something in it accuses."""
    if actor.user is None or obj.matter_id is None:
        return False
    organs = {obj.organ_id, *obj.acting_organ_keys, *(review.organ_id for review in obj.matter.every("reviews"))}
    if any(claim.accused_organ_id in actor.tokens.organs for claim in obj.matter.every("claims")):
        return False
    roles = (Role.HEAD, Role.HANDLER, Role.REGISTRAR, Role.PETITION_OFFICE)
    office = any(actor.holds(role, organ) for organ in organs for role in roles)
    return office or obj.matter.mediators().filter(pk=actor.user.pk).exists()


handler = staff(Role.HANDLER)
head = staff(Role.HEAD)
section_chief = staff(Role.SECTION_CHIEF)
legal_reviewer = staff(Role.LEGAL_REVIEWER)
registrar = staff(Role.REGISTRAR)
mediator = staff(Role.MEDIATOR)
presiding_officer = staff(Role.PRESIDING_OFFICER)
recorder = staff(Role.RECORDER)
intake_clerk = staff(Role.INTAKE_CLERK)
petition_office = staff(Role.PETITION_OFFICE)
reviewer = staff(Role.REVIEWER)
administrator = staff(Role.ADMINISTRATOR)


def _keeps_office(obj: Any, actor: Actor) -> bool:
    user = actor.user
    return user is not None and user.is_active and (user.is_superuser or Role.ADMINISTRATOR in user.roles(actor.on))


# Who sets the office up: its organs, people, rooms and rules; by this nobody reads any matter.
keeps_office = Permission(_keeps_office, Role.ADMINISTRATOR.label)
# Whoever has the first account, as long as nobody keeps the office.
begins_office = Permission(
    lambda change, actor: actor.user is not None and change.nobody_keeps_it(), _("第一名系统管理员")
)
co_issuing_head = Permission(
    lambda obj, actor: any(actor.holds(Role.HEAD, organ) for organ in obj.co_issuers()), _("联合署名机关的负责人")
)
# Who handles the file whatever the thing in it: it may ask another organ to act there.
handles_the_file = Permission(
    lambda obj, actor: obj.matter_id is not None and actor.user is not None and any(
        actor.holds(role, organ)
        for organ in obj.matter.acting_organ_keys
        for role in (Role.HANDLER, Role.HEAD, Role.PETITION_OFFICE, Role.INTAKE_CLERK)
    ),
    _("责任单位的承办人、负责人"),
)  # fmt: skip
# Who looks again at an opinion of the file.
reviews_it = Permission(
    lambda obj, actor: obj.matter_id is not None and actor.user is not None and any(
        actor.holds(role, review.organ_id)
        for review in obj.matter.pending_reviews
        for role in (Role.REVIEWER, Role.HEAD)
    ),
    _("复查复核机关的承办人、负责人"),
)  # fmt: skip
reads_with_a_reason = Permission(
    _asked_to_read, _("登记、办理、复查复核机关的负责人、承办人、文书管理员、信访部门，以及本事项的调解员")
)
petitioner = Permission(_is_party(PartyRole.PETITIONER), _("信访人本人"), by_party=True)
a_party = Permission(_is_party(None), _("当事人本人"), by_party=True)
clock = Permission(lambda obj, actor: actor.is_clock, _("系统（期限届满时）"), by_people=False, by_clock=True)
at_the_server = Permission(
    lambda obj, actor: actor.is_clock, _("服务器的维护人员（在服务器上运行命令）"), by_people=False
)
consequence = Permission(lambda obj, actor: actor.following, _("系统（随其他步骤发生）"), by_people=False)
in_charge = Permission(_in_charge, _("办理机关的工作人员"))
