"""延期办理告知书: the old day, the new day, why, and who approved."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents import days
from mediation.documents.card import telling
from mediation.documents.registry import register
from mediation.documents.types import DocumentType, Family, empty_note
from mediation.models import Extension, Paper
from mediation.timelimits import Unit
from mediation.vocabulary import ClockGround, ExtendableLimit, PaperKind
from mediation.workflows import facts as f
from mediation.workflows.periods import days_in_words


def old_and_new_day(paper: Paper) -> dict[str, Any]:
    """第三十四条: extended once, by the head, and the petitioner told why."""
    extension = paper.subject
    petition = extension.matter.petition
    limits = extension.extended()
    extended = limits.order_by("pk").first()
    moved = extended.changes.filter(ground=ClockGround.EXTENSION).order_by("-pk").first()
    handler = petition.handler_for(extension.organ) or extension.requested_by
    return {
        **days.received(paper),
        "old_due_on": extension.old_due_on,
        "new_due_on": extension.new_due_on,
        "provisional": limits.filter(legal_on=extension.new_due_on, provisional=True).exists(),
        "old_nominal_on": moved.old_nominal_on if moved else extension.old_due_on,
        "new_nominal_on": moved.new_nominal_on if moved else extension.new_due_on,
        "days": extension.days,
        "span": days_in_words(extension.days, working=extended.time_limit.unit is Unit.WORKING_DAYS),
        "working_days": extended.time_limit.unit is Unit.WORKING_DAYS,
        "on_duty": extension.code == ExtendableLimit.D18,
        "authority": extended.authority if extension.code == ExtendableLimit.D18 else "《信访工作条例》第三十四条",
        "why": extension.why,
        "approved_by": str(extension.decided_by or ""),
        "approved_on": extension.decided_on,
        "handler": str(handler),
        "phone": handler.phone or paper.organ.phone,
        "claims": _of_which_claims(extension),
    }


def _of_which_claims(extension: Extension) -> list[dict[str, Any]]:
    """The claims whose limit is extended, where the petition has others too."""
    own = list(extension.claims.filter(accused_organ=None))
    others = (
        extension.matter.claims_told(extension.organ)
        .filter(accused_organ=None)
        .exclude(pk__in=[claim.pk for claim in own])
    )
    return extension.matter.told(own, extension.organ) if others.exists() else []


register(
    __name__,
    DocumentType(
        kind=PaperKind.EXTENSION_NOTICE,
        plain=_("办理的时间延长了，这里写着新的最后一天。"),
        card=telling("new_due_on", "provisional", "why"),
        edition=2,
        family=Family.PLAIN,
        series="访延",
        fields=(f.long_text("note", _("其他告知事项"), required=False, longest=1000),),
        prefill=empty_note,
        must_be_served=True,
        printed=old_and_new_day,
    ),
)
