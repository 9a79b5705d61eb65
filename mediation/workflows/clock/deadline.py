"""期限（案）: a running limit. It starts, moves, is met, passes or ends with other steps."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import clock, consequence
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Lifecycle, step


class DeadlineState(models.TextChoices):
    """Where a deadline stands."""

    RUNNING = "running", _("进行中")
    MET = "met", _("已按期完成")
    OVERDUE = "overdue", _("已逾期")
    MET_LATE = "met_late", _("逾期完成")
    LAPSED = "lapsed", _("期限届满")
    ENDED = "ended", _("已终止")


RUNNING_STATES = (DeadlineState.RUNNING, DeadlineState.OVERDUE)


class DeadlineLifecycle(Lifecycle):
    """One deadline of one person or organ."""

    State = DeadlineState
    course_told = False
    own_section = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=DeadlineState.RUNNING,
        label=_("期限起算"),
        by=consequence,
        annul=TakenBack(leaves=DeadlineState.ENDED),
    )
    def start(self, act: Act) -> None:
        """Follows the step that triggers it."""

    @step(
        source=NEW,
        target=DeadlineState.RUNNING,
        label=_("期限承续"),
        by=consequence,
        annul=TakenBack(leaves=DeadlineState.ENDED),
        facts=[f.one("taken_from", _("原来的期限"), "Deadline")],
    )
    def carry_over(self, act: Act) -> None:
        """In a matter of one's own the period runs on as it stood: its beginning, extensions, days left out, last day."""

    @step(
        source=[DeadlineState.RUNNING, DeadlineState.OVERDUE, DeadlineState.LAPSED],
        target=DeadlineState.RUNNING,
        label=_("期限变动"),
        by=consequence,
        annul=TakenBack(),
        facts=[
            f.long_text("why", _("原因"), longest=4000),
            f.day("old_legal_on", _("原截止日")),
            f.day("new_legal_on", _("新截止日")),
        ],
    )
    def move(self, act: Act) -> None:
        """Follows an extension, an excluded period or a corrected day."""

    @step(
        source=DeadlineState.RUNNING,
        label=_("期限中止"),
        turns_back=True,
        by=consequence,
        annul=TakenBack(),
        facts=[f.long_text("why", _("原因"), longest=4000)],
    )
    def suspend(self, act: Act) -> None:
        """From the next day on the clock stands still: it neither warns nor ends until it goes on."""
        self.suspended_on: date | None = act.on

    @step(source=[DeadlineState.RUNNING, DeadlineState.OVERDUE], label=_("期限恢复"), by=consequence, annul=TakenBack())
    def resume(self, act: Act) -> None:
        """The clock goes on and no day was lost; where days are left out, the limit is moved instead."""
        self.suspended_on = None

    @step(
        source=[DeadlineState.RUNNING, DeadlineState.OVERDUE, DeadlineState.LAPSED],
        target=DeadlineState.RUNNING,
        label=_("按新的放假安排变动"),
        by=clock,
        annul=TakenBack(),
        facts=[
            f.text("notice", _("放假安排")),
            f.day("old_legal_on", _("原截止日")),
            f.day("new_legal_on", _("新截止日")),
        ],
    )
    def recount(self, act: Act) -> None:
        """A loaded holiday notice moves the day; a party's own right never ends earlier than it did."""

    @step(
        source=[DeadlineState.RUNNING, DeadlineState.OVERDUE],
        label=_("按新的放假安排核定"),
        by=clock,
        annul=TakenBack(),
        facts=[f.text("notice", _("放假安排"))],
    )
    def settle(self, act: Act) -> None:
        """A loaded notice leaves the day as it was: it is provisional no longer, or a party keeps its later day."""

    @step(
        source=[DeadlineState.MET, DeadlineState.MET_LATE, DeadlineState.LAPSED],
        label=_("更正后重新计算"),
        by=consequence,
        annul=TakenBack(),
        facts=[
            f.long_text("why", _("原因"), longest=4000),
            f.day("old_legal_on", _("原截止日")),
            f.day("new_legal_on", _("新截止日")),
        ],
    )
    def restate(self, act: Act) -> None:
        """The day from which a finished limit ran, or on which it was met, was corrected: it is told anew.

        One that lapsed is told so where its end brought about a step that stands, as the end of a public notice does.
        """

    @step(
        source=DeadlineState.MET,
        target=DeadlineState.MET_LATE,
        label=_("更正为逾期完成"),
        by=consequence,
        annul=TakenBack(),
    )
    def find_late(self, act: Act) -> None:
        """By the corrected day, what was done was done after the last day."""

    @step(
        source=DeadlineState.MET_LATE,
        target=DeadlineState.MET,
        label=_("更正为按期完成"),
        by=consequence,
        annul=TakenBack(),
    )
    def find_in_time(self, act: Act) -> None:
        """By the corrected day, what was done was done in time."""

    @step(
        source=[DeadlineState.RUNNING, DeadlineState.LAPSED],
        target=DeadlineState.MET,
        label=_("按期完成"),
        by=consequence,
        annul=TakenBack(),
        facts=[f.day("met_on", _("完成日期"), required=False)],
    )
    def meet(self, act: Act) -> None:
        """What the limit asks for was done in time; a letter posted in time is, though it comes later."""
        self.met_on = act.met_on or act.on

    @step(
        source=[DeadlineState.RUNNING, DeadlineState.OVERDUE, DeadlineState.LAPSED],
        target=DeadlineState.MET_LATE,
        label=_("逾期完成"),
        by=consequence,
        annul=TakenBack(),
    )
    def meet_late(self, act: Act) -> None:
        """What the limit asks for was done after the legal day."""
        self.met_on = act.on

    @step(source=DeadlineState.RUNNING, target=DeadlineState.OVERDUE, label=_("逾期"), by=clock, annul=TakenBack())
    def fall_due(self, act: Act) -> None:
        """The legal day has passed and an organ has not done what it owes."""

    @step(source=DeadlineState.RUNNING, target=DeadlineState.LAPSED, label=_("期限届满"), by=clock, annul=TakenBack())
    def lapse(self, act: Act) -> None:
        """The legal day has passed and a party did not use the right, or the period simply ran out."""

    @step(
        source=[DeadlineState.RUNNING, DeadlineState.OVERDUE],
        target=DeadlineState.ENDED,
        label=_("期限终止"),
        turns_back=True,
        by=consequence,
        annul=TakenBack(),
        facts=[f.long_text("why", _("原因"), longest=4000)],
    )
    def end(self, act: Act) -> None:
        """What the limit was for is no longer wanted."""
