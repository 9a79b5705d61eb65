"""People of the office: accounts with a secret for one sign-in, posts with their days, deputies; who may not be left out."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.actions import gateway, messages
from mediation.actions.office import account_news
from mediation.actions.registry import effect_of, guard_of
from mediation.models import Appointment, Deputyship, Event, OfficeChange, Organ, User
from mediation.models.lasting import CODE_ALPHABET
from mediation.vocabulary import Role
from mediation.workflows.base import Act, NotPossibleNow, Refused

# In four groups of five, as they are printed: 100 bits.
GROUPS, EACH = 4, 5


@guard_of(OfficeChange, "enrol", says=_("用户名还没有人使用。"), on_facts=True)
def username_is_free(change: OfficeChange, act: Act) -> Refused | None:
    """A name for the sign-in is one person's for ever."""
    if not User.objects.filter(username__iexact=act.username).exists():
        return None
    said = _("用户名“%(name)s”已经有人使用。") % {"name": act.username}
    return NotPossibleNow("username_taken", said, _("请换一个；离任人员的用户名也不再给别人。"))


@guard_of(OfficeChange, "enrol", "amend_person", says=_("电子邮箱写得对。"), on_facts=True)
def email_is_one(change: OfficeChange, act: Act) -> Refused | None:
    """An address to which reminders can go."""
    try:
        if act.email:
            validate_email(act.email)
    except ValidationError:
        return NotPossibleNow(
            "email_unfit", _("“%(typed)s”不是电子邮箱地址。") % {"typed": act.email}, _("请改正，没有的不填。")
        )
    return None


@guard_of(OfficeChange, "amend_person", says=_("标识没有登记在别人名下。"), on_facts=True)
def outer_id_is_ones_own(change: OfficeChange, act: Act) -> Refused | None:
    """Whom the identity provider names is one person."""
    if not act.outer_id:
        return None
    other = User.objects.filter(outer_id=act.outer_id).exclude(pk=act.person.pk).first()
    if other is None:
        return None
    said = _("这个标识已经登记在%(who)s名下。") % {"who": other}
    return NotPossibleNow("outer_id_taken", said, _("请核对标识；登记错了的，先更改那个人的登记。"))


@guard_of(OfficeChange, "renew_secret", says=_("账号没有停用。"), on_facts=True)
def account_is_open(change: OfficeChange, act: Act) -> Refused | None:
    """A slip for a closed account would open nothing."""
    if act.person.is_active:
        return None
    said = _("%(who)s的账号已经停用。") % {"who": act.person}
    return NotPossibleNow("account_closed", said, _("回来工作的，请先登记“任职”，账号随之恢复。"))


@guard_of(OfficeChange, "appoint", says=_("在这段时间里还没有这个岗位。"), on_facts=True)
def not_held_yet(change: OfficeChange, act: Act) -> Refused | None:
    """Nobody holds one post twice on a day."""
    since, last = act.since or act.on, act.until or date.max
    same = Appointment.objects.filter(user=act.person, organ=act.organ, role=act.role, since__lte=last)
    if not same.filter(Q(until=None) | Q(until__gte=since)).exists():
        return None
    said = _("%(who)s在这段时间里已经有这个岗位。") % {"who": act.person}
    return NotPossibleNow("post_held", said, _("请核对起止日期。"))


@guard_of(OfficeChange, "end_post", says=_("最后一日在任期以内。"), on_facts=True)
def ends_within_its_term(change: OfficeChange, act: Act) -> Refused | None:
    """A post is not ended before it began, nor prolonged by its end."""
    post = act.post
    if act.until >= post.since and (post.until is None or act.until <= post.until):
        return None
    return NotPossibleNow("outside_the_term", _("最后一日不在这个岗位的任期以内。"), _("请核对日期。"))


@guard_of(OfficeChange, "end_deputy", says=_("最后一日在代理期以内。"), on_facts=True)
def ends_within_the_deputyship(change: OfficeChange, act: Act) -> Refused | None:
    """A deputyship is shortened, not prolonged."""
    if act.deputyship.since <= act.until <= act.deputyship.until:
        return None
    return NotPossibleNow(
        "outside_the_deputyship", _("最后一日不在代理的起止日期以内。"), _("要延长的，请另行指定代理人。")
    )


@guard_of(OfficeChange, "deputize", says=_("代理不长于岗位本身。"), on_facts=True)
def stands_in_within_the_term(change: OfficeChange, act: Act) -> Refused | None:
    """Nobody stands in for a post that is not held."""
    since = act.since or act.on
    if act.post.since <= act.until and (act.post.until is None or since <= act.post.until):
        return None
    return NotPossibleNow("post_not_held", _("在这段时间里没有人担任这个岗位，无从代理。"), _("请核对起止日期。"))


@guard_of(OfficeChange, "end_post", says=_("免职以后仍有系统管理员。"), on_facts=True)
def an_administrator_is_left(change: OfficeChange, act: Act) -> Refused | None:
    """Nobody takes the last administrator's post away."""
    if act.post.role != Role.ADMINISTRATOR or administrators_left({act.post.pk}, after=act.until):
        return None
    return last_administrator()


def administrators_left(without: Iterable[int], *, after: date) -> bool:
    """Whether, beside these posts, somebody administers the site for good after the day."""
    lasting = Appointment.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).exclude(pk__in=list(without))
    return lasting.filter(
        Q(until=None) | Q(until__gt=after + timedelta(days=1)), since__lte=after + timedelta(days=1)
    ).exists()


def last_administrator() -> Refused:
    """The refusal that keeps the site from being left alone."""
    return NotPossibleNow(
        "last_administrator", _("这是最后一名系统管理员，免去以后就没有人能设置了。"), _("请先让另一人担任系统管理员。")
    )


@effect_of(OfficeChange, "enrol", tells=(Role.HEAD,))
def give_an_account(change: OfficeChange, act: Act) -> None:
    """The account with its posts; it opens with the secret of the slip alone, which the caller gives out."""
    person = make_account(act.facts)
    change.person, change.subject = person, f"{person}（{act.organ}）"
    change.made(person)
    for role in act.roles:
        change.made(give_post(person, act.organ, role, act.since or act.on))
    change.save(update_fields=["person", "subject", "details"])
    tell_heads(act, [act.organ], str(change))


def tell_heads(act: Act, organs: Iterable[Organ], what: str) -> None:
    """The heads see who may act in their organ from now on: an administrator gives nobody a post unseen, least of all himself."""
    said = gettext("%(who)s：%(what)s。") % {"who": act.by, "what": what}
    for organ in organs:
        messages.tell_organ(act, organ, said, key=f"office:{act.event.pk}")


def make_account(facts: dict[str, Any]) -> User:
    """The row of the account, which nothing opens yet."""
    person: User = User.objects.create(
        username=facts["username"], name=facts["name"], post=facts["title"], phone=facts["phone"],
        email=facts["email"], password=make_password(None),
    )  # fmt: skip
    return person


def give_post(person: User, organ: Organ, role: str, since: date, until: date | None = None) -> Appointment:
    """The row of a post."""
    return Appointment.objects.create(user=person, organ=organ, role=role, since=since, until=until)


@effect_of(OfficeChange, "amend_person")
def change_the_person(change: OfficeChange, act: Act) -> None:
    """Name, title, telephone and address for mail as they are from now on."""
    person = User.objects.get(pk=act.person.pk)
    change.alter(person, name=act.name, post=act.title, phone=act.phone, email=act.email, outer_id=act.outer_id or None)
    change.subject = str(person)
    change.save(update_fields=["subject", "details"])


@effect_of(OfficeChange, "renew_secret", tells=(Role.HEAD,))
def void_the_password(change: OfficeChange, act: Act) -> None:
    """The old password opens nothing from now on, and with it every session has ended; the heads are told."""
    User.objects.filter(pk=act.person.pk).update(password=make_password(None))
    account_news.password_voided(act.person, act.by.user, at=act.at)
    organs = list(Organ.objects.filter(pk__in=act.person.organ_ids(act.on)))
    change.organ, change.subject = next(iter(organs), None), str(act.person)
    change.save(update_fields=["organ", "subject"])
    tell_heads(act, organs, str(change))


@effect_of(OfficeChange, "appoint", tells=(Role.HEAD,))
def give_the_post(change: OfficeChange, act: Act) -> None:
    """The post from its day on; the heads of the organ see when an administrator gives one to himself."""
    post = give_post(act.person, act.organ, act.role, act.since or act.on, act.until)
    if not act.person.is_active:  # somebody comes back; a new slip lets him in
        change.alter(User.objects.get(pk=act.person.pk), is_active=True)
    change.post, change.subject = post, f"{act.person}　{post.get_role_display()}（{act.organ}）"
    change.made(post)
    change.save(update_fields=["post", "subject", "details"])
    tell_heads(act, [act.organ], str(change))


@effect_of(OfficeChange, "end_post")
def end_the_post(change: OfficeChange, act: Act) -> None:
    """The last day of the post."""
    post = Appointment.objects.select_related("user", "organ").get(pk=act.post.pk)
    change.alter(post, until=act.until)
    change.organ, change.person, change.subject = post.organ, post.user, _post_in_words(post)
    change.save(update_fields=["organ", "person", "subject", "details"])


@effect_of(OfficeChange, "deputize", tells=(Role.HEAD,))
def name_a_deputy(change: OfficeChange, act: Act) -> None:
    """Who stands in, from which to which day."""
    post = act.post
    row = Deputyship.objects.create(appointment=post, deputy=act.deputy, since=act.since or act.on, until=act.until)
    change.organ, change.person = post.organ, post.user
    change.subject = f"{_post_in_words(post)}：{row}"
    change.made(row)
    change.save(update_fields=["organ", "person", "subject", "details"])
    tell_heads(act, [post.organ], str(change))


@effect_of(OfficeChange, "end_deputy")
def end_the_deputyship(change: OfficeChange, act: Act) -> None:
    """The deputy's last day."""
    row = Deputyship.objects.select_related("appointment__user", "appointment__organ").get(pk=act.deputyship.pk)
    change.alter(row, until=act.until)
    post = row.appointment
    change.organ, change.person, change.subject = post.organ, post.user, f"{_post_in_words(post)}：{row}"
    change.save(update_fields=["organ", "person", "subject", "details"])


def _post_in_words(post: Appointment) -> str:
    return f"{post.user}　{post.get_role_display()}（{post.organ}）"


# What makes that which a step gives out on a slip, shown once.
SLIPS: dict[str, Callable[..., str]] = {}


def slip_of(*steps: str) -> Callable[[Callable[..., str]], Callable[..., str]]:
    """Declare what makes the secret of the slip with which the steps end."""

    def declare(made: Callable[..., str]) -> Callable[..., str]:
        SLIPS.update(dict.fromkeys(steps, made))
        return made

    return declare


def new_secret_words() -> str:
    """Something that nobody guesses, in groups that can be read out and typed."""
    return "-".join("".join(secrets.choice(CODE_ALPHABET) for _n in range(EACH)) for _group in range(GROUPS))


@slip_of("enrol", "renew_secret")
def new_secret(user: User, *, at: datetime) -> str:
    """A secret that opens the account once, for some days; it is kept as the password's hash alone and never shown again."""
    secret = new_secret_words()
    user.password = make_password(secret, hasher="pbkdf2_start_secret")
    user.start_secret_until = at + timedelta(days=settings.START_SECRET_DAYS)
    user.save(update_fields=["password", "start_secret_until"])
    return secret


def with_slip(step: str, *, by: User, at: datetime, key: str, facts: dict[str, Any]) -> tuple[OfficeChange, str]:
    """Take a step that ends with a slip: the change, and the secret for the slip; "" where the same form was sent before."""
    told = {"by": by, "at": at, "key": key, **facts}
    try:
        return _with_slip(step, told)
    except IntegrityError:  # the same click has just been answered elsewhere
        return _with_slip(step, told)


def _with_slip(step: str, told: dict[str, Any]) -> tuple[OfficeChange, str]:
    with transaction.atomic():
        again = bool(told["key"]) and Event.objects.filter(key=told["key"]).exists()
        change: OfficeChange = gateway.perform(OfficeChange, None, step, **told)
        return change, "" if again else SLIPS[step](User.objects.get(pk=change.person_id), at=told["at"])
