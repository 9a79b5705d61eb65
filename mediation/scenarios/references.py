"""From the words of a scenario to the rows they stand for.

A reference is a path as through folders: a name given with `as`, then a word for a kind of thing, then
what tells it from the others: `p1/claim/1`, `p1/paper/受理告知书/张大山`, `m1/session/2`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from mediation.models import Agent, Event, Matter, Organ, Party, User
from mediation.scenarios.nouns import lifecycle_nouns, noun, nouns
from mediation.scenarios.reading import Node, NotThere
from mediation.scenarios.values import content_of
from mediation.workflows.base import Lifecycle, Step
from mediation.workflows.facts import Fact, Kind

LAST = "last"


class References:
    """What the names of one scenario stand for."""

    def __init__(
        self, organs: dict[str, Organ], people: dict[str, User], later: tuple[Iterable[str], Iterable[str]] = ((), ())
    ) -> None:
        self.organs, self.people = organs, people
        self.later = tuple(tuple(keys) for keys in later)
        self.names: dict[str, tuple[type[models.Model], int]] = {}
        self.records: dict[str, Event] = {}
        self.matters: dict[int, Matter] = {}

    def matter_of(self, obj: Any) -> Matter | None:
        """The file a row belongs to, read once: here it only says which file is meant."""
        key = matter_key(obj)
        if key is not None and key not in self.matters:
            self.matters[key] = Matter.objects.get(pk=key)
        return None if key is None else self.matters[key]

    def look_again(self) -> None:
        """A step has changed the office: organs and people that it brought are there, and everybody is read anew."""
        organs, people = self.later
        self.organs |= {one.code: one for one in Organ.objects.filter(code__in=[*self.organs, *organs])}
        self.people |= {one.username: one for one in User.objects.filter(username__in=[*self.people, *people])}

    def bind(self, name: str, obj: models.Model) -> None:
        """Give a result its name."""
        self.names[name] = (type(obj), obj.pk)

    def bind_record(self, name: str, obj: Any, step: Step) -> None:
        """Give the record of an act its name."""
        entered = Event.objects.of(obj.page_name, obj.pk).filter(step=step.name)
        self.records[name] = entered.order_by("pk").last()

    def find(self, node: Node) -> Any:
        """The one row that a path stands for, read afresh; the name of a record stands for what it is of."""
        base, *rest = node.text().split("/")
        if base in self.records:
            model, pk = self.records[base].model, self.records[base].object_id
        elif base in self.names:
            model, pk = self.names[base]
        else:
            there = "、".join([*self.names, *self.records]) or "（无）"
            raise NotThere(node.where, f"“{base}”还没有办成，不能引用；已有的是：{there}。")
        return self.walk(model._default_manager.get(pk=pk), rest, node)

    def record(self, node: Node) -> Event:
        """The record of a name."""
        if node.text() not in self.records:
            raise NotThere(node.where, f"“{node.text()}”还没有登记，不能引用。")
        return Event.objects.get(pk=self.records[node.text()].pk)

    def record_number(self, node: Node, obj: Any) -> str:
        """Which record of a thing is meant: by number, by name, or by the step that entered it."""
        written = node.text()
        if written.isdecimal():
            return written
        own = Event.objects.of(obj.page_name, obj.pk).order_by("pk")
        step, _slash, place = written.partition("/")
        if step in type(obj).steps() and written not in self.records:
            entered = list(own.filter(step=step)) if place else list(own.standing().filter(step=step))
            found = (entered[int(place) - 1 : int(place)] if place else entered[-1:]) or [None]
        else:
            found = list(own.filter(pk=self.record(node).pk)) or [None]
        if found[0] is None:
            there = "；".join(f"{one.version}. {one.step} {one.label}（{one.day()}）" for one in own)
            raise node.wrong(f"“{obj}”没有“{written}”这条记录，有的是：{there}。")
        return str(found[0].version)

    def walk(self, obj: Any, rest: list[str], node: Node) -> Any:
        """Follow a path on from a row."""
        while rest:
            model = self.kind(rest[0], node)
            taken, rest = _until_kind(rest[1:], self)
            obj = one(children(obj, model), taken, node)
        return obj

    def kind(self, word: str, node: Node) -> type[models.Model]:
        """The model of a word, English or Chinese."""
        for name, model in nouns().items():
            if word in (name, str(model._meta.verbose_name)):
                return model
        raise node.wrong(f"“{word}”不是一种事项，可用的是：{'、'.join(_words())}。")

    def is_kind(self, word: str) -> bool:
        """Whether a word of a path names a kind of thing."""
        return any(word in (name, str(model._meta.verbose_name)) for name, model in nouns().items())

    def fact(self, fact: Fact, node: Node, matter: Matter | None, kind: str = "") -> Any:
        """What a reference in the facts stands for; short forms look in the act's own file.

        `kind` is the kind of paper whose content is written.
        """
        if fact.kind is Kind.CONTENT:
            return content_of(kind, node, lambda inner, value: self.fact(inner, value, matter))
        if fact.of == "Organ":
            return self.organs[node.known(self.organs, "机关")]
        if fact.of == "User":
            return self.people[node.known(self.people, "人员")]
        base, *rest = node.text().split("/")
        if base in self.names and (rest or self.names[base][0].__name__ == fact.of):
            return self.find(node)
        model = next(m for m in nouns().values() if m.__name__ == fact.of)
        if in_no_file(model) or (matter is None and not issubclass(model, Lifecycle)):
            return one(model._default_manager.order_by("pk"), [base, *rest], node)
        if matter is None:
            raise node.wrong(f"这里还没有卷宗，请写成“名称/{noun(model)}/…”。")
        return one(children(matter, model), [base, *rest], node)

    def actor(self, node: Node, matter: Matter | None) -> User | Party | Agent | None:
        """Who acts: a member of staff, the clock, a party of the act's file, or the agent of one."""
        if node.text() == "clock":
            return None
        if node.text() in self.people:
            return self.people[node.text()]
        if matter is None:
            raise node.wrong(f"“{node.text()}”不是工作人员；当事人只能在自己的卷宗中办理，请写明“of”。")
        of_the_present = models.F("principal__gone_on").asc(nulls_first=True)
        agents = matter.agents.filter(name=node.text()).order_by("state", of_the_present, "pk")
        agent: Agent | None = agents.first()
        if agent is not None:
            return agent
        return one(matter.parties.order_by("pk"), [node.text()], node)


def _words() -> list[str]:
    return [*lifecycle_nouns(), "party"]


def _until_kind(rest: list[str], references: References) -> tuple[list[str], list[str]]:
    """Split a path at its next word for a kind."""
    for i, word in enumerate(rest):
        if references.is_kind(word):
            return rest[:i], rest[i:]
    return rest, []


def matter_key(obj: Any) -> int | None:
    """The key of the file a row belongs to."""
    return obj.pk if isinstance(obj, Matter) else getattr(obj, "matter_id", None)


def in_no_file(model: type[models.Model]) -> bool:
    """Whether its rows are the office's, not those of a matter: its rooms, its seals."""
    leads = [field.related_model for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)]
    in_files = (one is Matter or issubclass(one, Lifecycle) for one in leads if isinstance(one, type))
    return not issubclass(model, Lifecycle) and not any(in_files)


def children(obj: Any, model: type[models.Model]) -> models.QuerySet[Any]:
    """The rows of a kind that belong to a thing: its own where the model points to it, else its file's."""
    rows = model._default_manager.order_by("pk")
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and isinstance(obj, field.related_model):
            return rows.filter(**{field.name: obj})
    if _has(model, "subject_id") and not isinstance(obj, Matter):
        own = rows.filter(subject_type=obj._meta.model_name, subject_id=obj.pk)
        if own.exists() and obj._meta.model_name != "petition":
            return own
    return rows.filter(matter=matter_key(obj)) if _has(model, "matter") else rows.none()


def one(rows: models.QuerySet[Any], selectors: list[str], node: Node) -> Any:
    """The only row that fits every selector; none, or several, are refused with what there is."""
    found = list(rows) if not selectors else []
    for word in selectors:
        there, (rows, found) = rows, _fitting(rows, word)
        if not found:
            raise node.wrong(f"“{node.text()}”中的“{word}”没有找到，有的是：{_list(there)}。")
    if not found:
        raise node.wrong(f"“{node.text()}”还不存在。")
    if len(found) > 1:
        raise node.wrong(f"“{node.text()}”不止一个，请再写明是第几个、哪一种或者谁的：{_list(rows)}。")
    return found[0]


def _list(rows: models.QuerySet[Any]) -> str:
    return "；".join(f"{n}. {_described(row)}" for n, row in enumerate(rows[:12], start=1)) or "（无）"


def _described(row: Any) -> str:
    state = getattr(row, "state_label", "")
    return f"{row}{state and f'（{state}）'}"


def _fitting(rows: models.QuerySet[Any], word: str) -> tuple[models.QuerySet[Any], list[Any]]:
    """The rows of which a word speaks, as a queryset to narrow on and as they are."""
    model = rows.model
    if word.isdecimal() and _has(model, "no"):
        rows = rows.filter(no=int(word))
        return rows, list(rows)
    if word == LAST or word.isdecimal():
        every = list(rows)
        return _these(model, every[-1:] if word == LAST else every[int(word) - 1 : int(word)])
    for condition in _conditions(model, word):
        fitting = rows.filter(condition).distinct()
        if found := list(fitting):
            return fitting, found
    return _these(model, [row for row in rows if str(row) == word])


def _these(model: type[models.Model], found: list[Any]) -> tuple[models.QuerySet[Any], list[Any]]:
    return model._default_manager.filter(pk__in=[row.pk for row in found]), found


def _conditions(model: type[models.Model], word: str) -> list[models.Q]:
    """What a word may say of a row: its kind, whose it is, its name, its state."""
    found = []
    for path in ("kind", "paper__kind", "mode", "code"):
        code = _code(model, path, word)
        if code:
            found.append(models.Q(**{path: code}))
    for path in (
        "party__name",
        "addressees__name",
        "party__party__name",
        "principal__name",
        "name",
        "to_organ__name",
        "organ__name",
    ):
        if _reaches(model, path):
            found.append(models.Q(**{path: word}))
    state = getattr(model, "State", None)
    codes = [s.value for s in state or () if word in (s.value, str(s.label))]
    return found + [models.Q(state__in=codes)] * bool(codes)


def _code(model: type[models.Model], path: str, word: str) -> str:
    if not _reaches(model, path):
        return ""
    field = _field(model, path)
    choices = list(field.flatchoices) if getattr(field, "choices", None) else [(word, word)]
    return next((str(code) for code, label in choices if word in (code, str(label))), "")


def _field(model: Any, path: str) -> Any:
    *steps, last = path.split("__")
    for step in steps:
        field = model._meta.get_field(step)
        if field.related_model is None:
            raise FieldDoesNotExist(f"{model.__name__}.{step} leads nowhere")
        model = field.related_model
    return model._meta.get_field(last)


def _reaches(model: Any, path: str) -> bool:
    try:
        _field(model, path)
    except FieldDoesNotExist:
        return False
    return True


def _has(model: type[models.Model], name: str) -> bool:
    return _reaches(model, name)
