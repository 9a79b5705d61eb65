"""常用语: offered where they fit, kept by head or administrator, used by organs below."""

from __future__ import annotations

from datetime import date

from mediation.documents.papers.checkup import examine
from mediation.documents.papers.checkup.gathering import facts_of
from mediation.documents.papers.phrases import for_paper, national
from mediation.documents.registry import document_types
from mediation.models import Paper, Phrase
from mediation.vocabulary import Role
from tests.factories.opinions import drafted
from tests.factories.world import at
from tests.stages import staged

TODAY = "2026-03-02"
ADD = {"text": "经查，××属实。", "source": "本局办理规范第三条", "place": "handling_opinion|findings"}


@staged
def draft(world):
    return drafted(world, world.accepted(on=TODAY), on=TODAY)


def test_every_phrase_that_ships_belongs_to_a_field_that_there_is_and_names_its_source():
    assert len(national()) >= 15
    for one in national():
        assert one.source
        if one.kind:
            assert one.field in {fact.name for fact in document_types()[one.kind].fields}, one


def test_the_organs_own_come_first_and_those_of_organs_above_are_offered_too(world, desk, draft):
    above = world.staff(Role.HEAD, world.county)
    desk(above).post("/desk/phrases/", {**ADD, "organ": world.county.pk, "text": "县里的话"})
    desk(world.head).post("/desk/phrases/", {**ADD, "organ": world.bureau.pk, "text": "局里的话"})
    desk(world.staff(Role.HEAD, world.other_bureau)).post(
        "/desk/phrases/", {**ADD, "organ": world.other_bureau.pk, "text": "别局的话"}
    )
    groups = dict(for_paper(draft, on=date.fromisoformat(TODAY)))
    assert [one.text for one in groups["调查核实情况"]][:2] == ["局里的话", "县里的话"]
    said = desk(world.handler).get(f"/desk/papers/{draft.pk}/").content.decode()
    assert 'data-insert="局里的话"' in said
    assert "别局的话" not in said


def test_a_phrase_that_was_withdrawn_is_offered_no_longer(world, desk, draft):
    browser = desk(world.head)
    browser.post("/desk/phrases/", {**ADD, "organ": world.bureau.pk})
    phrase = Phrase.objects.get()
    assert phrase.kept_by == world.head
    browser.post("/desk/phrases/", {"organ": world.bureau.pk, "withdraw": phrase.pk})
    assert ADD["text"] not in [
        one.text for _label, found in for_paper(draft, on=date.fromisoformat(TODAY)) for one in found
    ]
    assert Phrase.objects.get().withdrawn_at


def test_only_head_and_administrator_keep_them_and_others_are_told(world, desk):
    answer = desk(world.handler).post("/desk/phrases/", {**ADD, "organ": world.bureau.pk})
    assert answer.status_code == 409
    assert "由本机关负责人或者管理员设置" in answer.content.decode()
    assert "加入一条" not in desk(world.handler).get("/desk/phrases/").content.decode()
    assert desk(world.staff(Role.ADMINISTRATOR, world.bureau)).post("/desk/phrases/", ADD).status_code == 302
    head_of_another = desk(world.staff(Role.HEAD, world.other_bureau))
    assert head_of_another.post("/desk/phrases/", {"withdraw": Phrase.objects.get().pk}).status_code == 404


def test_what_is_missing_or_hostile_is_said_and_kept_in_the_form(world, desk):
    browser = desk(world.head)
    answer = browser.post("/desk/phrases/", {**ADD, "source": ""})
    assert answer.status_code == 422
    assert ADD["text"] in answer.content.decode()
    for place in ("x|y", "handling_opinion|nothing", "|", "\x00"):
        assert browser.post("/desk/phrases/", {**ADD, "place": place}).status_code in (302, 409)
    assert not Phrase.objects.filter(field="nothing").exists()
    assert browser.post("/desk/phrases/", {**ADD, "text": "甲\x07"}).status_code == 422


def test_the_page_asks_the_same_for_one_phrase_and_three(world, desk, django_assert_num_queries):
    browser = desk(world.head)
    for n in range(3):
        browser.post("/desk/phrases/", {**ADD, "text": f"话{n}"})
        if n in (0, 2):
            with django_assert_num_queries(7):
                browser.get("/desk/phrases/")


def test_what_a_phrase_leaves_to_be_filled_in_is_found_by_the_check_up(draft):
    on = date(2026, 3, 2)
    for one in national():
        if "×" in one.text:
            paper = Paper(matter=draft.matter, organ=draft.organ, kind=draft.kind, drafter=draft.drafter)
            paper.content = {**draft.content, "course": one.text}
            found = [f for f in examine(facts_of(paper, on)) if f.field == "course"]
            assert "placeholder_left" in {f.code for f in found}, one.text


def test_a_phrase_that_rests_on_a_repealed_statute_is_not_taken_up_and_one_of_before_is_offered_no_longer(
    world, desk, draft
):
    old = {**ADD, "text": "现依法答复。", "source": "《信访条例》第三十二条", "organ": world.bureau.pk}
    answer = desk(world.head).post("/desk/phrases/", old)
    assert answer.status_code == 409
    assert "《信访条例》在作出意见之日已经废止" in answer.content.decode()
    Phrase.objects.create(
        organ=world.bureau, text=old["text"], source=old["source"], kept_by=world.head, kept_at=at("2021-05-06")
    )
    assert "已经失效，起草时不再提供" in desk(world.head).get("/desk/phrases/").content.decode()
    assert old["text"] not in [
        one.text for _label, found in for_paper(draft, on=date.fromisoformat(TODAY)) for one in found
    ]
