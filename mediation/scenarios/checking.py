"""Compare what stands with what a scenario expects."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.db import models
from django.utils.html import strip_tags

from mediation.documents.papers.snapshot import html_of
from mediation.models import Deadline, Message, Paper, Party
from mediation.scenarios.reading import Node
from mediation.scenarios.references import References, matter_of
from mediation.scenarios.script import Item
from mediation.scenarios.values import moment_of, yes_no_of


def check(item: Item, references: References) -> None:
    """Raise ScenarioError where it is otherwise."""
    subject = references.find(item.entries["of"])
    checks = {
        "expect": expect,
        "expect_deadline": expect_deadline,
        "expect_paper": expect_paper,
        "expect_message": expect_message,
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
        there = "；".join(_said(d) for d in Deadline.objects.filter(matter=matter_of(subject)).order_by("pk"))
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


def _deadlines(item: Item, subject: Any, references: References) -> list[Deadline]:
    rows = Deadline.objects.filter(matter=matter_of(subject), code=item.text("code")).order_by("pk")
    whose = item.text("whose")
    if whose in references.organs:
        rows = rows.filter(organ=references.organs[whose])
    elif whose:
        rows = rows.filter(party__name=whose)
    if "triggered" in item.entries:
        rows = rows.filter(trigger_on=item.entries["triggered"].day())
    if isinstance(subject, Party):
        return list(rows.filter(party=subject))
    own = rows.filter(subject_type=subject._meta.model_name, subject_id=subject.pk)
    rows = own if own.exists() else rows
    if "triggered" in item.entries:
        # A limit that ran more than once is told by the day that started it.
        rows = rows.filter(trigger_on=item.entries["triggered"].day()) or rows
    # One that ended and was begun again from the same day is told as it stands now.
    newest = {(d.subject_type, d.subject_id, d.organ_id, d.party_id, d.trigger_on): d for d in rows}
    return list(newest.values())


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
    sent = Message.objects.filter(matter=matter_of(subject))
    sent = sent.filter(user=references.people[to]) if to in references.people else sent.filter(party__name=to)
    texts = [message.text for message in sent.order_by("pk")]
    if not any(all(word in text for word in words) for text in texts):
        raise item.node.wrong(f"没有告诉{to}“{'、'.join(words)}”，告诉过的是：{'；'.join(texts) or '（无）'}。")
