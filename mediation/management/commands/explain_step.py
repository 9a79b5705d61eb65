"""Say what a step is: who may, what stands against it, what it brings about."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from mediation.management.explaining import UnknownStep, explained, step_named


class Command(BaseCommand):
    """manage.py explain_step Hearing.schedule [--english]."""

    help = "说明一个步骤：谁可以办、有哪些条件、随后发生什么。例如 explain_step Hearing.schedule。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The steps, and the language."""
        parser.add_argument("steps", nargs="+", help="例如 Hearing.schedule，或者 听证.排期并通知")
        parser.add_argument("--english", action="store_true", help="用英文说明")

    def handle(self, *args: Any, steps: list[str], english: bool = False, **options: Any) -> None:
        """Print each step."""
        with override("en" if english else "zh-hans"):
            try:
                told = [explained(*step_named(name)) for name in steps]
            except UnknownStep as wrong:
                raise CommandError(str(wrong)) from None
        self.stdout.write("\n\n".join(told))
