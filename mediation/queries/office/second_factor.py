"""Of whom a second factor is asked: whoever has set one up, and whoever holds a post of which an organ's rules require it."""

from __future__ import annotations

from datetime import date

from mediation.models import Organ, RecoveryCode, SecondFactor, User
from mediation.vocabulary import Role

RULE = "second_factor_roles"


def is_asked_of(user: User) -> bool:
    """Whether the password alone signs nobody in: a factor stands, or one was reset and none set up since."""
    return SecondFactor.standing(user).exists() or RecoveryCode.slip_of(user) is not None


def is_required_of(user: User, *, on: date) -> bool:
    """Whether a rule of his organ, or of one above it, requires it of a post that he holds on the day, also as a deputy."""
    naming = Organ.objects.filter(settings__has_key=RULE).order_by("pk")
    rules = list(naming.values_list("path", f"settings__{RULE}"))
    if not rules:
        return False
    if user.is_superuser and any(Role.ADMINISTRATOR in roles for _path, roles in rules):
        return True
    asked = {role for _path, roles in rules for role in roles}
    organs = user.organs_as(*asked, on=on)
    return any(
        user.holds(role, organ, on=on)
        for organ, path in Organ.objects.filter(pk__in=organs).order_by("pk").values_list("pk", "path")
        for above, roles in rules if path.startswith(above)
        for role in roles
    )  # fmt: skip
