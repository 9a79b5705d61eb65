"""Rooms, rules, numbers and outsiders of an office: the rows, and what is refused."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from sequences.models import Sequence

from mediation.actions.office.people import give_post, make_account, tell_heads
from mediation.actions.registry import effect_of, guard_of
from mediation.documents.registry import document_types
from mediation.models import OfficeChange, Organ, Room
from mediation.models.clock.calendar import named_rules
from mediation.models.lasting import CODE_ALPHABET
from mediation.timelimits import WrongLocalRules
from mediation.vocabulary import Role
from mediation.vocabulary.standing_words import STANDING_WORDS
from mediation.workflows.base import Act, NotPossibleNow, Refused
from mediation.workflows.office.premises_steps import RULES

FILES = "卷宗"


@guard_of(OfficeChange, "open_room", "amend_room", says=_("机关里还没有同名的会场。"), on_facts=True)
def room_is_new(change: OfficeChange, act: Act) -> Refused | None:
    """Two rooms of one organ are not called alike."""
    room = act.get("room")
    organ = room.organ if room is not None else act.get("organ")
    others = Room.objects.filter(organ=organ, name=act.name).exclude(pk=room.pk if room is not None else None)
    if not others.exists():
        return None
    said = _("%(organ)s已经有叫“%(name)s”的会场。") % {"organ": organ, "name": act.name}
    return NotPossibleNow("room_name_taken", said, _("请换一个名称。"))


@guard_of(OfficeChange, "close_room", says=_("最后一日以后没有占用。"), on_facts=True)
def nothing_is_booked_later(change: OfficeChange, act: Act) -> Refused | None:
    """What was told to be held there is moved first: people would stand before a closed door."""
    later = act.room.bookings.filter(during__endswith__date__gt=act.until).count()
    if not later:
        return None
    said = _("这个会场在那以后还有%(n)d次占用。") % {"n": later}
    return NotPossibleNow("room_still_booked", said, _("请先让承办人改期或者改换会场。"))


@guard_of(OfficeChange, "set_rules", says=_("有这份地方规则。"), on_facts=True)
def local_rules_are_there(change: OfficeChange, act: Act) -> Refused | None:
    """A name of the site's own folder, or of what ships, whose file is right."""
    if not act.local_rules:
        return None
    if not re.fullmatch(r"[\w-]+", act.local_rules):
        return NotPossibleNow("local_rules_unfit", _("地方规则只写文件的名称，不带路径和.toml。"), _("请改正。"))
    try:
        named_rules(act.local_rules)
    except WrongLocalRules as wrong:
        return NotPossibleNow("local_rules_wrong", str(wrong), _("请核对名称，或者先用manage.py local_rules核对文件。"))
    return None


@guard_of(OfficeChange, "begin_series", says=_("这一编号系统还没有编过。"), on_facts=True)
def series_is_unused(change: OfficeChange, act: Act) -> Refused | None:
    """Numbers follow each other without a gap: once one was given nothing is skipped."""
    known = {one.series for one in document_types().values() if one.series}
    if act.series not in (FILES, *known):
        said = _("没有“%(series)s”这种编号。") % {"series": act.series}
        return NotPossibleNow(
            "no_such_series", said, _("有的是：%(known)s。") % {"known": "、".join([FILES, *sorted(known)])}
        )
    if not Sequence.objects.filter(name=_sequence(act)).exists():
        return None
    return NotPossibleNow("series_begun", _("这一编号系统已经编过，不能再跳号。"), _("编号要连续，已经编出的不改。"))


def _sequence(act: Act) -> str:
    what = f"matter:{act.organ.pk}" if act.series == FILES else f"paper:{act.organ.pk}:{act.series}"
    return f"{what}:{act.year}"


def _furnishing(act: Act) -> dict[str, Any]:
    """What the room offers."""
    told = {name: act.facts[name] for name in ("capacity", "step_free", "hearing_loop", "equipment")}
    return told | {"step_free": bool(told["step_free"]), "hearing_loop": bool(told["hearing_loop"])}


@effect_of(OfficeChange, "open_room")
def add_the_room(change: OfficeChange, act: Act) -> None:
    """The room can be booked from now on."""
    room = Room.objects.create(organ=act.organ, name=act.name, address=act.address, **_furnishing(act))
    change.subject = str(room)
    change.made(room)
    change.save(update_fields=["subject", "details"])


@effect_of(OfficeChange, "amend_room")
def change_the_room(change: OfficeChange, act: Act) -> None:
    """How it is called, and where it lies."""
    room = Room.objects.select_related("organ").get(pk=act.room.pk)
    change.alter(room, name=act.name, address=act.address, **_furnishing(act))
    change.organ, change.subject = room.organ, str(room)
    change.save(update_fields=["organ", "subject", "details"])


@effect_of(OfficeChange, "close_room")
def close_the_room(change: OfficeChange, act: Act) -> None:
    """Its last day."""
    room = Room.objects.select_related("organ").get(pk=act.room.pk)
    change.alter(room, closed_after=act.until)
    change.organ, change.subject = room.organ, str(room)
    change.save(update_fields=["organ", "subject", "details"])


@effect_of(OfficeChange, "set_rules", tells=(Role.HEAD,))
def keep_the_rules(change: OfficeChange, act: Act) -> None:
    """The rules as they are from now on; what others keep among the organ's settings stays. The heads are told."""
    organ = Organ.objects.get(pk=act.organ.pk)
    kept = {name: value for name, value in organ.settings.items() if name not in RULES}
    change.alter(organ, settings=kept | {name: act.facts[name] for name in RULES if act.facts[name]})
    change.subject = organ.name
    change.save(update_fields=["subject", "details"])
    tell_heads(act, [organ], str(change))


@effect_of(OfficeChange, "set_words")
def keep_the_words(change: OfficeChange, act: Act) -> None:
    """Only what differs from the usual words is kept, so that these may become better."""
    organ = Organ.objects.get(pk=act.organ.pk)
    with override(settings.LANGUAGE_CODE):
        usual = {f"{kind}_{part}": str(said) for kind, parts in STANDING_WORDS.items() for part, said in parts.items()}
    own = {name: said for name in usual if (said := act.facts[name].strip()) not in ("", usual[name])}
    change.alter(organ, settings={**organ.settings, "standing_words": own})
    change.subject = organ.name
    change.save(update_fields=["subject", "details"])


@effect_of(OfficeChange, "begin_series", tells=(Role.HEAD,))
def number_on(change: OfficeChange, act: Act) -> None:
    """The next number is the one behind the last that was given by hand."""
    Sequence.objects.create(name=_sequence(act), last=act.last)
    change.subject = f"{act.organ}　{act.series}〔{act.year}〕{act.last}"
    change.save(update_fields=["subject"])
    tell_heads(act, [act.organ], str(change))


@effect_of(OfficeChange, "list_outsider", tells=(Role.HEAD,))
def enter_in_the_roster(change: OfficeChange, act: Act) -> None:
    """A row of a person with the posts for the term; nothing opens the account before a slip is printed."""
    person = make_account({**act.facts, "username": _free_name(), "email": ""})
    change.person, change.subject = person, f"{person}（{act.employer}）"
    change.alter(person, employer=act.employer)
    change.made(person)
    for role in act.roles:
        change.made(give_post(person, act.organ, role, act.since or act.on, act.until))
    change.save(update_fields=["person", "subject", "details"])
    tell_heads(act, [act.organ], str(change))


def _free_name() -> str:
    """A user name that nobody needs to type before he gets a slip."""
    return "wp." + "".join(secrets.choice(CODE_ALPHABET) for _n in range(8)).lower()
