"""What parties ask for, as a paper of the file: their blank form, filled from the step that they took."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.papers.blank import BlankForm
from mediation.documents.types import NO_CARD, DocumentType, Family
from mediation.models import Paper, Party
from mediation.vocabulary import PaperKind
from mediation.workflows import facts as f

Values = Callable[[Paper], dict[str, Any]]
SIGNED_ON = f.day("signed_on", _("日期"))


def on_form(form: BlankForm, values: Values) -> Values:
    """What is printed: the rows of the blank form, filled."""

    def printed(paper: Paper) -> dict[str, Any]:
        people = [party.name for party in paper.addressed()]
        return {"rows": form.filled(values(paper)), **form.signed(), "signers": people if len(people) > 1 else []}

    return printed


def by(people: list[Party]) -> dict[str, str]:
    """Who asks, and where they can be reached."""
    return {
        "who": "、".join(party.name for party in people),
        "contact": "\n".join("　".join(part for part in (p.address, p.phone) if part) for p in people).strip(),
    }


def asked(kind: PaperKind, form: BlankForm, values: Values, *fields: Any, plain: Any) -> DocumentType:
    """An application: filled from the step that it was made with, signed by who made it."""
    return DocumentType(
        kind=kind,
        plain=plain,
        card=NO_CARD if plain else None,
        family=Family.FORM,
        fields=(*fields, SIGNED_ON),
        printed=on_form(form, values),
        title=lambda paper: form.title,
    )
