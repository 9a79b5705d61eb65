"""Every scenario that ships goes as it is written, and leaves papers that can be read."""

from __future__ import annotations

import json
import re
from collections import defaultdict

import pikepdf
import pypdfium2
import pytest
from django.core.management import call_command

from mediation.actions import messages
from mediation.actions.consequences import brought_about
from mediation.scenarios.nouns import all_steps
from mediation.scenarios.outputs import write_json
from mediation.scenarios.player import Player
from mediation.scenarios.printing import collect, mark_ready, print_paper
from mediation.scenarios.script import load
from mediation.scenarios.sheets import SCRIPT
from mediation.scenarios.shipped import shipped
from mediation.workflows.base import lifecycles
from tests.journeys.consequences import happened, never_happened, undeclared

pytestmark = pytest.mark.printing

LEAST_PAPERS = 40
# Declared, true, and not in these scenarios: each has its test in tests/actions.
NOT_IN_SCENARIOS = {
    "claim.reopen starts D18", "jurisdictiondispute.decide starts D3",
    "jurisdictiondispute.settle starts D3", "serviceofdocument.deem_published starts D14",
    "serviceofdocument.deem_published starts D8", "serviceofdocument.deem_returned starts D14",
    "serviceofdocument.deem_returned starts D6", "serviceofdocument.deem_returned starts D8",
    "petition.add_petitioners issues registration_receipt", "hearing.withdraw_request issues hearing_change", "partychange.succeed starts D8", "partychange.succeed starts D14",
    "partychange.succeed drafts hearing_notice", "hearing.record_attendance starts D21", "review.rescind_withdrawal drafts *",
}  # fmt: skip
# They tell somebody only where days move or an authority ends, in tests/actions.
SILENT = {
    "outage.confirm", "review.correct_day", "serviceofdocument.correct_day", "publicnotice.correct_day", "partychange.record_death", "partychange.record_end",
    "partychange.leave", "partychange.strike", "partychange.choose_representatives",
    *(f"officechange.{step}" for step in ("enrol", "appoint", "deputize", "renew_secret", "reset_factor", "let_in_again", "hand_work_over", "import_people", "set_rules", "load_rules", "begin_series", "list_outsider", "enter_seal", "hand_on_seal", "destroy_seal")),
    "hearing.withdraw_request",  # the panel hears of it only where a day was fixed
    "mediation.consult",  # the other heads are told; the committee has one, and he reads
    "claim.classify",  # whoever classifies is told where the accused person handles the matter
}  # fmt: skip
# Taken in many files at once, when a notice is loaded or the portal was away; see tests/actions.
FOR_ALL_FILES = {
    *(step for step in all_steps() if step.startswith("office_change.")),  # of the office, not of a matter
    "clock_change.report", "clock_change.sign_off", "deadline.find_in_time", "deadline.find_late", "deadline.recount",
    "deadline.restate", "deadline.settle", "outage.confirm", "outage.discard", "outage.record",
}  # fmt: skip


def fonts_of(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Every font that a page uses."""
    found = []
    for page in pdf.pages:
        for font in (page.resources.get("/Font") or {}).values():
            found += list(font.DescendantFonts) if "/DescendantFonts" in font else [font]
    return found


def embedded(font: pikepdf.Dictionary) -> bool:
    """Whether the font's file is in the PDF."""
    described = font.get("/FontDescriptor")
    return described is not None and any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3"))


@pytest.fixture
def told(monkeypatch):
    """By step, which sides and roles were told something; what is not declared is refused as ever."""
    found = defaultdict(set)
    expect = messages.expect

    def noted(act, kind, name):
        expect(act, kind, name)
        found[act.event.object_type, act.event.step].add((kind, name))

    monkeypatch.setattr(messages, "expect", noted)
    return found


@pytest.mark.django_db
def test_all_go_as_written_and_together_use_every_step(tmp_path, told):
    """One after the other in one database, as sample data are loaded; the error names file and line.

    With them the matter from which a sheet of every kind of paper is made. A mistyped day is corrected, a wrong entry
    annulled, and a thing adjusted by a step of another, alike for every kind of thing, so each is shown once.
    """
    for path in [*shipped(), SCRIPT]:
        Player(load(path), mark_ready).play()
    write_json(tmp_path)
    events = json.loads((tmp_path / "timeline.json").read_text(encoding="utf-8"))
    limits = json.loads((tmp_path / "deadlines.json").read_text(encoding="utf-8"))
    taken = {event["step"] for event in events}
    corrections = {step for step in all_steps() if step.endswith(".correct_day")}
    assert taken & corrections
    adjustments = {step for step in all_steps() if step.endswith(".adjust")}
    assert taken & adjustments
    ways_back = {step for step in all_steps() if step.endswith((".annul", ".take_back"))}
    assert {"service.annul", "service.take_back"} <= taken
    taken.add("paper.list_copies")  # for more than a hundred addressees; see tests/actions
    never = sorted(set(all_steps()) - taken - corrections - adjustments - ways_back - FOR_ALL_FILES)
    assert never == [], "take these in one of mediation/scenarios/*.yaml"
    assert {"code", "authority", "whose", "trigger", "trigger_on", "nominal", "legal", "state"} <= set(limits[0])
    call_command("verify_ledger", verbosity=0)
    _brought_about_what_is_declared(told)


def _brought_about_what_is_declared(told):
    """Papers, limits and steps that followed, as the ledger names causes; messages as they were sent."""
    found = happened()
    for step, brought in told.items():
        found[step] |= brought
    assert undeclared(found) == [], "add these to the @effect_of of their steps, or do not bring them about"
    assert never_happened(found, "drafts", "issues", "starts") == NOT_IN_SCENARIOS
    steps = {f"{model}.{step}" for model, step in told}
    assert {
        f"{m._meta.model_name}.{s}" for m in lifecycles() for s in m.steps() if brought_about(m, s).tells
    } - steps == SILENT


@pytest.mark.django_db
def test_papers_are_embedded_readable_and_named_for_people(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    Player(load(shipped()[0]), print_paper).play()
    count = collect(tmp_path / "papers")
    files = sorted((tmp_path / "papers").glob("*.pdf"))
    assert len(files) == count >= LEAST_PAPERS
    for path in files:
        document = pypdfium2.PdfDocument(path)
        text = "".join(page.get_textpage().get_text_range() for page in document)
        assert re.search(r"[\u4e00-\u9fff]{2}", text), path.name
        with pikepdf.open(path) as pdf:
            fonts = fonts_of(pdf)
            assert fonts, path.name
            assert all(embedded(font) for font in fonts), path.name
