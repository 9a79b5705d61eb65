"""A step in words: who may, what stands against it, and what it brings about, all read from the declarations."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from mediation.actions import consequences
from mediation.actions.registry import completion_of, effects_of
from mediation.timelimits import EDITIONS
from mediation.timelimits.fixed import LIMITS as FIXED
from mediation.vocabulary import PaperKind, PartyRole, Role
from mediation.workflows.acts import FurtherGuard
from mediation.workflows.base import NEW, Guard, Lifecycle, Step, lifecycles

NEAR = 5


class UnknownStep(LookupError):
    """There is no step of this name; the sentence names some that are near."""


def step_named(name: str) -> tuple[type[Lifecycle], Step]:
    """The step of a name such as Hearing.schedule, whatever its capitals; or of its Chinese name, 听证.排期并通知."""
    known = {f"{model.__name__}.{one}": (model, step) for model in lifecycles() for one, step in model.steps().items()}
    spoken = {f"{model.thing()}.{step.label}": full for full, (model, step) in known.items()}
    folded = {full.lower(): full for full in known} | {said.lower(): full for said, full in spoken.items()}
    wanted = name.strip().replace("。", ".").lower()
    if wanted in folded:
        return known[folded[wanted]]
    near = get_close_matches(wanted, folded, n=NEAR, cutoff=0.5) or [
        one for one in folded if wanted and wanted.rpartition(".")[2] in one
    ]
    found = list(dict.fromkeys(folded[one] for one in near))[:NEAR]
    said = _("没有“%(name)s”这一步骤。") % {"name": name}
    if found:
        raise UnknownStep(said + _("相近的有：%(near)s。") % {"near": "、".join(found)})
    raise UnknownStep(said + _("写法如 Hearing.schedule，全部步骤见 docs/workflows/。"))


def explained(model: type[Lifecycle], step: Step) -> str:
    """The whole step as lines of text."""
    lines = [f"{model.thing()} · {step.label}（{model.__name__}.{step.name}）", f"  {' '.join(step.meaning.split())}"]
    lines += [f"  {label}：{text}" for label, text in _head(model, step)]
    guards, effects = list(guards_of(model, step)), effects_in_order(model, step)
    refused, then = _("不能办的情形"), _("随后依次")
    if guards:
        lines += [f"  {refused}：", *(f"    {code}  {said}" for code, said in guards)]
    if effects:
        lines += [f"  {then}：", *(f"    {no} {name}  {said}" for no, (name, said) in enumerate(effects, 1))]
    lines += [f"  {label}：{'、'.join(names)}" for label, names in brings(model, step)]
    return "\n".join(lines)


def _head(model: type[Lifecycle], step: Step) -> Iterator[tuple[str, str]]:
    states = {**{state.value: str(state.label) for state in model.State}, NEW: _("（新开）"), "*": _("（任何状态）")}
    yield _("谁"), str(step.permission.label)
    to = states[step.target] if step.target else _("（不变）")
    yield _("状态"), f"{'、'.join(states[one] for one in step.sources)} → {to}"
    if step.facts:
        yield _("填写"), "、".join(str(fact.label) for fact in step.facts)
    if step.basis:
        yield _("依据"), step.basis
    yield from ways_back(model, step)


def ways_back(model: type[Lifecycle], step: Step) -> Iterator[tuple[str, str]]:
    """How a wrong entry of the step is taken back, and what of the clock's gives way to one that was in time."""
    if step.annul is not None:
        by_people = _("可以撤销登记。") if step.annul.by_people else _("随引起它的一步撤销，或者让位于期限内的办理。")
        left = _("这一项成为“%s”。") % model.State(step.annul.leaves).label if step.annul.leaves else ""
        yield _("登记错误的"), by_people + left
    if step.overtakes:
        named = "、".join(f"“{model.steps()[name].label}”" for name in step.overtakes)
        yield _("期限内办理、期满以后登记的"), _("先撤销系统登记的%s。") % named


def guards_of(model: type[Lifecycle], step: Step) -> Iterator[tuple[str, str]]:
    """Each guard: its code, what it says, and when it is asked if not for every button."""
    for guard in step.guards_for(model):
        said = _("（理由随情形写出）") if callable(guard.sentence) else str(guard.sentence)
        must = _("应当：") if isinstance(guard, FurtherGuard) else ""
        yield guard.code, must + said + when_asked(guard)


def when_asked(guard: Guard | FurtherGuard) -> str:
    """When a guard is asked, if it is not asked for each button."""
    if guard.on_facts:
        return _("［填写以后判断］")
    return _("［在办理页和办理时检查］") if isinstance(guard, FurtherGuard) and guard.dear else ""


def effects_in_order(model: type[Lifecycle], step: Step) -> list[tuple[str, str]]:
    """What runs with the step, in order: the name, and what it does."""
    first = completion_of(model, step.name)
    return [(one.__name__, _first_line(one)) for one in [*([first] if first else []), *effects_of(model, step.name)]]


def _first_line(effect: Any) -> str:
    return " ".join((effect.__doc__ or "").split())


def brings(model: type[Lifecycle], step: Step) -> Iterator[tuple[str, list[str]]]:
    """What the step brings about, kind by kind, in words; kinds of which there is nothing are left out."""
    found = consequences.brought_about(model, step.name)
    words = {
        "drafts": _("起草文书"), "issues": _("签发文书"), "starts": _("期限起算"), "meets": _("期限完成"), "ends": _("期限终止"),
        "moves": _("期限变动"), "takes": _("随之办理"), "tells": _("告知"),
    }  # fmt: skip
    for kind, label in words.items():
        if names := getattr(found, kind):
            yield label, [_in_words(kind, name) for name in names]


def _in_words(kind: str, name: str) -> str:
    if kind in ("drafts", "issues"):
        if name == consequences.ANY:
            return _("此前起草的文书")
        return str(PaperKind(name).label)
    if kind == "takes":
        model, step = step_named(name)
        return f"{model.thing()}“{step.label}”（{name}）"
    if kind == "tells":
        return str((PartyRole if name in PartyRole.values else Role)(name).label)
    return limit_in_words(name)


def limit_in_words(code: str) -> str:
    """A limit by code and name."""
    if code == consequences.ANY:
        return _("任何期限")
    fixed = {one.code: one.label for one in FIXED}
    return f"{code} {_(fixed[code] if code in fixed else EDITIONS[code][-1].label)}"
