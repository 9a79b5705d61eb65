"""Transfer and assignment: what is passed, which limits run, who becomes responsible."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.models import Attachment, Claim, Deadline, Dispatch, Matter, Paper, Petition
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind
from mediation.workflows.base import NotPossibleNow
from tests.factories.opinions import take
from tests.factories.world import at
from tests.stages import staged

SENT = "2025-03-04"


@staged
def petition(world):
    """Registered at the petition office on Monday 3 March; the first claim accuses the other bureau."""
    return world.petition(organ=world.office)


def send(world, petition, *claims, to=None, on=SENT, **facts):
    """Send claims (all unless some are named) to the bureau."""
    stated = {
        "kind": "transfer",
        "to_organ": to or world.bureau,
        "claims": claims or list(petition.claims.all()),
        **facts,
    }
    return gateway.perform(Dispatch, None, "send", by=world.dispatcher, at=at(on), matter=petition.matter, **stated)


def refused(code, do):
    """The step is refused with this code."""
    with pytest.raises(NotPossibleNow) as refusal:
        do()
    assert refusal.value.code == code


def limit(code, organ=None):
    """The newest deadline of a code."""
    found = Deadline.objects.filter(code=code)
    return (found.filter(organ=organ) if organ else found).order_by("-pk").first()


def papers(petition, kind):
    """The papers of a kind."""
    return petition.matter.papers.of_kind(kind)


def accuse(world, claim, organ):
    """Classify a claim as an accusation."""
    return take(claim, "classify", world.dispatcher, "2025-03-03", category="accusation", accused_organ=organ)


def test_a_transfer_meets_fifteen_days_and_starts_the_receivers_limits(world, petition):
    send(world, petition)
    assert limit("D1").state == "met"
    assert limit("D2").legal_on == date(2025, 3, 11)
    assert (limit("D3").organ, limit("D3").legal_on) == (world.bureau, date(2025, 3, 19))
    assert limit("D4") is None
    assert Petition.objects.get(pk=petition.pk).state == "dispatched"
    assert Matter.objects.visible_to(Actor(on=date(2025, 3, 4), user=world.handler)).exists()


def test_the_petitioner_is_told_where_it_went(world, petition):
    send(world, petition)
    notice = papers(petition, PaperKind.TRANSFER_NOTICE).get()
    assert notice.snapshot["dispatch"]["organ"] == "青河县农业农村局"
    assert notice.services.count() == 2
    assert papers(petition, PaperKind.TRANSFER_SLIP).get().to_organ == world.bureau


def test_an_assignment_has_a_day_for_its_report(world, petition):
    refused("report_due_missing", lambda: send(world, petition, kind="assignment"))
    send(world, petition, kind="assignment", report_due_on=date(2025, 4, 30))
    assert limit("D4").legal_on == date(2025, 4, 30)
    assert papers(petition, PaperKind.ASSIGNMENT_LETTER).get().snapshot["report_due_on"] == "2025-04-30"


def test_a_day_that_was_set_for_the_report_stays_that_day_on_a_holiday_too(world, petition):
    send(world, petition, kind="assignment", report_due_on=date(2025, 5, 3))
    assert (limit("D4").nominal_on, limit("D4").legal_on) == (date(2025, 5, 3), date(2025, 5, 3))


def test_fifteen_days_are_met_only_when_nothing_lies_at_the_office(world, petition):
    first, second = petition.claims.all()
    send(world, petition, first)
    assert limit("D1").state == "running"
    take(second, "classify", world.dispatcher, SENT, category="grievance", route="litigation")
    take(
        second,
        "guide",
        world.dispatcher,
        "2025-03-05",
        competent_organ="青河县人民法院",
        legal_basis="民事诉讼法",
        time_limit="三年",
    )
    assert (limit("D1").state, limit("D1").met_on) == ("met", date(2025, 3, 5))


def test_two_receivers_each_have_their_own_limit_to_tell(world, petition):
    first, second = petition.claims.all()
    send(world, petition, first)
    send(world, petition, second, to=world.other_bureau)
    assert limit("D3", world.bureau).state == "running"
    assert limit("D3", world.other_bureau).state == "running"


def test_a_claim_lies_with_one_organ_at_a_time(world, petition):
    first, second = petition.claims.all()
    send(world, petition, first)
    refused("lies_elsewhere", lambda: send(world, petition, first, second, to=world.other_bureau))
    send(world, petition, second, to=world.other_bureau)


def test_nothing_is_not_sent_and_not_to_oneself(world, petition):
    refused("sent_to_itself", lambda: send(world, petition, to=world.office))


def test_an_accusation_never_goes_to_the_accused_nor_the_original_letter(world, petition):
    first, second = petition.claims.all()
    accuse(world, first, world.bureau)
    refused("accused_unit", lambda: send(world, petition))
    refused("original_accuses", lambda: send(world, petition, second))
    send(world, petition, second, extract=True)
    slip = papers(petition, PaperKind.TRANSFER_SLIP).get()
    assert slip.snapshot["account"] == ""
    assert first.text not in str(slip.snapshot)
    assert not Claim.objects.visible_to(Actor(on=date(2025, 3, 4), user=world.handler)).filter(pk=first.pk).exists()


def hand_in(world, petition, name, *claims):
    """A file that proves the claims, taken in by the office."""
    files = [ContentFile(name.encode(), name=f"{name}.txt")]
    taken = take(petition, "hand_in", world.clerk, "2025-03-03", files=files, proves=claims)
    return taken.matter.attachments.latest("pk")


def test_with_the_original_goes_what_was_handed_in_with_it_and_with_an_extract_only_what_proves_it(world, petition):
    first, second = petition.claims.all()
    letter, proof = hand_in(world, petition, "来信原件"), hand_in(world, petition, "收购单", first)
    other = hand_in(world, petition, "照片", second)
    assert set(send(world, petition, first).attachments.all()) == {letter, proof}
    extract = send(world, petition, second, to=world.other_bureau, extract=True)
    assert set(extract.attachments.all()) == {other}
    assert set(Attachment.objects.visible_to(seen_by(world, world.other_bureau))) == {other}


def seen_by(world, organ):
    """A handler of the organ on the day after it was sent."""
    return Actor(on=date(2025, 3, 5), user=world.staff("handler", organ))


def test_who_takes_it_is_responsible(world, petition):
    dispatch = send(world, petition)
    take(dispatch, "take", world.handler, "2025-03-06", handler=world.handler)
    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.responsible_organ, petition.handler) == (world.bureau, world.handler)
    assert limit("D2").state == "met"


def test_silence_of_five_working_days_takes_it(world, petition):
    dispatch = send(world, petition)
    deadlines.run_clock(at("2025-03-11", "23:00"))
    assert Dispatch.objects.get(pk=dispatch.pk).state == "sent"
    deadlines.run_clock(at("2025-03-12", "00:10"))
    assert Dispatch.objects.get(pk=dispatch.pk).state == "taken"
    assert Petition.objects.get(pk=petition.pk).responsible_organ == world.bureau


def objected(world, petition, on="2025-03-10"):
    """The bureau says it is not competent."""
    return take(send(world, petition), "object", world.handler, on, objection="收购点由商务部门规划。",
                suggested_organ=world.other_bureau)  # fmt: skip


def test_an_objection_goes_back_in_writing_and_stops_the_limit_to_tell(world, petition):
    objected(world, petition)
    letter = papers(petition, PaperKind.OBJECTION_LETTER).get()
    assert (letter.organ, letter.to_organ) == (world.bureau, world.office)
    assert letter.snapshot["suggested_organ"] == "青河县住房和城乡建设局"
    assert (limit("D2").state, limit("D3").state) == ("met", "ended")


def test_an_objection_is_made_in_five_working_days(world, petition):
    refused("objection_late", lambda: objected(world, petition, on="2025-03-12"))


def test_who_sent_it_may_insist_once_and_silence_then_takes_it(world, petition):
    dispatch = take(objected(world, petition), "insist", world.dispatcher, "2025-03-12", why="三定规定第五条")
    # The fifteen days run from the receipt, whatever was objected meanwhile (第二十三条第三款).
    assert (limit("D3").trigger_on, limit("D3").state) == (dispatch.sent_on, "running")
    refused(
        "objected_before", lambda: take(dispatch, "object", world.handler, "2025-03-13", objection="仍不属于我局。")
    )
    deadlines.run_clock(at("2025-03-20"))
    assert Dispatch.objects.get(pk=dispatch.pk).state == "taken"


def test_who_gives_way_sends_it_elsewhere(world, petition):
    take(objected(world, petition), "give_way", world.dispatcher, "2025-03-11")
    send(world, petition, to=world.other_bureau, on="2025-03-11")
    assert limit("D3", world.other_bureau).trigger_on == date(2025, 3, 11)


def test_a_report_meets_its_day_and_is_a_paper(world, petition):
    dispatch = send(world, petition, kind="assignment", report_due_on=date(2025, 4, 30))
    dispatch = take(dispatch, "take", world.handler, "2025-03-06")
    take(dispatch, "report", world.handler, "2025-04-29", result="已补足差额。")
    assert limit("D4").state == "met"
    assert Paper.objects.of_kind(PaperKind.COMPLETION_REPORT).get().to_organ == world.office


def test_a_result_is_not_due_before_the_assignment(world, petition):
    with pytest.raises(NotPossibleNow) as refusal:
        send(world, petition, kind="assignment", report_due_on=date(2025, 1, 30))
    assert refusal.value.code == "report_due_past"
