"""Papers: prepared with what is known, issued under a number, frozen, sent to the renderer."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import access, gateway, queue
from mediation.actions.clock import deadlines
from mediation.actions.registry import completes, effect_of, guard_of
from mediation.documents.papers.content import checked, findings, stored, unanswered
from mediation.documents.papers.glyphs import unprintable
from mediation.documents.papers.numbering import next_number
from mediation.documents.papers.snapshot import frozen, page_of, snapshot_of, told_by, without_glyph
from mediation.documents.registry import document_type
from mediation.documents.types import DocumentType, Finding, empty_note, nothing_known
from mediation.models import Matter, Paper, Party, Revision, SpecialAuthority
from mediation.models.intake.acting import in_place_of
from mediation.vocabulary import PaperKind
from mediation.workflows.base import Act, NotPossibleNow, Refused
from mediation.workflows.objects import petition_of

# These ask the file for nothing, so that a draft is stored with its content at once.
KNOWN_AT_ONCE = (nothing_known, empty_note)
# What no description of a character holds.
SENTENCE = re.compile(r"[，。；：！？\n]|\d{2}")


@guard_of(Paper, "draft", says=gettext_lazy("只有写给当事人的文种才能选受送达人。"), on_facts=True)
def is_for_its_addressees(paper: Paper, act: Act) -> Refused | None:
    """A party reads what is addressed to it, with words that say what it is for: an inner paper has none."""
    if not act.addressees or document_type(act.kind).for_parties:
        return None
    said = gettext_lazy("“{kind}”不是写给当事人的文书，不能选受送达人。")
    return NotPossibleNow("not_for_parties", format_lazy(said, kind=PaperKind(act.kind).label))


@guard_of(Paper, "draft", says=gettext_lazy("只有履职答复书选择答复的诉求。"), on_facts=True)
def names_claims_it_answers(paper: Paper, act: Act) -> Refused | None:
    """Only an answer on route 5 is of some claims and not of others; opinions say each claim in their own rows."""
    if not act.claims or any(fact.name == "claims" for fact in document_type(act.kind).fields):
        return None
    said = gettext_lazy("“{kind}”不选择答复的诉求。")
    return NotPossibleNow("names_no_claims", format_lazy(said, kind=PaperKind(act.kind).label))


@completes(Paper, "draft")
def follow_its_kind(paper: Paper, act: Act) -> None:
    """What the kind of paper demands; its content, where the file need not be asked for any of it."""
    kind = document_type(paper.kind)
    paper.edition, paper.needs_approval = kind.edition, kind.needs_approval
    paper.must_be_served = kind.must_be_served and paper.to_organ_id is None
    paper.bears_seal = kind.bears_seal
    if _is_known_at_once(paper, kind, act):
        paper.content = {**stored(kind, kind.prefill(paper)), **checked(kind, act.facts["content"])}


def _is_known_at_once(paper: Paper, kind: DocumentType, act: Act) -> bool:
    return kind.prefill in KNOWN_AT_ONCE and not paper.corrects_id and not act.facts["claims"]


@effect_of(Paper, "draft")
def fill_in(paper: Paper, act: Act) -> None:
    """To whom it goes, and what the file already knows."""
    kind = document_type(paper.kind)
    if not act.facts["addressees"] and paper.corrects:
        paper.addressees.set(paper.corrects.addressees.all())
    elif not act.facts["addressees"] and paper.must_be_served and (petition := petition_of(paper.matter)):
        paper.addressees.set(petition.addressees(act.on))
    named = act.facts["addressees"]
    if any(p.organ_id == paper.organ_id for p in named) and any(p.organ_id != paper.organ_id for p in named):
        # An organ that is a party too does not write to itself.
        paper.addressees.remove(*(p for p in named if p.organ_id == paper.organ_id))
    if not _is_known_at_once(paper, kind, act):
        known = dict(paper.corrects.content) if paper.corrects else stored(kind, kind.prefill(paper))
        numbers = [{"claim": paper.no_of(claim)} for claim in act.facts["claims"] or ()]
        answered = {"claims": numbers} if numbers else {}
        paper.content = {**known, **checked(kind, {**answered, **act.facts["content"]})}
        paper.save(update_fields=["content"])
    if not (paper.needs_approval or act.by.following):
        access.show_to_registrar(act, paper)


@effect_of(Paper, "revise")
def keep_revision(paper: Paper, act: Act) -> None:
    """A draft may be unfinished, but what stands in it is well-formed."""
    saved = paper.revisions.count()
    if not saved:
        keep_version(paper, 0, by="", at=act.at)
    before = paper.content
    paper.content = {**paper.content, **checked(document_type(paper.kind), act.facts["content"])}
    paper.save(update_fields=["content"])
    if paper.content != before:
        keep_version(paper, max(saved, 1), by=str(act.by), at=act.at)


def keep_version(paper: Paper, no: int, *, by: str, at: datetime) -> None:
    """What stands in the draft now can be looked at again and compared; 0 is what the draft began with."""
    Revision.objects.create(paper=paper, no=no, content=paper.content, by=by, saved_at=at)


@effect_of(Paper, "explain")
def keep_reasons(paper: Paper, act: Act) -> None:
    """The reason given last for a warning counts; who gave it and when stays with it."""
    given = {row["finding"]: row["reason"] for row in act.facts["answers"]}
    kept = [row for row in paper.answers if row["finding"] not in given]
    new = [{"finding": key, "reason": reason, "by": str(act.by), "on": act.on} for key, reason in given.items()]
    paper.answers = [*kept, *new]
    paper.save(update_fields=["answers"])


def _checked_up(paper: Paper, act: Act) -> list[Finding]:
    return act.once("check-up", paper, lambda: findings(paper, act.on, examined=not act.by.following))


@guard_of(Paper, "submit", "issue", says=gettext_lazy("文书体检没有发现须补正的地方。"), dear=True)
def free_of_faults(paper: Paper, act: Act) -> Refused | None:
    """What blocks in the check-up is told as one sentence after another; the rules are left out of what a step makes itself."""
    blocking = [one for one in _checked_up(paper, act) if one.blocks]
    if not blocking:
        return None
    return NotPossibleNow(blocking[0].code, "".join(finding.sentence + finding.mend for finding in blocking))


@guard_of(Paper, "submit", says=gettext_lazy("文书体检的提醒都已说明理由。"), dear=True)
def warnings_are_answered(paper: Paper, act: Act) -> Refused | None:
    """A warning is answered with a reason that the head sees."""
    open_warnings = unanswered(paper, act.on, _checked_up(paper, act))
    if not open_warnings:
        return None
    said = "".join(finding.sentence for finding in open_warnings)
    return NotPossibleNow("warnings_unanswered", said, gettext_lazy("这是提醒：请核对，确实无误的写明理由。"))


@effect_of(Paper, "submit")
def keep_round(paper: Paper, act: Act) -> None:
    """What goes to the head is kept, to show later what was changed since."""
    access.show_to_reviewers(act, paper)
    paper.rounds = [*paper.rounds, {"on": act.on, "by": str(act.by), "content": paper.content}]
    paper.save(update_fields=["rounds"])


@guard_of(Paper, "issue", says=gettext_lazy("文书中的字都能打印，或者已经登记打印写法。"), dear=True)
def prints_every_character(paper: Paper, act: Act) -> Refused | None:
    """What would lose a character on paper is not issued."""
    names = [party.name for party in _principals(paper, act)]
    missing = without_glyph(paper, {**snapshot_of(paper, told_at_issue(paper, act)), "more": names})
    if not missing:
        return None
    named = _("、").join(f"{char}（U+{ord(char):04X}）" for char in missing)
    return NotPossibleNow(
        "no_glyph",
        _("文书中有字体不能打印的字：%(named)s。") % {"named": named},
        _("请先在这份文书上“登记打印写法”。"),
    )


@guard_of(
    Paper,
    "settle_print_form",
    says=gettext_lazy("只有字体不能打印的字可以另写，并且只写它的样子或者读音。"),
    on_facts=True,
)
def describes_the_character(paper: Paper, act: Act) -> Refused | None:
    """Only a character that no font prints is written otherwise, and only as a description of it."""
    character, printed_as = act.facts["character"], act.facts["printed_as"]
    if not unprintable(character):
        return NotPossibleNow(
            "prints_already",
            format_lazy(gettext_lazy("“{char}”能够打印，不能另写。"), char=character),
            gettext_lazy("文书内容有错的，请修改内容后重新送审。"),
        )
    if SENTENCE.search(printed_as) or unprintable(printed_as):
        return NotPossibleNow(
            "no_description",
            gettext_lazy("打印写法只写这个字的样子或者读音，不写句子，也不能再有打印不出的字。"),
            gettext_lazy("例如“（左王右炎）”。"),
        )
    return None


@effect_of(Paper, "settle_print_form")
def keep_print_form(paper: Paper, act: Act) -> None:
    """From now on the papers of this matter print the character so; what was approved is not reworded by it."""
    matter = Matter.objects.select_for_update().get(pk=paper.matter_id)
    matter.print_forms = {**matter.print_forms, act.facts["character"]: act.facts["printed_as"]}
    matter.save(update_fields=["print_forms"])
    paper.matter = matter


OF_THE_PETITION = ("", "petition", "claim", "extension")


def without_withdrawn(paper: Paper, chosen: list[Party]) -> list[Party]:
    """The others, where some of those to whom an answer was addressed have taken back their part since; else nobody."""
    left = [party for party in chosen if party.withdrawn_on is None]
    concerns_all = paper.subject_type in OF_THE_PETITION and paper.kind != PaperKind.WITHDRAWAL
    return left if concerns_all and len(left) < len(chosen) else []


@completes(Paper, "issue")
def number_and_freeze(paper: Paper, act: Act) -> None:
    """Take the number and freeze what is printed."""
    kind = document_type(paper.kind)
    told: dict[str, Any] | None = told_at_issue(paper, act)
    if principals := _principals(paper, act):
        paper.addressees.add(*principals)
        told = None
    chosen = paper.addressed()
    if any(not party.takes_part for party in chosen):
        paper.addressees.set(in_place_of(chosen))
        told = None
    elif left := without_withdrawn(paper, chosen):
        paper.addressees.set(left)
        told = None
    if kind.series:
        paper.number = next_number(paper.organ, kind.series, act.on)
    paper.snapshot = snapshot_of(paper, told)
    paper.page = frozen(page_of(paper))


@effect_of(Paper, "issue", takes=("Paper.replace",))
def send_to_the_printer(paper: Paper, act: Act) -> None:
    """Let the worker render it, the registrar serve it, and what it corrects be replaced."""
    queue.defer("render_paper", paper_id=paper.pk)
    if paper.must_be_served:
        access.show_to_registrar(act, paper)
    if paper.corrects:
        gateway.follow(act, paper.corrects, "replace", replacement=paper)


def told_at_issue(paper: Paper, act: Act) -> dict[str, Any]:
    """What the paper will tell, but for its number: gathered once, for its guards and for what is frozen."""
    return act.once("told", paper, lambda: told_by(paper, act.on))


def _principals(paper: Paper, act: Act) -> list[Party]:
    return act.once("principals", paper, lambda: list(principals_to_serve(paper, act)))


def principals_to_serve(paper: Paper, act: Act) -> QuerySet[Party]:
    """Who got no copy when the paper was drafted, since another received for him, and gets one now that this is over.

    The authority may have ended between draft and issue (《民法典》第一百七十三条); the addressees were chosen before.
    """
    begun = paper.drafted_on() if paper.must_be_served else None
    if begun is None:
        return Party.objects.none()
    receiving = SpecialAuthority.objects.receiving(paper.addressees.all())
    gone = receiving.held_on(begun).exclude(principal__in=receiving.in_force(act.on).values("principal"))
    return Party.objects.filter(pk__in=gone.values("principal")).exclude(pk__in=paper.addressees.all())


def dispatched(paper: Paper, act: Act) -> None:
    """The paper has left the organ: what it meets is met."""
    subject = paper.subject
    if subject is not None:
        meets = document_type(paper.kind).meets
        deadlines.meet(act, subject, *meets, organ=paper.organ if "D3" in meets else None)
