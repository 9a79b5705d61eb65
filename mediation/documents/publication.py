"""公示稿: a 复核 opinion that went through a hearing may be made public, by law only redacted (第三十六条第二款; 16.4)."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.documents.registry import register
from mediation.documents.types import DocumentType, Family, Finding
from mediation.models import Paper, Party
from mediation.vocabulary import PaperKind, ReviewOutcome
from mediation.workflows import facts as f

PARTS = ("facts", "on_facts", "on_basis", "on_procedure", "on_conclusion")
NUMBERS = (
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "（证件号码略）"),
    (re.compile(r"(?<!\d)\d{16,19}(?!\d)"), "（账号略）"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "（电话略）"),
)


def known_of_opinion(paper: Paper) -> dict[str, Any]:
    """The opinion part by part, redacted as far as the file knows what must go; the drafter reads it through."""
    review = paper.subject
    opinion = opinion_of(paper)
    parties = list(paper.matter.parties.order_by("pk"))
    hidden = {name: redacted(str(opinion.content.get(name) or ""), parties) for name in (*PARTS, "new_conclusion")}
    conclusion = hidden.pop("new_conclusion")
    return {
        "subject": redacted(paper.matter.subject, parties),
        "demand": redacted(review.demand, parties),
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


def redacted(text: str, parties: list[Party]) -> str:
    """Names as 张某某, addresses down to the county, numbers left out."""
    for party in sorted(parties, key=lambda one: -len(one.name)):
        text = text.replace(party.name, shown_name(party))
        if party.address:
            text = text.replace(party.address, county_of(party.address))
    for pattern, instead in NUMBERS:
        text = pattern.sub(instead, text)
    return text


def shown_name(party: Party) -> str:
    """张某某; of an organisation that is no organ 某单位; an organ keeps its name."""
    if party.organ_id:
        return party.name
    return f"{party.name[0]}某某" if party.kind == "person" else "某单位"


def county_of(address: str) -> str:
    """青河县柳树乡一村 as 青河县××."""
    found = re.match(r".*?(?:县|区|市)", address)
    return f"{found[0] if found else ''}某地"


def what_is_shown(paper: Paper) -> dict[str, Any]:
    """Who decided, under which number, and that it is redacted."""
    opinion = opinion_of(paper)
    hearing = paper.matter.hearings.filter(stage="re_examination").concluded().first()
    return {
        "opinion": {"number": opinion.number, "issued_on": opinion.issued_on},
        "matter": {"number": "", "subject": paper.content.get("subject", "")},
        "held_on": hearing.concluded_on if hearing else None,
        "drafter": "",
        "approver": "",
    }


def leftovers(paper: Paper) -> list[Finding]:
    """What must not be public and still stands in the text."""
    found = []
    for party in paper.matter.parties.all():
        secrets = [party.name] if not party.organ_id else []
        secrets += [one for one in (party.phone, party.address) if one]
        for name, text in paper.content.items():
            if any(secret in str(text) for secret in secrets):
                sentence = gettext("“%(field)s”中还有当事人的姓名、住址或者电话，请隐去。") % {
                    "field": LABELS.get(name, name)
                }
                found.append(Finding(code="not_redacted", field=name, sentence=sentence))
    return list(dict.fromkeys(found))


FIELDS = (
    f.text("subject", _("事由")), f.long_text("demand", _("申请人的请求")), f.long_text("facts", _("查明的事实")),
    f.long_text("on_facts", _("对事实和证据的评述")), f.long_text("on_basis", _("对依据的评述")),
    f.long_text("on_procedure", _("对程序和权限的评述")), f.long_text("on_conclusion", _("对结论的评述")),
    f.long_text("conclusion", _("复核意见")),
)  # fmt: skip
LABELS = {fact.name: str(fact.label) for fact in FIELDS}

register(
    DocumentType(
        kind=PaperKind.PUBLICATION_COPY, family=Family.PLAIN, fields=FIELDS, needs_approval=True,
        prefill=known_of_opinion, printed=what_is_shown, checks=leftovers, title=lambda paper: "信访事项复核意见（公示稿）",
    )
)  # fmt: skip
