"""Deadlines: started, met and ended; moved, with what moved them; fallen due; corrected."""

from .correcting import begun_by, by_the_right_day, correct_day, correct_the_start, day_of, days_told, met_by, relied_on
from .expiring import run_clock, with_the_clock
from .moving import (
    Moving,
    beginning,
    change_of,
    leave_out,
    move,
    note_change,
    preview,
    resume,
    suspend,
    would_stay_late,
)
from .starting import carry_over, computation, days_as_fields, end, fix, meet, start

__all__ = [
    "Moving",
    "beginning",
    "begun_by",
    "by_the_right_day",
    "carry_over",
    "change_of",
    "computation",
    "correct_day",
    "correct_the_start",
    "day_of",
    "days_as_fields",
    "days_told",
    "end",
    "fix",
    "leave_out",
    "meet",
    "met_by",
    "move",
    "note_change",
    "preview",
    "relied_on",
    "resume",
    "run_clock",
    "start",
    "suspend",
    "with_the_clock",
    "would_stay_late",
]
