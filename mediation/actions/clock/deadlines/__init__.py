"""Deadlines: started, met and ended; moved, with what moved them; fallen due; corrected."""

from .correcting import begun_by, correct_day, day_of, met_by
from .expiring import run_clock, with_the_clock
from .moving import Moving, beginning, change_of, leave_out, move, note_change, preview, resume, suspend
from .starting import computation, days_as_fields, end, fix, meet, start

__all__ = [
    "Moving",
    "beginning",
    "begun_by",
    "change_of",
    "computation",
    "correct_day",
    "day_of",
    "days_as_fields",
    "end",
    "fix",
    "leave_out",
    "meet",
    "met_by",
    "move",
    "note_change",
    "preview",
    "resume",
    "run_clock",
    "start",
    "suspend",
    "with_the_clock",
]
