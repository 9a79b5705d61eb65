"""公示稿: a 复核 opinion that went through a hearing may be made public, by law only redacted (第三十六条第二款; 16.4)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from mediation.documents.papers.redaction import found_in, redacted, secrets_of
from mediation.documents.registry import register
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family, Finding
from mediation.models import Paper
from mediation.vocabulary import PaperKind, PersonalData, ReviewOutcome
from mediation.workflows import facts as f

PARTS = ("facts", "on_facts", "on_basis", "on_procedure", "on_conclusion")


def known_of_opinion(paper: Paper) -> dict[str, Any]:
    """The opinion part by part, redacted as far as the file knows what must go; the drafter reads it through."""
    review = paper.subject
    opinion = opinion_of(paper)
    secrets = secrets_of(paper.matter)
    hidden = {name: redacted(str(opinion.content.get(name) or ""), secrets) for name in (*PARTS, "new_conclusion")}
    conclusion = hidden.pop("new_conclusion")
    return {
        "subject": redacted(paper.matter.called_by(paper.numbering_organ), secrets),
        "demand": redacted(review.demand, secrets),
        **hidden,
        "conclusion": "".join(
            f"{part.rstrip('。')}。" for part in (str(ReviewOutcome(review.outcome).label), conclusion) if part
        ),
    }


def opinion_of(paper: Paper) -> Paper:
    """The 复核意见书 in force."""
    found = paper.matter.papers.of_kind(PaperKind.RE_EXAMINATION_OPINION).filter(
        state="issued", subject_id=paper.subject_id
    )
    return found.get()


def left_out(paper: Paper) -> list[str]:
    """What kinds of personal data the opinion holds that this copy does not, in words."""
    opinion, secrets = opinion_of(paper), secrets_of(paper.matter)
    parts = [paper.matter.subject, paper.subject.demand, *map(str, opinion.content.values())]
    heading = [party.name for party in opinion.addressees.all()]
    kinds = {kind for kind, _words in found_in("\n".join([*parts, *heading]), secrets)}
    with override(settings.LANGUAGE_CODE):
        return [str(kind.label) for kind in PersonalData if kind in kinds]


def what_is_shown(paper: Paper) -> dict[str, Any]:
    """Who decided, under which number, and that it is redacted."""
    opinion = opinion_of(paper)
    hearing = paper.matter.hearings.filter(stage="re_examination").concluded().first()
    return {
        "opinion": {"number": opinion.number, "issued_on": opinion.issued_on},
        "matter": {"number": "", "subject": paper.content.get("subject", "")},
        "held_on": hearing.concluded_on if hearing else None,
        "left_out": left_out(paper),
        "drafter": "",
        "approver": "",
    }


def leftovers(paper: Paper) -> list[Finding]:
    """What must not be public and still stands in the text; the finished file is searched again before the issue."""
    found, secrets = [], secrets_of(paper.matter)
    for name, text in paper.content.items():
        for kind, words in found_in(str(text), secrets):
            sentence = gettext("“%(field)s”中还有%(kind)s“%(words)s”，请隐去。") % {
                "field": LABELS.get(name, name), "kind": kind.label, "words": words,
            }  # fmt: skip
            found.append(Finding(code="not_redacted", field=name, sentence=sentence))
    return found


FIELDS = (
    f.text("subject", _("事由")), f.long_text("demand", _("申请人的请求")), f.long_text("facts", _("查明的事实")),
    f.long_text("on_facts", _("对事实和证据的评述")), f.long_text("on_basis", _("对依据的评述")),
    f.long_text("on_procedure", _("对程序和权限的评述")), f.long_text("on_conclusion", _("对结论的评述")),
    f.long_text("conclusion", _("复核意见")),
)  # fmt: skip
LABELS = {fact.name: str(fact.label) for fact in FIELDS}

register(__name__,
    DocumentType(
        kind=PaperKind.PUBLICATION_COPY,
        plain=NOT_FOR_PARTIES,
        family=Family.PLAIN, fields=FIELDS, needs_approval=True, public=True,
        prefill=known_of_opinion, printed=what_is_shown, checks=leftovers, title=lambda paper: "信访事项复核意见（公示稿）",
    )
)  # fmt: skip
