"""Set-up: what stands between a fresh clone and a running system. No Django in here."""

import sys
from types import TracebackType


def _quiet(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """Ctrl-C is an answer, not a fault: the process ends by it as any other does, without a traceback."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, fault, trace)


if sys.argv[:1] == ["-m"]:  # run as `python -m setup.…`, not imported by somebody
    sys.excepthook = _quiet
