"""An empty site becomes an office by the same steps as its pages, and registers its first matter."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from mediation.models import OfficeChange, Organ, Petition, Seal, User
from mediation.scenarios.player import Player
from mediation.scenarios.printing import mark_ready
from mediation.scenarios.reading import ScenarioError
from mediation.scenarios.script import load
from mediation.scenarios.shipped import FOLDER

pytestmark = pytest.mark.django_db
SCRIPT = FOLDER / "office" / "empty_site.yaml"


def test_one_account_sets_up_the_office_and_the_window_registers_the_first_matter():
    Player(load(SCRIPT), mark_ready).play()
    assert Organ.objects.count() == 3
    assert set(User.objects.exclude(username__startswith="wp.").values_list("username", flat=True)) == {
        "luo.cheng", "tian.ye", "bai.lu", "cen.yu", "mei.lin",
    }  # fmt: skip
    steps = {change.kind for change in OfficeChange.objects.all()}
    assert steps == {
        "begin",
        "set_up_organ",
        "enrol",
        "appoint",
        "open_room",
        "amend_room",
        "set_rules",
        "set_words",
        "load_rules",
        "list_outsider",
        "enter_seal",
    }
    assert Seal.objects.get().keeper.username == "mei.lin"
    assert Petition.objects.get().state == "in_hand"
    call_command("verify_ledger", verbosity=0)


def test_who_was_not_enrolled_cannot_act_yet(tmp_path):
    written = SCRIPT.read_text(encoding="utf-8").replace("username: tian.ye", "username: another.name")
    play = tmp_path / "early.yaml"
    play.write_text(written, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"tian\.ye"):
        Player(load(play), mark_ready).play()
