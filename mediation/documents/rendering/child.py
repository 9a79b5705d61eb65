"""The child process: reads a page on stdin, writes its PDF on stdout. Knows nothing of Django."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import signal
import struct
import sys
from typing import Any

HEADER = struct.Struct(">II")
PR_SET_PDEATHSIG = 1
# To look for what pages have left costs a tenth of printing one.
PAGES_BETWEEN_COLLECTIONS = 8


def bind_to_parent() -> None:
    """Die with the parent, and leave no core file: it would hold a party's papers."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(os.environ["MEDIATION_PARENT"]):
        sys.exit()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow(cpu_seconds: int, megabytes: int) -> None:
    """Give this page its own share of processor time and memory."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + cpu_seconds, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, resource.RLIM_INFINITY))


def answers_to(requests: Any, answers: Any, render: Any) -> None:
    """Answer until the pipe is closed, or until a page has failed: then a fresh process is the safe one."""
    answered = 0
    while header := requests.read(HEADER.size):
        request = json.loads(requests.read(HEADER.unpack(header)[0]))
        allow(request.pop("cpu_seconds"), request.pop("megabytes"))
        pdf = b""
        try:
            answer, pdf = render(**request)
        except Exception as fault:
            answer = {"fault": type(fault).__name__, "detail": str(fault)[:300]}
        said = json.dumps(answer).encode()
        answers.write(HEADER.pack(len(said), len(pdf)) + said + pdf)
        answers.flush()
        if "fault" in answer:
            return
        answered += 1
        if answered % PAGES_BETWEEN_COLLECTIONS == 0:
            gc.collect()


def main() -> None:
    """Load the renderer once, then work."""
    bind_to_parent()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    from mediation.documents.rendering.renderer import Renderer  # half a second, and after the line above

    renderer = Renderer()
    gc.collect()
    gc.freeze()
    gc.disable()  # collected after some answers, when nobody waits
    answers_to(sys.stdin.buffer, answers, renderer.render)


if __name__ == "__main__":
    main()
