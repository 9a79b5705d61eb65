"""A paper for the public is searched for what should have been left out, as the finished file and before it is issued."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext, override

from mediation.documents import rendering
from mediation.documents.papers.leftovers import Leftover, leftovers_in
from mediation.documents.papers.redaction import secrets_of
from mediation.documents.papers.snapshot import data_of, html_of
from mediation.models import Paper
from mediation.workflows.base import Act, NotPossibleNow

# It is made in the issuing transaction (decision 0017), so it may not take long.
SECONDS = 20
MOST_NAMED = 12


class NotForThePublic(Exception):
    """The file holds what should have been left out. Says where and what kind of thing, never the words."""

    def __init__(self, found: list[Leftover]) -> None:
        self.found = found
        super().__init__("；".join(str(leftover) for leftover in found))


def refuse_leftovers(paper: Paper, act: Act) -> None:
    """Refuse to issue while the file, made as it will go out, holds anything of a person; each with its page and place."""
    with override(act.language):
        try:
            made = rendering.render(
                html_of(paper), title=str(paper), created=str(paper.issued_on), data=data_of(paper), seconds=SECONDS
            )
        except rendering.RenderingFailed as failed:
            raise NotPossibleNow("not_rendered", str(failed)) from None
        found = leftovers_in(made.pdf, secrets_of(paper.matter))
    if found:
        raise NotPossibleNow("leftovers", _told(found, act), gettext_lazy("请退回修改，隐去后重新送审。"))


def keep_in_house(paper: Paper, file: bytes, *, signed: bool = False) -> None:
    """Raise NotForThePublic before such a file is kept: what was searched at the issue is searched as it goes out."""
    found = leftovers_in(file, secrets_of(paper.matter), signed=signed)
    if found:
        raise NotForThePublic(found)


def _told(found: list[Leftover], act: Act) -> str:
    with override(act.language):
        named = "；".join(f"{one}{one.words and f'（{one.words}）'}" for one in found[:MOST_NAMED])
        said = ngettext(
            "公示稿自查发现%(n)d处没有隐去：%(named)s。", "公示稿自查发现%(n)d处没有隐去：%(named)s。", len(found)
        )
        return said % {"n": len(found), "named": named}
