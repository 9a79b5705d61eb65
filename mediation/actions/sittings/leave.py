"""Days on which a member of staff is away: entered by himself or his head, taken back, and never changed past the two."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.models import StaffLeave, User
from mediation.permissions import Actor
from mediation.vocabulary import Role
from mediation.workflows.base import NotAllowed, NotPossibleNow

LONGEST = 366  # days


def may_enter_for(by: Actor, person: User) -> bool:
    """Whether it is the person itself, or a head of an organ in which it has a post."""
    if by.user is None:
        return False
    return by.user == person or bool(set(by.user.organs_as(Role.HEAD, on=by.on)) & set(person.organ_ids(by.on)))


def enter_leave(*, by: Actor, person: User, first_on: date, last_on: date, why: str, at: datetime) -> StaffLeave:
    """Enter the days. Raises NotAllowed, or NotPossibleNow where they are over, in the wrong order, or entered already."""
    if not may_enter_for(by, person):
        raise NotAllowed("leave_of_another", _("外出休假由本人或者所在机关的负责人登记。"), "")
    if last_on < first_on or (last_on - first_on).days > LONGEST:
        raise NotPossibleNow("leave_days_wrong", _("最后一日不能早于第一日，一次也不能超过一年。"), _("请核对日期。"))
    if last_on < by.on:
        raise NotPossibleNow("leave_is_over", _("这些日子已经过去。"), _("请核对日期。"))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        there = StaffLeave.objects.standing().filter(person=person).between(first_on, last_on).first()
        if there is not None:
            raise NotPossibleNow(
                "leave_entered_already", _("这些日子已经登记过（%s）。") % there, _("要改的，先撤回原来的。")
            )
        return StaffLeave.objects.create(
            person=person, first_on=first_on, last_on=last_on, why=why, entered_by=by.user, entered_at=at
        )


def withdraw_leave(*, by: Actor, leave: StaffLeave, at: datetime) -> None:
    """The person is there after all; the row stays."""
    if not may_enter_for(by, leave.person):
        raise NotAllowed("leave_of_another", _("外出休假由本人或者所在机关的负责人登记。"), "")
    StaffLeave.objects.standing().filter(pk=leave.pk).update(withdrawn_by=by.user, withdrawn_at=at)
