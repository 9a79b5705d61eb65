"""Mediation while an opinion is under review, and agreements with some of the petitioners: who goes on, and which limits run."""

from __future__ import annotations

from mediation.actions import gateway
from mediation.models import Agreement, Deadline, Mediation, Message, Review
from tests.factories.mediation import SIGNING, disputed, do, everyone, mediator_of, terms
from tests.factories.opinions import ReviewCourse, issued, sent_out
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

ASKED = "2025-03-24"
BOTH = [{"no": 1, "names": ["张大山"]}, {"no": 2, "names": ["张大山"]}]


@staged
def reviewed(world):
    """An opinion against a cooperative that one of two petitioners has brought to review; the county has accepted it."""
    course = ReviewCourse(world, petition=disputed(world))
    course.ask()
    course.accept()
    return course


def party(matter, name):
    return matter.parties.get(name=name)


def propose(matter, by, on=ASKED, **facts):
    stated = {"claims": list(matter.claims.all()), "dispute": "差额", **facts}
    return gateway.perform(Mediation, None, "propose", by=by, at=at(on, "15:00"), matter=matter, **stated)


def settled(world, matter, names, *, on=SIGNING, by=None, **facts):
    """A settlement signed by those named."""
    who = [party(matter, name) for name in names]
    by = by or world.handler
    stated = {
        "kind": "settlement", "claims": list(matter.claims.all()), "parties": who, **terms(who[-1], who[0]), **facts,
    }  # fmt: skip
    agreement = gateway.perform(Agreement, None, "draft", by=by, at=at(on, "15:00"), matter=matter, **stated)
    for one in who:
        do(agreement, "sign", by, on, "15:10", signer=one)
    return Agreement.objects.get(pk=agreement.pk)


def limit(code, **which):
    return Deadline.objects.filter(code=code, **which).latest("pk")


# under review


def test_the_organ_that_reviews_organises_and_the_one_whose_opinion_is_contested_does_not(world, reviewed):
    mediation = propose(reviewed.matter, reviewed.reviewer)
    assert mediation.organ == world.county
    with refused("already_mediated"):
        propose(reviewed.matter, world.handler, organ=world.city)


def test_a_party_asks_for_it_and_the_period_of_the_review_runs_on(world, reviewed):
    before = limit("D7").legal_on
    mediation = propose(reviewed.matter, reviewed.zhang)
    assert mediation.organ == world.county
    assert (limit("D7").state, limit("D7").legal_on) == ("running", before)


def test_the_first_organ_may_not_organise_it(world, reviewed):
    with refused("organ_interested"):
        propose(reviewed.matter, world.handler, organ=world.bureau)


def test_who_reviews_does_not_mediate(world, reviewed):
    mediation = propose(reviewed.matter, reviewed.reviewer)
    with refused("mediator_handles"):
        do(mediation, "name_mediators", reviewed.chief, ASKED, mediators=[reviewed.reviewer])


def test_an_agreement_of_all_ends_the_review_and_its_limit(world, reviewed):
    mediation = propose(reviewed.matter, reviewed.reviewer)
    by = mediator_of(world, world.county)
    do(mediation, "tell_rights", by, ASKED)
    do(mediation, "consent", by, ASKED, who=everyone(mediation))
    settled(world, reviewed.matter, ["张大山", "李秀英", "绿源合作社"], on=ASKED)
    assert (reviewed.review.state, limit("D7").state) == ("withdrawn", "ended")
    assert {claim.disposal for claim in reviewed.matter.claims.all()} == {"settled"}
    assert limit("D6", party=reviewed.li).state == "ended"


def test_an_agreement_of_one_ends_his_request_and_leaves_the_others_right(world, reviewed):
    settled(world, reviewed.matter, ["张大山", "绿源合作社"], on=ASKED, own_part_only=True)
    assert reviewed.review.state == "withdrawn", "nobody else has asked"
    assert limit("D6", party=reviewed.li).state == "running"
    assert {claim.disposal for claim in reviewed.matter.claims.all()} == {"not_supported", "explained"}
    with refused("settled_before"):
        reviewed.ask(on="2025-03-25")
    assert reviewed.ask(by=reviewed.li, on="2025-03-25").state == "requested"


def test_where_another_has_asked_the_review_goes_on_for_him(world, reviewed):
    reviewed.take("join", reviewed.li)
    settled(world, reviewed.matter, ["张大山", "绿源合作社"], on=ASKED, own_part_only=True)
    assert reviewed.review.state == "accepted"
    assert [str(one.party) for one in reviewed.review.applicants()] == ["李秀英"]


def test_what_is_decided_and_not_contested_is_not_mediated(world):
    course = ReviewCourse(world, petition=disputed(world))
    with refused("claim_disposed"):
        propose(course.matter, world.handler)


# with some of a group


def test_who_has_not_signed_goes_on_within_the_same_limit(world):
    petition = disputed(world)
    with refused("petitioner_missing"):
        settled(world, petition.matter, ["张大山", "绿源合作社"])
    before = limit("D5").legal_on
    settled(world, petition.matter, ["张大山", "绿源合作社"], own_part_only=True)
    assert {claim.state for claim in petition.claims.all()} == {"accepted"}
    assert (limit("D5").state, limit("D5").legal_on) == ("running", before)
    told = Message.objects.filter(party=party(petition.matter, "李秀英")).latest("pk").text
    assert "您的请求继续办理，期限不变" in told
    assert issued(world, petition, on="2025-03-20").snapshot["partly_settled"] == BOTH


def test_whom_the_opinion_does_not_answer_has_no_period_and_is_not_waited_for(world):
    """条例第三十五条: the right belongs to each petitioner whom the opinion answers."""
    petition = disputed(world)
    settled(world, petition.matter, ["张大山", "绿源合作社"], own_part_only=True)
    opinion = sent_out(issued(world, petition, on="2025-03-20"), by=world.registrar, on="2025-03-20")
    zhang, li = party(petition.matter, "张大山"), party(petition.matter, "李秀英")
    assert opinion.services.filter(party=zhang, state="served").exists(), "he reads it like the others"
    assert not Deadline.objects.filter(party=zhang, code="D6").exists()
    assert opinion.right_of(li).state == "running"
    review = gateway.perform(
        Review, None, "request", by=li, at=at("2025-03-24"), matter=petition.matter, stage="review", opinion=opinion,
        organ=world.county, demand="支持诉求", grounds="不服",
    )  # fmt: skip
    assert review.rights_left() == [], "the review opinion need not wait for who has settled"


def test_who_settled_one_claim_of_two_contests_the_other(world):
    petition = disputed(world)
    settled(world, petition.matter, ["张大山", "绿源合作社"], own_part_only=True, claims=[petition.claims.first()])
    sent_out(issued(world, petition, on="2025-03-20"), by=world.registrar, on="2025-03-20")
    assert limit("D6", party=party(petition.matter, "张大山")).state == "running"


def test_with_the_last_of_them_the_claim_is_settled(world):
    petition = disputed(world)
    settled(world, petition.matter, ["张大山", "绿源合作社"], own_part_only=True)
    settled(world, petition.matter, ["李秀英", "绿源合作社"], on="2025-03-18")
    assert {claim.disposal for claim in petition.claims.all()} == {"settled"}
    assert limit("D5").state == "met"


def test_or_with_the_withdrawal_of_who_is_left(world):
    petition = disputed(world)
    settled(world, petition.matter, ["张大山", "绿源合作社"], own_part_only=True)
    do(petition, "withdraw", party(petition.matter, "李秀英"), "2025-03-18", effect_told=True)
    assert {claim.disposal for claim in petition.claims.all()} == {"settled"}
    assert limit("D5").state == "met"


def test_a_broken_agreement_of_one_opens_nothing_that_is_still_open(world):
    petition = disputed(world)
    agreement = settled(world, petition.matter, ["张大山", "绿源合作社"], own_part_only=True)
    do(
        agreement,
        "report_breach",
        party(petition.matter, "张大山"),
        "2025-05-06",
        asks_reopening=True,
        what_is_broken="没有付款",
    )
    assert {claim.state for claim in petition.claims.all()} == {"accepted"}
    assert Agreement.still_asking(petition.claims.first()) == list(petition.matter.petitioners)
