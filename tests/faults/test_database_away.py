"""The database goes away in the middle of a form: the page says so, and nothing is lost."""

from __future__ import annotations

import time
import uuid

import psycopg
import pytest
from django.db import connection
from django.test import Client

from mediation.models import Claim
from tests.factories.world import World
from tests.faults.test_worker_goes_on import AWAY, TIMES, gone

pytestmark = pytest.mark.faults

TODAY = "2026-03-02"


def cut_the_line():
    """End this process's connection from outside, as a restart of the server does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    settings = connection.get_connection_params()
    wanted = {name: settings[name] for name in ("dbname", "user", "host", "port", "password") if settings.get(name)}
    with psycopg.connect(**wanted, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_while_the_database_is_away_the_page_says_so_and_holds_what_was_typed(scratch):
    world = World()
    claim = world.petition(on=TODAY).claims.first()
    browser = Client()
    browser.force_login(world.handler)
    page = f"/desk/claim/{claim.pk}/refuse/"
    typed = {
        "_key": uuid.uuid4().hex,
        "_version": claim.version,
        "ground": "final",
        "final_number": "云政访复核〔2024〕3号",
        "explanation": "已经复核<b>终结</b>",
    }
    cut_the_line()
    answer = browser.post(page, typed)
    connection.close()
    assert answer.status_code == 503
    assert answer["Retry-After"]
    said = answer.content.decode()
    assert "数据库暂时连不上" in said
    assert "已经复核&lt;b&gt;终结&lt;/b&gt;" in said
    assert f'action="{page}"' in said
    assert browser.post(page, typed).status_code == 302
    assert Claim.objects.get(pk=claim.pk).disposal == "not_accepted"


def test_the_site_comes_back_however_often_the_database_goes(scratch):
    """Whatever is asked meanwhile is answered with the page that holds it, and taken once when it is sent again."""
    world, browser = World(), Client()
    browser.force_login(world.handler)
    for seconds in (AWAY[place % len(AWAY)] for place in range(len(TIMES))):
        claim = world.petition(on=TODAY).claims.first()
        page = f"/desk/claim/{claim.pk}/refuse/"
        typed = {
            "_key": uuid.uuid4().hex, "_version": claim.version, "ground": "final", "final_number": "云政访复核〔2024〕3号",
            "explanation": f"第{claim.pk}件已经终结",
        }  # fmt: skip
        with gone(scratch.name):
            told = browser.post(page, typed)
            time.sleep(seconds)
            again = browser.post(page, typed)
        for answer in (told, again):
            assert answer.status_code == 503
            assert typed["explanation"] in answer.content.decode()
        assert [browser.post(page, typed).status_code for _click in range(2)] == [302, 302]
        assert claim.matter.events.filter(step="refuse").count() == 1
