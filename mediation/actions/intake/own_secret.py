"""What follows when a secret of one's own is asked for at the window, set, or changed: it is kept, and who could object hears of it."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import messages
from mediation.actions.consequences import PARTIES
from mediation.actions.registry import effect_of, guard_of
from mediation.models import Agent, OwnSecret, PartyChange, WindowScreen
from mediation.models.matter import AFTER_RENEWAL
from mediation.vocabulary import IdentitySeen
from mediation.workflows.base import Act, NotPossibleNow

NOT_YOURS = gettext_lazy("不是您本人%(done)s的，请马上带证件到登记窗口补领查询凭条，这个密码当时作废。")


@effect_of(PartyChange, "ask_at_screen")
def open_the_screen(change: PartyChange, act: Act) -> None:
    """The number opens the screen at the window for this party, once and for minutes."""
    _ask(change.whose, act)


@effect_of(Agent, "ask_at_screen")
def open_the_screen_for_him(agent: Agent, act: Act) -> None:
    """The number opens the screen at the window for this agent, once and for minutes."""
    _ask(agent, act)


def _ask(holder: Any, act: Act) -> None:
    WindowScreen.ask(holder, act.facts["number"], by=act.by.user, identity=act.facts["identity"], at=act.at)


@guard_of(PartyChange, "set_secret_at_screen", says=gettext_lazy("窗口的屏幕是为本人打开的，还没有过时。"))
def screen_is_open(change: PartyChange, act: Act) -> NotPossibleNow | None:
    """Nobody says of himself that he sits at the window."""
    return _not_open(act.by.party, act)


@guard_of(Agent, "set_secret_at_screen", says=gettext_lazy("窗口的屏幕是为代理人打开的，还没有过时。"))
def screen_is_open_for_him(agent: Agent, act: Act) -> NotPossibleNow | None:
    """Nobody says of himself that he sits at the window."""
    return _not_open(agent, act)


def _not_open(holder: Any, act: Act) -> NotPossibleNow | None:
    if holder is not None and WindowScreen.objects.of(holder).open_at(act.at).exists():
        return None
    return NotPossibleNow(
        "screen_not_open", _("窗口的屏幕没有为您打开，或者已经过时。"), _("请窗口的工作人员再给一个号码。")
    )


@effect_of(PartyChange, "set_secret", tells=PARTIES)
def keep_the_secret(change: PartyChange, act: Act) -> None:
    """It is kept as a hash alone. The party hears of it: should somebody else have set it, it objects before anything binds it."""
    OwnSecret.objects.create(party=change.whose, kept=act.facts["kept"], set_on=act.on)
    told = _("您的办事密码已经在网上设定，从%(day)s起可以用它签名、撤回、确认收到文书。") % {
        "day": act.on + AFTER_RENEWAL
    }
    messages.tell(act, change.whose, told + NOT_YOURS % {"done": _("设定")}, key=f"secret:{act.event.pk}")


@effect_of(PartyChange, "set_secret_at_screen", tells=PARTIES)
def keep_what_was_set_at_the_window(change: PartyChange, act: Act) -> None:
    """As one that is set online: who opened the screen could have typed it himself, so the party hears who, and what binds waits."""
    OwnSecret.objects.create(party=change.whose, kept=act.facts["kept"], set_on=act.on)
    WindowScreen.objects.of(change.whose).delete()
    told = _(
        "您的办事密码已经在登记窗口的屏幕上设定（%(who)s核对了%(identity)s），从%(day)s起可以用它签名、撤回、确认收到文书。"
    ) % {
        "who": act.facts["attended_by"], "identity": IdentitySeen(act.facts["identity"]).label,
        "day": act.on + AFTER_RENEWAL,
    }  # fmt: skip
    messages.tell(act, change.whose, told + NOT_YOURS % {"done": _("设定")}, key=f"secret:{act.event.pk}")


@effect_of(PartyChange, "change_secret", tells=PARTIES)
def keep_the_other_secret(change: PartyChange, act: Act) -> None:
    """The old one is forgotten, whoever came in elsewhere is out, and the party hears of it."""
    _changed(change.whose, act)
    told = _("您的办事密码已经更换，原来的作废，别处打开的页面已经退出。")
    messages.tell(act, change.whose, told + NOT_YOURS % {"done": _("更换")}, key=f"secret:{act.event.pk}")


def _changed(holder: Any, act: Act) -> None:
    OwnSecret.objects.of(holder).update(kept=act.facts["kept"], set_on=act.on, turn=F("turn") + 1)


@effect_of(Agent, "set_secret", tells=PARTIES)
def keep_his_secret(agent: Agent, act: Act) -> None:
    """One secret for everybody who signed the same sheet; each of them hears of it."""
    OwnSecret.objects.create(agent=agent.sheet or agent, kept=act.facts["kept"], set_on=act.on)
    told = _("您的代理人%s已经设定办事密码，可以用它替您签名、确认收到文书。") % agent
    _tell_principals(agent, told, act)


@effect_of(Agent, "set_secret_at_screen", tells=PARTIES)
def keep_what_he_set_at_the_window(agent: Agent, act: Act) -> None:
    """The same, at the screen of the window; each hears who saw which document."""
    OwnSecret.objects.create(agent=agent.sheet or agent, kept=act.facts["kept"], set_on=act.on)
    WindowScreen.objects.of(agent).delete()
    told = _(
        "您的代理人%(agent)s已经在登记窗口的屏幕上设定办事密码（%(who)s核对了%(identity)s），可以用它替您签名、确认收到文书。"
    ) % {
        "agent": agent, "who": act.facts["attended_by"], "identity": IdentitySeen(act.facts["identity"]).label,
    }  # fmt: skip
    _tell_principals(agent, told, act)


@effect_of(Agent, "change_secret", tells=PARTIES)
def keep_his_other_secret(agent: Agent, act: Act) -> None:
    """The old one is forgotten, whoever came in elsewhere by his code is out, and each principal hears of it."""
    _changed(agent, act)
    _tell_principals(agent, _("您的代理人%s已经更换办事密码。") % agent, act)


def _tell_principals(agent: Agent, told: str, act: Act) -> None:
    text = told + _("不是您的代理人的，请马上告诉登记窗口。")
    for one in agent.of_the_sheet().in_force(act.on).select_related("principal").order_by("pk"):
        if one.principal.takes_part:
            messages.tell(act, one.principal, text, key=f"agent-secret:{act.event.pk}:{one.pk}")
