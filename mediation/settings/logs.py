"""How it is told what happened: a line for people, or one for programs, and in neither anything of a person.

Addresses hold numbers of files, codes and the tokens of calendars; messages of the database hold what was typed. So a request is
named by its route, a fault by its kind and the places in the code, and what else there is by a request's id.
"""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

# The request that is being answered, for whatever is logged on the way.
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
MOST_PLACES = 30
# What our own log lines may add beside their message.
MORE = ("method", "route", "status", "ms", "who", "by")


class Json(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, where from, what; the request where there is one; a fault by its kind and its places in the code."""
        at = datetime.fromtimestamp(record.created, tz=UTC)
        told: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds"), "level": record.levelname, "logger": record.name, "message": said(record),
        }  # fmt: skip
        if request_id := REQUEST_ID.get():
            told["request"] = request_id
        told |= {name: vars(record)[name] for name in MORE if name in vars(record)}
        if record.exc_info and record.exc_info[0]:
            kind, _fault, trace = record.exc_info
            told["fault"] = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
            told["trace"] = places(trace)
        return json.dumps(told, ensure_ascii=False, default=str)


class Line(logging.Formatter):
    """For people."""

    def format(self, record: logging.LogRecord) -> str:
        """The same in one line, and the places of a fault below it."""
        name = REQUEST_ID.get()
        line = (
            f"{self.formatTime(record)} {record.levelname} {record.name} {f'[{name}] ' if name else ''}{said(record)}"
        )
        more = " ".join(f"{key}={vars(record)[key]}" for key in MORE if key in vars(record))
        line = f"{line} {more}".rstrip()
        if record.exc_info and record.exc_info[0]:
            line += "".join(f"\n  {place}" for place in [record.exc_info[0].__qualname__, *places(record.exc_info[2])])
        return line


def said(record: logging.LogRecord) -> str:
    """The message; where Django puts a request's address into it, the route stands instead."""
    request = getattr(record, "request", None)
    if request is None or not record.args:
        return record.getMessage()
    return str(record.msg).replace(": %s", "") % record.args[:-1] + f": {route_of(request)}"


def route_of(request: Any) -> str:
    """How an address is declared, never what it was filled with; empty where none answers."""
    match = getattr(request, "resolver_match", None)
    return str(match.route) if match else ""


def places(trace: TracebackType | None) -> list[str]:
    """Where in the code, the innermost last: neither values nor the text of the fault, which may quote what was typed."""
    found = [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(trace)]
    return found[-MOST_PLACES:]


def logging_of(form: str, *, requests: bool = False) -> dict[str, Any]:
    """Django's setting: `json`, `line`, or `whole` for an engineer, with all that a fault says; and whether each request is told."""
    whole = {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    formatter = {"json": {"()": "mediation.settings.logs.Json"}, "line": {"()": "mediation.settings.logs.Line"}}.get(
        form, whole
    )
    console = {"handlers": ["console"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"told": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "told"}},
        "loggers": {
            "django.request": {**console, "level": "ERROR", "propagate": False},
            "django.security": {**console, "level": "WARNING", "propagate": False},
            # It would write names and addresses; what it notices stands in the log without them (web/sign_in_log.py).
            "axes": {**console, "level": "CRITICAL", "propagate": False},
            "mediation": {**console, "level": "INFO", "propagate": True},
            "mediation.requests": {**console, "level": "INFO" if requests else "ERROR", "propagate": False},
        },
    }
