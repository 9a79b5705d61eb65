"""Messages only inform: once each, shown at once, mailed by the worker."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import OperationalError
from procrastinate.contrib.django.models import ProcrastinateJob

from mediation.actions import messages
from mediation.models import Message
from tests.factories.mediation import disputed, do, proposed

WITH_MAIL = [{"name": "张大山", "email": "zhang@example.com"}, {"name": "李秀英"}]


def refuse(world, petitioners=WITH_MAIL):
    """A refusal, of which three parties are told."""
    mediation = proposed(world, disputed(world, petitioners=petitioners))
    do(mediation, "decline", world.handler, who=[mediation.matter.parties.get(name="绿源合作社")])
    return Message.objects.get(party__name="张大山")


def waiting():
    return ProcrastinateJob.objects.filter(task_name="pass_on_message")


def test_a_message_is_on_the_persons_page_at_once(world):
    message = refuse(world)
    assert (message.read_at, message.sent_at.isoformat()) == (None, "2025-03-10T02:00:00+00:00")


def test_only_who_gave_an_address_is_mailed(world):
    message = refuse(world)
    assert [job.args for job in waiting()] == [{"message_id": message.pk}]


def test_mail_names_the_file_and_no_more_in_its_subject(world):
    message = refuse(world)
    messages.pass_on(message.pk)
    assert mail.outbox[0].to == ["zhang@example.com"]
    assert mail.outbox[0].subject == f"关于{message.matter.number}的提醒"


def test_passing_on_twice_mails_once(world):
    message = refuse(world)
    messages.pass_on(message.pk)
    messages.pass_on(message.pk)
    assert len(mail.outbox) == 1


def test_an_adapter_that_fails_is_tried_again(world, settings):
    message = refuse(world)
    settings.MESSAGE_ADAPTERS = ["mediation.actions.messages.by_mail", "tests.actions.serving.test_messages.broken"]
    with pytest.raises(ConnectionError):
        messages.pass_on(message.pk)
    settings.MESSAGE_ADAPTERS = ["mediation.actions.messages.by_mail"]
    messages.pass_on(message.pk)
    assert len(mail.outbox) == 1


def test_what_was_mailed_just_before_the_database_fell_is_mailed_again_under_the_same_name(world, monkeypatch):
    message = refuse(world)

    def fallen(this, **_fields):
        raise OperationalError

    with monkeypatch.context() as away, pytest.raises(OperationalError):
        away.setattr(Message, "save", fallen)
        messages.pass_on(message.pk)
    messages.pass_on(message.pk)
    messages.pass_on(message.pk)
    first, again = (one.message()["Message-ID"] for one in mail.outbox)
    assert first == again


def test_an_adapter_that_fails_holds_up_no_other(world, settings):
    message = refuse(world)
    settings.MESSAGE_ADAPTERS = ["tests.actions.serving.test_messages.broken", "mediation.actions.messages.by_mail"]
    for _time in range(2):
        with pytest.raises(ConnectionError):
            messages.pass_on(message.pk)
        assert len(mail.outbox) == 1


def broken(message):
    """An adapter whose other end is away."""
    raise ConnectionError


def test_without_adapters_nothing_leaves_the_house(world, settings):
    settings.MESSAGE_ADAPTERS = []
    refuse(world)
    assert not waiting().exists()


def test_the_same_key_tells_once(world):
    message = refuse(world)
    act_event = message.matter.events.get(step="decline")

    from mediation.permissions import Actor
    from mediation.workflows.base import Act

    act = Act(by=Actor(on=act_event.done_on), at=act_event.recorded_at, on=act_event.done_on, event=act_event)
    first = messages.tell(act, message.party, "另一件事", key="once")
    assert messages.tell(act, message.party, "另一件事", key="once") == first
    assert Message.objects.filter(key__startswith="once").count() == 1
