"""The address that is frozen into papers: required in an office, checked, and that of the port at an engineer's desk."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from mediation.settings.addresses import public_address
from setup import paths, serve
from setup.postgres import NotStarted


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "xf.example.cn",
        "ftp://xf.example.cn",
        "https://",
        "https://x:port",
        "https://x/?a=1",
        "http://127.0.0.1:8000",
    ],
)
def test_what_leads_nowhere_is_refused_in_words(typed):
    with pytest.raises(ImproperlyConfigured, match="SITE_URL"):
        public_address(typed)


def test_an_address_is_kept_without_its_last_slash():
    assert public_address(" https://xf.example.gov.cn/ ") == "https://xf.example.gov.cn"


def test_an_office_does_not_start_without_its_address():
    secrets = {
        "SECRET_KEY": "x",
        "LEDGER_KEY": "x",
        "NOTEBOOK_KEYS": "x",
        "DJANGO_SETTINGS_MODULE": "mediation.settings.production",
    }
    known = {name: value for name, value in os.environ.items() if name != "SITE_URL"}
    ran = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"], cwd=paths.ROOT, env={**known, **secrets},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode != 0
    assert "SITE_URL" in ran.stderr


def test_the_port_is_followed(monkeypatch):
    monkeypatch.delenv("SITE_URL", raising=False)
    monkeypatch.setattr(serve, "refuse_busy", lambda port: None)

    class Stops:
        def __init__(self):
            raise NotStarted("enough")

    monkeypatch.setattr(serve, "Server", Stops)
    with pytest.raises(NotStarted):
        serve.serve(8123)
    assert os.environ["SITE_URL"] == "http://127.0.0.1:8123"
    monkeypatch.delenv("SITE_URL")
