"""The page of a session of a mediation and of a conference: the same page, script and record as that of a hearing."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from mediation.models import JointConference, MediationSession
from mediation.vocabulary import PaperKind
from tests.factories.conference import MEETING, convened
from tests.factories.mediation import do, everyone, in_session, mediator_of, proposed
from tests.factories.mediation import session as arrange
from tests.factories.world import World, at
from tests.stages import staged

DAY = "2025-03-17"


@staged
def session(world: World) -> MediationSession:
    """Both sides are there."""
    return in_session(world, proposed(world))


@staged
def meeting(world: World) -> JointConference:
    """Two organs confer."""
    conference = convened(world)
    return do(conference, "hold", world.dispatcher, MEETING, present=[world.bureau, world.other_bureau])


def at_the_page(sitting, below="", *more):
    return reverse(f"desk:{sitting.page_name}-sitting{below and f'-{below}'}", args=[sitting.pk, *more])


def sends(browser, sitting, **item):
    body = {"user": browser.user.pk, "after": 0, "items": [{"key": str(uuid4()), **item}]}
    return browser.post(at_the_page(sitting, "said"), json.dumps(body), content_type="application/json").json()


def test_a_session_is_typed_read_and_signed_on_its_page(session, world, desk, clock):
    clock.move_to(at(DAY, "09:30"))
    browser = desk(mediator_of(world, world.bureau))
    assert (
        reverse("desk:mediationsession-sitting", args=[session.pk])
        in browser.get(reverse("desk:object", args=["mediationsession", session.pk])).content.decode()
    )
    assert sends(browser, session, kind="stage", phase="statements")["phase"] == "statements"
    told = sends(browser, session, phase="statements", speaker="张大山（信访人）", text="愿意让五厘。")
    assert told["rows"][-1]["phase_name"] == "各方陈述"
    shown = browser.get(at_the_page(session)).content.decode()
    assert "愿意让五厘。" in shown
    assert 'value="张大山（信访人）"' in shown
    browser.post(at_the_page(session, "tap"), {"move": "left", "party": everyone(session.mediation)[0].pk})
    assert session.statements.last().get_kind_display() == "离场"
    assert "愿意让五厘。" in browser.get(at_the_page(session, "reading")).content.decode()
    browser.post(at_the_page(session, "reading"), {"way": "read_out"})
    for party in everyone(session.mediation):
        page = at_the_page(session, "sign", party.pk)
        assert party.name in browser.get(page).content.decode()
        browser.post(page, {"way": "refused", "why": "要回去商量", "witness": "小李"})
    assert not MediationSession.objects.get(pk=session.pk).not_signed()
    do(session, "close", browser.user, DAY, "11:00", result="to_be_continued", recorder="小李")
    assert session.matter.papers.of_kind(PaperKind.MEDIATION_RECORD).get().snapshot["read"]["how"] == "向参加人宣读"


def test_a_separate_talk_has_no_page_to_write_on(world, session, desk, clock):
    do(session, "close", mediator_of(world, world.bureau), DAY, "11:00", result="to_be_continued", recorder="小李")
    talk = in_session(world, session.mediation, separate=True)
    browser = desk(mediator_of(world, world.bureau))
    clock.move_to(at(DAY, "11:30"))
    assert 'id="write"' not in browser.get(at_the_page(talk)).content.decode()
    assert sends(browser, talk, phase="statements", speaker="张大山", text="底价一元")["refused"]
    assert (
        at_the_page(talk)
        not in browser.get(reverse("desk:object", args=["mediationsession", talk.pk])).content.decode()
    )


def test_a_conference_is_typed_item_by_item_on_its_page(meeting, world, desk, clock):
    clock.move_to(at(MEETING, "09:30"))
    browser = desk(world.dispatcher)
    sends(browser, meeting, kind="stage", phase="item_1")
    told = sends(browser, meeting, phase="item_1", speaker=world.bureau.name, text="我局负责。")
    assert told["rows"][-1]["phase_name"] == "议题1：增设收购点"
    shown = browser.get(at_the_page(meeting)).content.decode()
    for words in ("我局负责。", "议题1：增设收购点", "召集人", world.bureau.name):
        assert words in shown
    assert "核对到场" not in shown
    signs = browser.get(at_the_page(meeting, "sign", world.bureau.pk))
    assert world.bureau.name in signs.content.decode()


@pytest.mark.parametrize("below", ["", "said", "reading", "tap"])
def test_who_does_not_see_the_file_finds_no_page(session, world, desk, below):
    stranger = desk(world.staff("handler", world.other_bureau))
    assert stranger.get(at_the_page(session, below)).status_code in (404, 405)


def test_a_separate_talk_leads_its_mediator_to_his_notebook(world, session, desk, clock):
    do(session, "close", mediator_of(world, world.bureau), DAY, "11:00", result="to_be_continued", recorder="小李")
    planned = arrange(world, session.mediation)
    browser = desk(mediator_of(world, world.bureau))
    clock.move_to(at(DAY, "11:30"))
    step = reverse("desk:step", args=["mediationsession", planned.pk, "open"])
    sent = {
        "present": [everyone(session.mediation)[0].pk],
        "separate": "on",
        "_version": planned.version,
        "_key": "b" * 32,
    }
    assert browser.post(step, sent).headers["Location"] == reverse("desk:notebook", args=[session.mediation_id])
