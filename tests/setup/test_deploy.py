"""What stands in deploy/: units that systemd takes, that start what there is, and a wrapper that reads what they read."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mediation.jobs.lanes import LANES
from setup.paths import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SYSTEMD = shutil.which("systemd-analyze")


def commands():
    for unit in UNITS:
        for line in unit.read_text(encoding="utf-8").splitlines():
            if match := re.fullmatch(r"Exec(?:Start|Stop)=/opt/mediation/\.venv/bin/python (.+)", line):
                yield unit.name, match[1].split()


@pytest.mark.skipif(not SYSTEMD, reason="systemd-analyze is not on this machine")
def test_systemd_takes_the_units(tmp_path):
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/mediation/.venv/bin/python", sys.executable)
        (tmp_path / unit.name).write_text(text.replace("/opt/mediation", str(ROOT)), encoding="utf-8")
    asked = [path.name.replace("@.", "@clock.") for path in UNITS]
    done = subprocess.run(
        [str(SYSTEMD), "verify", "--recursive-errors=no", *asked],
        cwd=tmp_path, env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "mediation" in line]
    assert (done.returncode, ours) == (0, []), done.stderr


@pytest.mark.skipif(not SYSTEMD, reason="systemd-analyze is not on this machine")
def test_systemd_would_name_what_is_wrong(tmp_path):
    text = (DEPLOY / "systemd/mediation-web.service").read_text(encoding="utf-8")
    (tmp_path / "mediation-web.service").write_text(text.replace("RestartSec=2", "RestartSec=soon"), encoding="utf-8")
    done = subprocess.run(
        [str(SYSTEMD), "verify", "mediation-web.service"],
        cwd=tmp_path, env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "soon" in done.stderr


def test_the_site_reads_neither_its_history_nor_the_key_of_the_tables():
    for name in ("mediation-web.service", "mediation-work@.service"):
        shut = (DEPLOY / "systemd" / name).read_text(encoding="utf-8").split("InaccessiblePaths=")[1].splitlines()[0]
        assert set(shut.split()) == {"-/opt/mediation/.git", "-/etc/mediation/owner.env"}, name


def test_nginx_takes_present_tls_alone_and_leads_no_program_on():
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert re.search(r"ssl_protocols TLSv1\.2 TLSv1\.3;", text)
    suites = re.search(r"ssl_ciphers ([^;]+);", text)[1].split(":")
    assert all(one.startswith("ECDHE-") and ("GCM" in one or "POLY1305" in one) for one in suites)
    plain = text.split("listen 443")[0]
    for address in ("/metrics/", "/calendar/"):
        assert re.search(rf"location {address} {{\s+return 403;", plain), address


def test_each_unit_starts_what_there_is():
    from mediation.management.commands import backup, work

    found = dict(commands())
    assert set(found) == {
        "mediation-database.service", "mediation-web.service", "mediation-work@.service", "mediation-backup.service", "mediation-anchor.service",
    }  # fmt: skip
    work.Command().create_parser("manage.py", "work").parse_args(["--lane", "clock"])
    parsed = backup.Command().create_parser("manage.py", "backup").parse_args(found["mediation-backup.service"][2:])
    assert parsed.keep_days == 35
    assert found["mediation-work@.service"] == ["manage.py", "work", "--lane", "%i"]
    wanted = (DEPLOY / "systemd/mediation.target").read_text(encoding="utf-8")
    assert {name for name in LANES if f"mediation-work@{name}.service" in wanted} == set(LANES)


def test_the_example_names_what_production_wants_and_nothing_unknown():
    from mediation.settings.required import REQUIRED

    named = set(re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(REQUIRED) <= named
    read = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "mediation/settings").glob("*.py"))
    known = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "FONTCONFIG_FILE", "LD_LIBRARY_PATH"}
    assert {name for name in named - known if f'"{name}"' not in read} == set()


def test_the_wrapper_gives_the_site_its_own_environment(tmp_path):
    kept = tmp_path / "env"
    kept.write_text("# a word\n\nSITE_URL=https://xf.example.cn/?a=b\nEMPTY=\nQUOTED='x y'\n", encoding="utf-8")
    home = tmp_path / "home"
    (home / ".venv/bin").mkdir(parents=True)
    (home / ".venv/bin/python").symlink_to(sys.executable)
    (home / "manage.py").write_text(
        "import os, sys; print(sys.argv[1:], {k: os.environ.get(k) for k in ('SITE_URL', 'EMPTY', 'QUOTED', 'STRANGE')})"
    )
    user = "nobody" if os.geteuid() == 0 else ""
    for path in (tmp_path, *tmp_path.parents):
        if path != Path("/tmp") and path.is_relative_to("/tmp"):  # noqa: S108
            path.chmod(0o755)
    env = {
        **os.environ,
        "MEDIATION_HOME": str(home),
        "MEDIATION_ENV": str(kept),
        "MEDIATION_USER": user,
        "STRANGE": "x",
    }
    done = subprocess.run([DEPLOY / "mediation", "doctor"], env=env, capture_output=True, text=True, check=False)
    assert (
        done.stdout
        == "['doctor'] {'SITE_URL': 'https://xf.example.cn/?a=b', 'EMPTY': '', 'QUOTED': 'x y', 'STRANGE': None}\n"
    ), done.stderr


def test_the_wrapper_knows_what_the_owner_does():
    text = (DEPLOY / "mediation").read_text(encoding="utf-8")
    found = set(re.findall(r'"(\w+)"', text[text.index("OF_THE_OWNER") : text.index("USER =")]))
    assert {"migrate", "prepare_site", "restore", "grant_rights"} <= found
    assert not found & {"work", "backup", "doctor"}


def test_the_wrapper_says_what_it_cannot_read(tmp_path):
    env = {**os.environ, "MEDIATION_ENV": str(tmp_path / "none")}
    done = subprocess.run([DEPLOY / "mediation", "doctor"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "请用root运行，或者先写好它。" in done.stderr
