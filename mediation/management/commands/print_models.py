"""Print a picture of every wing's tables and what they point at into docs/models.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Model
from django.utils.translation import override

from mediation.wings import WINGS

SHARED = "shared"
HEAD = """# Tables

Printed from the code by `manage.py print_models`; do not edit. One picture for each wing, lowest first
([decision 21](decisions/0021-wings-inside-layers.md)): its own tables and what they point at, dotted where that may be nothing.
That a row belongs to a file (`Matter`) is said once below the picture, as it holds for almost every table.
"""


class Command(BaseCommand):
    """manage.py print_models [--check]."""

    help = "由代码生成 docs/models.md 中的数据模型图；--check 只检查是否最新。"

    def add_arguments(self, parser: CommandParser) -> None:
        """--check compares and changes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Write or compare the page."""
        path = settings.ROOT / "docs" / "models.md"
        with override("zh-hans"):
            text = page()
        if check and not (path.exists() and path.read_text(encoding="utf-8") == text):
            raise CommandError("数据模型图不是最新的，请运行 manage.py print_models。")
        if not check:
            path.write_text(text, encoding="utf-8")
            self.stdout.write(str(path))


def page() -> str:
    """The whole page."""
    rooms: dict[str, list[type[Model]]] = {wing: [] for wing in (SHARED, *WINGS)}
    for model in sorted(apps.get_app_config("mediation").get_models(), key=lambda m: m.__name__):
        rooms[_wing(model)].append(model)
    return "\n".join([HEAD, *(line for wing, models in rooms.items() if models for line in _part(wing, models))])


def _wing(model: type[Model]) -> str:
    room = model.__module__.split(".")[2]
    return room if room in WINGS else SHARED


def _part(wing: str, models: list[type[Model]]) -> Iterator[str]:
    yield f"## {wing if wing != SHARED else 'What every wing shares'}"
    yield ""
    yield "```mermaid"
    yield "erDiagram"
    for model in models:
        yield f'    {model.__name__}["{model._meta.verbose_name} {model.__name__}"]'
        yield from _points_at(model)
    yield "```"
    yield ""
    of_files = [m.__name__ for m in models if any(f.name == "matter" for f in m._meta.fields)]
    if of_files:
        yield f"Rows of a file: {', '.join(f'`{name}`' for name in of_files)}."
        yield ""


def _points_at(model: type[Model]) -> Iterator[str]:
    """An arrow for each relation: crow's feet where many rows point at one, or at each other."""
    for field in model._meta.fields:
        if field.is_relation and field.name != "matter":
            many = "|o" if field.one_to_one else "}o"
            line, one = ("..", "o|") if field.null else ("--", "||")
            yield f'    {model.__name__} {many}{line}{one} {_name(field)} : "{field.name}"'
    for field in model._meta.many_to_many:
        if field.related_model._meta.app_label == "mediation":
            yield f'    {model.__name__} }}o--o{{ {_name(field)} : "{field.name}"'


def _name(field: Any) -> str:
    return str(field.related_model.__name__)
