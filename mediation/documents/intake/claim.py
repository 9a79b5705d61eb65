"""受理、不予受理、引导告知书: what became of each claim that was brought."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents import days, remedies
from mediation.documents.card import of_claims
from mediation.documents.registry import register
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family, Finding
from mediation.models import Claim, Organ, Paper, Petition
from mediation.timelimits.other_rights import WITHOUT_A_LAW
from mediation.vocabulary import Category, Disposal, PaperKind, RefusalGround, Route
from mediation.workflows import facts as f

# What a paper calls the route: a claim that was never litigated is told to go to court, not that it is 涉法涉诉.
ROUTE_IN_WORDS = {
    Route.LITIGATION: "诉讼",
    Route.ADMIN_PROCEDURE: "行政复议、行政裁决等行政程序",
    Route.PARTY_APPEAL: "党员申诉",
}

# What a person is told of how an accepted claim is dealt with.
THE_WAY = ("route", "accepted_on", "due_on", "provisional", "authority", "suggestion", "silence")

CONTACT = f.text("contact", _("联系人和电话"), required=False)


def contact(paper: Paper) -> dict[str, Any]:
    """Whom the petitioner may ask."""
    about = paper.subject
    handler = about.handler_for(paper.organ) if isinstance(about, Petition) else getattr(about, "handler", None)
    phone = (handler and handler.phone) or paper.organ.phone
    return {"contact": "，".join(part for part in (str(handler or ""), phone) if part)}


def _described(claim: Claim, paper: Paper) -> dict[str, Any]:
    return {
        "no": paper.no_of(claim),
        "text": claim.text,
        "route": ROUTE_IN_WORDS.get(Route(claim.route), claim.get_route_display()) if claim.route else "",
        "ground": claim.get_ground_display(),
        "explanation": claim.explanation,
        "way_on": claim.way_on,
        "same_as": claim.same_as.matter.number if claim.same_as else "",
        "final_number": claim.final_number,
        "competent_organ": claim.competent_organ,
        "legal_basis": claim.legal_basis,
        "time_limit": claim.time_limit,
    }


def _claims(paper: Paper, **which: Any) -> list[Claim]:
    """The claims of the organ of which this is so, in their order; accusations have papers of their own."""
    petition = paper.matter.petition
    own = petition.claims_of(paper.organ, paper.issued_on) if petition.parted else paper.matter.every("claims")
    found = [claim for claim in own if claim.accused_organ_id is None]
    alike = [claim for claim in found if all(getattr(claim, name) == value for name, value in which.items())]
    return sorted(alike, key=paper.no_of)


def accepted_claims(paper: Paper) -> dict[str, Any]:
    """The matters accepted one by one, with route and due day; what waits for its own notice is left out."""
    claims = _claims(paper, state="accepted")
    on = paper.issued_on or paper.matter.opened_on
    limits = {d.subject_id: d for d in paper.matter.handling_limits() if d.subject_type == "claim"}
    rows = [
        {
            **_described(claim, paper),
            "accepted_on": claim.accepted_on,
            "due_on": limits[claim.pk].legal_on if claim.pk in limits else None,
            "provisional": claim.pk in limits and limits[claim.pk].provisional,
            "authority": limits[claim.pk].authority if claim.pk in limits else "",
            "on_duty": claim.route == Route.DUTY_PERFORMANCE,
            "suggestion": claim.category == Category.SUGGESTION,
            "silence": _if_silent(paper.organ, claim, getattr(limits.get(claim.pk), "authority", ""), on),
        }
        for claim in claims
    ]
    # 听证 is held of what goes through the petition procedure alone (第三十一条第六项).
    may_be_heard = any(claim.route == Route.PETITION_PROCEDURE for claim in claims)
    may_be_mediated = any(claim.category == Category.GRIEVANCE for claim in claims)
    return {
        **days.received(paper), "claims": told_together(rows), "may_be_heard": may_be_heard, "may_be_mediated": may_be_mediated,
    }  # fmt: skip


def told_together(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Claims that follow each other and go the same way to the same day are told of it once, after the last of them."""
    first = 0
    for place, row in enumerate(rows):
        alike = place + 1 < len(rows) and all(row[key] == rows[place + 1][key] for key in THE_WAY)
        rows[place] = {
            **row,
            "tells": not alike,
            "together": [one["no"] for one in rows[first : place + 1]] if place > first else [],
        }
        if not alike:
            first = place + 1
    return rows


def _if_silent(organ: Organ, claim: Claim, authority: str, on: date) -> str:
    """What may be done on route 5 if no answer comes, by whether a law sets the period."""
    if claim.route != Route.DUTY_PERFORMANCE:
        return ""
    return "".join(remedies.after_silence_on_duty(organ, on, set_by_law=authority != WITHOUT_A_LAW))


def refused_claims(paper: Paper) -> dict[str, Any]:
    """Each claim that was not accepted, with reason, article and the way on; what is final has a notice of its own."""
    claims = [c for c in _claims(paper, disposal=Disposal.NOT_ACCEPTED) if c.ground != RefusalGround.FINAL]
    ways = list(dict.fromkeys(c.way_on for c in claims if c.way_on))
    told = days.received(paper)
    return {
        **told,
        "cc": days.copies(told),
        "claims": [_described(c, paper) for c in claims],
        "remedy": [line for way in ways for line in remedies.after_refusal(way)],
    }


def final_claims(paper: Paper) -> dict[str, Any]:
    """Each claim that a 复核意见 has ended and that is brought again on the same facts and reasons."""
    claims = _claims(paper, disposal=Disposal.NOT_ACCEPTED, ground=RefusalGround.FINAL)
    told = days.received(paper)
    return {**told, "cc": days.copies(told), "claims": [_described(c, paper) for c in claims]}


def passed_to(paper: Paper) -> dict[str, Any]:
    """One claim for the organ that may handle it, with who brought it and what else it needs to begin."""
    claim, petition = paper.subject, paper.matter.petition
    return {
        "received_on": petition.received_on,
        "received_by": "" if petition.organ_id == paper.organ_id else petition.organ.name,
        "channel": petition.get_channel_display(),
        "petitioners": [{"name": p.name, "phone": p.phone, "address": p.address} for p in petition.spokespeople()],
        "people": paper.matter.petitioners.count(),
        "claim": {
            "text": claim.text,
            "accused": str(claim.accused_organ or ""),
            "person": claim.accused_person,
            "explanation": claim.explanation,
        },
        "attachments": [a.name for a in claim.attachments.all()],
    }


def guided_claims(paper: Paper) -> dict[str, Any]:
    """Each claim that belongs into another procedure: organ, basis, limit."""
    told = days.received(paper)
    return {
        **told, "cc": days.copies(told), "claims": [_described(c, paper) for c in _claims(paper, disposal=Disposal.GUIDED)],
    }  # fmt: skip


def has_claims(which: Any) -> Any:
    """A notice that tells of no claim is pointless."""

    def check(paper: Paper) -> list[Finding]:
        if which(paper)["claims"]:
            return []
        return [Finding(code="nothing_to_tell", sentence=str(_("没有可以告知的诉求，请先办理诉求再签发。")))]

    return check


register(__name__,
    DocumentType(
        kind=PaperKind.ACCEPTANCE_NOTICE,
        plain=_("您的诉求已经受理，这里写着最迟哪天答复。"),
        card=of_claims("accepted", "answer_by:due_on", "provisional"),
        family=Family.PLAIN, edition=3, series="访受", fields=(CONTACT,), needs_approval=True,
        must_be_served=True, meets=("D3",), prefill=contact, printed=accepted_claims, checks=has_claims(accepted_claims),
    ),
    DocumentType(
        kind=PaperKind.REFUSAL_NOTICE,
        plain=_("这些诉求没有受理，这里写着为什么、可以去哪里。"),
        card=of_claims(Disposal.NOT_ACCEPTED, "reason:ground", "explanation", "way_on"),
        edition=2, family=Family.PLAIN, series="访不受", fields=(CONTACT,), needs_approval=True,
        must_be_served=True, meets=("D3",), prefill=contact, printed=refused_claims, checks=has_claims(refused_claims),
    ),
    DocumentType(
        kind=PaperKind.NO_FURTHER_ACCEPTANCE,
        plain=_("这些诉求已经有了复核意见，这里写着为什么不再受理、有新的事实可以怎么办。"),
        card=of_claims("不再受理", "explanation"),
        family=Family.PLAIN, series="访不再", fields=(CONTACT,), needs_approval=True,
        must_be_served=True, meets=("D3",), prefill=contact, printed=final_claims, checks=has_claims(final_claims),
    ),
    DocumentType(
        kind=PaperKind.ACCUSATION_LETTER, plain=NOT_FOR_PARTIES, family=Family.LETTER, series="访移",
        printed=passed_to,
    ),
    DocumentType(
        kind=PaperKind.LITIGATION_LETTER, plain=NOT_FOR_PARTIES, family=Family.LETTER, series="访诉",
        printed=passed_to,
    ),
    DocumentType(
        kind=PaperKind.GUIDANCE_NOTICE,
        plain=_("这些诉求要通过别的程序解决，这里写着去哪里、多久以内。"),
        card=of_claims(Disposal.GUIDED, "competent_organ", "time_limit", "legal_basis", "explanation"),
        family=Family.PLAIN, edition=2, series="访引", fields=(CONTACT,), needs_approval=True,
        must_be_served=True, meets=("D3",), prefill=contact, printed=guided_claims, checks=has_claims(guided_claims),
    ),
)  # fmt: skip
