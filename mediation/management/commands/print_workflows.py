"""Print a diagram of every lifecycle from the code into docs/workflows/."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from mediation.management.automatic_acts import table
from mediation.management.explaining import brings, effects_in_order, guards_of, ways_back
from mediation.workflows.base import NEW, Lifecycle, Step, lifecycles


class Command(BaseCommand):
    """manage.py print_workflows [--check]."""

    help = "由代码生成 docs/workflows/ 中的流程图；--check 只检查是否最新。"

    def add_arguments(self, parser: CommandParser) -> None:
        """--check compares and changes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Write or compare one file for each lifecycle and an index."""
        folder = settings.ROOT / "docs" / "workflows"
        with override("zh-hans"):
            pages = {f"{m._meta.model_name}.md": page(m) for m in lifecycles()}
            pages["README.md"] = index(lifecycles())
            pages["../automatic_acts.md"] = table()
        stale = [name for name, text in pages.items() if not _same(folder / name, text)]
        stale += [p.name for p in folder.glob("*.md") if p.name not in pages] if folder.exists() else []
        if check and stale:
            raise CommandError(f"流程图不是最新的，请运行 manage.py print_workflows：{'、'.join(sorted(stale))}")
        if not check:
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob("*.md"):
                old.unlink()
            for name, text in pages.items():
                (folder / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"{len(pages)} 个文件写入 {folder}")


def _same(path: Any, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def index(models: list[type[Lifecycle]]) -> str:
    """The list of all lifecycles."""
    rows = "\n".join(
        f"| [{m._meta.verbose_name}]({m._meta.model_name}.md) | `{m.__name__}` | {len(m.State.values)} | {len(m.steps())} |"
        for m in models
    )
    return (
        "# Lifecycles\n\nPrinted from the code by `manage.py print_workflows`; do not edit.\n\n"
        f"| 名称 | model | states | steps |\n|---|---|---|---|\n{rows}\n"
    )


def page(model: type[Lifecycle]) -> str:
    """Diagram and table of one lifecycle."""
    lines = [f"# {model._meta.verbose_name} `{model.__name__}`", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value}: {state.label}" for state in model.State]
    for step in model.steps().values():
        if step.target:
            sources = model.State.values if step.sources == ("*",) else step.sources
            lines += [f"    {'[*]' if s == NEW else s} --> {step.target}: {step.label}" for s in sources]
    lines += ["```", "", "| step | 步骤 | who | guards | basis | meaning |", "|---|---|---|---|---|---|"]
    for step in model.steps().values():
        guards = "<br>".join(f"`{g.code}`" for g in step.guards_for(model))
        meaning = " ".join(step.meaning.split())
        lines.append(
            f"| `{step.name}` | {step.label} | {step.permission.label} | {guards} | {step.basis} | {meaning} |"
        )
    return "\n".join([*lines, *(line for step in model.steps().values() for line in section(model, step))]) + "\n"


def section(model: type[Lifecycle], step: Step) -> list[str]:
    """What one step asks and brings about: guards with their sentences, effects in order, papers, limits, who is told."""
    guards = [f"- `{code}` {said}" for code, said in guards_of(model, step)]
    effects = [f"{no}. `{name}` {said}" for no, (name, said) in enumerate(effects_in_order(model, step), 1)]
    brought = [f"- {label}：{'、'.join(names)}" for label, names in brings(model, step)]
    back = [f"- {label}：{words}" for label, words in ways_back(model, step)]
    parts = [("Guards", guards), ("Effects, in order", effects), ("Brings about", brought), ("Taken back", back)]
    told = [line for title, lines in parts if lines for line in ("", f"{title}:", "", *lines)]
    return ["", f"## `{step.name}` {step.label}", *told] if told else []
