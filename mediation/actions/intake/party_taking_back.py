"""The way back from a change with the people: parties stand as before, and who came in by it is none any more."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import gateway, messages
from mediation.actions.annulling import (
    ends_with_a_party,
    keeps_a_party,
    parties_entered_by,
    rests_on,
    told_besides,
)
from mediation.actions.consequences import PARTIES
from mediation.actions.registry import effect_of, guard_of
from mediation.models import Annulment, Event, Paper, Party, PartyChange, ServiceOfDocument, SpecialAuthority
from mediation.vocabulary import PaperKind, PartyChangeKind
from mediation.workflows.base import Act, NotPossibleNow, Refused
from mediation.workflows.papers.paper import PaperState

ENTERED = (PartyChangeKind.JOINED, PartyChangeKind.SUCCEEDED)
# What a party does with its own copies decides nothing: it has read, or received.
ONLY_RECEIVED = ("serviceofdocument",)
# What people state and sign themselves.
SIGNED_BY_IT = (PaperKind.POWER_OF_ATTORNEY, PaperKind.SERVICE_ADDRESS)


@guard_of(PartyChange, "annul", says=gettext_lazy("此后没有再变更同样的内容。"))
def nothing_changed_since(change: PartyChange, act: Act) -> Refused | None:
    """What another change has overwritten, or a succession rests on, is mended first."""
    succeeded = change.party is not None and change.party.successors.not_mistaken().exists()
    rests = succeeded and change.kind not in (PartyChangeKind.SUCCEEDED, PartyChangeKind.CONTACT)
    if not change.overwritten() and not rests:
        return None
    said = gettext_lazy("此后又登记了变更或者承继，这一条不能撤销。")
    return NotPossibleNow("changed_since", said, gettext_lazy("请先撤销后来的变更、承继。"))


def opening_of(change: PartyChange) -> Event:
    """The record of the change itself."""
    found: Event = Event.objects.get(object_type="partychange", object_id=change.pk, version=1)
    return found


@effect_of(PartyChange, "take_back", takes=("PartyChange.strike",), tells=PARTIES)
def stand_as_before(change: PartyChange, act: Act) -> None:
    """The party is again what it was, and whoever came in is none; authorities that ended hold again."""
    if change.kind in ENTERED:
        for party in parties_entered_by(opening_of(change)):
            strike_out(party, act, why=_("登记已撤销：%s") % change)
        return
    if change.to_matter:
        for party in change.to_matter.parties.taking_part().order_by("pk"):
            strike_out(party, act, why=_("登记已撤销：%s") % change)
    change.undo()
    returned = [row["party"] for row in change.details if row["field"] in ("gone_on", "is_representative")]
    ended = SpecialAuthority.objects.filter(ended_on=change.changed_on)
    ended.filter(Q(representative__in=returned) | Q(principal__in=returned)).update(ended_on=None)
    for row in change.details:
        if row["field"] == "gone_on" and row["before"] is None:
            text = _("登记您不再参加本事项有误，已经撤销。请到窗口重新领取查询码。")
            messages.tell(act, Party.objects.get(pk=row["party"]), text, key=f"back:{act.event.pk}:{row['party']}")


def strike_out(party: Party, act: Act, *, why: str) -> None:
    """Who was entered wrongly is no party from this moment: a change of its own tells it."""
    gateway.follow(act, PartyChange(matter=party.matter, party=party), "strike", party=party, why=why[:200])


@effect_of(Annulment, "enter", "approve", after="take_all_back", takes=("PartyChange.strike",))
def strike_the_person(annulment: Annulment, act: Act) -> None:
    """The record stands; the one who was entered by it wrongly is no party any more."""
    if annulment.person is not None:
        strike_out(annulment.person, act, why=annulment.why)


@keeps_a_party
def acted_in_person(party: Party) -> Refused | None:
    """What somebody did himself as a party is never annulled."""
    own = Event.objects.filter(party=party, cause=None).standing().exclude(object_type__in=ONLY_RECEIVED)
    if (act := own.order_by("pk").last()) is None:
        return None
    said = gettext_lazy("{who}已经以当事人身份自己办理“{step}”（{day}），不能撤销对他的登记。")
    return NotPossibleNow(
        "acted_in_person", format_lazy(said, who=party, step=act.label, day=act.day()),
        gettext_lazy("不再参加的，请办理“退出”。"),
    )  # fmt: skip


@keeps_a_party
def alone_on_its_side(party: Party) -> Refused | None:
    """Nobody is left without a voice: the right person is entered first. A successor's place goes back to whom it succeeded."""
    others = party.matter.parties.taking_part().filter(role=party.role).exclude(pk=party.pk)
    if party.succeeds_id is not None or others.exists():
        return None
    said = gettext_lazy("{who}是这一方唯一的当事人，撤销以后这一方就没有人了。")
    return NotPossibleNow(
        "only_one_of_a_side", format_lazy(said, who=party),
        gettext_lazy("请先登记正确的当事人；只是姓名、证件号码记错的，请办理“更正身份信息”。"),
    )  # fmt: skip


@keeps_a_party
def paper_to_it_alone(party: Party) -> Refused | None:
    """A paper that went to it alone holds until it is revoked; one that names it with others is corrected after.

    What it signed itself stays what it signed.
    """
    for paper in _papers_to(party):
        if paper.addressees.count() == 1 and paper.kind not in SIGNED_BY_IT:
            said = gettext_lazy("签发给{who}的{paper}仍然有效，撤销登记不能使它失效。")
            return NotPossibleNow(
                "paper_to_it_stands", format_lazy(said, who=party, paper=str(paper)), gettext_lazy("请先撤销这份文书。")
            )
    return None


@keeps_a_party
def succeeded_already(party: Party) -> Refused | None:
    """A succession rests on it."""
    if not party.successors.not_mistaken().exists():
        return None
    said = gettext_lazy("已经登记了{who}的承继人。")
    return NotPossibleNow("succeeded_already", format_lazy(said, who=party), gettext_lazy("请先撤销承继登记。"))


def _papers_to(party: Party) -> Iterable[Paper]:
    return Paper.objects.filter(addressees=party, state=PaperState.ISSUED).order_by("pk")


@ends_with_a_party
def what_ends(party: Party) -> Iterable[str]:
    """Access, agents, copies under way; and which papers name it with others."""
    yield _("%s不再是当事人，查询码当时失效，不能再进入查询页面。") % party
    for agent in party.agents.filter(state="acting"):
        yield _("%(who)s的代理权终止：%(agent)s。") % {"who": party, "agent": agent}
    for copy in ServiceOfDocument.objects.filter(party=party).unfinished().select_related("paper").order_by("pk"):
        yield _("不再向%(who)s送达：%(paper)s。") % {"who": party, "paper": copy.paper}
    for paper in _papers_to(party):
        if paper.addressees.count() > 1:
            yield _("%(paper)s写有%(who)s，撤销以后请办理补正。") % {"paper": paper, "who": party}


@told_besides
def parties_stand_as_before(record: Event) -> Iterable[str]:
    """What of the parties changes back with the record of a change."""
    if record.object_type != "partychange":
        return
    change = PartyChange.objects.get(pk=record.object_id)
    for row in change.told() if change.kind not in ENTERED else ():
        yield _("%(who)s的%(label)s恢复为：%(before)s") % row


@rests_on("partychange")
def deemed_upon_the_address(record: Event) -> Iterable[Event]:
    """A letter that came back counted as served because the party itself had named the address: that falls with it."""
    if record.step != "confirm_address":
        return []
    party = PartyChange.objects.get(pk=record.object_id).party_id
    copies = ServiceOfDocument.objects.filter(party=party).values("pk")
    sent = Event.objects.filter(object_type="serviceofdocument", object_id__in=copies, pk__gt=record.pk).standing()
    posted = set(sent.filter(step="dispatch").values_list("object_id", flat=True))
    return [event for event in sent.filter(step="deem_returned") if event.object_id in posted]
