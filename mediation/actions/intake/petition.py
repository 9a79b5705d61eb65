"""What follows the steps of a petition: its file, parties, claims, receipt and first limits."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from mediation.actions import access, gateway, messages, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.clock.visiting import next_visit
from mediation.actions.consequences import PARTIES
from mediation.actions.intake import receipts
from mediation.actions.registry import effect_of
from mediation.models import Claim, Deadline, Party, Petition, SpecialAuthority
from mediation.vocabulary import OrganKind, PaperKind, PartyKind, PartyRole, Role
from mediation.workflows.base import Act, Lifecycle
from mediation.workflows.intake.claim import ClaimState
from mediation.workflows.intake.identity import birth_of, sex_of
from mediation.workflows.intake.registration import OPEN_STATES


def identity_of(row: dict[str, Any]) -> dict[str, Any]:
    """What identifies somebody as it was stated; an identity number tells day of birth and sex with it."""
    number, code = row["id_number"].upper(), row["credit_code"].upper()
    known = {"born_on": birth_of(number), "sex": sex_of(number)} if number else {}
    return {"id_number": number, "credit_code": code, "legal_representative": row["legal_representative"], **known}


def enter_parties(obj: Lifecycle, rows: list[dict[str, Any]], role: str, act: Act) -> list[Party]:
    """Write down the parties of one side as they were stated."""
    return Party.objects.bulk_create(
        Party(
            matter=obj.matter,
            role=role,
            organ=row["organ"],
            kind=row["kind"] or PartyKind.PERSON,
            name=row["name"],
            address=row["address"],
            phone=row["phone"],
            email=row["email"],
            is_representative=row["is_representative"],
            electronic_since=act.on if row["electronic"] else None,
            **identity_of(row),
        )
        for row in rows
    )


@effect_of(
    Petition,
    "register",
    takes=(
        "Claim.put_forward",
        "Claim.classify",
    ),
    starts=(
        "D1",
        "D3",
    ),
    issues=(PaperKind.REGISTRATION_RECEIPT,),
)
def open_the_file(petition: Petition, act: Act) -> None:
    """Parties, claims, a receipt with a code for each petitioner who came (of many, by the worker), and the first limit."""
    access.admit(act, petition.matter, organ=petition.organ, roles=("", Role.HANDLER, Role.INTAKE_CLERK))
    enter_parties(petition, act.facts["petitioners"], PartyRole.PETITIONER, act)
    enter_parties(petition, act.facts["opposite_parties"], PartyRole.OPPOSITE, act)
    for no, row in enumerate(act.facts["claims"], start=1):
        claim = Claim(petition=petition, matter=petition.matter, no=no)
        # What accuses is recorded apart from its first word on.
        accused = {"accused_organ": row["accused_organ"]} if row["category"] else {}
        claim = gateway.follow(act, claim, "put_forward", petition=petition, text=row["text"], changes=accused)
        if row["category"]:
            sorted_as = {name: row[name] for name in ("category", "route", "accused_organ", "accused_person")}
            told = [one for one in act.facts["route_told"] if one["claim"] == no]
            gateway.follow(act, claim, "classify", **sorted_as, route_told=told)
    if petition.organ.kind == OrganKind.PETITION_OFFICE:
        deadlines.start(act, "D1", subject=petition, organ=petition.organ, trigger_on=petition.received_on)
    else:
        deadlines.start(act, "D3", subject=petition, organ=petition.organ, trigger_on=petition.received_on)
    receipts.give_or_leave(petition, act)


@effect_of(Petition, "add_petitioners", issues=(PaperKind.REGISTRATION_RECEIPT,))
def enter_more_people(petition: Petition, act: Act) -> None:
    """They stand beside those who were registered first, and get their receipts as those did."""
    enter_parties(petition, act.facts["petitioners"], PartyRole.PETITIONER, act)
    receipts.give_or_leave(petition, act)


@effect_of(Petition, "correct_subject")
def name_the_file_anew(petition: Petition, act: Act) -> None:
    """The file is called so from now on, in every organ's lists and in the papers still to be issued."""
    petition.matter.subject = petition.subject
    petition.matter.save(update_fields=["subject"])


@effect_of(Petition, "record_authority", issues=(PaperKind.POWER_OF_ATTORNEY,))
def write_down_authority(obj: Lifecycle, act: Act) -> None:
    """Keep each one's special authority, however many: one sheet that all of them sign, and one scan of it."""
    principals, representative = act.facts["principals"], act.facts["representative"]
    given = {name: act.facts[name] for name in ("may_settle", "may_withdraw", "may_receive", "scope", "until")}
    held = [SpecialAuthority(principal=one, representative=representative, since=act.on, **given) for one in principals]
    SpecialAuthority.objects.bulk_create(held)
    paperwork.issue_now(
        act, PaperKind.POWER_OF_ATTORNEY, organ=obj.acting_organ_of(act.by) or obj.matter.organ, subject=obj,
        addressees=principals, content={"signed_on": act.on, "authority": held[0].pk},
    )  # fmt: skip


@effect_of(Petition, "revoke_authority", tells=PARTIES)
def end_authority(obj: Lifecycle, act: Act) -> None:
    """From this day the representative acts and receives for him no more; what was done before stands."""
    obj.matter.authorities(act).update(ended_on=act.on)
    text = _("%(who)s已收回对您的授权。") % {"who": "、".join(str(a) for a in act.principals or [act.by.party])}
    messages.tell(act, act.facts["representative"], text, key=f"authority:{act.event.pk}")


@effect_of(
    Petition,
    "withdraw",
    takes=("Petition.end_withdrawn", "Paper.void"),
    starts=("D20",),
    ends=(
        "D6",
        "D8",
    ),
    issues=(PaperKind.WITHDRAWAL,),
)
def take_back_the_part(petition: Petition, act: Act) -> None:
    """The parts of those who withdraw end, with their own rights; the whole ends with the last of them."""
    ending = petition.parts_taken_back(act)
    Party.objects.filter(pk__in=[party.pk for party in ending]).update(withdrawn_on=act.on)
    own = Deadline.objects.filter(matter=petition.matter, party__in=ending, code__in=("D6", "D8")).running()
    for right in own:
        gateway.follow(act, right, "end", why=_("信访人撤回"))
    for party in ending:
        deadlines.start(act, "D20", subject=petition, party=party)
    theirs = petition.matter.papers.filter(addressees__in=ending).distinct()
    alone = [paper for paper in theirs if all(party.withdrawn_on is not None for party in paper.addressees.all())]
    paperwork.void_drafts(act, alone, why=_("信访人撤回"))
    if not petition.is_still_asked():
        gateway.follow(act, petition, "end_withdrawn", why=act.why)
    paperwork.issue_now(
        act,
        PaperKind.WITHDRAWAL,
        organ=petition.acting_organ_of(act.by),
        subject=petition,
        content={
            "withdrawn_by": [{"name": party.name} for party in ending],
            "why": act.why,
            "effect_told": act.effect_told,
        },
    )


@effect_of(
    Petition,
    "end_withdrawn",
    takes=(
        "Claim.withdraw",
        "Paper.void",
    ),
    ends=(
        "D1",
        "D3",
        "D5",
        "D18",
    ),
)
def withdraw_the_claims(petition: Petition, act: Act) -> None:
    """Every claim still open ends with the withdrawal, and so do the limits."""
    for claim in petition.open_claims():
        gateway.follow(act, claim, "withdraw")
        deadlines.end(act, claim, "D5", "D18", why=_("信访人撤回"))
    deadlines.end(act, petition, "D1", "D3", why=_("信访人撤回"))
    own = petition.matter.papers.filter(subject_type__in=("", "petition", "claim"), corrects=None)
    paperwork.void_drafts(act, own, why=_("信访人撤回"))


@effect_of(Petition, "revisit", issues=(PaperKind.REVISIT_RECORD,), meets=("VISIT",), starts=("VISIT",))
def keep_the_visit(petition: Petition, act: Act) -> None:
    """What was found stands in the file (回访记录)."""
    paperwork.issue_now(
        act, PaperKind.REVISIT_RECORD, organ=petition.acting_organ, subject=petition, content=paperwork.of_visit(act)
    )
    next_visit(act, petition, organ=petition.acting_organ)


def follow_claims(petition: Petition, act: Act) -> None:
    """Bring the envelope to where its claims are.

    Called when a claim was disposed of or an answer was dispatched: answered once every claim has
    its disposal and no answer is still to go out; declined if not one claim was accepted.
    """
    if petition.state not in OPEN_STATES or petition.open_claims().exists() or petition.answers_waiting():
        return
    accepted = petition.claims.exclude(accepted_on=None).exists()
    refused = petition.claims.filter(disposal="not_accepted").count() == petition.claims.count()
    if accepted or not refused:
        gateway.follow(act, petition, "answer")
    else:
        gateway.follow(act, petition, "decline")


def open_again(petition: Petition, act: Act) -> None:
    """A claim that is handled anew puts a petition that was answered, closed or declined in hand again."""
    if petition.state in ("answered", "closed", "not_accepted"):
        gateway.follow(act, petition, "reopen", why=act.facts["why"])


def take_in_hand(petition: Petition, act: Act) -> None:
    """The first accepted claim puts the petition in hand."""
    if petition.state in ("registered", "dispatched") and petition.claims.filter(state=ClaimState.ACCEPTED).exists():
        gateway.follow(act, petition, "take_in_hand")
