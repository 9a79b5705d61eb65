"""A mediator's notebook in a browser: by keyboard, and what is not stored yet is held there under a key that cannot be taken out."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from mediation.models import MediationNote
from tests.browser import opened
from tests.factories.mediation import disputed, mediator_of, proposed, ready
from tests.factories.world import World
from tests.journeys.test_sitting_by_hand import sign_in

pytestmark = pytest.mark.browser
SAID = "最多再补一角五分，账在会计老周的蓝皮本里。"
HELD = """async () => {
  const base = await new Promise(done => { const asked = indexedDB.open("notebook"); asked.onsuccess = () => done(asked.result); });
  const every = name => new Promise(done => {
    const asked = base.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); });
  const words = (await every("drafts")).map(one => new TextDecoder().decode(one.kept));
  const taken = await Promise.all((await every("keys")).map(key => crypto.subtle.exportKey("raw", key).then(() => "out", () => "kept")));
  return { words, taken, local: JSON.stringify({ ...localStorage, ...sessionStorage }) };
}"""


def test_a_note_survives_a_reload_in_no_clear_form_and_is_wiped_when_stored(site: Any, chromium: Any) -> None:
    world = World()
    mediation = ready(world, proposed(world, disputed(world)))
    writer = mediator_of(world, world.bureau)
    site.begin("2025-03-10", "10:30")
    page = opened(chromium, site.address)
    sign_in(page, site, writer)
    page.goto(reverse("desk:notebook", args=[mediation.pk]))
    page.keyboard.insert_text(SAID)
    page.locator("#draft", has_text="已加密暂存").wait_for()
    page.reload()
    page.wait_for_function("document.getElementById('words').value !== ''")
    assert page.locator("#words").input_value() == SAID
    held = page.evaluate(HELD)
    assert (len(held["words"]), held["taken"]) == (1, ["kept"])
    assert not [one for one in (*held["words"], held["local"]) if SAID[:4] in one]
    page.locator("#words").focus()
    page.keyboard.press("Alt+3")
    page.locator(".notebook section", has_text="乙方").get_by_text(SAID).wait_for()
    page.wait_for_function("document.getElementById('words').value === ''")
    page.reload()
    assert (page.locator("#words").input_value(), page.evaluate(HELD)["words"]) == ("", [])
    assert [(one.audience, one.read_by(writer)) for one in MediationNote.objects.all()] == [("other_side", SAID)]
