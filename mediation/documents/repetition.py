"""A redo may not repeat the opinion that was revoked."""

from __future__ import annotations

from django.utils.translation import gettext

from mediation.documents.types import Finding
from mediation.models import Paper
from mediation.vocabulary import PaperKind


def repeats_old_opinion(paper: Paper) -> list[Finding]:
    """After an ordered new decision: not the same outcome for the same reasons (8.3)."""
    old = (
        Paper.objects.filter(matter=paper.matter, kind=PaperKind.HANDLING_OPINION, state="revoked")
        .order_by("-pk")
        .first()
    )
    if old is None:
        return []
    before = {r["claim"]: (r["outcome"], _plain(r["reasons"])) for r in old.content.get("opinions", [])}
    same = [
        row["claim"]
        for row in paper.content.get("opinions", [])
        if (row.get("outcome"), _plain(row.get("reasons", ""))) == before.get(row.get("claim"))
    ]
    return [
        Finding(
            code="repeats_old_opinion",
            field="opinions",
            sentence=gettext(
                "诉求%(n)s的意见和理由与已被撤销的意见相同，不得以同一事实和理由作出相同或者基本相同的处理意见。"
            )
            % {"n": no},
        )
        for no in same
    ]


def _plain(text: str) -> str:
    return "".join(ch for ch in text if ch.isalnum())
