"""Reminders: at each warning level, those who owe and those whose right it is are told the day.

They only inform: no period runs from one, and a right does not depend on having had one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mediation.actions import messages
from mediation.actions.clock.whom_to_remind import Asked, Known
from mediation.actions.gateway import SHANGHAI
from mediation.actions.sweeping import in_batches
from mediation.models import Deadline, Party, Reminder, User
from mediation.timelimits import WarningLevel, chinese_day

# Their files are locked together, so that one who acts in one of them waits for the time of so many.
AT_ONCE = 100


def remind(at: datetime) -> int:
    """Tell every level that was reached and not told; return how many.

    Safe to miss, double or kill: what is told is one row for each deadline, level and last day, stored with
    its messages. After days without a sweep the present level is told, not those that were passed over.
    """
    today = at.astimezone(SHANGHAI).date()
    waiting = Deadline.objects.to_remind(today).order_by("legal_on", "pk").values_list("pk", flat=True)
    tell = partial(_tell, at=at, today=today, known=Known(today))
    with override(settings.LANGUAGE_CODE):
        return in_batches(waiting.iterator(chunk_size=1000), tell, size=AT_ONCE)


@transaction.atomic
def _tell(keys: list[int], at: datetime, today: date, known: Known) -> int:
    found = Asked(keys, today, known)
    rows = [Reminder(deadline=one, level=one.to_tell, legal_on=one.legal_on, sent_at=at) for one in found.deadlines]
    Reminder.objects.bulk_create(rows)
    messages.send_many(
        [
            messages.Sent(one.matter_id, person, text, f"reminder:{one.pk}:{one.to_tell}:{one.legal_on}")
            for one in found.deadlines
            for person, text in _told(one, found)
        ],
        at=at,
    )
    return len(rows)


def _told(deadline: Deadline, found: Asked) -> Iterable[tuple[User | Party, str]]:
    """Who is told what: the handlers and the head of the organ that owes, or those whose right it is."""
    if deadline.organ is not None:
        for user in found.staff_of(deadline, deadline.organ):
            yield user, _words_for_staff(deadline, found)
    else:
        for party in found.holders_of(deadline):
            yield party, _words_for_party(deadline, found)


def _words_for_staff(deadline: Deadline, found: Asked) -> str:
    day, left = chinese_day(deadline.legal_on), (deadline.legal_on - found.on).days
    parts = {"level": WarningLevel(deadline.to_tell).label, "what": _what(deadline, found), "day": day}
    if left < 0:
        said = _("期限提醒（%(level)s）：“%(what)s”应当在%(day)s前完成，") % parts
        said += ngettext("已逾期%(n)d日。", "已逾期%(n)d日。", -left) % {"n": -left}
    else:
        said = _("期限提醒（%(level)s）：“%(what)s”最迟在%(day)s24时前完成，") % parts
        said += ngettext("还剩%(n)d日。", "还剩%(n)d日。", left) % {"n": left}
    return said + _rest(deadline)


def _what(deadline: Deadline, found: Asked) -> str:
    """What is to be done; of several claims of a file, for which."""
    return f"{deadline.label}（{found.subject_of(deadline)}）" if deadline.subject_type == "claim" else deadline.label


def _words_for_party(deadline: Deadline, found: Asked) -> str:
    if deadline.subject_type == "obligation":
        said = _("约定的事快到期了：%(what)s。已经办了的，请交来凭证；收到了的，请确认。")
        return said % {"what": found.subject_of(deadline)}
    said = _("您“%(what)s”的最后一日是%(day)s，当日24时以前都算按时。") % {
        "what": deadline.label,
        "day": chinese_day(deadline.legal_on),
    }
    return said + _rest(deadline)


def _rest(deadline: Deadline) -> str:
    said = _("依据：%s。") % deadline.authority
    return said + (_("这一日期是暂定的，放假安排公布后重新计算。") if deadline.provisional else "")
