"""Papers: prepared with what is known, issued under a number, frozen, sent to the renderer."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from mediation.actions import gateway, queue
from mediation.actions.clock import deadlines
from mediation.actions.papers import publication
from mediation.actions.registry import effect_of
from mediation.documents.papers.content import checked, findings, stored, unanswered
from mediation.documents.papers.glyphs import unprintable
from mediation.documents.papers.numbering import next_number
from mediation.documents.papers.snapshot import frozen, page_of, snapshot_of, without_glyph
from mediation.documents.registry import document_type
from mediation.models import Matter, Paper, Revision, SpecialAuthority
from mediation.workflows.base import Act, NotPossibleNow

# What no description of a character holds.
SENTENCE = re.compile(r"[，。；：！？\n]|\d{2}")


@effect_of(Paper, "draft")
def fill_in(paper: Paper, act: Act) -> None:
    """What the kind of paper demands, to whom it goes, and what the file already knows."""
    kind = document_type(paper.kind)
    paper.edition, paper.needs_approval, paper.must_be_served = kind.edition, kind.needs_approval, kind.must_be_served
    paper.bears_seal = kind.bears_seal
    petition = getattr(paper.matter, "petition", None)
    if not act.facts["addressees"] and paper.corrects:
        paper.addressees.set(paper.corrects.addressees.all())
    elif not act.facts["addressees"] and paper.must_be_served and petition:
        paper.addressees.set(petition.addressees(act.on))
    known = dict(paper.corrects.content) if paper.corrects else stored(kind, kind.prefill(paper))
    paper.content = {**known, **checked(kind, act.facts["content"])}
    paper.save(update_fields=["edition", "needs_approval", "must_be_served", "bears_seal", "content"])


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


@effect_of(Paper, "submit")
def check_up(paper: Paper, act: Act) -> None:
    """A draft with a blocking fault or an unanswered warning stays; what goes is kept, to show what changed."""
    refuse_faulty(paper, act)
    with override(act.language):
        open_warnings = unanswered(paper, act.on)
    if open_warnings:
        raise NotPossibleNow(
            "warnings_unanswered",
            "".join(finding.sentence for finding in open_warnings),
            gettext_lazy("这是提醒：请核对，确实无误的写明理由。"),
        )
    paper.rounds = [*paper.rounds, {"on": act.on, "by": str(act.by), "content": paper.content}]
    paper.save(update_fields=["rounds"])


def refuse_faulty(paper: Paper, act: Act) -> None:
    """Refuse with every blocking fault in one sentence after another."""
    with override(act.language):
        found = findings(paper, act.on, examined=not act.by.following)
        blocking = [finding for finding in found if finding.blocks]
    if blocking:
        raise NotPossibleNow(blocking[0].code, "".join(finding.sentence + finding.mend for finding in blocking))


def refuse_unprintable(paper: Paper, act: Act) -> None:
    """Refuse to issue what would lose a character on paper."""
    missing = without_glyph(paper, paper.snapshot)
    if missing:
        with override(act.language):
            named = _("、").join(f"{char}（U+{ord(char):04X}）" for char in missing)
            raise NotPossibleNow(
                "no_glyph",
                _("文书中有字体不能打印的字：%(named)s。") % {"named": named},
                _("请先在这份文书上“登记打印写法”。"),
            )


def refuse_rewording(character: str, printed_as: str) -> None:
    """Only a character that no font prints is written otherwise, and only as a description of it."""
    if not unprintable(character):
        raise NotPossibleNow(
            "prints_already",
            format_lazy(gettext_lazy("“{char}”能够打印，不能另写。"), char=character),
            gettext_lazy("文书内容有错的，请修改内容后重新送审。"),
        )
    if SENTENCE.search(printed_as) or unprintable(printed_as):
        raise NotPossibleNow(
            "no_description",
            gettext_lazy("打印写法只写这个字的样子或者读音，不写句子，也不能再有打印不出的字。"),
            gettext_lazy("例如“（左王右炎）”。"),
        )


@effect_of(Paper, "settle_print_form")
def keep_print_form(paper: Paper, act: Act) -> None:
    """From now on the papers of this matter print the character so; what was approved is not reworded by it."""
    refuse_rewording(act.facts["character"], act.facts["printed_as"])
    matter = Matter.objects.select_for_update().get(pk=paper.matter_id)
    matter.print_forms = {**matter.print_forms, act.facts["character"]: act.facts["printed_as"]}
    matter.save(update_fields=["print_forms"])
    paper.matter = matter


@effect_of(Paper, "issue")
def number_and_freeze(paper: Paper, act: Act) -> None:
    """Take the number, freeze what is printed, and let the worker render it."""
    kind = document_type(paper.kind)
    refuse_faulty(paper, act)
    serve_principals(paper, act)
    if kind.series:
        paper.number = next_number(paper.organ, kind.series, act.on)
    paper.snapshot = snapshot_of(paper)
    refuse_unprintable(paper, act)
    paper.page = frozen(page_of(paper))
    paper.save(update_fields=["number", "snapshot", "page"])
    if kind.public:
        publication.refuse_leftovers(paper, act)
    queue.defer("render_paper", paper_id=paper.pk)
    if paper.corrects:
        gateway.follow(act, paper.corrects, "replace", replacement=paper)


def serve_principals(paper: Paper, act: Act) -> None:
    """Whoever got no copy when the paper was drafted, since another received for him, gets one if that is over now.

    The authority may have ended between draft and issue (《民法典》第一百七十三条); the addressees were chosen before.
    """
    begun = paper.drafted_on() if paper.must_be_served else None
    if begun is not None:
        now = SpecialAuthority.objects.receiving(paper.addressees.all()).in_force(act.on)
        left_out = SpecialAuthority.objects.receiving(paper.addressees.all()).held_on(begun)
        gone = left_out.exclude(principal__in=now.values("principal")).exclude(principal__in=paper.addressees.all())
        paper.addressees.add(*gone.values_list("principal", flat=True))


def dispatched(paper: Paper, act: Act) -> None:
    """The paper has left the organ: what it meets is met."""
    subject = paper.subject
    if subject is not None:
        meets = document_type(paper.kind).meets
        deadlines.meet(act, subject, *meets, organ=paper.organ if "D3" in meets else None)
