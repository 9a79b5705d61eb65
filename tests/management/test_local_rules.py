"""manage.py local_rules: a file is checked and shown before an organ applies it; what is wrong names file, key, reason."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mediation.actions import gateway
from mediation.models import Claim, Deadline, Petition
from mediation.queries.office.site import site_standing
from mediation.workflows.base import NotPossibleNow
from tests.factories.world import at

HEAD = 'region = "青河"\nauthority = "《青河办法》"\nin_force_from = 2022-05-01\n'


@pytest.fixture
def folder(settings, tmp_path):
    settings.LOCAL_RULES_FOLDER = str(tmp_path)
    return tmp_path


def run(*words):
    said = StringIO()
    call_command("local_rules", *words, stdout=said)
    return said.getvalue()


def test_what_a_file_changes_is_shown_with_its_authority():
    said = run("example")
    assert "D5 办结信访事项：60日，最多延长30日 → 30日，最多延长60日（《浙江省信访条例》（2016年）第二十三条）" in said
    assert "D9x 延长复查、复核期限：30日，不适用 → 30日" in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEAD + "[limits.D5]\nlenght = 30\n", "“wrong.toml”的“limits.D5.lenght”有误：不认识的键"),
        (HEAD + "[limits.D5]\nlength = 0\n", "“limits.D5.length”有误：应为不小于1的整数"),
        (HEAD + "[limits.D6]\nlength = 20\n", "“limits.D6.length”有误：当事人的法定期限不得短于30日"),
        (HEAD + "[limits.D55]\nlength = 20\n", "“limits.D55”有误：没有这个期限"),
        (HEAD, "“limits”有误：应列出至少一个期限"),
        ("region = ", "“全文”有误：不是正确的TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_file_key_and_reason(tmp_path, text, sentence):
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=sentence) as refused:
        run(str(tmp_path / "wrong.toml"))
    assert refused.value.returncode == 2


def test_an_organ_applies_the_rules_from_now_on(world, folder):
    before = world.accepted(on="2025-03-03")
    (folder / "qinghe.toml").write_text(HEAD + "[limits.D5]\nlength = 30\n", encoding="utf-8")
    assert "已经起算的期限不变" in run("qinghe", "--organ", world.bureau.code)
    after = world.accepted(on="2025-03-03")
    assert Deadline.objects.filter(matter=before.matter, code="D5").first().limit["length"] == 60
    assert Deadline.objects.filter(matter=after.matter, code="D5").first().limit["length"] == 30


@pytest.mark.parametrize(("name", "organ"), [("example", "none"), ("example.toml", "bureau"), ("nowhere", "bureau")])
def test_what_cannot_be_applied_is_refused(world, folder, name, organ):
    with pytest.raises(CommandError) as refused:
        run(name, "--organ", world.bureau.code if organ == "bureau" else organ)
    assert refused.value.returncode == 2
    world.bureau.refresh_from_db()
    assert not world.bureau.settings


def test_a_file_that_was_broken_later_refuses_the_step_and_stands_on_the_administrators_page(world, folder, client):
    petition = world.petition()
    world.bureau.settings = {"local_rules": "qinghe"}
    world.bureau.save()
    (folder / "qinghe.toml").write_text(HEAD + "[limits.D5]\nlenght = 30\n", encoding="utf-8")
    with pytest.raises(NotPossibleNow, match="“qinghe.toml”的“limits.D5.lenght”有误") as refused:
        gateway.perform(Claim, petition.claims.first().pk, "accept", by=world.handler, at=at("2025-03-03"))
    assert refused.value.code == "wrong_local_rules"
    assert Petition.objects.get().state == "registered"
    standing = site_standing(at=at("2025-03-03"), on=at("2025-03-03").date())
    assert [one.code for one in standing.concerns()][-1] == "wrong_local_rules"
    answer = client.get(f"/calculator/?code=D5&from=2025-03-03&organ={world.bureau.code}")
    assert answer.status_code == 422
    assert "limits.D5.lenght" in answer.content.decode()
