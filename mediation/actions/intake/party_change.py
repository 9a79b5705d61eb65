"""What follows a change with the people of a matter: their rows, access, agents, own limits, and papers from now on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mediation.actions import gateway, messages, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.clock.feeds import end_feed
from mediation.actions.consequences import ANY, PARTIES
from mediation.actions.intake.petition import enter_parties
from mediation.actions.previewing import preview_of
from mediation.actions.registry import effect_of
from mediation.models import Deadline, OwnSecret, Party, PartyChange, SpecialAuthority, WindowScreen
from mediation.models.codes import hash_code
from mediation.models.matter import AFTER_RENEWAL
from mediation.timelimits import Excluded, Ground
from mediation.vocabulary import ClockGround, Departure, IdentitySeen, PaperKind, PartyKind, SlipHanded
from mediation.workflows.base import Act
from mediation.workflows.clock.deadline import DeadlineState
from mediation.workflows.intake.identity import birth_of, sex_of
from mediation.workflows.intake.party_change_guards import CONTACT, IDENTITY, stated

ONE_DAY = timedelta(days=1)
GONE = {
    "record_death": Departure.DIED,
    "record_end": Departure.DISSOLVED,
    "leave": Departure.LEFT,
    "strike": Departure.MISTAKEN,
}


def alter(change: PartyChange, party: Party, **values: Any) -> None:
    """Change a party's row; what stood there before is kept with the change."""
    change.alter(party, **values)
    change.save(update_fields=["details"])


@effect_of(PartyChange, "correct_identity")
def enter_the_right_identity(change: PartyChange, act: Act) -> None:
    """Papers from now on name the party so; those issued before keep what they printed."""
    values = stated(act, IDENTITY)
    for name in ("id_number", "credit_code"):
        if name in values:
            values[name] = values[name].upper()
    if number := values.get("id_number"):
        values |= {"born_on": birth_of(number), "sex": sex_of(number)}
    alter(change, change.whose, **values)


@effect_of(PartyChange, "confirm_address", issues=(PaperKind.SERVICE_ADDRESS,))
def enter_the_address(change: PartyChange, act: Act) -> None:
    """From now on papers go there; the party signs the 送达地址确认书."""
    alter(change, change.whose, **stated(act, CONTACT))
    paperwork.issue_now(
        act, PaperKind.SERVICE_ADDRESS, organ=change.organ, subject=change, addressees=[change.whose],
        content={"signed_on": act.on},
    )  # fmt: skip


@effect_of(PartyChange, "give_code", tells=PARTIES)
def let_in_by_the_first_code(change: PartyChange, act: Act) -> None:
    """From now on the party looks at its matter; should the slip not reach it, it hears that there is one."""
    Party.objects.filter(pk=change.whose.pk).update(code_hash=hash_code(act.facts["code"]))
    text = _("您的查询凭条已经打印，%(handed)s。没有收到的，请带证件到登记窗口补领，原来的当时作废。") % {
        "handed": SlipHanded(act.facts["handed"]).label,
    }  # fmt: skip
    messages.tell(act, change.whose, text, key=f"code:{act.event.pk}")


@effect_of(PartyChange, "renew_code", tells=PARTIES)
def let_in_by_the_new_code_alone(change: PartyChange, act: Act) -> None:
    """Whoever came in by the old code is out at the next page; a calendar that was subscribed to is read no more."""
    party = change.whose
    Party.objects.filter(pk=party.pk).update(code_hash=hash_code(act.facts["code"]))
    OwnSecret.objects.of(party).delete()
    WindowScreen.objects.of(party).delete()
    end_feed(at=act.at, party=party)
    text = _(
        "您的查询码已经在窗口核对%(identity)s后补发，原来的查询码和办事密码作废。重新设定办事密码以后，签名、撤回、确认收到文书等"
        "最早从%(day)s起可以在网上办理。"
        "不是您本人或者您的代理人来领的，请马上告诉登记窗口。"
    ) % {
        "identity": IdentitySeen(act.facts["identity"]).label, "day": act.on + AFTER_RENEWAL,
    }  # fmt: skip
    messages.tell(act, party, text, key=f"code:{act.event.pk}")


@effect_of(PartyChange, "consent")
def take_the_consent(change: PartyChange, act: Act) -> None:
    """Electronic service is open from this day."""
    alter(change, change.whose, electronic_since=act.on)


@effect_of(PartyChange, "take_back_consent")
def drop_the_consent(change: PartyChange, act: Act) -> None:
    """Electronic service is closed; service that was confirmed before stands."""
    alter(change, change.whose, electronic_since=None)


@effect_of(
    PartyChange, "record_death", "record_end", "leave", "strike", moves=(ANY,), ends=(ANY,), takes=("Agent.end",),
    tells=PARTIES,
)  # fmt: skip
def let_go(change: PartyChange, act: Act) -> None:
    """The party is none any more: no access, no agent, no authority; of the limits its own alone are touched."""
    depart(change, change.whose, GONE[act.event.step], act)


def depart(change: PartyChange, party: Party, how: Departure, act: Act) -> None:
    """End what one party had in the matter. The dead and the ended leave rights behind, which wait for a successor."""
    for agent in party.agents.filter(state="acting"):
        gateway.follow(act, agent, "end", ended_why=str(how.label))
    over = SpecialAuthority.objects.filter(ended_on=None)
    _tell_principals(over.filter(representative=party), act)
    over.filter(representative=party).update(ended_on=act.on)
    over.filter(principal=party).update(ended_on=act.on)
    gone_on = change.happened_on if how in (Departure.DIED, Departure.DISSOLVED) else act.on
    alter(
        change, party, gone_on=gone_on, gone_how=how.value, is_representative=False, electronic_since=None
    )  # fmt: skip
    Party.objects.filter(pk=party.pk).update(code_hash="")
    OwnSecret.objects.of(party).delete()
    WindowScreen.objects.of(party).delete()
    for deadline in own_limits(party):
        if how in (Departure.DIED, Departure.DISSOLVED):
            deadlines.suspend(act, deadline, why=_("等待承继人参加"))
        else:
            gateway.follow(act, deadline, "end", why=str(how.label))


def own_limits(party: Party) -> QuerySet[Deadline]:
    """The party's own running limits; those of organs and of other parties run on."""
    return Deadline.objects.filter(party=party, state=DeadlineState.RUNNING)


def _tell_principals(authorities: QuerySet[SpecialAuthority], act: Act) -> None:
    for held in authorities.select_related("principal", "representative"):
        if held.principal.takes_part:
            text = _("%s不再是您的代表人，您给他的授权已经终止。以后的文书直接送给您。") % held.representative
            messages.tell(act, held.principal, text, key=f"representative:{act.event.pk}")


def enter_successors(change: PartyChange, act: Act) -> list[Party]:
    """Write down who succeeds, on the side of whom they succeed, in what."""
    before, found = change.whose, []
    for row in act.facts["successors"]:
        number = row["id_number"].upper()
        identity = {"born_on": birth_of(number), "sex": sex_of(number)} if number else {}
        kind = row["kind"] or (before.kind if before.kind == PartyKind.ORGANISATION else PartyKind.PERSON)
        found.append(
            Party.objects.create(
                matter=change.matter, role=before.role, kind=kind, name=row["name"], address=row["address"],
                phone=row["phone"], id_number=number, joined_on=act.on, succeeds=before, relation=row["relation"],
                for_remedies=row["for_remedies"], for_money=row["for_money"], **identity,
            )
        )  # fmt: skip
    return found


def inherited(before: Party) -> list[Deadline]:
    """The limits that a dead or ended party left: its own that had not passed by then, and those that a successor has."""
    own = Deadline.objects.filter(
        party=before, legal_on__gte=before.gone_on, state__in=(DeadlineState.RUNNING, DeadlineState.LAPSED)
    )
    of_others = Deadline.objects.filter(party__succeeds=before, state=DeadlineState.RUNNING)
    found: dict[tuple[str, str, int], Deadline] = {}
    for deadline in [*own, *of_others]:
        found.setdefault((deadline.code, deadline.subject_type, deadline.subject_id), deadline)
    return list(found.values())


def waited(deadline: Deadline, before: Party, act: Act) -> Excluded | None:
    """The days from the death to the succession, which nobody could use; at least one day of the period is left."""
    since = min(before.gone_on or act.on, deadline.nominal_on - ONE_DAY)
    return Excluded(since, act.on, Ground.FORCE_MAJEURE) if since < act.on else None


@preview_of(PartyChange, "succeed")
def would_run_on(change: PartyChange, act: Act) -> list[deadlines.Moving]:
    """The dead party's own limits, as its successors will have them."""
    before = act.facts["predecessor"]
    if before is None or not before.gone_on:
        return []
    spans = [(deadline, waited(deadline, before, act)) for deadline in inherited(before)]
    return [deadlines.preview(deadline, exclude=span) for deadline, span in spans if span]


@effect_of(
    PartyChange,
    "succeed",
    starts=("D6", "D8", "D14"),
    moves=(ANY,),
    ends=(ANY,),
    takes=("ClockChange.note",),
    issues=(PaperKind.REGISTRATION_RECEIPT,),
)
def take_the_place(change: PartyChange, act: Act) -> None:
    """The successors are parties; who has the remedies has each period without the days of waiting."""
    before, found = change.whose, enter_successors(change, act)
    limits = inherited(before)
    for party in (one for one in found if one.for_remedies):
        for deadline in limits:
            hand_on(deadline, party, before, act)
    for deadline in own_limits(before):
        gateway.follow(act, deadline, "end", why=_("由承继人行使"))
    give_receipts(change, found, act)


def hand_on(deadline: Deadline, party: Party, before: Party, act: Act) -> None:
    """The successor's own period: begun when the dead party's was, without what that one could not use."""
    first = deadline.party_id == before.pk  # a later heir has the days that the first one has
    spans = [*deadline.spans, waited(deadline, before, act) if first else None]
    mine = deadlines.start(act, deadline.code, subject=deadline.subject, party=party, trigger_on=deadline.trigger_on)
    for span in (one for one in spans if one is not None):
        why = _("等待承继人参加的期间不计入")
        deadlines.move(act, mine, ground=ClockGround.SUCCESSION, why=why, exclude=span)


def give_receipts(change: PartyChange, people: Iterable[Party], act: Act) -> None:
    """Whoever comes into a petition gets its number; the code comes with the slip, from the window."""
    petition = getattr(change.matter, "petition", None)
    if petition is None:
        return
    for person in people:
        paperwork.issue_now(
            act, PaperKind.REGISTRATION_RECEIPT, organ=petition.acting_organ, subject=petition, addressees=[person],
        )  # fmt: skip


@effect_of(PartyChange, "find_no_successor", ends=(ANY,))
def end_what_was_left(change: PartyChange, act: Act) -> None:
    """Nobody can use the dead party's own periods any more; should an heir turn up, he may still be entered."""
    alter(change, change.whose, gone_how=Departure.UNSUCCEEDED.value)
    for deadline in own_limits(change.whose):
        gateway.follow(act, deadline, "end", why=_("无人承继"))


@effect_of(PartyChange, "join", issues=(PaperKind.REGISTRATION_RECEIPT,))
def take_in(change: PartyChange, act: Act) -> None:
    """They are parties from this day, each with a code of his own."""
    people = enter_parties(change, act.facts["joining"], act.facts["side"], act)
    Party.objects.filter(pk__in=[party.pk for party in people]).update(joined_on=act.on)
    change.party = people[0]
    change.details = [{"party": one.pk, "field": "joined_on", "before": None, "after": f"{act.on}"} for one in people]
    change.save(update_fields=["party", "details"])
    give_receipts(change, people, act)


@effect_of(PartyChange, "choose_representatives", tells=PARTIES)
def put_in_office(change: PartyChange, act: Act) -> None:
    """Who was chosen speaks for the side; who was not, no more, and what individuals had entrusted to him is over."""
    chosen = act.facts["representatives"]
    side = chosen[0].role if chosen else "petitioner"
    for party in change.matter.parties.taking_part().filter(role=side):
        speaks = any(party == one for one in chosen)
        if party.is_representative and not speaks:
            over = SpecialAuthority.objects.filter(representative=party, ended_on=None)
            _tell_principals(over, act)
            over.update(ended_on=act.on)
        if party.is_representative != speaks:
            change.alter(party, is_representative=speaks)
    change.save(update_fields=["details"])
