"""What is still owed for sittings: who has not declared, who was not told, which paper waits, who has not signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from mediation.models import (
    ConferenceMember,
    Hearing,
    HearingParticipant,
    HearingStatement,
    HelpWanted,
    InterestDeclaration,
    JointConference,
    MediationSession,
    Mediator,
    PanelMember,
    Paper,
    RecordSignature,
    RoomBooking,
    ServiceOfDocument,
)
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind, Presence
from mediation.workflows.papers.paper import BEFORE_ISSUE, PaperState
from mediation.workflows.sittings.conference import JointConferenceState
from mediation.workflows.sittings.hearing_request import HearingState
from mediation.workflows.sittings.help_wanted import HelpState
from mediation.workflows.sittings.mediation_session import MediationSessionState

NOTICES = (
    PaperKind.HEARING_NOTICE, PaperKind.HEARING_CHANGE, PaperKind.MEDIATION_NOTICE, PaperKind.CONFERENCE_NOTICE,
)  # fmt: skip
RECORDS = (PaperKind.HEARING_RECORD, PaperKind.MEDIATION_RECORD, PaperKind.CONFERENCE_MINUTES)
# The panel sits, or will.
AHEAD = (HearingState.SCHEDULED, HearingState.IN_SESSION, HearingState.ADJOURNED)
WAITING = (HearingState.SCHEDULED, MediationSessionState.SCHEDULED, JointConferenceState.CONVENED)
FILES = {Hearing: "hearings", MediationSession: "mediation_sessions"}
NAMED = 3
# Owed by or to parties; in a conference organs sign.
OF_PARTIES = ("notify", "serve", "attend", "sign", "help")
TOLD = ("o_kind", "o_of", "o_act", "o_pk", "o_name")


@dataclass(frozen=True)
class Owed:
    """One thing that is owed for a sitting: in words, and what it is about, so that a page can lead to the act.

    `kind` is that of the sitting, `act` what is to be done, `pk` the object of that: a paper, a mediation, the sitting itself.
    """

    kind: str
    act: str
    pk: int
    text: str
    mine: bool = False


def owed_for(sittings: Iterable[Any], actor: Actor) -> dict[tuple[str, int], list[Owed]]:
    """What is owed for each, by its kind and key; for any number of them one statement."""
    kinds: dict[type[Any], list[int]] = {}
    for one in sittings:
        kinds.setdefault(type(one), []).append(one.pk)
    asked = [rows for model, keys in kinds.items() for rows in _asked(model, keys, actor)]
    found: dict[tuple[str, int], list[Owed]] = {}
    if not asked:
        return found
    first, *others = asked
    gathered: dict[tuple[str, int, str, str], Gathered] = {}
    organs = actor.user.organ_ids(actor.on)
    for kind, of, act, pk, name, whose in first.union(*others, all=True).order_by(*TOLD):
        one = gathered.setdefault((kind, of, act, name if act == "paper" else ""), Gathered(pk))
        one.names.append(name)
        one.mine |= whose in (organs if act == "answer" else {actor.user.pk})
    for (kind, of, act, _name), one in gathered.items():
        found.setdefault((kind, of), []).append(Owed(kind, act, one.pk, _in_words(kind, act, one.names), one.mine))
    return found


@dataclass
class Gathered:
    """What is owed of one sort: the first object of it, whose names, whether the reader's is among them."""

    pk: int
    names: list[str] = field(default_factory=list)
    mine: bool = False


def _in_words(kind: str, act: str, names: list[str]) -> str:
    """What is owed, with the names of a few of the staff or of the organs; parties are only counted, for no list names people."""
    if act == "paper":
        named = PaperKind(names[0]).label
        return (
            _("%(paper)s待签发（%(n)d份）") % {"paper": named, "n": len(names)} if names[1:] else _("%s待签发") % named
        )
    told = "、".join(dict.fromkeys(names[:NAMED]))
    if len(names) > NAMED:
        told = _("%(names)s等%(n)d人") % {"names": told, "n": len(names)}
    if act in OF_PARTIES and kind != "jointconference":
        told = _("%(n)d人") % {"n": len(set(names))}
    sentences = {
        "affirm": _("待声明无利害关系：%s"), "affirm_mediation": _("待声明无利害关系：%s"),
        "notify": _("还没有制发通知：%s"), "serve": _("通知待送达：%s"), "attend": _("待核对是否到场：%s"),
        "sign": _("笔录待签名：%s"), "help": _("到场帮助待答复：%s"), "answer": _("待回复会议通知：%s"),
    }  # fmt: skip
    return sentences[act] % told if act in sentences else {
        "panel": _("还没有组成听证组"), "room": _("会场没有占到"), "minutes": _("待印发纪要"),
    }[act]  # fmt: skip


def _asked(model: type[Any], keys: list[int], actor: Actor) -> Iterator[QuerySet[Any]]:
    """The parts of the one statement for sittings of a kind."""
    name = model._meta.model_name
    yield from _papers(name, keys, actor)
    if model in FILES:
        yield _help(model, name, keys, actor)
    yield _rows(_without_room(model, name, keys), name, F("pk"), "room", F("pk"))
    if model is Hearing:
        yield from _of_hearings(keys)
    elif model is MediationSession:
        yield from _of_sessions(name, keys)
    else:
        yield from _of_conferences(name, keys)


def _of_sessions(name: str, keys: list[int]) -> Iterator[QuerySet[Any]]:
    undeclared = Mediator.objects.filter(
        left_on=None, declared_on=None, mediation__sessions__in=keys,
        mediation__sessions__state=MediationSessionState.SCHEDULED,
    )  # fmt: skip
    yield _rows(
        undeclared, name, F("mediation__sessions"), "affirm_mediation", F("mediation"), F("user__name"), F("user")
    )
    there = MediationSession.present.through.objects.filter(
        mediationsession__in=keys, mediationsession__state=MediationSessionState.OPEN
    )
    typed = HearingStatement.objects.filter(session=OuterRef("mediationsession"))
    signed = _signed("session", OuterRef("mediationsession"), party=OuterRef("party"))
    unsigned = there.filter(Exists(typed), ~Exists(signed))
    yield _rows(unsigned, name, F("mediationsession"), "sign", F("mediationsession"), F("party"))


def _of_conferences(name: str, keys: list[int]) -> Iterator[QuerySet[Any]]:
    came = ConferenceMember.objects.filter(conference__in=keys, was_present=True)
    typed = HearingStatement.objects.filter(conference=OuterRef("conference"))
    signed = _signed("conference", OuterRef("conference"), organ=OuterRef("organ"))
    unsigned = came.filter(Exists(typed), ~Exists(signed), conference__state=JointConferenceState.HELD)
    yield _rows(unsigned, name, F("conference"), "sign", F("conference"), F("organ__name"))
    silent = ConferenceMember.objects.filter(conference__in=keys, attendance="")
    silent = silent.filter(conference__state=JointConferenceState.CONVENED)
    yield _rows(silent, name, F("conference"), "answer", F("conference"), F("organ__name"), F("organ"))
    held = JointConference._base_manager.filter(pk__in=keys, state=JointConferenceState.HELD)
    yield _rows(held, name, F("pk"), "minutes", F("pk"))


def _of_hearings(keys: list[int]) -> Iterator[QuerySet[Any]]:
    name, ahead = "hearing", Q(hearing__in=keys, hearing__state__in=AHEAD)
    declared = InterestDeclaration.objects.filter(hearing=OuterRef("hearing"), user=OuterRef("user"))
    members = PanelMember.objects.filter(ahead, ~Exists(declared), removed_on=None)
    yield _rows(members, name, F("hearing"), "affirm", F("hearing"), F("user__name"), F("user"))
    hearings = Hearing._base_manager.filter(pk__in=keys)
    declared = InterestDeclaration.objects.filter(hearing=OuterRef("pk"), user=OuterRef("recorder"))
    recorders = hearings.filter(~Exists(declared), state__in=AHEAD, recorder__isnull=False)
    yield _rows(recorders, name, F("pk"), "affirm", F("pk"), F("recorder__name"), F("recorder"))
    yield _rows(hearings.filter(state__in=AHEAD, presider=None), name, F("pk"), "panel", F("pk"))
    invited = HearingParticipant.objects.filter(hearing__in=keys)
    untold = invited.filter(notice=None, hearing__state=HearingState.SCHEDULED)
    yield _rows(untold, name, F("hearing"), "notify", F("hearing"), F("party"))
    unchecked = invited.filter(outcome="", hearing__state=HearingState.IN_SESSION)
    yield _rows(unchecked, name, F("hearing"), "attend", F("hearing"), F("party"))
    signed = _signed("hearing", OuterRef("hearing"), party=OuterRef("party"))
    unsigned = invited.filter(~Exists(signed), outcome=Presence.PRESENT, hearing__state=HearingState.DELIBERATING)
    yield _rows(unsigned, name, F("hearing"), "sign", F("hearing"), F("party"))


def _signed(record: str, of: OuterRef, **whose: OuterRef) -> QuerySet[Any]:
    """Signatures of somebody under the record of a sitting as it stands now."""
    last = HearingStatement.objects.filter(**{record: OuterRef(record)}).order_by("-no").values("hash")[:1]
    return RecordSignature.objects.filter(**{record: of}, **whose, root=Subquery(last))


def _papers(name: str, keys: list[int], actor: Actor) -> Iterator[QuerySet[Any]]:
    """Notices and records of which this person reads: not issued yet, or not with the addressee."""
    about = Paper.objects.visible_to(actor).order_by().filter(subject_type=name, subject_id__in=keys)
    drafted = about.filter(kind__in=(*NOTICES, *RECORDS), state__in=BEFORE_ISSUE)
    yield _rows(drafted, name, F("subject_id"), "paper", F("pk"), F("kind"))
    notices = about.filter(kind__in=NOTICES, state=PaperState.ISSUED).values("pk")
    copies = ServiceOfDocument.objects.unfinished().filter(paper__in=notices)
    yield _rows(copies, name, F("paper__subject_id"), "serve", F("paper"), F("party"))


def _help(model: type[Any], name: str, keys: list[int], actor: Actor) -> QuerySet[Any]:
    """What parties need in a sitting that is fixed, and nobody has answered."""
    of = f"matter__{FILES[model]}"
    asked = HelpWanted.objects.visible_to(actor).order_by().filter(
        **{f"{of}__in": keys, f"{of}__state": "scheduled"}, state=HelpState.ASKED
    )  # fmt: skip
    return _rows(asked, name, F(of), "help", F("pk"), F("party"))


def _without_room(model: type[Any], name: str, keys: list[int]) -> QuerySet[Any]:
    """Those that wait in a room that is not held for them."""
    held = RoomBooking.objects.filter(subject_type=name, subject_id=OuterRef("pk"))
    waiting = model._base_manager.filter(pk__in=keys, state__in=WAITING, room__isnull=False)
    found: QuerySet[Any] = waiting.filter(~Exists(held))
    return found


def _rows(
    found: QuerySet[Any], kind: str, of: Any, act: str, pk: Any, name: Any = None, whose: Any = None
) -> QuerySet[Any]:
    """One part: of which sitting, which act, on what, whose name, and whose it is to do."""
    told = {
        "o_kind": Cast(Value(kind), CharField()), "o_of": of, "o_act": Cast(Value(act), CharField()), "o_pk": pk,
        "o_name": Cast(name if name is not None else Value(""), CharField()),
        "o_whose": Cast(whose if whose is not None else Value(None), IntegerField()),
    }  # fmt: skip
    rows: QuerySet[Any] = found.order_by().annotate(**told).values_list(*told)
    return rows
