"""What follows the steps of an investigation: its material, its records and its report."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime

from mediation.actions import gateway, paperwork
from mediation.actions.registry import effect_of
from mediation.models import Claim, Investigation, InvestigationItem
from mediation.models.intake.party_change import as_of
from mediation.vocabulary import InvestigationItemKind, PaperKind, Sex
from mediation.workflows.base import Act
from mediation.workflows.intake.identity import age_on, birth_of, masked, sex_of


def add_item(investigation: Investigation, kind: str, act: Act, **fields: Any) -> InvestigationItem:
    """Put one piece of material under the next number of the investigation."""
    no = investigation.items.count() + 1
    item = InvestigationItem.objects.create(investigation=investigation, no=no, kind=kind, on=act.on, **fields)
    item.recorders.set(act.get("recorders") or [])
    return item


@effect_of(Investigation, "record_talk", issues=(PaperKind.INVESTIGATION_RECORD,))
def write_down_talk(investigation: Investigation, act: Act) -> None:
    """The talk goes into the file with its 调查笔录."""
    said = {name: act.facts[name] for name in ("party", "capacity", "place", "signed", "refusal_note")}
    item = add_item(
        investigation, InvestigationItemKind.TALK, act, title=act.facts["person"], text=act.facts["account"], **said
    )
    paperwork.issue_now(
        act,
        PaperKind.INVESTIGATION_RECORD,
        organ=investigation.organ,
        subject=investigation,
        content={
            "no": item.no,
            "person": item.title,
            "capacity": item.capacity,
            **who_talked(act),
            "held_on": item.on.isoformat(),
            "begins_at": localtime(act.facts["begins_at"]).isoformat(),
            "ends_at": localtime(act.facts["ends_at"]).isoformat(),
            "place": item.place,
            "question": investigation.question,
            "recorders": "、".join(str(u) for u in act.facts["recorders"]),
            "account": item.text,
            "signed": item.signed,
            "refusal_note": item.refusal_note,
        },
    )


def who_talked(act: Act) -> dict[str, Any]:
    """Sex, age, number, address of the person: as stated, else as registered. Of the number only its ends are kept."""
    told, party = act.facts, as_of(act.facts["party"], act.on) if act.facts["party"] else None
    number = (told["id_number"] or (party.id_number if party else "")).upper()
    born = (party.born_on if party else None) or (birth_of(number) if number else None)
    return {
        "sex": str(Sex(code).label) if (code := told["sex"] or (party and party.sex) or (number and sex_of(number))) else "",
        "age": told["age"] if told["age"] is not None else age_on(born, act.on) if born else None,
        "identity": masked(number),
        "address": told["address"] or (party.address if party else ""),
        "phone": told["phone"] or (party.phone if party else ""),
    }  # fmt: skip


@effect_of(Investigation, "record_visit")
def write_down_visit(investigation: Investigation, act: Act) -> None:
    """The site visit goes into the file."""
    add_item(
        investigation,
        InvestigationItemKind.VISIT,
        act,
        title=act.facts["place"],
        place=act.facts["place"],
        present=act.facts["present"],
        text=act.facts["account"],
    )


@effect_of(Investigation, "send_inquiry", issues=(PaperKind.INQUIRY_LETTER,))
def write_inquiry(investigation: Investigation, act: Act) -> None:
    """The 协查函 goes out to the other organ; the answer is awaited."""
    organ, asked, due = (act.facts[name] for name in ("to_organ", "question_asked", "due_on"))
    add_item(investigation, InvestigationItemKind.INQUIRY, act, title=organ.name, organ=organ, text=asked, due_on=due)
    paperwork.issue_now(
        act,
        PaperKind.INQUIRY_LETTER,
        organ=investigation.organ,
        subject=investigation,
        to_organ=organ,
        content={"question_asked": asked, "due_on": due.isoformat()},
    )


@effect_of(Investigation, "record_answer")
def write_down_answer(investigation: Investigation, act: Act) -> None:
    """The answer stands beside its inquiry."""
    InvestigationItem.objects.filter(pk=act.facts["inquiry"].pk).update(answer=act.facts["answer"], answered_on=act.on)


@effect_of(Investigation, "list_evidence")
def add_to_the_list(investigation: Investigation, act: Act) -> None:
    """Each piece of evidence takes its number."""
    for row in act.facts["evidence"]:
        add_item(
            investigation,
            InvestigationItemKind.EVIDENCE,
            act,
            title=row["title"],
            capacity=row["source"],
            text=row["proves"],
        )


@effect_of(Investigation, "report", issues=(PaperKind.INVESTIGATION_REPORT,))
def write_report(investigation: Investigation, act: Act) -> None:
    """The report is an internal paper: it is addressed to nobody and never served."""
    paperwork.issue_now(
        act,
        PaperKind.INVESTIGATION_REPORT,
        organ=investigation.organ,
        subject=investigation,
        content={name: act.facts[name] for name in ("background", "course", "findings", "proposal")},
    )


@effect_of(Claim, "reopen", after="start_handling", takes=("Investigation.reopen",))
def investigate_again(claim: Claim, act: Act) -> None:
    """A claim that has to be decided anew has to be looked into anew."""
    for investigation in Investigation.objects.filter(matter=claim.matter, state="reported"):
        if not claim.matter.investigations.under_way().exists():
            gateway.follow(act, investigation, "reopen", why=act.facts["why"])
