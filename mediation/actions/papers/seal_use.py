"""What follows the use of a seal: the scan is matched to its paper; a paper out of force is stamped no more."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from mediation.actions import gateway
from mediation.actions.registry import effect_of, reads_files
from mediation.documents.papers import scans
from mediation.models import Paper, SealUse
from mediation.workflows.base import Act, NotPossibleNow
from mediation.workflows.files import HandedIn
from mediation.workflows.papers.seal_use import SealUseState, files_of


@reads_files(SealUse, "scan_back")
def read_codes(file: HandedIn) -> scans.Scan | str:
    """The codes of its pages and which pages of their paper they are, or why there are none to be seen."""
    try:
        found = scans.read(file.content, file.form)
    except scans.Unreadable as fault:
        return str(fault)
    paper = Paper.objects.filter(code__in=found.papers).first() if len(found.papers) == 1 else None
    return scans.compared(found, paper) if paper else found


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
        if same := [one.name for one in given if one.sha256 == file.sha256][1:]:
            told = {"one": file.name, "other": same[0]}
            raise NotPossibleNow("scan_given_twice", _("“%(one)s”和“%(other)s”是同一个文件，请只交一次。") % told)
    scans.check([file.found for file in given], use.paper, settled=bool(act.facts["by_hand_why"]))


@effect_of(Paper, "revoke", "replace", after="stop_serving")
def stamp_no_more(paper: Paper, act: Act) -> None:
    """No seal is put on a paper out of force; what was stamped before stays in the register."""
    for use in paper.seal_uses.filter(state__in=(SealUseState.APPLIED, SealUseState.APPROVED)):
        gateway.follow(act, use, "void", why=_("文书已撤销或者更正"))
