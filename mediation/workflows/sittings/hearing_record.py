"""The running record of a hearing: kept by its recorder or presider, open from the opening until it is concluded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import HearingPhase
from mediation.workflows import facts as f
from mediation.workflows.base import Act, Guard, step
from mediation.workflows.sittings import overrun, record
from mediation.workflows.sittings.hearing_panel import HearingPanel
from mediation.workflows.sittings.hearing_request import HearingState, presides, records

HELD = HearingState.IN_SESSION
UNTIL_CONCLUDED = (HearingState.IN_SESSION, HearingState.DELIBERATING)

screen_dark = Guard("screen_lit_already", _("大屏幕已经打开。"), lambda hearing, act: not hearing.screen_lit())
screen_lit = Guard("screen_dark_already", _("大屏幕没有打开。"), lambda hearing, act: hearing.screen_lit())


class HearingRecord(HearingPanel):
    """The steps of the running record, while the hearing is held."""

    class Meta:
        abstract = True

    record_kept_by = records | presides
    held_in = HELD

    enter_phase = record.entering(
        source=HELD, by=record_kept_by, label=_("转入环节"), phase=f.choice("phase", _("环节"), HearingPhase)
    )
    recess = record.pausing(source=HELD, by=record_kept_by, label=_("休庭"))
    go_on = record.going_on(source=HELD, by=record_kept_by, label=_("继续开庭"))
    correct_entry = record.correcting(
        source=UNTIL_CONCLUDED, by=record_kept_by,
        phase=f.choice("to_phase", _("更正为环节"), HearingPhase, required=False),
    )  # fmt: skip
    read_record = record.reading(source=UNTIL_CONCLUDED, by=record_kept_by)
    sign_own = record.signing_oneself(source=UNTIL_CONCLUDED)
    ask_correction = record.asking_to_correct(source=UNTIL_CONCLUDED)
    tell_those_waiting = overrun.telling(source=UNTIL_CONCLUDED, by=record_kept_by)
    sign_record = record.signing(source=UNTIL_CONCLUDED, by=record_kept_by, whose=f.one("party", _("当事人"), "Party"))

    @step(source=HELD, label=_("打开大屏幕"), told_to_party=False, by=presides, guards=[screen_dark])
    def light_screen(self, act: Act) -> None:
        """From now on the room reads on a screen what was written down, so that who hears badly follows and slips are called out."""

    @step(source=HELD, label=_("关闭大屏幕"), told_to_party=False, by=record_kept_by, guards=[screen_lit])
    def blank_screen(self, act: Act) -> None:
        """The screen shows nothing until whoever presides lights it again."""
