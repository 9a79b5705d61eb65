"""What follows the use of a seal: the scan is matched to its paper; a paper out of force is stamped no more."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import gateway
from mediation.actions.registry import effect_of, guard_of, reads_files
from mediation.documents.papers import scans
from mediation.models import Paper, SealUse
from mediation.workflows.base import Act, NotPossibleNow, Refused
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


@guard_of(SealUse, "scan_back", says=gettext_lazy("扫描件是这份文书的、完整的、没有归档过的。"), on_facts=True)
def scan_is_of_this_paper(use: SealUse, act: Act) -> Refused | None:
    """The first reason why the files are not the scan of this paper."""
    given = act.facts["scan"]
    for file in given:
        if isinstance(file.found, str):
            return NotPossibleNow("scan_damaged", f"{file.name}{_('：')}{file.found}")
        if any(file.sha256 == kept["sha256"] for kept in use.scans):
            return NotPossibleNow("scan_kept_before", _("“%s”已经归档，不必再交。") % file.name)
        if same := [one.name for one in given if one.sha256 == file.sha256][1:]:
            told = {"one": file.name, "other": same[0]}
            return NotPossibleNow("scan_given_twice", _("“%(one)s”和“%(other)s”是同一个文件，请只交一次。") % told)
    try:
        scans.check([file.found for file in given], use.paper, settled=bool(act.facts["by_hand_why"]))
    except NotPossibleNow as refused:
        return refused
    return None


@effect_of(SealUse, "scan_back")
def match_the_scan(use: SealUse, act: Act) -> None:
    """What came back is kept with the hash of the paper that it shows."""
    use.scans = [*use.scans, *files_of(act.facts["scan"])]
    use.paper_sha256 = use.paper.sha256
    use.save(update_fields=["scans", "paper_sha256"])


@effect_of(Paper, "revoke", "replace", after="stop_serving", takes=("SealUse.void",))
def stamp_no_more(paper: Paper, act: Act) -> None:
    """No seal is put on a paper out of force; what was stamped before stays in the register."""
    for use in paper.seal_uses.filter(state__in=(SealUseState.APPLIED, SealUseState.APPROVED)):
        gateway.follow(act, use, "void", why=_("文书已撤销或者更正"))
