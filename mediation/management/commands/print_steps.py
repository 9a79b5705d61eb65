"""Write the list of steps, facts and refusals into docs/scenarios.md, from the declarations."""

from __future__ import annotations

from typing import Any, ClassVar

import yaml
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from mediation.documents.registry import document_types
from mediation.scenarios.codes import reasons
from mediation.scenarios.nouns import lifecycle_nouns, noun
from mediation.scenarios.script import Item, load
from mediation.scenarios.sheets import SCRIPT
from mediation.scenarios.shipped import shipped
from mediation.vocabulary import OrganKind, Role
from mediation.workflows.base import COMMON_STEPS, Lifecycle, Step
from mediation.workflows.facts import Fact, Kind

BEGIN, END = "<!-- steps: printed from the code by `manage.py print_steps` -->", "<!-- end of steps -->"
PAGE = settings.ROOT / "docs" / "scenarios.md"
KINDS = {
    Kind.TEXT: "文字", Kind.LONG_TEXT: "长文字", Kind.DAY: "日期", Kind.MOMENT: "日期和时刻", Kind.NUMBER: "整数",
    Kind.MONEY: "金额", Kind.YES_NO: "是/否", Kind.CHOICE: "选一", Kind.CHOICES: "选几", Kind.TABLE: "表，每行",
    Kind.FILE: "几个文件名", Kind.CONTENT: "文书内容，见“文书”",
}  # fmt: skip

UNFIXED = "（理由随情形写出，播放时原样显示）"


class Command(BaseCommand):
    """manage.py print_steps [--check]."""

    help = "由代码更新docs/scenarios.md中的步骤、内容和拒绝理由；--check只检查是否最新。"

    def add_arguments(self, parser: CommandParser) -> None:
        """--check compares and changes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Replace what stands between the two marks."""
        old = PAGE.read_text(encoding="utf-8")
        with override("zh-hans"):
            new = f"{old[: old.index(BEGIN)]}{BEGIN}\n\n{reference()}\n{old[old.index(END) :]}"
        if check and new != old:
            raise CommandError("docs/scenarios.md不是最新的，请运行 manage.py print_steps。")
        if not check:
            PAGE.write_text(new, encoding="utf-8")


def reference() -> str:
    """Every lifecycle, every kind of paper with fields, every code."""
    shown = examples()
    parts = [part for word, model in lifecycle_nouns().items() for part in lifecycle(word, model, shown)]
    return "\n".join([*organs_and_roles(), *of_every_kind(shown), *parts, *papers(), *codes()]) + "\n"


def organs_and_roles() -> list[str]:
    """What an organ and a member of staff may be, for the top of the file."""
    kinds, roles = ("、".join(f"`{one.value}` {one.label}" for one in listed) for listed in (OrganKind, Role))
    return ["### 单位种类和岗位", "", f"- `kind`：{kinds}", f"- `role`：{roles}", ""]


def of_every_kind(shown: dict[str, str]) -> list[str]:
    """The steps that every kind of thing has, once."""
    first: type[Lifecycle] = next(iter(lifecycle_nouns().values()))
    lines = ["### 各种事项共有的步骤", "", "步骤写成“种类.步骤”，例如`service.annul`、`petition.correct_day`。", ""]
    for name in COMMON_STEPS:
        example = next((one for step, one in shown.items() if step.partition(".")[2] == name), "")
        lines += described("*", first.steps()[name], example)
    return lines


def examples() -> dict[str, str]:
    """For each step, the shortest act of the scenarios that ship by which it is taken."""
    found: dict[str, str] = {}
    for path in [*shipped(), SCRIPT]:
        for item in load(path).items:
            if item.step is not None and "expect_refused" not in item.entries:
                step, one = item.entries["step"].text(), written(item)
                found[step] = min(found.get(step, one), one, key=len)
    return found


class Plain(yaml.SafeDumper):
    """Quotes only what would be read otherwise: every value of a scenario is a text."""

    yaml_implicit_resolvers: ClassVar[dict[Any, Any]] = {}


def written(item: Item) -> str:
    """An act on one line, without its day."""
    told = {key: node.plain() for key, node in item.entries.items() if key not in ("on", "at")}
    text: str = yaml.dump(told, Dumper=Plain, allow_unicode=True, default_flow_style=True, width=10**6, sort_keys=False)
    return text.strip()


def lifecycle(word: str, model: type[Lifecycle], shown: dict[str, str]) -> list[str]:
    """States and steps of one kind of thing."""
    states = "、".join(f"`{state.value}` {state.label}" for state in model.State)
    lines = [f"### {word} {model._meta.verbose_name}", "", f"状态：{states}", ""]
    for step in model.steps().values():
        if step.name not in COMMON_STEPS:
            lines += described(word, step, shown.get(f"{word}.{step.name}", ""))
    return lines


def described(word: str, step: Step, example: str) -> list[str]:
    """One step: who may, from which states, what is stated, why it may be refused, how it is written."""
    begins = "新开" if step.opens else "、".join(step.sources)
    lines = [f"#### `{word}.{step.name}` {step.label}", "", f"{' '.join(step.meaning.split())}", ""]
    lines.append(f"- 谁：{step.permission.label}；从：{begins}；到：{step.target or '（不变）'}{basis(step)}")
    lines += [f"- {fact_line(fact)}" for fact in step.facts]
    if step.guards:
        lines.append(f"- 拒绝：{'、'.join(dict.fromkeys(f'`{guard.code}`' for guard in step.guards))}")
    if example:
        lines.append(f"- 例：`{example}`")
    return [*lines, ""]


def basis(step: Step) -> str:
    """The article."""
    return f"；依据：{step.basis}" if step.basis else ""


def fact_line(fact: Fact) -> str:
    """Name, label, kind, whether it must be stated, what may be chosen."""
    words = f"`{fact.name}` {fact.label}：{kind(fact)}{'，必填' if fact.required else ''}"
    if fact.choices is not None:
        words += f"：{'、'.join(f'`{code}` {label}' for code, label in fact.offered)}"
    if fact.columns:
        words += "：" + "；".join(fact_line(column) for column in fact.columns)
    return words


def kind(fact: Fact) -> str:
    """What sort of value is written."""
    if fact.kind not in (Kind.ONE, Kind.SOME):
        return KINDS[fact.kind]
    word = noun(apps.get_model("mediation", fact.of))
    return f"指一项（{word}）" if fact.kind is Kind.ONE else f"指几项（{word}）"


def papers() -> list[str]:
    """What is written in each kind of paper."""
    lines = ["### 文书", "", "`content`中可以写的内容（必填的在送审、签发前检查）：", ""]
    for code, found in document_types().items():
        lines.append(f"- `{code}` {found.kind.label}{'（须批准）' if found.needs_approval else ''}")
        lines += [f"  - {fact_line(fact)}" for fact in found.fields]
    return [*lines, ""]


def codes() -> list[str]:
    """Every code with its sentence."""
    lines = ["### 拒绝理由", "", "| 代号 | 理由 |", "|---|---|"]
    return [*lines, *(f"| `{r.code}` | {r.sentence.replace('|', '/') or UNFIXED} |" for r in reasons().values())]
