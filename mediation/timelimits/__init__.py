"""Statutory time: limits as data, calendars as versioned data, and how every day was computed.

Plain Python: it knows nothing of the rest of the house and never asks the clock.
"""

from .calendars import Calendar, DayKind, changed_days
from .computing import Computation, Excluded, check_extension, compute, keeping, recompute
from .day_table import DayLine, day_table
from .days import FIRST_DAY, LAST_DAY, chinese_day, days_of_months, parse_day
from .errors import (
    DayOutOfRange,
    EndBeforeStart,
    ExclusionNotAllowed,
    ExtensionNotAllowed,
    ExtensionTooLate,
    ExtensionTooLong,
    ImpossibleDay,
    LengthNotFixed,
    LimitNotInForce,
    LimitSwitchedOff,
    NaiveMoment,
    OverlappingExclusion,
    SecondExtension,
    TimeLimitError,
    UnknownLimit,
    WrongCalendar,
    WrongLimit,
    WrongLocalRules,
)
from .explaining import as_dict, explain
from .extending import extend
from .in_force import limit_for
from .limits import Bound, Direction, Ground, Source, TimeLimit, Unit
from .local_rules import LocalRules, faults_of, load_local_rules, local_rules, read_local_rules, shipped_regions
from .registry import ALL_LIMITS, CODES, EDITIONS, by_stage, known_codes, plain_words
from .shipped_calendar import shipped_calendar
from .standing import CHINA, WarningLevel, is_in_time, level_days, level_days_between, share_used, warning_level

__all__ = [
    "ALL_LIMITS",
    "CHINA",
    "CODES",
    "EDITIONS",
    "FIRST_DAY",
    "LAST_DAY",
    "Bound",
    "Calendar",
    "Computation",
    "DayKind",
    "DayLine",
    "DayOutOfRange",
    "Direction",
    "EndBeforeStart",
    "Excluded",
    "ExclusionNotAllowed",
    "ExtensionNotAllowed",
    "ExtensionTooLate",
    "ExtensionTooLong",
    "Ground",
    "ImpossibleDay",
    "LengthNotFixed",
    "LimitNotInForce",
    "LimitSwitchedOff",
    "LocalRules",
    "NaiveMoment",
    "OverlappingExclusion",
    "SecondExtension",
    "Source",
    "TimeLimit",
    "TimeLimitError",
    "Unit",
    "UnknownLimit",
    "WarningLevel",
    "WrongCalendar",
    "WrongLimit",
    "WrongLocalRules",
    "as_dict",
    "by_stage",
    "changed_days",
    "check_extension",
    "chinese_day",
    "compute",
    "day_table",
    "days_of_months",
    "explain",
    "extend",
    "faults_of",
    "is_in_time",
    "keeping",
    "known_codes",
    "level_days",
    "level_days_between",
    "limit_for",
    "load_local_rules",
    "local_rules",
    "parse_day",
    "plain_words",
    "read_local_rules",
    "recompute",
    "share_used",
    "shipped_calendar",
    "shipped_regions",
    "warning_level",
]
