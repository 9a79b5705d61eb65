"""`make run`: database, worker and web site together, for as long as somebody wants them.

Run as `python -m setup.serve`. PORT chooses another port, DATABASE_URL another PostgreSQL.
What one process starts it also ends: Ctrl-C or SIGTERM brings all down. A part that falls is begun again, the database first.
"""

import os
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType

import psycopg

from setup import paths, postgres_home
from setup.console import say
from setup.parts import Part, end
from setup.postgres import NotStarted, Server

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SAMPLES = "样例 samples"
MANAGE = [sys.executable, "manage.py"]


class Ended(BaseException):
    """Somebody asked us to end; no fault, so that nobody on the way takes it for one."""


def serve(port: int) -> int:
    """Run until asked to end (0) or until something fails (1)."""
    refuse_busy(port)
    # What is printed on papers and slips leads to where the site really stands.
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    server = Server()
    with server.running():
        refuse_absent_database()
        parts: dict[str, Part] = {}
        try:
            if finish([*MANAGE, "prepare_site", *([] if wants_samples() else ["--no-samples"])], parts):
                say("准备数据库失败，见上文。", "Preparing the database failed, see above.")
                return 1
            for name, command in commands(port).items():
                parts[name] = Part(command)
            await_site(port, parts)
            greet(port, parts)
            if wants_samples():
                parts[SAMPLES] = Part([*MANAGE, "load_samples", "--go-on"])
            watch(parts, None if "DATABASE_URL" in os.environ else server)
        except Broken as broken:
            say(f"{broken}没有启动起来，其余一并关闭。", f"{broken} did not start; closing the rest.")
            return 1
        finally:
            end(parts)
    return 0


def wants_samples() -> bool:
    """SAMPLES=no for an office's own site, which begins empty and is set up by pages."""
    return os.environ.get("SAMPLES", "") != "no"


class Broken(Exception):
    """A part ended before the site stood; its name is the message."""


def commands(port: int) -> dict[str, list[str]]:
    """The parts, by the name a person reads when one fails."""
    gunicorn = [sys.executable, "-m", "gunicorn", "mediation.wsgi", "--bind", f"127.0.0.1:{port}"]
    return {
        "后台任务 worker": [*MANAGE, "work"],
        "网站 web": [
            *gunicorn,
            "--worker-class",
            "gthread",
            "--workers",
            "2",
            "--threads",
            "4",
            "--log-level",
            "warning",
        ],
    }


def finish(command: list[str], parts: dict[str, Part]) -> int:
    """Run to its end what has one, in reach of those who end us; its exit code."""
    parts["finite"] = Part(command)
    code = parts["finite"].process.wait()
    del parts["finite"]
    return code


def await_site(port: int, parts: dict[str, Part]) -> None:
    """Until the site takes connections."""
    while True:
        for name, part in parts.items():
            if not part.stands:
                raise Broken(name)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def watch(parts: dict[str, Part], server: Server | None) -> None:
    """Until somebody ends us; the samples have an end, whatever else ends is begun again."""
    while True:
        if server is not None and server.pid() is None:
            revive(server)
        for name, part in list(parts.items()):
            if not part.stands and name == SAMPLES:
                del parts[name]
            elif not part.stands:
                part.revive(name)
        time.sleep(0.5)


def revive(server: Server) -> None:
    """Start the database again; what is done meanwhile waits or is told that it is away."""
    say("数据库停了，正在重新启动。", "The database has stopped; starting it again.")
    try:
        server.revive()
    except NotStarted as problem:
        say(f"没有启动起来：{problem}", "It did not start; trying again.")
        time.sleep(5)


def greet(port: int, parts: dict[str, Part]) -> None:
    """Say where it is and with what names to sign in."""
    say(f"\n已就绪：http://127.0.0.1:{port}/    按 Ctrl-C 结束", f"Ready: http://127.0.0.1:{port}/    Ctrl-C ends it")
    if Path(paths.ROOT, "mediation/management/commands/sample_accounts.py").exists():
        finish([*MANAGE, "sample_accounts"], parts)


def refuse_busy(port: int) -> None:
    """Say so at once if somebody else has the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(
                f"端口 {port} 已被占用。换一个端口：make run PORT={port + 1}\n"
                f"  Port {port} is in use. Choose another one: make run PORT={port + 1}"
            )


def wanted_port() -> int:
    """PORT, else 8000; what is no port is refused in words."""
    typed = os.environ.get("PORT") or "8000"
    if typed.isascii() and typed.isdigit() and 0 < int(typed) < 65536:
        return int(typed)
    sys.exit(f"PORT应当是1到65535之间的整数，现为“{typed}”。\n  PORT must be a number from 1 to 65535.")


def refuse_absent_database() -> None:
    """Say in a sentence if the database of DATABASE_URL does not answer."""
    if not (url := os.environ.get("DATABASE_URL")):
        return
    try:
        psycopg.connect(url.replace("postgres://", "postgresql://", 1), connect_timeout=10).close()
    except psycopg.Error as error:
        sys.exit(f"连不上DATABASE_URL所指的数据库 / The database of DATABASE_URL does not answer:\n  {error}")


def ended(number: int, frame: FrameType | None) -> None:
    """Ctrl-C and SIGTERM mean the same to us; a second one changes nothing."""
    for again in ENDING:
        signal.signal(again, signal.SIG_IGN)
    raise Ended


if __name__ == "__main__":
    for wanted in ENDING:
        signal.signal(wanted, ended)
    try:
        sys.exit(serve(wanted_port()))
    except Ended:
        say("已关闭。", "Closed.")
    except (NotStarted, postgres_home.NotPossible) as error:
        sys.exit(f"PostgreSQL 未能启动 / did not start: {error}")
