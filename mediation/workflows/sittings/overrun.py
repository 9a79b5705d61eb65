"""前面的一场没有按时结束: those who wait for the next are told. Nothing is moved: that somebody must do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.permissions import Permission
from mediation.workflows import facts as f
from mediation.workflows.base import Act, Guard, step
from mediation.workflows.sittings.record import Source, Taken

somebody_waits = Guard(
    "nobody_waits",
    _("当天在这个会场、由这些工作人员接着办的，没有还没有开始的听证、调解或者会议。"),
    lambda sitting, act: bool(sitting.those_waiting(act)),
    _("没有人需要告知。"),
    on_facts=True,
)


def telling(*, source: Source, by: Permission) -> Taken:
    """The step that tells them."""

    @step(
        source=source, label=_("告知等候的人推迟"), told_to_party=False, by=by, guards=[somebody_waits],
        facts=[
            f.number("late_by", _("大约推迟（分钟）"), least=5, most=480),
            f.text("word", _("另外要说的话"), required=False, help=_("发给每个等候的人，不写本场的任何情况。")),
        ],
    )  # fmt: skip
    def tell_those_waiting(self: Any, act: Act) -> None:
        """It takes longer than was planned: whoever is called to what follows that day, here or with the same staff, is told."""

    return tell_those_waiting
