"""Whoever waits for what follows is told that it begins later: staff and parties, each by the way on which he reads messages."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mediation.actions import messages
from mediation.actions.registry import effect_of
from mediation.actions.sittings.reminding import called_to
from mediation.models import Hearing, JointConference, MediationSession
from mediation.workflows.base import Act


@effect_of(Hearing, "tell_those_waiting")
@effect_of(MediationSession, "tell_those_waiting")
@effect_of(JointConference, "tell_those_waiting")
def tell_the_delay(sitting: Any, act: Act) -> None:
    """Of the sitting that takes longer nothing is said, for it is another file's; the message lies in the file of those who wait."""
    told: list[messages.Sent] = []
    for waiting in sitting.those_waiting(act):
        said = _("原定今天%(clock)s在%(where)s进行的%(what)s，因前面的一场还没有结束，大约推迟%(n)d分钟，请在原处等候。") % {
            "clock": f"{localtime(waiting.starts_at):%H:%M}", "where": waiting.place, "what": waiting.thing(),
            "n": act.facts["late_by"],
        }  # fmt: skip
        key = f"overrun:{waiting.page_name}:{waiting.pk}:{act.event.pk}"
        for person in called_to(type(waiting), [waiting])[waiting.pk]:
            told.append(messages.Sent(waiting.matter_id, person, said + (act.facts["word"] or ""), key))
    messages.send_many(told, at=act.at)
