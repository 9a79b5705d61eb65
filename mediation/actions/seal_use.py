"""What follows the use of a seal: the scan is matched to its paper; a paper out of force is stamped no more."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from mediation.actions import gateway
from mediation.actions.conference import show_file
from mediation.actions.registry import effect_of, reads_files
from mediation.documents import scans
from mediation.models import Paper, SealUse
from mediation.workflows.base import Act, NotPossibleNow
from mediation.workflows.files import HandedIn
from mediation.workflows.seal_use import SealUseState, files_of


@reads_files(SealUse, "scan_back")
def read_codes(file: HandedIn) -> scans.Scan | str:
    """The codes of its pages, or why there are none to be seen."""
    try:
        return scans.read(file.content, file.form)
    except scans.Unreadable as fault:
        return str(fault)


@effect_of(SealUse, "scan_back")
def match_the_scan(use: SealUse, act: Act) -> None:
    """The scan must be of this paper, whole; what no code tells, a person settles with a reason that is kept."""
    given = act.facts["scan"]
    with override(act.language):
        refuse_unfit(use, given, act)
    use.scans = [*use.scans, *files_of(given)]
    use.paper_sha256 = use.paper.sha256
    use.save(update_fields=["scans", "paper_sha256"])


def refuse_unfit(use: SealUse, given: list[Any], act: Act) -> None:
    """Raise NotPossibleNow with the first reason why the files are not the scan of this paper."""
    for file in given:
        if isinstance(file.found, str):
            raise NotPossibleNow("scan_damaged", f"{file.name}{_('：')}{file.found}")
        if any(file.sha256 == kept["sha256"] for kept in use.scans):
            raise NotPossibleNow("scan_kept_before", _("“%s”已经归档，不必再交。") % file.name)
    scans.check([file.found for file in given], use.paper, settled=bool(act.facts["by_hand_why"]))


@effect_of(Paper, "issue")
def show_to_those_who_sign(paper: Paper, act: Act) -> None:
    """Organs that sign jointly read the file, so that each can put its own seal on."""
    for organ in paper.signing_organs()[1:]:
        show_file(paper.matter, organ)


@effect_of(Paper, "revoke", "replace")
def stamp_no_more(paper: Paper, act: Act) -> None:
    """No seal is put on a paper out of force; what was stamped before stays in the register."""
    for use in paper.seal_uses.filter(state__in=(SealUseState.APPLIED, SealUseState.APPROVED)):
        gateway.follow(act, use, "void", why=_("文书已撤销或者更正"))
