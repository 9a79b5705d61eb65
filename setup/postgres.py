"""PostgreSQL in the project's own folder: the binaries come from a wheel, the launcher is ours.

`python -m setup.postgres start|stop|status|url`, `… with manage.py migrate`, or `with Server().running():`. Several processes
may use one server: the first starts it, the others attach, the last to leave stops it.
With DATABASE_URL set, none of this does anything. No Django in here.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from setup import postgres_home, postgres_size
from setup.console import say

SECONDS_TO_START = 60
SECONDS_TO_STOP = 30
DATABASE = "mediation"
# Started by us and perhaps left running for others: kept, so that none is thrown away unwatched.
_CHILDREN: list[subprocess.Popen[bytes]] = []
COMMANDS = [["start"], ["stop"], ["status"], ["url"], ["with"]]


class NotStarted(Exception):
    """PostgreSQL did not come up; the message says why, as far as its log tells."""


class Server:
    """One embedded server: data, log and locks below `home`, its socket in a folder with a short path."""

    def __init__(self, name: str = "postgres", *, settings: Mapping[str, str] | None = None) -> None:
        """`settings` are parameters of PostgreSQL for this start; an attached server keeps its own."""
        self.settings = dict(settings or {})
        self.home = postgres_home.folder(name)
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.socket = postgres_home.socket_folder(self.home)

    def url(self, database: str = DATABASE) -> str:
        """The address, known without a running server."""
        return f"postgres://{DATABASE}@/{database}?host={self.socket}"

    @contextlib.contextmanager
    def running(self) -> Iterator[str]:
        """Have it running for the length of the block; yields the address."""
        if external := os.environ.get("DATABASE_URL"):
            yield external
            return
        postgres_home.make(self.home)
        with (self.home / "users").open("a") as users:
            try:
                with self._alone():
                    self._start()
                    fcntl.flock(users, fcntl.LOCK_SH)
                yield self.url()
            finally:
                self._leave(users)

    def start(self) -> None:
        """Start it, or attach, and let it run until `stop`."""
        postgres_home.make(self.home)
        with self._alone():
            self._start()
            (self.home / "keep").touch()

    def revive(self) -> None:
        """Start it again after it fell, within `running`."""
        with self._alone():
            self._start()

    def stop(self) -> None:
        """Stop it for everybody; open transactions are rolled back."""
        if not self.home.exists():
            return
        with self._alone():
            (self.home / "keep").unlink(missing_ok=True)
            self._stop()

    def pid(self) -> int | None:
        """The process of this very server, or None: a number in a stale file may be anybody's."""
        try:
            found = int((self.data / "postmaster.pid").read_text().split()[0])
            return found if Path(f"/proc/{found}/cwd").samefile(self.data) else None
        except (OSError, ValueError, IndexError):
            return None

    def answers(self) -> bool:
        """Whether it lives and answers a query."""
        import psycopg

        if self.pid() is None:
            return False
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=5) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def _start(self) -> None:
        self._settle()
        if self.answers():
            return
        self._remove_stale_files()
        postgres_home.initialise(self.data, in_a_hurry=self.settings.get("fsync") == "off")
        postgres_home.make_socket_folder(self.socket, owner=self.data)
        # A server that may lose everything makes and drops databases all day, for which large buffers only are in the way.
        by_size = {} if self.settings.get("fsync") == "off" else postgres_size.of_this_machine()
        rights = {name: str(file) for name, file in postgres_home.write_rights(self.home, self.data).items()}
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            **rights,
            **by_size,
            **self.settings,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        # A fault's statement may hold what was typed.
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as log:
            self.log.chmod(0o600)
            # A session of its own: Ctrl-C at the terminal is for us, we then stop it in good order.
            child = subprocess.Popen(
                [postgres_home.binary("postgres"), "-D", self.data, *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                **postgres_home.as_owner(self.data),
            )  # fmt: skip
        _CHILDREN.append(child)
        self._wait_until_ready(child)
        self._create_database()

    def _settle(self) -> None:
        """A server that is just coming or going: wait for it to be one or the other."""
        deadline = time.monotonic() + SECONDS_TO_STOP
        while self.pid() is not None and not self.answers():
            if time.monotonic() > deadline:
                raise NotStarted(f"PostgreSQL {self.pid()} lives but does not answer: {self.last_words()}")
            time.sleep(0.1)

    def _wait_until_ready(self, child: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        try:
            while child.poll() is None and time.monotonic() < deadline:
                if self.pid() == child.pid and self.answers():
                    return
                time.sleep(0.05)
        except BaseException:  # somebody ends us before it has written down its number
            _quit(child)
            raise
        _quit(child)
        raise NotStarted(f"PostgreSQL: {self.last_words()}")

    def _create_database(self) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}".encode())

    def _remove_stale_files(self) -> None:
        """PostgreSQL believes a stale pid file if any process has that number; we know it is not ours."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _leave(self, users: object) -> None:
        with self._alone():
            fcntl.flock(users, fcntl.LOCK_UN)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # somebody else still works with it
            if not (self.home / "keep").exists():
                self._stop()

    def _stop(self) -> None:
        pid = self.pid()
        deadline = time.monotonic() + SECONDS_TO_STOP
        if pid is not None:
            os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast": does not wait for clients
        while self.pid() is not None:
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGQUIT)
                deadline += SECONDS_TO_STOP
            time.sleep(0.05)
        for child in _CHILDREN:
            child.poll()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time starts or stops."""
        with (self.home / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def last_words(self) -> str:
        """The end of its log."""
        try:
            return " | ".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:])
        except OSError:
            return ""


def _quit(child: subprocess.Popen[bytes]) -> None:
    """End a server that did not come up."""
    if child.poll() is None:
        child.send_signal(signal.SIGQUIT)
        child.wait()


def database_url(name: str = "postgres") -> str:
    """Where the database is: DATABASE_URL, or the embedded server of that name."""
    return os.environ.get("DATABASE_URL") or Server(name).url()


def main(command: str, *rest: str) -> None:
    """The command line."""
    server = Server()
    if command == "with":
        with server.running():
            sys.exit(subprocess.run([sys.executable, *rest], check=False).returncode)
    if command == "url":
        print(database_url())
    elif os.environ.get("DATABASE_URL"):
        say("已设 DATABASE_URL，不用内置数据库。", "DATABASE_URL is set: the embedded server is not used.")
    elif command == "status":
        print(f"running, pid {server.pid()}" if server.answers() else "stopped")
    else:
        {"start": server.start, "stop": server.stop}[command]()


if __name__ == "__main__":
    try:
        if sys.argv[1:2] not in COMMANDS:
            sys.exit(__doc__)
        main(*sys.argv[1:])
    except (NotStarted, postgres_home.NotPossible) as error:
        sys.exit(f"PostgreSQL 未能启动 / did not start: {error}")
