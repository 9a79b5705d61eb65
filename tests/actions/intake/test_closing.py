"""办结: a file is closed when every decision has its paper, issued and served."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.models import Paper, Petition
from mediation.workflows.base import NotPossibleNow
from tests.factories.mediation import do
from tests.factories.opinions import issued, opinion_content, sent_out
from tests.factories.world import at

CLAIMS = [
    {"text": "补足差额", "category": "grievance", "route": "petition_procedure"},
    {"text": "减免税费", "category": "grievance", "route": "petition_procedure"},
    {"text": "赔偿损失", "category": "grievance", "route": "litigation"},
]
REFUSING = {"ground": "not_competent", "explanation": "不归我局。", "way_on": "县税务局"}
GUIDING = {"competent_organ": "县法院", "legal_basis": "法", "time_limit": "三年"}


def answered(world, kind):
    """One claim decided and served, another refused or guided without its paper having gone out."""
    petition = world.petition(claims=[CLAIMS[0], CLAIMS[1] if kind == "refusal_notice" else CLAIMS[2]])
    first, second = petition.claims.all()
    do(first, "accept", world.handler, "2025-03-03")
    step, facts = ("refuse", REFUSING) if kind == "refusal_notice" else ("guide", GUIDING)
    do(second, step, world.handler, "2025-03-03", **facts)
    draft = Paper.objects.get(kind=kind)
    do(draft, "void", world.handler, "2025-03-04", why="改写")
    written = opinion_content()
    one = {name: [row for row in written[name] if row["claim"] == 1] for name in ("findings", "bases", "opinions")}
    opinion = issued(world, Petition.objects.get(pk=petition.pk), **{**written, **one})
    sent_out(opinion, by=world.registrar, on="2025-03-17")
    return Petition.objects.get(pk=petition.pk)


@pytest.mark.parametrize("kind", ["refusal_notice", "guidance_notice"])
def test_a_disposal_that_was_never_told_in_writing_keeps_the_file_open(world, kind):
    petition = answered(world, kind)
    assert petition.state == "answered"
    with pytest.raises(NotPossibleNow, match="诉求2") as refusal:
        do(petition, "close", world.handler, "2025-06-30", resolved=True)
    assert refusal.value.code == "paper_missing"
    paper = gateway.perform(
        Paper, None, "draft", by=world.handler, at=at("2025-03-20"), matter=petition.matter, kind=kind,
        addressees=list(petition.matter.petitioners),
    )  # fmt: skip
    with pytest.raises(NotPossibleNow, match=str(paper.get_kind_display())):
        do(petition, "close", world.handler, "2025-06-30", resolved=True)
