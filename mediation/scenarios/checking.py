"""Compare what stands with what a scenario expects."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.db import models
from django.utils.html import strip_tags

from mediation.documents.papers.snapshot import html_of
from mediation.models import Deadline, Event, Message, Paper, Party, Petition
from mediation.scenarios.items import Item
from mediation.scenarios.reading import Node
from mediation.scenarios.references import References, matter_key
from mediation.scenarios.values import moment_of, yes_no_of


def check(item: Item, references: References) -> None:
    """Raise ScenarioError where it is otherwise."""
    of = item.entries["of"]
    subject = references.record(of) if item.kind == "expect_record" else references.find(of)
    checks = {
        "expect": expect,
        "expect_deadline": expect_deadline,
        "expect_no_deadline": expect_no_deadline,
        "expect_paper": expect_paper,
        "expect_message": expect_message,
        "expect_record": expect_record,
    }
    checks[item.kind](item, subject, references)


def expect(item: Item, subject: Any, references: References) -> None:
    """Fields of one thing, by name: state, disposal, days and so on."""
    for name, node in item.entries.items():
        if name == "of":
            continue
        field = _field(subject, name, node)
        shown, fits = _shown(subject, field, name), False
        if isinstance(field, models.ForeignKey):
            fits = node.text() in (shown, _key_of(getattr(subject, name), references))
        elif isinstance(field, models.BooleanField):
            fits = yes_no_of(node) == getattr(subject, name)
        elif isinstance(field, models.DateTimeField):
            fits = moment_of(node) == getattr(subject, name)
        else:
            fits = node.text() in (shown, _plain(getattr(subject, name)))
        if not fits:
            raise node.wrong(f"“{item.entries['of'].text()}”的{name}应当是“{node.text()}”，实际是“{shown}”。")


def _field(subject: Any, name: str, node: Node) -> models.Field[Any, Any]:
    fields = {f.name: f for f in subject._meta.get_fields() if isinstance(f, models.Field) and not f.many_to_many}
    if name not in fields:
        raise node.wrong(f"“{subject._meta.verbose_name}”没有“{name}”，有的是：{'、'.join(fields)}。")
    return fields[name]


def _shown(subject: Any, field: models.Field[Any, Any], name: str) -> str:
    if name == "state":
        return subject.state_label
    value = getattr(subject, name)
    return str(dict(field.flatchoices).get(value, _plain(value)))


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _key_of(obj: Any, references: References) -> str:
    if obj is None:
        return ""
    there = {**references.organs, **references.people}
    return next((key for key, one in there.items() if type(one) is type(obj) and one.pk == obj.pk), str(obj))


def expect_deadline(item: Item, subject: Any, references: References) -> None:
    """Every deadline of the code that is meant has the days and the state that are written."""
    found = _deadlines(item, subject, references)
    if not found:
        there = "；".join(_said(d) for d in Deadline.objects.filter(matter=matter_key(subject)).order_by("pk"))
        raise item.node.wrong(f"没有这个期限（{item.text('code')}），现有：{there or '（无）'}。")
    for deadline in found:
        for name, actual in (
            ("nominal", deadline.nominal_on), ("legal", deadline.legal_on)
        ):  # fmt: skip
            if name in item.entries and item.entries[name].day() != actual:
                raise item.entries[name].wrong(f"{deadline.code}的{name}应当是{item.text(name)}，实际是{actual}。")
        if item.text("state") not in ("", deadline.state, deadline.state_label):
            raise item.entries["state"].wrong(
                f"{deadline.code}应当“{item.text('state')}”，实际是“{deadline.state}”（{deadline.state_label}）。"
            )


def expect_no_deadline(item: Item, subject: Any, references: References) -> None:
    """No limit of the code runs, or ever ran, for this thing; of a petition: in its whole file."""
    state = item.text("state")
    rows = _of_the_thing(_narrowed(item, subject, references), subject)
    if found := [row for row in rows if state in ("", row.state, row.state_label)]:
        raise item.node.wrong(
            f"不应当有这个期限（{item.text('code')}），却有：{'；'.join(_said(row) for row in found)}。"
        )


def _of_the_thing(rows: models.QuerySet[Deadline], subject: Any) -> models.QuerySet[Deadline]:
    """A person's own, those about a thing, and of a petition those of its whole file."""
    if isinstance(subject, Party):
        return rows.filter(party=subject)
    if isinstance(subject, Petition):
        return rows
    return rows.filter(subject_type=subject._meta.model_name, subject_id=subject.pk)


def _deadlines(item: Item, subject: Any, references: References) -> list[Deadline]:
    rows = _of_the_thing(_narrowed(item, subject, references), subject)
    if isinstance(subject, Party):
        return list(rows)
    # One that ended and was begun again from the same day is told as it stands now.
    newest = {(d.subject_type, d.subject_id, d.organ_id, d.party_id, d.trigger_on): d for d in rows}
    return list(newest.values())


def _narrowed(item: Item, subject: Any, references: References) -> models.QuerySet[Deadline]:
    rows = Deadline.objects.filter(matter=matter_key(subject), code=item.text("code")).order_by("pk")
    whose = item.text("whose")
    if whose in references.organs:
        rows = rows.filter(organ=references.organs[whose])
    elif whose:
        rows = rows.filter(party__name=whose)
    return rows.filter(trigger_on=item.entries["triggered"].day()) if "triggered" in item.entries else rows


def _said(deadline: Deadline) -> str:
    whose = deadline.party or deadline.organ or ""
    return f"{deadline.code} {deadline.subject} {whose} {deadline.trigger_on}→{deadline.nominal_on}/{deadline.legal_on} {deadline.state}"


def expect_paper(item: Item, subject: Any, references: References) -> None:
    """The text of a paper holds, or does not hold, the words."""
    if not isinstance(subject, Paper):
        raise item.entries["of"].wrong("expect_paper的“of”应当指一份文书，例如p1/paper/受理告知书。")
    page = re.sub(r"<(style|title)\b.*?</\1>", "", html_of(subject), flags=re.DOTALL)
    printed = unescape(re.sub(r"\s+", "", strip_tags(page)))
    for name in ("contains", "lacks"):
        for node in item.entries[name].items() if name in item.entries else []:
            if (re.sub(r"\s+", "", node.text()) in printed) != (name == "contains"):
                words = "没有" if name == "contains" else "不应当有"
                raise node.wrong(f"《{subject}》中{words}“{node.text()}”。全文：{printed}")


def expect_message(item: Item, subject: Any, references: References) -> None:
    """Somebody was told something with all of the words, by a message."""
    to, words = item.text("to"), [node.text() for node in item.entries["contains"].items()]
    sent = Message.objects.filter(matter=matter_key(subject))
    sent = sent.filter(user=references.people[to]) if to in references.people else sent.filter(party__name=to)
    texts = [message.text for message in sent.order_by("pk")]
    if not any(all(word in text for word in words) for text in texts):
        raise item.node.wrong(f"没有告诉{to}“{'、'.join(words)}”，告诉过的是：{'；'.join(texts) or '（无）'}。")


def expect_record(item: Item, record: Event, references: References) -> None:
    """What a named record says: the day it stands for, whether it still counts, who is named in it."""
    told = {
        "day": lambda: record.day().isoformat(),
        "counts": lambda: "是" if record.counts else "否",
        "by": lambda: record.actor,
    }
    for name, tell in told.items():
        node = item.entries.get(name)
        if node is None:
            continue
        wanted = ("是" if yes_no_of(node) else "否") if name == "counts" else node.text()
        if name == "by" and wanted in references.people:
            wanted = references.people[wanted].name
        if wanted != tell():
            raise node.wrong(f"记录“{item.text('of')}”的{name}应当是“{node.text()}”，实际是“{tell()}”。")
