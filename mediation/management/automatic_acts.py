"""What the clock does by itself, and how each of these acts is taken back: the table in docs/automatic_acts.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mediation.actions.consequences import brought_about
from mediation.models import Deadline
from mediation.workflows.base import Lifecycle, Step, lifecycles

# A limit that lapsed runs again, and what its end brought about is taken back, when its day is moved for one of these.
MOVED = "its period is moved past the day (`outage.confirm`, `load_calendar`, `correct_day`)"
BY_SET_DAYS = ("Obligation", "Resolution", "Supervision")
SET = "its day was set, not counted: no calendar and no outage moves it"
# What is no end of a period: nobody has lost anything by it.
NO_END_OF_A_PERIOD = {
    "Deadline.recount": "the next version of the holiday notice counts anew; a party's own day never moves forward",
    "Deadline.settle": "the next version of the holiday notice counts anew",
    "Petition.succeed": "the organ's entry is set right and its successor named anew; every right and limit stays",
    "Petition.give_receipts": "never: a submission and its receipt stand, and nothing is lost by them",
    "Paper.list_copies": "never: the copies are those of the issue, which the paper's revocation stops",
    "PublicNotice.take_down": "it is shown to be otherwise (`PublicNotice.annul`, the head decides), or a notice is asked for anew",
}
HEAD = """# What the clock does by itself, and how it is taken back

Printed from the code by `manage.py print_workflows`; do not edit.

Nothing that the passing of time brings about is final by itself. Each act below is a row of the ledger by 系统, and is taken
back by a row that names it (`annul`, with what stood again in `take_back`): nothing is deleted, and both are shown. An act
that was in time and is entered after the end (done_on, the postmark in posted_on) takes it back in the same transaction
(`overtakes` of the step). It is refused (`moved_since`, `paper_stands`) where somebody has gone on from there since; then that
is mended first. An organ that was late is not made timely by it (`deadlines.meet_by`).

| act | step | taken back where |
|---|---|---|
"""


@dataclass(frozen=True)
class AutomaticAct:
    """One step that the clock takes, or that the end of a period brings about."""

    model: type[Lifecycle]
    step: Step

    @property
    def name(self) -> str:
        """Model.step."""
        return f"{self.model.__name__}.{self.step.name}"

    def ways_back(self) -> list[str]:
        """How it is taken back; none would be a fault."""
        if self.name in NO_END_OF_A_PERIOD:
            return [NO_END_OF_A_PERIOD[self.name]]
        if self.step.annul is None:
            return []
        late = [
            f"`{self.model.__name__}.{one.name}`"
            for one in self.model.steps().values()
            if self.step.name in one.overtakes
        ]
        in_time = [f"done or posted in time, entered later: {'、'.join(late)}"] if late else []
        if self.model is Deadline:
            in_time = ["what was in time is entered later"]
        proof = (
            [f"it is shown to be otherwise (`{self.model.__name__}.annul`, the head decides)"]
            if _by_people(self.step)
            else []
        )
        return [*in_time, *proof, SET if self.model.__name__ in BY_SET_DAYS else MOVED]


def automatic_acts() -> Iterator[AutomaticAct]:
    """Every step that the clock may take, and every one that follows from the end of a period."""
    follow = set(brought_about(Deadline, "lapse").takes)
    for model in lifecycles():
        for step in model.steps().values():
            if f"{model.__name__}.{step.name}" in follow or step.permission.by_clock:
                yield AutomaticAct(model, step)


def table() -> str:
    """The document."""
    rows = [f"| {act.step.label} | `{act.name}` | {'; '.join(act.ways_back())} |" for act in automatic_acts()]
    return HEAD + "\n".join(rows) + "\n"


def _by_people(step: Step) -> bool:
    return step.annul is not None and step.annul.by_people
