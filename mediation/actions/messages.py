"""Messages that only inform. Nothing ever runs from one, and none is service."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.mime.text import MIMEText
from email.utils import parseaddr
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from mediation.actions import queue, sms
from mediation.actions.consequences import expect
from mediation.models import Message, Organ, Party, User
from mediation.models.office.office_change import OFFICE_FILE
from mediation.queries.sittings.calendars import invitation
from mediation.vocabulary import Role
from mediation.workflows.base import Act

LONGEST = 500
BY_SMS = "mediation.actions.messages.by_sms"
# What concerns the access of a party itself goes to its telephone, too: whoever has no mail must be able to object in time.
OF_ACCESS = ("code:", "secret:", "agent-code:", "agent-secret:")


def tell(act: Act, to: User | Party, text: str, *, key: str, role: str = "", sitting: Any = None) -> Message | None:
    """Tell a party something, or a member of staff in a `role`, once for each key.

    The message shows on the person's page at once; other adapters pass it on after the step is stored. What calls to a
    `sitting`, moves it or calls it off goes by mail as an invitation too.
    """
    expect(act, "tells", role or (to.role if isinstance(to, Party) else ""))
    if isinstance(to, User) and act.event.part and act.event.matter.claims.filter(accused_staff=to).exists():
        return None  # nothing of an accusation is told to whom it accuses
    row = _row(act.event.matter_id, to, text, key=key, at=act.at, sitting=sitting)
    # Acts in a file wait for each other: nobody else sends it meanwhile.
    told: Message | None = Message.objects.filter(key=row["key"]).first()
    if told is None:
        told = Message.objects.create(**row)
        _pass_on_later(told, to)
    return told


@dataclass(frozen=True)
class Told:
    """One message of many."""

    act: Act
    to: User | Party
    text: str
    key: str


def tell_many(told: Sequence[Told]) -> None:
    """Tell many people at once, as `tell` does one; each key is new, made from a row of the ledger just written."""
    rows = [
        Message(**_row(one.act.event.matter_id, one.to, one.text, key=one.key, at=one.act.at)) for one in told
    ]  # fmt: skip
    Message.objects.bulk_create(rows)
    for one, row in zip(told, rows, strict=True):
        _pass_on_later(row, one.to)


@dataclass(frozen=True)
class Sent:
    """One message of many that no step brings about."""

    matter_id: int
    to: User | Party
    text: str
    key: str
    sitting: Any = None


def send_many(sent: Sequence[Sent], *, at: datetime) -> None:
    """Send messages that no step brings about, but the passing of time; each once for its key."""
    rows = {
        row["key"]: (row, one.to)
        for one in sent
        for row in [_row(one.matter_id, one.to, one.text, key=one.key, at=at, sitting=one.sitting)]
    }
    for key in Message.objects.filter(key__in=rows).values_list("key", flat=True):
        del rows[key]
    made = Message.objects.bulk_create([Message(**row) for row, _to in rows.values()])
    if settings.MESSAGE_ADAPTERS:
        pairs = zip(made, rows.values(), strict=True)
        mailed = [message for message, (_row, to) in pairs if to.email or (message.of_sitting and message.addresses)]
        queue.defer_each("pass_on_message", [{"message_id": message.pk} for message in mailed])


def _row(matter_id: int, to: User | Party, text: str, *, key: str, at: datetime, sitting: Any = None) -> dict[str, Any]:
    user, party = (to, None) if isinstance(to, User) else (None, to)
    whole_key = f"{key}:{'user' if user else 'party'}:{to.pk}"
    return {
        "matter_id": matter_id, "user": user, "party": party, "text": text[:LONGEST], "sent_at": at, "key": whole_key,
        "sitting_type": sitting.page_name if sitting is not None else "", "sitting_id": getattr(sitting, "pk", None),
    }  # fmt: skip


def _pass_on_later(message: Message, to: User | Party) -> None:
    by_mail = settings.MESSAGE_ADAPTERS and (to.email or (message.of_sitting and message.addresses))
    if by_mail or _goes_to_telephone(message, to):
        queue.defer("pass_on_message", message_id=message.pk)


def _goes_to_telephone(message: Message, to: User | Party) -> bool:
    return isinstance(to, Party) and sms.is_on() and message.key.startswith(OF_ACCESS) and bool(sms.mobile_of(to.phone))


def tell_organ(act: Act, organ: Organ, text: str, *, key: str, role: str = Role.HEAD, sitting: Any = None) -> None:
    """Tell everyone who holds the role in the organ on the day, also as a deputy."""
    for user in User.objects.holding(role, organ, on=act.on):
        tell(act, user, text, key=key, role=role, sitting=sitting)


def put_away(user: User, which: Iterable[str], *, at: datetime) -> None:
    """Note that the person has read messages; others' are not touched."""
    numbers = [int(pk) for pk in which if pk.isascii() and pk.isdigit() and len(pk) < 19]
    Message.objects.filter(user=user, pk__in=numbers, read_at=None).update(read_at=at)


def pass_on(message_id: int) -> None:
    """Hand a message to every adapter that has not had it yet. Called by the worker; safe to repeat."""
    message = Message.objects.select_related("user", "party", "matter").get(pk=message_id)
    _each_once(message, {path: partial(import_string(path), message) for path in adapters()})


def _each_once(message: Message, ways: Mapping[str, Callable[[], None]]) -> None:
    """Go each way that the message has not gone yet; what nobody takes on one holds up no other, and is raised in the end."""
    faults = list[Exception]()
    for name, go in ways.items():
        if name in message.passed_to:
            continue
        try:
            go()
        except (OSError, sms.NotSent) as fault:  # as SMTP's own are
            faults.append(fault)
        else:
            message.passed_to = [*message.passed_to, name]
            message.save(update_fields=["passed_to"])
    if faults:
        raise faults[0]


def adapters() -> list[str]:
    """Those of the settings, and text messages where they can be sent."""
    return [*settings.MESSAGE_ADAPTERS, *([BY_SMS] if sms.is_on() else [])]


def by_sms(message: Message) -> None:
    """Send it to the party's telephone, if it concerns its access."""
    if message.party is not None and _goes_to_telephone(message, message.party):
        sms.send(sms.mobile_of(message.party.phone), message.text)


def by_mail(message: Message) -> None:
    """Send the message by mail; the subject names only the number of the file, or that it is about the office.

    A sitting goes with it for calendar programs, to the party and to whoever acts for it. Who has had it gets it no second time
    because another's was refused.
    """
    ways = {_identified(message, address): address for address in message.addresses}
    _each_once(message, {name: partial(_mail_to, address, message, name) for name, address in ways.items()})


def _identified(message: Message, address: str) -> str:
    """One mail's Message-ID: the same at every try, so that what was taken just before the database fell is known as the same."""
    which = hashlib.sha256(f"{message.key} {message.sent_at.isoformat()} {address}".encode()).hexdigest()[:32]
    return f"<{which}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition('@')[2] or 'localhost'}>"


def _mail_to(address: str, message: Message, identified: str) -> None:
    number = message.matter.number
    subject = _("账号和机关设置的提醒") if number == OFFICE_FILE else _("关于%(number)s的提醒") % {"number": number}
    mail = EmailMessage(subject=subject, body=message.text, to=[address], headers={"Message-ID": identified})
    if (sitting := message.sitting) is not None:
        method, calendar = invitation(sitting, to=address, at=message.sent_at)
        part = MIMEText(calendar.decode(), "calendar", "utf-8")
        part.set_param("method", method)
        part.add_header("Content-Disposition", "attachment", filename="sitting.ics")
        mail.attach(part)
    mail.send()
