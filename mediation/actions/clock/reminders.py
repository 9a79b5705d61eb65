"""Reminders: at each warning level, those who owe and those whose right it is are told the day.

They only inform: no period runs from one, and a right does not depend on having had one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mediation.actions import messages
from mediation.actions.gateway import SHANGHAI
from mediation.actions.sweeping import one_by_one
from mediation.models import Deadline, Matter, Organ, Party, Reminder, User
from mediation.timelimits import Bound, WarningLevel, chinese_day
from mediation.vocabulary import Role

HANDLERS: dict[Bound | None, Role] = {
    Bound.PETITION_OFFICE: Role.PETITION_OFFICE,
    Bound.REVIEW_ORGAN: Role.REVIEWER,
    Bound.REEXAMINATION_ORGAN: Role.REVIEWER,
    Bound.MEDIATOR: Role.MEDIATOR,
}


def remind(at: datetime) -> int:
    """Tell every level that was reached and not told; return how many.

    Safe to miss, double or kill: what is told is one row for each deadline, level and last day, stored with
    its messages. After days without a sweep the present level is told, not those that were passed over.
    """
    today = at.astimezone(SHANGHAI).date()
    waiting = Deadline.objects.to_remind(today).order_by("legal_on", "pk").values_list("pk", flat=True)
    with override(settings.LANGUAGE_CODE):
        return one_by_one(waiting.iterator(chunk_size=1000), lambda pk: _tell(pk, at, today))


@transaction.atomic
def _tell(pk: int, at: datetime, today: date) -> bool:
    # The file is locked first, as by the gateway: a step that moves or meets the limit waits, or is seen here.
    matter = Matter.objects.select_for_update(of=("self",)).get(deadlines=pk)
    deadline = Deadline.objects.to_remind(today).select_related("organ", "party").filter(pk=pk).first()
    if deadline is None:
        return False
    Reminder.objects.create(deadline=deadline, level=deadline.to_tell, legal_on=deadline.legal_on, sent_at=at)
    key = f"reminder:{pk}:{deadline.to_tell}:{deadline.legal_on}"
    for person, text in _told(deadline, matter, today):
        messages.send(matter.pk, person, text, key=key, at=at)
    return True


def _told(deadline: Deadline, matter: Matter, on: date) -> Iterable[tuple[User | Party, str]]:
    """Who is told what: the handlers and the head of the organ that owes, or those whose right it is."""
    if deadline.organ is not None:
        for user in _staff_of(deadline, deadline.organ, matter, on):
            yield user, _words_for_staff(deadline, on)
    else:
        for party in _holders_of(deadline, matter):
            yield party, _words_for_party(deadline)


def _holders_of(deadline: Deadline, matter: Matter) -> Iterable[Party]:
    """The party whose right it is; all parties of a right they have together; nobody if it merely runs out."""
    if deadline.party is not None:
        return [deadline.party]
    return list(matter.parties.all()) if deadline.bound is Bound.PARTIES else []


def _staff_of(deadline: Deadline, organ: Organ, matter: Matter, on: date) -> list[User]:
    """The named handler, or all who handle such things in the organ; and its head. Nobody who was taken off."""
    named = _named_handler(deadline, matter)
    if named is not None and named.is_active and organ.pk in named.organ_ids(on):
        handlers = [named]
    else:
        role = HANDLERS.get(deadline.bound, Role.HANDLER)
        handlers = list(User.objects.holding(role, organ, on=on))
    heads = User.objects.holding(Role.HEAD, organ, on=on)
    everyone = {user.pk: user for user in (*handlers, *heads)}
    return [user for pk, user in everyone.items() if pk not in matter.taken_off]


def _named_handler(deadline: Deadline, matter: Matter) -> User | None:
    """The person named for the object itself, else for the petition."""
    petition = getattr(matter, "petition", None)
    reviewer: User | None = getattr(deadline.subject, "reviewer", None)
    if reviewer is not None:
        return reviewer
    if petition is None or deadline.organ is None:
        return None
    if petition.parted:
        own: User | None = getattr(deadline.subject, "handler", None) or petition.handler_for(deadline.organ)
        return own
    return petition.handler if petition.acting_organ == deadline.organ else None


def _words_for_staff(deadline: Deadline, on: date) -> str:
    day, left = chinese_day(deadline.legal_on), (deadline.legal_on - on).days
    parts = {"level": WarningLevel(deadline.to_tell).label, "what": _what(deadline), "day": day}
    if left < 0:
        said = _("期限提醒（%(level)s）：“%(what)s”应当在%(day)s前完成，") % parts
        said += ngettext("已逾期%(n)d日。", "已逾期%(n)d日。", -left) % {"n": -left}
    else:
        said = _("期限提醒（%(level)s）：“%(what)s”最迟在%(day)s24时前完成，") % parts
        said += ngettext("还剩%(n)d日。", "还剩%(n)d日。", left) % {"n": left}
    return said + _rest(deadline)


def _what(deadline: Deadline) -> str:
    """What is to be done; of several claims of a file, for which."""
    return f"{deadline.label}（{deadline.subject}）" if deadline.subject_type == "claim" else deadline.label


def _words_for_party(deadline: Deadline) -> str:
    said = _("您“%(what)s”的最后一日是%(day)s，当日24时以前都算按时。") % {
        "what": deadline.label,
        "day": chinese_day(deadline.legal_on),
    }
    return said + _rest(deadline)


def _rest(deadline: Deadline) -> str:
    said = _("依据：%s。") % deadline.authority
    return said + (_("这一日期是暂定的，放假安排公布后重新计算。") if deadline.provisional else "")
