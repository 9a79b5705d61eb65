"""第二验证方式: what a person sets up, proves and takes off, and what an administrator does for somebody who lost his."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.actions import gateway
from mediation.actions.office import account_news, one_time_codes
from mediation.actions.office.people import new_secret, slip_of, tell_heads
from mediation.actions.registry import effect_of, guard_of
from mediation.models import OfficeChange, Organ, RecoveryCode, SecondFactor, SignIn, User, codes
from mediation.models.office.second_factor import SECRET
from mediation.permissions import Actor, keeps_office
from mediation.queries.office.second_factor import is_asked_of
from mediation.vocabulary import FactorKind, Role
from mediation.workflows.base import Act, NotPossibleNow, Refused

CODES = 10


def add_app(user: User, secret: str, *, name: str, typed: str, at: datetime) -> SecondFactor | None:
    """The app whose code shows that it knows the secret; None where the code is wrong. That code opens nothing any more."""
    interval = one_time_codes.interval_of(typed, secret, at=at)
    if interval is None:
        return None
    return _added(
        SecondFactor(kind=FactorKind.APP, kept=codes.encrypted(SECRET, secret), counted=interval), user, name, at
    )


def add_passkey(
    user: User, *, name: str, credential_id: bytes, public: bytes, counted: int, at: datetime
) -> SecondFactor | None:
    """A passkey that the browser has just made; None where it is known already."""
    if SecondFactor.objects.filter(credential_id=credential_id).exists():
        return None
    made = SecondFactor(kind=FactorKind.PASSKEY, credential_id=credential_id, kept=public, counted=counted)
    return _added(made, user, name, at)


def _added(factor: SecondFactor, user: User, name: str, at: datetime) -> SecondFactor:
    factor.user, factor.name, factor.added_at = user, name, at
    with transaction.atomic():
        RecoveryCode.standing(user).filter(until__isnull=False).update(ended_at=at)
        factor.save()
        account_news.factor_added(user, str(factor), at=at)
    return factor


def proves(user: User, typed: str, *, at: datetime) -> bool:
    """Whether the code is one of an app of his, for the first time; its secret is kept under the newest key from then on."""
    for factor in SecondFactor.standing(user).filter(kind=FactorKind.APP):
        secret = factor.secret
        interval = one_time_codes.interval_of(typed, secret, at=at) if secret else None
        if interval is not None and factor.advance(interval, at=at):
            SecondFactor.objects.filter(pk=factor.pk).update(kept=codes.encrypted(SECRET, secret or ""))
            return True
    return False


def is_apps_code(typed: str) -> bool:
    """Whether it looks like one of an app; a printed code is longer."""
    code = one_time_codes.as_digits(typed)
    return len(code) <= one_time_codes.DIGITS


def recovers(user: User, typed: str, *, at: datetime) -> RecoveryCode | None:
    """The recovery code, or that of a slip, if it still opens; it has then been used."""
    with transaction.atomic():
        used = RecoveryCode.use(user, typed, at=at)
        if used is not None and used.until is None:
            account_news.code_used(user, RecoveryCode.standing(user).count(), at=at)
    return used


def new_codes(user: User, *, at: datetime) -> list[str]:
    """Ten recovery codes to print, told this once; those before are void."""
    printed = [codes.new_query_code() for _n in range(CODES)]
    with transaction.atomic():
        RecoveryCode.keep(user, printed, at=at)
    return printed


def end(factor: SecondFactor, *, at: datetime) -> bool:
    """It proves nothing any more; with the last one the recovery codes are void too. False where it had ended."""
    with transaction.atomic():
        if not SecondFactor.objects.filter(pk=factor.pk, ended_at=None).update(ended_at=at):
            return False
        if not SecondFactor.standing(factor.user).exists():
            RecoveryCode.standing(factor.user).update(ended_at=at)
        account_news.factor_ended(factor.user, str(factor), at=at)
    return True


@guard_of(OfficeChange, "reset_factor", says=_("本人有第二验证方式。"), on_facts=True)
def there_is_one(change: OfficeChange, act: Act) -> Refused | None:
    """Where the password alone opens there is nothing to reset."""
    if is_asked_of(act.person):
        return None
    said = _("%(who)s没有设立第二验证方式。") % {"who": act.person}
    return NotPossibleNow("no_factor", said, _("忘记密码的，请“重发首次登录口令”。"))


@guard_of(OfficeChange, "reset_factor", says=_("不是为自己重设。"), on_facts=True)
def not_ones_own(change: OfficeChange, act: Act) -> Refused | None:
    """Whoever sits down at an administrator's desk does not get rid of the factor that would stop him."""
    if act.by.user is None or act.by.user.pk != act.person.pk:
        return None
    return NotPossibleNow(
        "own_factor", _("自己的第二验证方式不能由自己重设。"), _("请用备用码登录，或者请另一名系统管理员办理。")
    )


@effect_of(OfficeChange, "reset_factor", tells=(Role.HEAD,))
def void_the_factors(change: OfficeChange, act: Act) -> None:
    """What was lost proves nothing any more and opens no session; the person and the heads are told."""
    _void(change, act)


@guard_of(OfficeChange, "let_in_again", says=_("本人是系统管理员。"), on_facts=True)
def administers_the_site(change: OfficeChange, act: Act) -> Refused | None:
    """Everybody else is helped by an administrator, at whose page it says who did it."""
    if act.person.is_active and keeps_office(None, Actor(on=act.on, user=act.person)):
        return None
    said = _("%(who)s现在不是系统管理员。") % {"who": act.person}
    return NotPossibleNow("no_administrator", said, _("其他人员请系统管理员在人员页面上办理。"))


@effect_of(OfficeChange, "let_in_again", tells=(Role.HEAD,))
def void_all_that_opened(change: OfficeChange, act: Act) -> None:
    """The factors, and the password where that is lost too; the person and the heads are told that it was done at the server."""
    if act.password:
        User.objects.filter(pk=act.person.pk).update(password=make_password(None))
        account_news.password_voided(act.person, None, at=act.at)
    _void(change, act)


def _void(change: OfficeChange, act: Act) -> None:
    person = act.person
    SecondFactor.standing(person).update(ended_at=act.at)
    RecoveryCode.standing(person).update(ended_at=act.at)
    rows = SignIn.objects.filter(user=person)
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()
    organs = list(Organ.objects.filter(pk__in=person.organ_ids(act.on)))
    change.organ, change.subject = next(iter(organs), None), str(person)
    change.save(update_fields=["organ", "subject"])
    account_news.factors_reset(person, act.by.user, at=act.at)
    tell_heads(act, organs, str(change))


@slip_of("reset_factor", "let_in_again")
def new_slip(user: User, *, at: datetime) -> str:
    """A code that stands in for the lost factor once, beside the password, for some days; kept as a hash and never shown again."""
    code = codes.new_query_code()
    RecoveryCode.keep(user, [code], at=at, until=at + timedelta(days=settings.START_SECRET_DAYS))
    return code


def let_in_again(
    person: User, *, operator: str, why: str, password: bool, at: datetime
) -> tuple[OfficeChange, str, str]:
    """Done at the server: the change, the code that stands in for the factor once, and the first secret, "" where the password holds."""
    with transaction.atomic():
        facts: dict[str, Any] = {"person": person, "operator": operator, "why": why, "password": password}
        change: OfficeChange = gateway.perform(OfficeChange, None, "let_in_again", by=None, at=at, **facts)
        fresh = User.objects.get(pk=person.pk)
        return change, new_slip(fresh, at=at), new_secret(fresh, at=at) if password else ""
