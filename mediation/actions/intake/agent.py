"""What follows the steps of an agent: the sheet, his code, and the end of all he could do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from mediation.actions import gateway, messages, paperwork
from mediation.actions.consequences import PARTIES
from mediation.actions.registry import effect_of
from mediation.models import Agent, OwnSecret, Party, WindowScreen
from mediation.models.codes import hash_code
from mediation.vocabulary import PaperKind
from mediation.workflows.base import Act
from mediation.workflows.intake.agent_guards import born

ALIKE = (
    "kind", "name", "unit", "relation", "phone", "address", "email", "id_number", "scope", "may_settle", "may_withdraw",
    "may_receive", "since", "until",
)  # fmt: skip


@effect_of(Agent, "appoint", issues=(PaperKind.POWER_OF_ATTORNEY,), takes=("Agent.appoint_likewise",))
def put_on_the_sheet(agent: Agent, act: Act) -> None:
    """Each further party of the sheet has him as its own agent; the 授权委托书 stands in the file, for all who signed it."""
    same: dict[str, Any] = {name: getattr(agent, name) for name in ALIKE}
    for principal in act.facts["principals"][1:]:
        other = Agent(matter=agent.matter, principal=principal, sheet=agent)
        gateway.follow(act, other, "appoint_likewise", changes=same)
    paperwork.issue_now(
        act, PaperKind.POWER_OF_ATTORNEY, organ=agent.acting_organ or agent.matter.organ, subject=agent,
        addressees=act.facts["principals"], content={"signed_on": agent.since},
    )  # fmt: skip


@effect_of(Agent, "appoint_guardian")
def know_the_ward(agent: Agent, act: Act) -> None:
    """The day of birth that shows the minority stays with the party."""
    if (day := born(act)) and agent.principal.born_on != day:
        Party.objects.filter(pk=agent.principal_id).update(born_on=day)


@effect_of(Agent, "give_code", tells=PARTIES)
def set_the_code(agent: Agent, act: Act) -> None:
    """One code opens the portal for everybody who signed the same sheet and has not taken it back; each of them hears of it."""
    key = hash_code(act.facts["code"])
    agent.of_the_sheet().in_force(act.on).update(code_hash=key)
    OwnSecret.objects.of(agent).delete()
    WindowScreen.objects.of(agent).delete()
    text = _("已给您的代理人%s一个网上查询码。不是您的代理人来领的，请马上告诉登记窗口。") % agent
    for one in agent.of_the_sheet().in_force(act.on).select_related("principal").order_by("pk"):
        if one.principal.takes_part:
            messages.tell(act, one.principal, text, key=f"agent-code:{act.event.pk}:{one.pk}")


@effect_of(Agent, "end")
@effect_of(Agent, "revoke", "resign", tells=PARTIES)
def shut_out(agent: Agent, act: Act) -> None:
    """From this moment he sees, receives and does nothing for the party; the party hears of it."""
    Agent.objects.filter(pk=agent.pk).update(code_hash="")
    if agent.principal.takes_part and act.event.step != "end":
        text = _("%s不再代理您。以后的文书直接送给您。") % agent
        messages.tell(act, agent.principal, text, key=f"agent:{act.event.pk}")
