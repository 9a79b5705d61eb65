"""Short forms, and the acts they stand for: one act for many, a paper from draft to service, a record put right."""

from __future__ import annotations

from mediation.scenarios.reading import Node

ISSUE = ("issue", "on", "at", "handler", "head", "registrar", "content", "copies")
SERVE = ("serve", "on", "at", "handler", "registrar", "copies")
COPY = ("to", "on", "at", "mode", "received_on", "received_at", "by", "servers",
         "place", "waybill", "note", "received_by", "relation", "witness", "filmed", "proof")  # fmt: skip
SENDING, RECEIVING = (
    ("mode", "place", "waybill", "note"),
    ("received_by", "relation", "witness", "filmed", "proof", "servers"),
)
_CORRECTION = ("on", "at", "by", "why", "expect_refused", "says", "as")
# What is done to an earlier record, by the key that names the record.
CORRECTIONS = {"annul": ("annul", *_CORRECTION), "correct_day": ("correct_day", "right_day", *_CORRECTION)}
ELECTRONIC, PUBLIC = ("electronic", "电子送达"), ("public_notice", "公告送达")


def acts_of_issue(node: Node, names: dict[str, str]) -> list[Node]:
    """Revise (with `content`), submit and approve (with `head`), issue, then serve each addressee.

    `names` are the names of the staff by key; the proof of service prints them.
    """
    entries = node.entries()
    paper, when = entries["issue"], {key: entries[key] for key in ("on", "at") if key in entries}
    steps: list[tuple[str, Node, dict[str, Node]]] = []
    handler = entries.get("handler", entries["registrar"])
    if "content" in entries:
        steps.append(("paper.revise", handler, {"facts": _mapping(node, {"content": entries["content"]})}))
    if "head" in entries:
        steps += [("paper.submit", handler, {}), ("paper.approve", entries["head"], {})]
    steps.append(("paper.issue", entries["registrar"], {}))
    acts = []
    for step, by, more in steps:
        acts.append(_mapping(node, {**when, "by": by, "step": _text(node, step), "of": paper, **more}))
        when = {}
    return acts + _served(paper, node, {}, names)


def acts_of_serving(node: Node, names: dict[str, str]) -> list[Node]:
    """Serve each addressee of a paper that was issued at once."""
    entries = node.entries()
    when = {key: entries[key] for key in ("on", "at") if key in entries}
    return _served(entries["serve"], node, when, names)


def _served(paper: Node, node: Node, when: dict[str, Node], names: dict[str, str]) -> list[Node]:
    entries, acts = node.entries(), []
    handler = entries.get("handler", entries["registrar"])
    for written in entries["copies"].items() if "copies" in entries else []:
        for name in written.entries(COPY, required=("to", "mode"))["to"].items():
            service = _mapping(written, {**when, **written.entries(), "to": name})
            acts += _acts_of_service(paper, entries["registrar"], handler, service, names)
            when = {}
    return acts


def correction_of(node: Node, key: str, kind: str) -> Node:
    """The annulment, or the right day, of an earlier record that has a name; `kind` is the word of what it is of."""
    entries = node.entries()
    stated = {name: entries.pop(name) for name in ("why", "right_day") if name in entries}
    record = entries.pop(key)
    facts = _mapping(node, {"event": record, **stated})
    return _mapping(node, {**entries, "step": _text(node, f"{kind}.{key}"), "of": record, "facts": facts})


def acts_for_each(node: Node) -> list[Node]:
    """The same act once for each value of `of`, `by` or a fact."""
    entries = dict(node.entries())
    ((key, values),) = entries.pop("for_each").entries().items()
    acts = []
    for value in values.items():
        if key in ("of", "by"):
            acts.append(_mapping(node, {**entries, key: value}))
        else:
            facts = _mapping(node, {**entries["facts"].entries(), key: value})
            acts.append(_mapping(node, {**entries, "facts": facts}))
    return acts


def _acts_of_service(paper: Node, registrar: Node, handler: Node, node: Node, names: dict[str, str]) -> list[Node]:
    """Send the copy of one addressee, and write down that it arrived."""
    entries = node.entries()
    name, mode = entries["to"].text(), entries["mode"].text()
    if mode in PUBLIC:
        raise node.wrong("公告送达不能简写：请写public_notice.propose、public_notice.approve、public_notice.post。")
    base, *rest = paper.text().split("/")
    copy = _text(node, "/".join([base, *rest, "service", name]))
    by = entries.get("by", registrar)
    facts = _mapping(node, {key: entries[key] for key in SENDING if key in entries})
    sent = {key: entries[key] for key in ("on", "at") if key in entries}
    acts = [_mapping(node, {**sent, "by": by, "step": _text(node, "service.dispatch"), "of": copy, "facts": facts})]
    arrived = {key: entries[f"received_{key}"] for key in ("on", "at") if f"received_{key}" in entries}
    if mode in ELECTRONIC:
        confirmed = {**arrived, "by": entries["to"], "step": _text(node, "service.confirm"), "of": copy}
        return [*acts, _mapping(node, confirmed)]
    servers = "、".join(dict.fromkeys(names.get(key, key) for key in (by.text(), handler.text())))
    known = {"servers": _text(node, servers), "received_by": entries["to"], "relation": _text(node, "本人")}
    if mode in ("left", "留置送达"):
        known = {"servers": known["servers"]}
    receipt = _mapping(node, {**known, **{key: entries[key] for key in RECEIVING if key in entries}})
    return [
        *acts,
        _mapping(
            node, {**arrived, "by": by, "step": _text(node, "service.record_receipt"), "of": copy, "facts": receipt}
        ),
    ]


def _mapping(place: Node, entries: dict[str, Node]) -> Node:
    return Node(entries, place.path, place.line, place.key)


def _text(place: Node, words: str) -> Node:
    return Node(words, place.path, place.line, place.key)
