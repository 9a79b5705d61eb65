"""Everything a paper prints, gathered once, at issue; the template sees nothing else."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from copy import copy
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import override

from mediation.documents.papers.glyphs import unprintable
from mediation.documents.registry import document_type
from mediation.models import Organ, PageStyle, Paper
from mediation.models.intake.party_change import as_of
from mediation.workflows.objects import petition_of
from mediation.workflows.writing import once_in_an_act

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
KEPT = re.compile(r'<style kept="([0-9a-f]{64})"></style>')
# Control and direction marks, which leave no gap on paper.
UNSEEN = ("Cc", "Cf")
# Printed on every paper that has them.
SAID = ("kind", "title", "number", "issued_on", "matter", "corrects", "remedy", "verification")


def snapshot_of(paper: Paper, told: dict[str, Any] | None = None) -> dict[str, Any]:
    """The printed facts of a paper as plain JSON values; `told` is what it tells, if that was gathered before."""
    head = {
        "kind": paper.kind,
        "number": paper.number,
        "issued_on": paper.issued_on,
        "verification": {
            "number": paper.number or paper.matter.number,
            "code": paper.code,
            "site": settings.SITE_URL,
            "address": f"{settings.SITE_URL}/v/{paper.code}",
        },
    }
    return {**_plain(head), **(told_by(paper) if told is None else told)}


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(facts, cls=DjangoJSONEncoder))


def told_by(paper: Paper, on: date | None = None) -> dict[str, Any]:
    """What a paper tells whatever its number, as the file knows it; of a draft that is to be issued `on` a day."""
    if on is not None:
        paper.addressed()  # read once, for the draft too
        paper = copy(paper)
        paper.issued_on = on
    kind = document_type(paper.kind)
    with override(settings.LANGUAGE_CODE):
        facts = {
            "title": kind.title(paper),
            "organ": describe_organ(paper.organ),
            "signing": [organ.name for organ in paper.signing_organs()],
            "to_organ": describe_organ(paper.to_organ) if paper.to_organ else None,
            "addressees": [describe_party(p, paper.issued_on) for p in paper.addressed()],
            "matter": {"number": paper.matter.number, "subject": paper.matter.called_by(paper.numbering_organ)},
            "of_petition": petition_of(paper.matter) is not None,
            "corrects": describe_paper(paper.corrects) if paper.corrects else None,
            "drafter": str(paper.drafter or ""),
            "approver": str(paper.approver or ""),
            **paper.content,
            **kind.printed(paper),
        }
        return _plain(facts)


def describe_organ(organ: Organ) -> dict[str, str]:
    """What a paper says of an organ."""
    return {"name": organ.name, "address": organ.address, "phone": organ.phone, "short": organ.short}


def describe_paper(paper: Paper) -> dict[str, Any]:
    """How a correction names what it corrects."""
    return {"title": paper.snapshot["title"], "number": paper.number, "issued_on": paper.issued_on}


def describe_party(party: Any, on: date | None) -> dict[str, str]:
    """What a paper says of a party, as it was registered on the day of the paper."""
    party = as_of(party, on) if on else party
    return {"name": party.name, "kind": party.kind, "role": party.role, "address": party.address, "phone": party.phone}


def html_of(paper: Paper) -> str:
    """The paper's page, in Chinese: as it was frozen once issued, from the present facts before."""
    return thawed(paper.page) if paper.page else page_of(paper)


def page_of(paper: Paper) -> str:
    """The page that today's templates make of the snapshot, or of the present facts."""
    kind = document_type(paper.kind)
    with override(settings.LANGUAGE_CODE):
        context = paper.snapshot or snapshot_of(paper)
        page = render_to_string(
            kind.template(paper.edition), {**context, "family": kind.family.value, "draft": not paper.snapshot}
        )
    for character, form in paper.matter.print_forms.items():
        page = page.replace(character, escape(form))
    return page


def as_issued(paper: Paper, on: date) -> Paper:
    """The draft as it would be after its issue on the day, but for the number: frozen in a copy that is never stored."""
    made = copy(paper)
    made.issued_on = on
    with override(settings.LANGUAGE_CODE):
        made.snapshot = snapshot_of(made)
    return made


def without_glyph(paper: Paper, snapshot: dict[str, Any]) -> list[str]:
    """Characters of a paper that no font can print, and of which nobody has said how they are to be printed."""
    text = json.dumps(snapshot, ensure_ascii=False)
    settled = paper.matter.print_forms
    return [char for char in unprintable(text) if char not in settled and unicodedata.category(char) not in UNSEEN]


def frozen(html: str) -> str:
    """The page as it is kept with an issued paper: its style sheets are kept once for all papers, under their hashes.

    A later edition of the house's layout then changes no paper that has been issued.
    """
    sheets = {hashlib.sha256(css.encode()).hexdigest(): css for css in STYLE.findall(html)}
    rows = [PageStyle(sha256=key, css=css) for key, css in sheets.items()]
    once_in_an_act(("styles", *sheets), lambda: PageStyle.objects.bulk_create(rows, ignore_conflicts=True))
    for key, css in sheets.items():
        html = html.replace(f"<style>{css}</style>", f'<style kept="{key}"></style>')
    return html


def thawed(page: str) -> str:
    """The page with its style sheets put back."""
    return KEPT.sub(lambda found: f"<style>{_kept(found[1])}</style>", page)


@lru_cache(maxsize=64)
def _kept(sha256: str) -> str:
    """A style sheet by its hash: never another one."""
    css: str = PageStyle.objects.values_list("css", flat=True).get(pk=sha256)
    return css


def data_of(paper: Paper) -> str:
    """What the paper says, for machines: attached to it, and nothing that is not printed on it; nothing for the public."""
    if document_type(paper.kind).public:
        return ""
    said = {key: paper.snapshot[key] for key in SAID if paper.snapshot.get(key)}
    names = {key: paper.snapshot[key]["name"] for key in ("organ", "to_organ") if paper.snapshot.get(key)}
    return json.dumps({**said, **names, "edition": paper.edition}, ensure_ascii=False, sort_keys=True, indent=1)
