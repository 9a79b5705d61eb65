"""用印: applied for, approved by another, stamped within what was approved, scanned back and recognised."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.base import ContentFile

from mediation.actions import gateway
from mediation.actions.papers import rendering
from mediation.models import Appointment, Attachment, Event, Organ, Paper, SealUse, ServiceOfDocument
from mediation.permissions import Actor
from mediation.queries.papers.seal_uses import to_apply_for
from mediation.vocabulary import Role
from mediation.workflows.base import NotAllowed, NotPossibleNow
from mediation.workflows.facts import WrongFacts
from tests.factories.opinions import DECIDED, approved, drafted, issued, opinion_content, take, told_of_acceptance
from tests.factories.papers import BY_ITSELF, printed, served
from tests.factories.scans import as_jpeg, bytes_of, pictures, rough, scanned
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

pytestmark = [pytest.mark.django_db, pytest.mark.printing]
LATER = "2025-03-18"


@staged
def opinion(world) -> Paper:
    """Issued, and counted as printed on two pages."""
    paper = issued(world, world.accepted())
    Paper.objects.filter(pk=paper.pk).update(pages=2)
    return Paper.objects.get(pk=paper.pk)


@staged
def notice(world) -> Paper:
    """A notice of acceptance, as the worker prints it."""
    paper = world.accepted().matter.papers.get(kind="acceptance_notice")
    paper = approved(paper, drafter=world.handler, head=world.head, on=DECIDED)
    return rendering.render_paper(paper_id=take(paper, "issue", world.registrar, DECIDED).pk, at=at(DECIDED))


def rendered_opinion(world) -> Paper:
    """An opinion of more than one page, as the worker prints it."""
    petition = world.accepted()
    told_of_acceptance(world, petition, DECIDED)
    paper = approved(drafted(world, petition), drafter=world.handler, head=world.head, on=DECIDED)
    return rendering.render_paper(paper_id=take(paper, "issue", world.registrar, DECIDED).pk, at=at(DECIDED))


@staged
def pages(world) -> Paper:
    """The same, once for those who scan it."""
    return rendered_opinion(world)


def apply(paper, by, on=DECIDED, **facts) -> SealUse:
    stated = {"paper": paper, "seal": "official", "copies": 3, **facts}
    return gateway.perform(SealUse, None, "apply", by=by, at=at(on, "11:00"), matter=paper.matter, **stated)


def stamped(world, paper, copies=3, **facts) -> SealUse:
    use = apply(paper, world.handler, **facts)
    take(use, "approve", world.head, DECIDED, "11:10")
    return take(use, "stamp", world.registrar, DECIDED, "11:20", stamped_copies=copies)


def scan_back(use, by, *files, **facts) -> SealUse:
    given = [ContentFile(content, name=name) for name, content in files]
    return gateway.perform(SealUse, use.pk, "scan_back", by=by, at=at(LATER), scan=given, **facts)


def test_the_whole_way_keeps_both_hashes_and_who_did_what(world, notice):
    use = stamped(world, notice, copies=2)
    scan = scanned(notice)
    use = scan_back(use, world.registrar, ("盖章件.pdf", scan))
    assert (use.state, use.applied_by, use.decided_by, use.keeper) == (
        "scanned", world.handler, world.head, world.registrar,
    )  # fmt: skip
    assert (use.copies, use.stamped_copies, str(use.stamped_on), str(use.scanned_on)) == (3, 2, DECIDED, LATER)
    assert use.paper_sha256 == notice.sha256
    assert use.scans == [{"name": "盖章件.pdf", "sha256": hashlib.sha256(scan).hexdigest(), "pages": notice.pages}]
    kept = Attachment.objects.get(subject_type="sealuse", subject_id=use.pk)
    with kept.file.open("rb") as file:
        assert file.read() == scan


def test_a_paper_not_issued_is_not_stamped(world):
    draft = world.accepted().matter.papers.get(kind="acceptance_notice")
    with refused("not_in_force"):
        apply(draft, world.handler)


def test_a_paper_not_yet_printed_is_not_stamped(world, opinion):
    unprinted = world.accepted().matter.papers.get(kind="acceptance_notice")
    unprinted = approved(unprinted, drafter=world.handler, head=world.head, on=DECIDED)
    with refused("not_printed"):
        apply(take(unprinted, "issue", world.registrar, DECIDED), world.handler)


def test_a_record_is_signed_and_not_stamped(world, opinion):
    served(opinion, by=world.registrar, on=DECIDED)
    proof = printed(opinion.matter.papers.filter(kind="proof_of_service").first())
    with refused("bears_no_seal"):
        apply(proof, world.registrar)


def test_a_paper_sealed_electronically_is_not_stamped(world, opinion):
    Paper.objects.filter(pk=opinion.pk).update(sealed_sha256="1" * 64)
    opinion = Paper.objects.get(pk=opinion.pk)
    with refused("sealed_electronically"):
        apply(opinion, world.handler)


def test_the_seal_of_an_organ_that_does_not_sign_is_refused(world, opinion):
    stranger = world.staff(Role.HANDLER, world.other_bureau)
    with refused("seal_of_another_organ"):
        apply(opinion, stranger, organ=world.other_bureau)


def test_a_second_application_waits_for_the_first_and_may_follow_it(world, opinion):
    first = apply(opinion, world.handler)
    with refused("applied_before"):
        apply(opinion, world.registrar)
    take(first, "refuse", world.head, DECIDED, why="份数过多")
    assert apply(opinion, world.registrar, copies=1).state == "applied"


def test_no_copies_are_no_application(world, opinion):
    for copies in (0, 5001):
        with pytest.raises(WrongFacts, match="“份数”应当是1到5000之间的整数。"):
            apply(opinion, world.handler, copies=copies)


def test_who_applied_does_not_approve_where_there_is_another_head(world, opinion):
    Appointment.objects.create(user=world.head, organ=world.bureau, role=Role.REGISTRAR)
    head = type(world.head).objects.get(pk=world.head.pk)
    use = apply(opinion, head)
    world.staff(Role.HEAD, world.bureau, "副局长")
    with refused("approver_applied"):
        take(use, "approve", head, DECIDED, "11:10")


def test_the_only_head_may_approve_what_he_applied_for(world, opinion):
    Appointment.objects.create(user=world.head, organ=world.bureau, role=Role.REGISTRAR)
    head = type(world.head).objects.get(pk=world.head.pk)
    assert take(apply(opinion, head), "approve", head, DECIDED, "11:10").state == "approved"


@pytest.mark.parametrize("copies", [0, 4])
def test_no_more_is_stamped_than_was_approved(world, opinion, copies):
    with refused("more_than_approved"):
        stamped(world, opinion, copies=copies)


def test_what_was_applied_for_is_void_when_the_paper_is_revoked_and_what_was_stamped_stays(world, opinion, notice):
    waiting, done = apply(opinion, world.handler), stamped(world, notice)
    for paper in (opinion, notice):
        take(paper, "revoke", world.head, LATER, why="有误", **(BY_ITSELF if paper == opinion else {}))
    waiting, done = (SealUse.objects.get(pk=use.pk) for use in (waiting, done))
    assert (waiting.state, waiting.why, done.state) == ("voided", "文书已撤销或者更正", "stamped")


def test_a_scan_of_another_paper_is_refused_and_nothing_is_lost(world, pages, notice):
    use = stamped(world, notice)
    with refused("scan_of_another"):
        scan_back(use, world.registrar, ("错.pdf", scanned(pages)), by_hand_why="已核对")
    assert SealUse.objects.get(pk=use.pk).state == "stamped"
    assert not Attachment.objects.filter(subject_type="sealuse").exists()


def test_a_scan_with_a_page_missing_is_refused(world, pages):
    assert pages.pages > 1
    use = stamped(world, pages)
    with refused("scan_incomplete"):
        scan_back(use, world.registrar, ("缺页.pdf", scanned(pages, pages=[0])), by_hand_why="已核对")
    assert scan_back(use, world.registrar, ("全.pdf", scanned(pages))).state == "scanned"


def test_a_scan_may_come_as_one_picture_for_each_page(world, pages):
    use = stamped(world, pages)
    seen = [(f"{n}.jpg", as_jpeg(page)) for n, page in enumerate(pictures(bytes_of(pages)))]
    with refused("scan_incomplete"):
        scan_back(use, world.registrar, *seen[1:])
    use = scan_back(use, world.registrar, *seen)
    assert [(file["name"], file["pages"]) for file in use.scans] == [(name, 1) for name, _content in seen]


def test_a_page_scanned_twice_does_not_stand_for_the_missing_one(world, pages):
    use = stamped(world, pages)
    twice = scanned(pages, pages=[0, *range(pages.pages - 1)])
    with pytest.raises(NotPossibleNow, match=f"第1、2页都是文书的第1页.*缺文书的第{pages.pages}页") as told:
        scan_back(use, world.registrar, ("重页.pdf", twice))
    assert told.value.code == "scan_page_twice"
    assert SealUse.objects.get(pk=use.pk).state == "stamped"


def test_pages_in_the_wrong_order_are_named(world, pages):
    use = stamped(world, pages)
    turned = scanned(pages, pages=[1, 0, *range(2, pages.pages)])
    with pytest.raises(NotPossibleNow, match="依次是文书的第2、1") as told:
        scan_back(use, world.registrar, ("倒序.pdf", turned))
    assert told.value.code == "scan_out_of_order"
    assert scan_back(use, world.registrar, ("倒序.pdf", turned), by_hand_why="已逐页核对").state == "scanned"


def test_the_same_file_handed_in_twice_is_refused(world, notice):
    use = stamped(world, notice)
    blank = rough(pages=notice.pages)
    with refused("scan_given_twice"):
        scan_back(use, world.registrar, ("一.pdf", blank), ("二.pdf", blank), by_hand_why="已逐页核对")


def test_what_no_code_tells_a_person_settles_with_a_reason_that_is_kept(world, notice):
    use = stamped(world, notice)
    blank = rough(pages=notice.pages)
    with refused("scan_unreadable"):
        scan_back(use, world.registrar, ("糊.pdf", blank))
    use = scan_back(use, world.registrar, ("糊.pdf", blank), by_hand_why="二维码被印章遮住，已逐页核对")
    assert (use.state, use.by_hand_why) == ("scanned", "二维码被印章遮住，已逐页核对")
    assert Event.objects.get(object_type="sealuse", step="scan_back").facts["by_hand_why"].startswith("二维码")


def test_a_damaged_file_and_one_kept_before_are_refused(world, notice):
    use = stamped(world, notice)
    with refused("scan_damaged"):
        scan_back(use, world.registrar, ("坏.pdf", b"%PDF-1.7 broken"))
    scan = scanned(notice)
    scan_back(use, world.registrar, ("盖章件.pdf", scan))
    with refused("scan_kept_before"):
        scan_back(use, world.registrar, ("盖章件.pdf", scan))


@pytest.mark.parametrize(("rule", "enough"), [("stamped", "stamp"), ("scanned", "scan_back")])
def test_an_organ_may_want_the_seal_before_service(world, notice, rule, enough):
    Organ.objects.filter(pk=world.bureau.pk).update(settings={"seal_before_service": rule})
    service = ServiceOfDocument.objects.filter(paper=notice).first()
    use = apply(notice, world.handler)
    take(use, "approve", world.head, DECIDED, "11:10")
    with refused("not_stamped"):
        take(service, "dispatch", world.registrar, DECIDED, "12:00", mode="direct")
    take(use, "stamp", world.registrar, DECIDED, "12:10", stamped_copies=1)
    if enough == "scan_back":
        with refused("not_stamped"):
            take(service, "dispatch", world.registrar, DECIDED, "12:20", mode="direct")
        scan_back(use, world.handler, ("盖章件.pdf", scanned(notice)))
    assert take(service, "dispatch", world.registrar, LATER, "15:00", mode="direct").state == "dispatched"


def test_without_the_rule_nothing_waits_for_a_seal(world, notice):
    service = ServiceOfDocument.objects.filter(paper=notice).first()
    assert take(service, "dispatch", world.registrar, DECIDED, "12:00", mode="direct").state == "dispatched"


def test_organs_that_sign_jointly_each_put_their_own_seal_on(world):
    petition = world.accepted()
    told_of_acceptance(world, petition, DECIDED)
    Organ.objects.filter(pk=world.bureau.pk).update(settings={"seal_before_service": "stamped"})
    own, head, keeper = (world.staff(role, world.other_bureau) for role in (Role.HANDLER, Role.HEAD, Role.REGISTRAR))
    paper = drafted(world, petition, **opinion_content(co_issuers=[{"organ": world.other_bureau}]))
    paper = approved(paper, drafter=world.handler, head=world.head, on=DECIDED)
    take(paper, "cosign", head, DECIDED, "10:25", co_issuer=world.other_bureau)
    paper = printed(take(paper, "issue", world.registrar, DECIDED, "10:30"))
    assert paper.snapshot["signing"] == ["青河县农业农村局", "青河县住房和城乡建设局"]
    use = apply(paper, own, organ=world.other_bureau)
    handler = Actor(on=at(DECIDED).date(), user=world.handler)
    assert list(to_apply_for(handler)) == [paper], "the other's application is not one's own"
    stamped(world, paper)
    assert not to_apply_for(handler)
    service = ServiceOfDocument.objects.filter(paper=paper).first()
    with refused("not_stamped"):
        take(service, "dispatch", world.registrar, DECIDED, "12:00", mode="direct")
    with pytest.raises(NotAllowed):
        take(use, "approve", world.head, DECIDED, "12:10")
    take(use, "approve", head, DECIDED, "12:10")
    take(use, "stamp", keeper, DECIDED, "12:20", stamped_copies=3)
    assert take(service, "dispatch", world.registrar, DECIDED, "12:30", mode="direct").state == "dispatched"
