"""Where there are very many organs, one is named by typing."""

from __future__ import annotations

import uuid

import pytest

from mediation.models import Organ
from mediation.vocabulary import Role

TODAY = "2026-03-02"


@pytest.fixture
def asked(world, desk):
    """asked(typed) sends a matter on to the organ that was typed."""
    for n in range(21):
        Organ.establish(below=world.county, name=f"青河县第{n + 1}中学", short=f"青{n}中", code=f"school-{n}")
    petition = world.petition(on=TODAY, organ=world.office)
    browser = desk(world.staff(Role.PETITION_OFFICE, world.office))
    page = f"/desk/matters/{petition.matter.number}/open/dispatch/send/"

    def ask(typed):
        claims = [petition.claims.first().pk]
        data = {"_key": uuid.uuid4().hex, "kind": "transfer", "to_organ": typed, "claims": claims}
        return browser.post(page, data), petition

    ask.get = lambda: browser.get(page).content.decode()
    return ask


def test_the_names_are_proposed(asked):
    said = asked.get()
    assert 'list="id_to_organ_names"' in said
    assert '<option value="青河县第21中学"></option>' in said


@pytest.mark.parametrize("typed", ["青河县第21中学", "SCHOOL-20", "青20中", "第21中"])
def test_an_organ_is_found_by_name_code_or_what_fits_it_alone(asked, typed):
    answer, petition = asked(typed)
    assert answer.status_code == 302, answer.content.decode()
    assert petition.matter.dispatches.get().to_organ.code == "school-20"


@pytest.mark.parametrize(("typed", "said"), [("无此机关", "没有名称或者编码为"), ("第1", "不止一个机关")])
def test_what_is_not_clear_is_said_and_kept(asked, typed, said):
    answer, _petition = asked(typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()
