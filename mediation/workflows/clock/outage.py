"""平台停运: the time in which the portal could not be reached, with proof."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import administrator, head
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step


class OutageState(models.TextChoices):
    """Where the entry in the register stands."""

    RECORDED = "recorded", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    DISCARDED = "discarded", _("不予确认")


ends_after_it_began = Guard(
    "ends_before_it_began",
    _("恢复时间应当晚于停运开始的时间。"),
    lambda outage, act: act.began_at is None or act.ended_at is None or act.began_at < act.ended_at,
    _("请核对两个时刻。"),
    on_facts=True,
)
is_over = Guard(
    "outage_not_over",
    _("停运还没有结束，恢复以后再登记。"),
    lambda outage, act: act.ended_at is None or act.ended_at <= act.at,
    on_facts=True,
)
another_confirms = Guard(
    "recorder_confirms",
    _("登记停运的人不能确认自己的登记。"),
    lambda outage, act: act.by.user is None or outage.recorded_by_id != act.by.user.pk,
    _("请由机关负责人或者另一名系统管理员确认。"),
)


class OutageLifecycle(Lifecycle):
    """One time in which the parties could not reach the portal."""

    State = OutageState
    course_told = False
    opened_apart = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=OutageState.RECORDED,
        label=_("登记平台停运"),
        by=administrator,
        guards=[ends_after_it_began, is_over],
        facts=[
            f.one("organ", _("管理平台的机关"), "Organ"),
            f.moment("began_at", _("停运开始的时间")),
            f.moment("ended_at", _("恢复的时间")),
            f.long_text("proof", _("证明"), longest=4000, help=_("监控记录、运营商通知等，写明出处。")),
        ],
        basis="《民法典》第一百八十条、参照《民事诉讼法》第八十六条",
        day_field="recorded_on",
    )
    def record(self, act: Act) -> None:
        """The administrator enters the time and the proof; no day moves yet."""
        self.recorded_by = act.by.user

    @step(
        source=OutageState.RECORDED,
        target=OutageState.CONFIRMED,
        label=_("确认平台停运"),
        by=administrator | head,
        guards=[another_confirms],
        basis="《民法典》第一百八十条、参照《民事诉讼法》第八十六条",
        day_field="confirmed_on",
    )
    def confirm(self, act: Act) -> None:
        """A second person confirms: the parties' own periods whose last day fell in it run on after it."""
        self.confirmed_by = act.by.user

    @step(
        source=OutageState.RECORDED,
        target=OutageState.DISCARDED,
        label=_("不予确认"),
        by=administrator | head,
        facts=[f.long_text("why", _("理由"), longest=1000)],
    )
    def discard(self, act: Act) -> None:
        """The entry was mistaken or is not proved; nothing moves."""
