"""Conditions that several lifecycles share: what is named lies in the same file."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.workflows.base import Guard


def same_file(name: str) -> Guard:
    """The object stated under the name lies in the same file."""
    return Guard(
        "in_another_file",
        _("所选的记录不在本卷宗内。"),
        lambda obj, act: act.facts[name] is None or act.facts[name].matter_id == obj.matter_id,
        _("请在其所在的卷宗中办理。"),
        on_facts=True,
    )


def names(parties: Any) -> str:
    """Names in a sentence."""
    return "、".join(str(party) for party in parties)


claims_of_this_file = Guard(
    "claim_elsewhere",
    _("所选诉求不在本卷宗内。"),
    lambda mediation, act: all(claim.matter_id == mediation.matter_id for claim in act.claims or ()),
    _("请选择本信访事项的诉求。"),
    on_facts=True,
)
parties_of_this_file = Guard(
    "party_elsewhere",
    _("所选当事人不在本卷宗内。"),
    lambda obj, act: all(party.matter_id == obj.matter_id for party in act.parties or ()),
    _("请选择本卷宗的当事人。"),
    on_facts=True,
)
