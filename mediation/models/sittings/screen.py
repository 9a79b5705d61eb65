"""The hall screen of a hearing: whether the room reads along now, and what."""

from __future__ import annotations

from typing import Any

from mediation.models.event import Event
from mediation.workflows.sittings.hearing_request import HearingState

# After each of these the screen is dark, until it is lit again.
DARKENING = ("open", "resume", "adjourn", "deliberate", "blank_screen")
# So many of the last things said fit on a screen in large type.
FIT = 6


class OnTheScreen:
    """What of a hearing stands on a screen for everybody in the room; lit by who presides, dark of itself once the panel withdraws."""

    pk: Any
    state: Any
    sitting: Any
    version: Any
    page_name: Any
    statements: Any
    last_entry: Any

    def screen_lit(self) -> bool:
        """Whether it was lit and nothing has darkened it since; never while the panel deliberates."""
        if self.state != HearingState.IN_SESSION:
            return False
        turned = Event.objects.of(self.page_name, self.pk).standing().filter(step__in=("light_screen", *DARKENING))
        return turned.order_by("-pk").values_list("step", flat=True).first() == "light_screen"

    def on_screen(self) -> list[Any]:
        """The last things said that stand, in order: finished words only, never what is still being typed."""
        spoken = self.statements.spoken().filter(sitting=self.sitting).order_by("-line", "-no")
        return list(reversed(spoken[:FIT]))

    def screen_mark(self) -> str:
        """Changes whenever what stands on the screen may have changed: with every step, and with every entry."""
        return f"{self.version}-{(self.last_entry() or (0,))[0]}"
