"""How far the office is set up: what is there, what is missing until the first matter can be registered and answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from mediation.models import Appointment, Deputyship, OfficeChange, Organ, Petition, ReviewAuthority, Room, User
from mediation.models.clock.calendar import current_calendar
from mediation.permissions import Actor
from mediation.vocabulary import OrganKind, Role

# Who does something on the way of a matter to its answer: takes it in, handles it, decides, numbers and serves.
NEEDED = (Role.INTAKE_CLERK, Role.HANDLER, Role.HEAD, Role.REGISTRAR)
# Organs whose opinions are not reviewed along 第三十五条.
NOT_REVIEWED = (OrganKind.COURT, OrganKind.ARBITRATION, OrganKind.DISCIPLINE, OrganKind.MEDIATION_COMMITTEE,
                OrganKind.CONFERENCE_OFFICE, OrganKind.OTHER)  # fmt: skip
MOST_NAMED = 5
# The file beside the data that holds the secret by which an empty site is begun, until it is used.
START_SECRET = "start-secret"  # noqa: S105 the name of the file


@dataclass(frozen=True)
class FirstStep:
    """One thing on the way to the first matter: whether it is done, what of it is missing, and where it is done."""

    code: str
    title: str
    done: bool
    told: str
    needed: bool = True
    organ: int | None = None  # the one at which it is done


def first_steps(on: date) -> list[FirstStep]:
    """What leads from an empty site to the first registered matter, in the order in which it is done."""
    organs = list(Organ.objects.in_force(on))
    posts = list(Appointment.objects.in_force(on).filter(user__is_active=True).values_list("organ_id", "role"))
    held = {role for _organ, role in posts}
    missing = [Role(role).label for role in NEEDED if role not in held]
    alone = _not_reviewed(organs, {organ for organ, role in posts if role == Role.HANDLER}, on)
    covered = current_calendar().covered
    return [
        FirstStep("organs", _("机关"), bool(organs), _("已设%(n)d个机关。") % {"n": len(organs)}),
        FirstStep("people", _("工作人员和岗位"), not missing, _people_in_words(posts, missing)),
        FirstStep(
            "reviewers", _("复查、复核机关"), bool(organs) and not alone, _reviewers_in_words(alone),
            organ=alone[0].pk if alone and len(organs) > 1 else None,
        ),
        FirstStep(
            "calendar", _("放假安排"), on.year in covered,
            _("%(year)d年的放假安排已经载入。") % {"year": on.year} if on.year in covered
            else _("%(year)d年的放假安排还没有载入，期限先按周末推算，标为暂定。") % {"year": on.year},
        ),
        FirstStep("second", _("第二名系统管理员"), _administrators(on) > 1, _("一人不在时，另一人能重发口令、办理移交。"), False),
        FirstStep("rooms", _("会场"), Room.objects.exists(), _("开听证会、调解会要选会场；没有的可以以后再设。"), False),
    ]  # fmt: skip


def _administrators(on: date) -> int:
    held = Appointment.objects.in_force(on).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return held.order_by().values("user").distinct().count()


def _people_in_words(posts: Iterable[Any], missing: list[Any]) -> str:
    if missing:
        return _("还没有人担任：%(roles)s。") % {"roles": "、".join(str(one) for one in missing)}
    return _("登记、承办、负责和文书管理都有人，共%(n)d个岗位。") % {"n": len(list(posts))}


def _not_reviewed(organs: list[Organ], handling: set[int], on: date) -> list[Organ]:
    named = set(ReviewAuthority.objects.in_force(on).order_by().values_list("organ_id", flat=True))
    return [one for one in organs if one.pk in handling and one.pk not in named and one.kind not in NOT_REVIEWED]


def _reviewers_in_words(alone: list[Organ]) -> str:
    if not alone:
        return _("有承办人的机关都已指定复查或者复核机关。")
    named = "、".join(one.name for one in alone[:MOST_NAMED])
    if len(alone) <= MOST_NAMED:
        return _("还没有指定的：%(organs)s。处理意见书要写明向谁申请复查。") % {"organs": named}
    return _("还没有指定的：%(organs)s等%(n)d个机关。处理意见书要写明向谁申请复查。") % {
        "organs": named,
        "n": len(alone),
    }


def has_a_matter() -> bool:
    """Whether anything was registered; an administrator sees no more of it."""
    return Petition.objects.exists()


def is_empty() -> bool:
    """Whether nobody has begun: no organ, nobody who could sign in."""
    return not (Organ.objects.exists() or User.objects.filter(is_active=True).exists())


def tree(on: date) -> list[Organ]:
    """Every organ that is or will be, in the order of the tree, each with whether anybody works there."""
    staffed = Appointment.objects.in_force(on).filter(organ=OuterRef("pk"))
    every = Organ.objects.annotate(staffed=Exists(staffed)).select_related("successor")
    return [one for one in every if one.in_force_until is None or one.in_force_until >= one.in_force_from]


def changes_read_by(actor: Actor) -> QuerySet[OfficeChange]:
    """The ledger of the office as the person reads it, the latest first."""
    found = OfficeChange.objects.read_by(actor)
    return found.select_related("organ", "changed_by").defer("details")


def posts_of(person: User) -> QuerySet[Appointment]:
    """All that the person ever held, the latest first; what never came into force is left out."""
    return person.appointments.select_related("organ").prefetch_related("deputies__deputy").order_by("-since", "-pk")


def deputies_standing(post: Appointment, on: date) -> list[Deputyship]:
    """Who stands in for a post on the day or later."""
    return [one for one in post.deputies.all() if one.until >= on]
