"""公示稿: redacted as far as the file knows, searched as the finished file before it is issued, and says what it left out."""

from __future__ import annotations

import pytest
from django.db import connection

from mediation.actions import gateway
from mediation.actions.papers.publication import NotForThePublic, keep_in_house
from mediation.actions.papers.rendering import render_paper
from mediation.documents.papers.leftovers import leftovers_in
from mediation.documents.papers.redaction import redacted, secrets_of
from mediation.models import Matter, Paper, Review
from mediation.vocabulary import PaperKind, Role
from tests.actions.sittings.test_hearing_in_review import REVIEW_OPINION, Course, issued
from tests.documents.papers.reading import text_of
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

pytestmark = pytest.mark.printing

TOLD = "张大山住青河县柳树乡一村，电话138·0000·0001，与李 秀 英一同到会。"
ON = "2025-07-11"


@staged
def copy(world):
    """The draft of a copy for publication of an opinion that names people in several ways."""
    course = Course(world)
    course.held(noticed="2025-06-06", day="2025-06-20")
    opinion = course.matter.papers.get(kind=PaperKind.RE_EXAMINATION_OPINION)
    issued(opinion, organ=world.city, world=world, on="2025-07-10", content={**REVIEW_OPINION, "facts": TOLD})
    gateway.perform(Review, course.review.pk, "publish", by=course.reviewer, at=at(ON))
    return course.matter.papers.get(kind=PaperKind.PUBLICATION_COPY)


def take(paper, step, by, **facts):
    return gateway.perform(Paper, paper.pk, step, by=by, at=at(ON), **facts)


def approved(paper, world):
    take(paper, "submit", world.staff(Role.REVIEWER, world.city))
    take(paper, "approve", world.staff(Role.HEAD, world.city))


def test_the_draft_begins_redacted_and_the_issued_copy_says_what_was_left_out(world, copy):
    assert copy.content["facts"] == "张某某住青河县某地，电话（电话略），与李某某一同到会。"
    approved(copy, world)
    take(copy, "issue", world.staff(Role.REGISTRAR, world.city))
    paper = render_paper(paper_id=copy.pk, at=at(ON))
    with paper.pdf.open("rb") as file:
        pdf = file.read()
    printed = "".join(text_of(pdf).split())
    assert "删去了姓名、住址、联系电话，删去之处以“某某”" in printed
    assert "《中华人民共和国个人信息保护法》第二十五条、第二十八条" in printed
    assert leftovers_in(pdf, secrets_of(paper.matter)) == []
    assert b"paper.json" not in pdf


def test_a_name_that_is_typed_back_stops_it_before_approval_and_is_named(world, copy):
    reviewer = world.staff(Role.REVIEWER, world.city)
    take(copy, "revise", reviewer, content={"facts": "证人见到了李　秀英。"})
    with refused("not_redacted") as told:
        take(copy, "submit", reviewer)
    assert "“查明的事实”中还有姓名“李秀英”" in told.value.sentence


def test_what_only_the_finished_page_betrays_stops_the_issue_with_page_and_place(world, copy):
    Matter.objects.filter(pk=copy.matter_id).update(print_forms={"甲": "张大山"})
    take(copy, "revise", world.staff(Role.REVIEWER, world.city), content={"facts": "甲到会。"})
    approved(copy, world)
    with refused("leftovers") as told:
        take(copy, "issue", world.staff(Role.REGISTRAR, world.city))
    assert "第1页正文：姓名（张大山）" in told.value.sentence
    copy = Paper.objects.get(pk=copy.pk)
    assert (copy.state, copy.snapshot) == ("approved", {})


def test_the_worker_keeps_no_file_with_a_leftover_and_its_log_says_no_name(copy):
    from tests.documents.papers.test_house import print_out

    with pytest.raises(NotForThePublic) as told:
        keep_in_house(copy, print_out("<p>张大山</p>").pdf)
    assert "第1页正文：姓名" in str(told.value)
    assert "张大山" not in str(told.value)


def test_agents_witnesses_and_codes_are_secrets_and_organs_are_not(world):
    petition = world.accepted(organ=world.bureau)
    matter = petition.matter
    receipt = matter.papers.filter(kind=PaperKind.REGISTRATION_RECEIPT).first()
    code = "ABCDE-FGHJK"  # as editions of the receipt had it that are issued no more
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Paper.objects.filter(pk=receipt.pk).update(snapshot={**receipt.snapshot, "query_code": code})
        cursor.execute("SET session_replication_role = origin")
    words = {secret.text for secret in secrets_of(matter)}
    assert {
        "张大山",
        "李秀英",
        "13800000001",
        "青河县柳树乡一村",
        "柳树乡一村",
        code,
    } <= words
    assert world.bureau.name not in words
    assert redacted(f"查询码{code.lower()}", secrets_of(matter)) == "查询码（查询码略）"
