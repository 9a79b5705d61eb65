"""What can be wrong with a statutory period, each with one clear Chinese sentence."""

from __future__ import annotations


class TimeLimitError(ValueError):
    """Base of all errors of this package; `str(error)` is one sentence for a person."""


class ImpossibleDay(TimeLimitError):
    """Not a calendar day at all: 30 February, a moment instead of a day, a wrongly written text."""


class DayOutOfRange(TimeLimitError):
    """A day before 2004 or after 2099, for which nothing is computed."""


class NaiveMoment(TimeLimitError):
    """A moment without time zone: whether it is in time cannot be said."""


class UnknownLimit(TimeLimitError):
    """No limit has this code."""


class LimitNotInForce(TimeLimitError):
    """The limit exists, but not on the day asked for."""


class LimitSwitchedOff(TimeLimitError):
    """The limit is local law only and no local rule has switched it on."""


class LengthNotFixed(TimeLimitError):
    """The law leaves the length to an organ, and none was given."""


class EndBeforeStart(TimeLimitError):
    """A period that ends before it starts."""


class OverlappingExclusion(TimeLimitError):
    """Two excluded periods share a day."""


class ExclusionNotAllowed(TimeLimitError):
    """The law does not stop this clock, or not on this ground."""


class ExtensionNotAllowed(TimeLimitError):
    """The law knows no extension of this limit, or the number of days is none."""


class ExtensionTooLong(TimeLimitError):
    """More days than the law allows."""


class SecondExtension(TimeLimitError):
    """The limit was extended already, and may be extended once only."""


class ExtensionTooLate(TimeLimitError):
    """The extension was decided after the last day of the period."""


class WrongCalendar(TimeLimitError):
    """Calendar data that contradict themselves."""


class WrongLimit(TimeLimitError):
    """A limit declared with impossible figures."""


class WrongLocalRules(TimeLimitError):
    """A local rule file that cannot be used; names the file, the key and the reason, and the line where that is known."""

    def __init__(self, *, file: str, key: str, reason: str, line: int | None = None) -> None:
        self.file, self.key, self.reason, self.line = file, key, reason, line
        super().__init__(f"地方规则文件“{file}”的“{key}”有误：{reason}。")
