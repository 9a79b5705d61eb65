"""会签: organs that issue jointly are shown the file and asked to sign; a refusal is told to the drafter."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import access, messages
from mediation.actions.registry import effect_of
from mediation.models import Paper
from mediation.vocabulary import AccessPart, Role
from mediation.workflows.base import Act


@effect_of(Paper, "approve", tells=(Role.HEAD,))
def ask_to_sign(paper: Paper, act: Act) -> None:
    """Once the lead organ has approved, the others read the file, sign, and later put their own seals on."""
    access.show_to_registrar(act, paper)
    access.shut(act, paper.matter, role=Role.LEGAL_REVIEWER, about=paper)
    for organ in paper.to_cosign():
        access.show(act, paper.matter, organ, part=AccessPart.COSIGNING, about=paper, roles=("", Role.HANDLER))
        text = _("“%(paper)s”由%(organ)s主办，请你单位会签。") % {"paper": paper, "organ": paper.organ}
        messages.tell_organ(act, organ, text, key=f"cosign:{act.event.pk}")


@effect_of(Paper, "revise", "void", "decline_to_cosign", after=("keep_revision", "tell_drafter"))
def ask_nobody_to_sign(paper: Paper, act: Act) -> None:
    """A draft that is worked on again, or given up, is nobody else's: they are shown the next one."""
    if paper.co_issuers():
        access.shut(act, paper.matter, part=AccessPart.COSIGNING, about=paper)
        access.see_out(act, paper.matter, AccessPart.COSIGNING, paper)


@effect_of(Paper, "decline_to_cosign", tells=(Role.HANDLER,))
def tell_drafter(paper: Paper, act: Act) -> None:
    """The draft is the drafter's again."""
    if paper.drafter:
        text = _("%(organ)s不同意会签“%(paper)s”：%(why)s") % {
            "organ": act.facts["co_issuer"], "paper": paper, "why": act.facts["comment"],
        }  # fmt: skip
        messages.tell(act, paper.drafter, text, key=f"cosign:{act.event.pk}", role=Role.HANDLER)
