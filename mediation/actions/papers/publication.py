"""A paper for the public is searched for what should have been left out, as the finished file and before it is issued."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext

from mediation.actions.registry import guard_of
from mediation.documents import rendering
from mediation.documents.papers.leftovers import Leftover, leftovers_in
from mediation.documents.papers.redaction import secrets_of
from mediation.documents.papers.snapshot import as_issued, data_of, page_of
from mediation.documents.registry import document_type
from mediation.models import Paper
from mediation.workflows.base import Act, NotPossibleNow, Refused

# It is made in the issuing transaction (decision 0017), so it may not take long.
SECONDS = 20
MOST_NAMED = 12


class NotForThePublic(Exception):
    """The file holds what should have been left out. Says where and what kind of thing, never the words."""

    def __init__(self, found: list[Leftover]) -> None:
        self.found = found
        super().__init__("；".join(str(leftover) for leftover in found))


@guard_of(Paper, "issue", says=gettext_lazy("公开的文书制成文件后，没有应当隐去的内容。"), dear=True)
def nothing_left_to_hide(paper: Paper, act: Act) -> Refused | None:
    """The file is made as it will go out, and searched for anything of a person; each is told with its page and place."""
    if not document_type(paper.kind).public:
        return None
    seen = as_issued(paper, act.on)
    try:
        made = rendering.render(
            page_of(seen), title=str(seen), created=str(seen.issued_on), data=data_of(seen), seconds=SECONDS
        )
    except rendering.RenderingFailed as failed:
        return NotPossibleNow("not_rendered", str(failed))
    found = leftovers_in(made.pdf, secrets_of(paper.matter))
    return NotPossibleNow("leftovers", _told(found), gettext_lazy("请退回修改，隐去后重新送审。")) if found else None


def keep_in_house(paper: Paper, file: bytes, *, signed: bool = False) -> None:
    """Raise NotForThePublic before such a file is kept: what was searched at the issue is searched as it goes out."""
    found = leftovers_in(file, secrets_of(paper.matter), signed=signed)
    if found:
        raise NotForThePublic(found)


def _told(found: list[Leftover]) -> str:
    named = "；".join(f"{one}{one.words and f'（{one.words}）'}" for one in found[:MOST_NAMED])
    said = ngettext(
        "公示稿自查发现%(n)d处没有隐去：%(named)s。", "公示稿自查发现%(n)d处没有隐去：%(named)s。", len(found)
    )
    return said % {"n": len(found), "named": named}
