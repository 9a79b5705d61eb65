"""The launcher of PostgreSQL: odd paths, attaching, stale files, clean ends."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from setup import paths, postgres_home
from setup.postgres import NotStarted, Server, database_url

pytestmark = pytest.mark.real_time


@pytest.fixture
def odd_folder() -> Iterator[Path]:
    """Not below pytest's own folder: each run closes that one, and as root the server's user must get through."""
    with tempfile.TemporaryDirectory(prefix="mediation-test-") as top:
        folder = Path(top, "试 it's", "long" * 30)
        folder.mkdir(parents=True)
        for level in (folder, folder.parent, folder.parent.parent):
            level.chmod(0o755)
        yield folder


@pytest.fixture
def server(odd_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres_home, "VAR", odd_folder)
    server = Server(settings={"fsync": "off"})
    yield server
    server.stop()
    for file in server.socket.glob(".s.*"):
        file.unlink()
    if server.socket.exists():
        server.socket.rmdir()


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute(question.encode()).fetchone()[0]  # type: ignore[index]


@pytest.mark.faults
def test_it_runs_in_a_path_with_chinese_space_and_quote(server: Server) -> None:
    with server.running() as url:
        assert ask(url, "SELECT current_setting('data_directory')") == str(server.data)
        assert ask(url, "SELECT '乙' < '甲'") is True  # by code point, on every machine
        assert ask(url, "SELECT current_setting('listen_addresses')") == ""
        assert len(os.fsencode(server.socket / ".s.PGSQL.5432")) <= 107
        assert server.socket.stat().st_mode & 0o777 == 0o700
    assert server.pid() is None


@pytest.mark.faults
def test_the_address_is_known_before_it_runs(server: Server) -> None:
    before = server.url()
    with server.running() as url:
        assert url == before == database_url()


@pytest.mark.faults
def test_the_first_starts_it_others_attach_the_last_stops_it(server: Server) -> None:
    first = server.running()
    first.__enter__()
    pid = server.pid()
    with Server().running():
        assert server.pid() == pid
        first.__exit__(None, None, None)
        assert server.answers(), "somebody still works with it"
    assert server.pid() is None


@pytest.mark.faults
def test_started_by_command_it_stays_until_it_is_stopped(server: Server) -> None:
    server.start()
    with Server().running():
        pass
    assert server.answers()
    server.stop()
    assert not server.answers()


@pytest.mark.faults
def test_a_stale_pid_file_that_names_a_stranger_harms_nobody(server: Server) -> None:
    with server.running():
        content = (server.data / "postmaster.pid").read_text()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        lines = [str(stranger.pid), *content.splitlines()[1:]]
        (server.data / "postmaster.pid").write_text("\n".join(lines))
        server.stop()
        with server.running() as url:
            assert ask(url, "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.faults
def test_a_killed_server_comes_up_again_with_its_data(server: Server) -> None:
    with server.running() as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        os.kill(server.pid() or 0, 9)
        while server.answers():
            pass
        with Server().running():
            assert ask(url, "SELECT n FROM kept") == 7


@pytest.mark.faults
def test_a_server_that_cannot_start_says_why(server: Server) -> None:
    server.settings["shared_buffers"] = "nonsense"
    with pytest.raises(NotStarted, match="shared_buffers"), server.running():
        pass


def test_an_external_database_is_left_alone(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/else")
    with server.running() as url:
        assert url == database_url() == "postgres://somewhere/else"
    assert not server.home.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root has to step aside")
def test_below_a_closed_folder_root_goes_elsewhere_but_never_leaves_data_behind(
    odd_folder: Path, server: Server
) -> None:
    odd_folder.chmod(0o700)
    assert postgres_home.folder("postgres").is_relative_to("/var/lib")
    server.data.mkdir(parents=True)
    assert postgres_home.folder("postgres") == server.home


def test_two_clones_do_not_meet() -> None:
    one, other = Path("/a/var/postgres"), Path("/b/var/postgres")
    assert postgres_home.socket_folder(one) != postgres_home.socket_folder(other)


def test_the_command_line_answers() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "setup.postgres", "url"], cwd=paths.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("postgres")


@pytest.mark.faults
def test_the_system_says_who_is_let_in_also_to_data_of_former_days(server: Server) -> None:
    with server.running() as url:
        asked = "SELECT string_agg(type || ' ' || auth_method, ',') FROM pg_hba_file_rules"
        assert ask(url, asked) == "local peer"
        assert ask(url, "SELECT count(*) FROM pg_ident_file_mappings WHERE error IS NOT NULL") == 0
        with psycopg.connect(url) as connection:
            connection.execute("CREATE ROLE another LOGIN")
    # As initdb made it, before there was another word on it.
    assert "trust" in (server.data / "pg_hba.conf").read_text()
    with server.running() as url:
        assert ask(url.replace("mediation@", "another@"), "SELECT current_user") == "another"
        assert server.log.stat().st_mode & 0o777 == 0o600
        assert server.data.stat().st_mode & 0o077 == 0


@pytest.mark.faults
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a stranger")
def test_a_stranger_who_reaches_the_socket_is_not_let_in(server: Server) -> None:
    with server.running() as url:
        server.socket.chmod(0o755)
        psql = [str(postgres_home.binary("psql")), "--no-psqlrc", "--dbname", url, "--command", "SELECT 1"]
        done = subprocess.run(psql, user="daemon", capture_output=True, text=True, check=False, cwd="/")
        server.socket.chmod(0o700)
        assert done.returncode == 2
        assert "Peer authentication failed" in done.stderr


def test_where_the_system_knows_us_by_no_name_the_closed_folder_keeps_others_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr(postgres_home.pwd, "getpwuid", unknown)
    files = postgres_home.write_rights(tmp_path, tmp_path)
    assert files["hba_file"].read_text() == "local all all trust\n"
    assert files["ident_file"].read_text() == ""
