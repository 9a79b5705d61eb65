"""The one door to a step.

lock → version → permission → guards → step → save → event → effects, in one transaction.
"""

from __future__ import annotations

import json
from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from mediation.actions.annulling import overtaken
from mediation.actions.consequences import expect_step
from mediation.actions.keeping import laid_by
from mediation.actions.ledger import open_pages, whole_act
from mediation.actions.registry import completion_of, effects_of, reader_of
from mediation.models import Agent, Event, Matter, Party, User
from mediation.models.digests import keyed_digest, new_salt
from mediation.models.event import FORMAT
from mediation.models.extracts import read_by
from mediation.models.kept_questions import KeptObject
from mediation.permissions import Actor
from mediation.workflows.base import Act, Lifecycle, NotPossibleNow, Refused, Stale, Step
from mediation.workflows.facts import Fact, Kind, clean_facts
from mediation.workflows.files import HandedIn
from mediation.workflows.said_how import of_whom

SHANGHAI = ZoneInfo("Asia/Shanghai")
L = TypeVar("L", bound=Lifecycle)
# In the record of a step: what the object itself says lies beside it; nobody stated it.
BESIDE = "beside"


def perform(
    model: type[Lifecycle],
    pk: int | None,
    step: str,
    *,
    by: User | Party | Agent | None,
    at: datetime,
    matter: Matter | None = None,
    version: int | None = None,
    done_on: date | None = None,
    why_late: str = "",
    key: str = "",
    **facts: Any,
) -> Any:
    """Take a step and return the object after it.

    `pk` None opens a new object, in `matter` unless the step opens a file of its own. `by` None is
    the clock; an agent acts for his principal. `version` is the one the person saw; `done_on` an earlier day on which the step was
    really done, with `why_late`. A `key` used before returns the object without a second effect, if the
    same was stated; what was changed since then is refused (`form_used`), never dropped in silence.
    Raises Refused (NotPossibleNow, NotAllowed, Stale) or WrongFacts; then nothing has happened.
    """
    facts = of_whom(declared_step(model, step), facts, party=isinstance(by, Party | Agent), agent=isinstance(by, Agent))
    facts = laid_by(declared_step(model, step).facts, facts, reader_of(model, step))
    with transaction.atomic(), whole_act():
        if key and (done := Event.objects.filter(key=key).first()):
            return _answer_again(done, model, pk, step, facts)
        on = _day_done(at, done_on, why_late)
        actor = actor_of(by, on)
        declared = declared_step(model, step)
        obj = _locked(model, pk, matter)
        if version is not None and obj.version != version:
            raise Stale("stale", _("这条记录刚被他人办理过，请查看最新情况后再办。"))
        act = Act(
            by=actor, at=at, on=on, facts=clean_facts(declared.facts, facts), reason=why_late,
            language=get_language() or settings.LANGUAGE_CODE,
        )  # fmt: skip
        with read_by(actor):
            obj = _clear_of_the_clock(obj, declared, act)
            if done_on is not None and obj.pk is not None and declared.target is not None:
                _after_the_last_step(obj, declared, on)
            return _take(obj, declared, act, key=key)


def follow(
    act: Act,
    obj: L | type[L],
    step: str,
    *,
    matter: Matter | None = None,
    changes: dict[str, Any] | None = None,
    **facts: Any,
) -> L:
    """Take a step that another step brings about: same transaction, same person and day.

    `obj` is a stored object, a model (a new object of the matter), or a prepared, unsaved object;
    `changes` are fields of it that the step sets although nobody states them as facts.
    """
    model: type[Any] = obj if isinstance(obj, type) else type(obj)
    declared = declared_step(model, step)
    found = model(matter=matter or act.event.matter) if isinstance(obj, type) else _taken_up(act, obj)
    for name, value in (changes or {}).items():
        setattr(found, name, value)
    said = {name: str(value) if isinstance(value, Promise) else value for name, value in facts.items()}
    expect_step(act, found, step, facts)
    following = replace(
        act, by=replace(act.by, following=True), facts=clean_facts(declared.facts, said), cause=act.event, event=None,
        kept={},
    )  # fmt: skip
    with whole_act():
        taken: L = _take(found, declared, following)
    if found is not obj and not isinstance(obj, type):
        _bring_up_to_date(obj, found)
    return taken


def _taken_up(act: Act, obj: Any) -> Any:
    """The object whose step follows, under lock: read anew, unless this act has made it and it is as it was stored."""
    held = act.event.matter if obj.matter_id == act.event.matter_id else None
    if obj.pk is not None and open_pages().written.is_alone_with(obj):
        obj.hold(obj)
        if held is not None:
            obj.matter = held.alone()
        return obj
    found = obj if obj.pk is None else _locked(type(obj), obj.pk, None, held=held)
    if held is not None and not type(obj).matter.is_cached(found):
        found.matter = held
    return found


def _bring_up_to_date(obj: Any, found: Any) -> None:
    """The caller's object as the step has left its row; read from the database where others have written there since."""
    if open_pages().written.holds_what_is_stored(found):
        obj.hold(found)
    else:
        obj.refresh_from_db()


def _clear_of_the_clock(obj: Any, step: Step, act: Act) -> Any:
    """The object as the act found it when it was done: what silence has brought about since is taken back by name."""
    records = overtaken(obj, step, act)
    for record in records:
        annul_the_clocks(record, act, why=_("“%(step)s”在期限届满以前已经办理或者寄出。") % {"step": step.label})
    return _locked(type(obj), obj.pk, None, held=obj.matter) if records else obj


def annul_the_clocks(record: Event, act: Act, *, why: str) -> None:
    """Annul what the clock did by itself; an act of its own, whoever has shown that it is not so."""
    subject, annul = _locked(record.model, record.object_id, None), declared_step(record.model, "annul")
    facts = clean_facts(annul.facts, {"event": record.version, "why": why})
    with whole_act():
        _take(subject, annul, replace(act, by=replace(act.by, following=True), facts=facts, kept={}))


def adjust(act: Act, obj: L, **changes: Any) -> L:
    """Change fields of another object than the one whose step it is; recorded as what that step brought about."""
    nothing = _("（无）")
    fields: Any = obj._meta.get_field
    said = {fields(name).verbose_name: value for name, value in changes.items()}
    what = "；".join(f"{name}：{nothing if value is None else value}" for name, value in said.items())
    was = {fields(name).attname: getattr(obj, fields(name).attname) for name in changes}
    return follow(act, obj, "adjust", changes=changes, what=what, was=json.dumps(was, cls=DjangoJSONEncoder))


def possible_steps(obj: Lifecycle, actor: Actor, at: datetime) -> list[tuple[Step, list[Refused]]]:
    """Every step that leads on from the present state, each with the reasons against it.

    Used for the buttons: steps that only follow others, and other people's steps, are left out.
    """
    act = Act(by=actor, at=at, on=actor.on, preview=True)
    here = [s for s in type(obj).steps().values() if not s.hidden and (obj.state in s.sources or s.sources == ("*",))]
    return [(s, list(s.refusals(obj, act))) for s in here if s.permission(obj, actor)]


def _answer_again(done: Event, model: type[Lifecycle], pk: int | None, step: str, facts: dict[str, Any]) -> Any:
    """The first answer for a second click; a form sent again with other content is not taken for one."""
    declared = declared_step(model, step)
    stated = _told(declared, clean_facts(declared.facts, facts), model, done.salt)
    same_act = (done.object_type, done.step) == (model._meta.model_name, step) and pk in (None, done.object_id)
    if same_act and _bare(stated) == _bare({name: one for name, one in done.facts.items() if name != BESIDE}):
        return done.model.objects.get(pk=done.object_id)
    raise NotPossibleNow(
        "form_used",
        _("这张表已经提交过，当时办成了“%(step)s”（%(number)s）；现在的内容与那次不同，没有办理。")
        % {"step": done.label, "number": done.matter.number},
        _("确实要另办一件的，请核对后再提交一次；要改正那一件的，请打开那一件办理。"),
    )


def _bare(value: Any) -> Any:
    """Recorded facts without the names of what they point at: those change."""
    if isinstance(value, dict):
        return value["id"] if "id" in value else {name: _bare(one) for name, one in value.items()}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def declared_step(model: type[Lifecycle], step: str) -> Step:
    """The step as declared. Raises NotPossibleNow where there is none."""
    found = model.steps().get(step)
    if found is None:
        raise NotPossibleNow("unknown_step", _("没有“%(step)s”这一步骤。") % {"step": step})
    return found


def actor_of(by: User | Party | Agent | None, on: date) -> Actor:
    """Who acts on the day: what an agent does is done by his principal, through him."""
    if isinstance(by, Agent):
        return Actor(on=on, party=by.principal, agent=by)
    return Actor(on=on, user=by if isinstance(by, User) else None, party=by if isinstance(by, Party) else None)


def _day_done(at: datetime, done_on: date | None, why_late: str) -> date:
    today = at.astimezone(SHANGHAI).date()
    if done_on is None or done_on == today:
        return today
    if done_on > today:
        raise NotPossibleNow("day_in_future", _("办理日期不能晚于今天。"))
    if today - done_on > timedelta(days=settings.LATE_ENTRY_DAYS):
        raise NotPossibleNow(
            "too_late_to_enter", _("只能补录%(n)d日以内办理的事项。") % {"n": settings.LATE_ENTRY_DAYS}
        )
    if not why_late.strip():
        raise NotPossibleNow("late_entry_unexplained", _("补录以前办理的事项，请说明理由。"))
    return done_on


def _after_the_last_step(obj: Any, step: Step, on: date) -> None:
    """A step entered late was not taken before the one that led to it."""
    last = Event.objects.moves_of(str(obj._meta.model_name), obj.pk).last()
    if last is not None and on < last.day():
        raise too_early(step.label, last)


def too_early(label: Any, last: Event) -> NotPossibleNow:
    """The refusal of a day before that of the step before."""
    return NotPossibleNow(
        "before_last_step",
        format_lazy(
            gettext_lazy("“{step}”不能早于它之前的“{last}”（{day}）。"), step=label, last=last.label, day=last.day()
        ),
        gettext_lazy("请核对日期；前一步记错的，请先更正那一步。"),
    )


def _locked(model: type[Any], pk: int | None, matter: Matter | None, held: Matter | None = None) -> Any:
    """The object under lock; its file is locked first, so that all take locks in one order.

    `held` is its file, if this transaction has locked it already.
    """
    if pk is None:
        return (
            model(matter=Matter.objects.select_for_update().get(pk=matter.pk))
            if matter is not None
            else model.begun_under_lock()
        )
    found = _under_lock(model, with_file=held is None).found(pk)  # type: ignore[arg-type]
    if found is None:
        raise NotPossibleNow("not_found", _("没有找到要办理的记录。"))
    if held is not None:
        found.matter = held.alone()
    return found


@cache
def _under_lock(model: type[Any], *, with_file: bool) -> KeptObject:
    rows = model._base_manager.order_by()
    if not with_file:
        return KeptObject(lambda pk: rows.select_for_update(of=("self",)).filter(pk=pk))
    # PostgreSQL locks the rows of one statement in the order in which the tables are named.
    return KeptObject(lambda pk: rows.select_related("matter").select_for_update(of=("matter", "self")).filter(pk=pk))


def _take(obj: Any, step: Step, act: Act, key: str = "") -> Any:
    act = check(obj, step, act)
    with override(settings.LANGUAGE_CODE):
        return _write_down(obj, step, act, key)


def check(obj: Any, step: Step, act: Act) -> Act:
    """Take the facts over, and raise the first reason against the step; else the act that knows what was before."""
    act = replace(act, before=copy(obj))
    _store(obj, step, act)
    with override(act.language):
        for refusal in step.refusals(obj, act):
            raise refusal
    return act


def advance(obj: Any, step: Step, act: Act) -> str:
    """Bring the object to the state after the step, unsaved; return the state before."""
    from_state: str = obj.state
    getattr(obj, step.name)(act)
    if step.day_field and not act.facts.get(step.day_field):
        setattr(obj, step.day_field, act.on)
    obj.version += 1
    return from_state


def _write_down(obj: Any, step: Step, act: Act, key: str) -> Any:
    """Take the step and all that follows; papers, messages and the ledger are in the language of the law."""
    from_state = advance(obj, step, act)
    is_new = obj.pk is None
    if is_new and obj.matter_id is None:
        obj.matter = obj.open_matter(act)
    if (complete := completion_of(type(obj), step.name)) is not None:
        complete(obj, act)
    obj.save()
    for fact in step.facts:
        if fact.kind is Kind.SOME and _is_field(obj, fact.name):
            named = getattr(obj, fact.name)
            named.add(*act.facts[fact.name]) if is_new else named.set(act.facts[fact.name])
    effects = effects_of(type(obj), step.name)
    act = replace(act, event=_record(obj, step, act, from_state, key, leads_on=bool(effects)))
    for effect in effects:
        effect(obj, act)
    return obj


def _is_field(obj: Lifecycle, name: str) -> bool:
    return name in _fields_of(type(obj))


@cache
def _fields_of(model: type[Lifecycle]) -> frozenset[str]:
    return frozenset(f.name for f in model._meta.get_fields() if isinstance(f, models.Field))


def _store(obj: Lifecycle, step: Step, act: Act) -> None:
    """Put each fact into the field of its name; what was not given leaves the field as it is."""
    for fact in step.facts:
        value = act.facts[fact.name]
        if fact.kind not in (Kind.SOME, Kind.FILE, Kind.CONTENT) and _is_field(obj, fact.name) and value is not None:
            setattr(obj, fact.name, value)


def _record(obj: Any, step: Step, act: Act, from_state: str, key: str, *, leads_on: bool) -> Event:
    """Enter the step in the ledger; with its key at once where something may name the record."""
    event, pages = entry(obj, step, act, from_state, key=key), open_pages()
    alone = pages.stands_alone(act, leads_on=leads_on)
    pages.place(event, obj, act, alone=alone)
    pages.enter([event], [act], alone=alone)
    return event


def entry(obj: Any, step: Step, act: Act, from_state: str, *, key: str = "") -> Event:
    """The row of the ledger for a step, neither placed in its chain nor sealed yet."""
    salt = new_salt()
    event = Event(
        format=FORMAT,
        matter_id=obj.matter_id,
        object_type=str(obj._meta.model_name),
        object_id=obj.pk,
        version=obj.version,
        step=step.name,
        from_state=from_state,
        to_state=obj.state,
        user_id=act.by.user and act.by.user.pk,
        party_id=act.by.party and act.by.party.pk,
        actor=str(act.by)[:200],
        facts=_told(step, act.facts, type(obj), salt) | ({BESIDE: beside} if (beside := obj.sealed_beside()) else {}),
        reason=act.reason,
        basis=step.basis,
        done_on=act.on,
        recorded_at=act.at,
        key=key,
        salt=salt,
    )
    if type(obj).matter.is_cached(obj):
        event.matter = obj.matter.alone()
    event.close_contents()
    return event


def _told(step: Step, facts: dict[str, Any], model: type[Lifecycle], salt: str) -> dict[str, Any]:
    """The facts of a step as the ledger keeps them; what is told in another part only as a keyed digest of all."""
    told = {fact.name: _as_json(fact, facts[fact.name], salt) for fact in step.facts}
    kept = model.kept_in_ledger(step.name, told)
    if kept is told:
        return told
    return {**kept, "whole": {"hmac": keyed_digest(salt, json.dumps(_bare(told), sort_keys=True))}}


def _as_json(fact: Fact, value: Any, salt: str) -> Any:
    """A fact as the ledger keeps it: references by id and name, confidences only as a keyed digest."""
    if fact.confidential:
        return {"hmac": keyed_digest(salt, str(value))}
    if isinstance(value, models.Model):
        return {"id": value.pk, "name": str(value)}
    if fact.kind is Kind.TABLE:
        return [{column.name: _as_json(column, row[column.name], salt) for column in fact.columns} for row in value]
    if isinstance(value, HandedIn):
        return value.in_ledger()
    if isinstance(value, list):
        return [_as_json(fact, one, salt) if isinstance(one, models.Model | HandedIn) else one for one in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)
