"""Check a file of local rules, show what it changes, and let an organ apply it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mediation.models import Organ
from mediation.models.clock.calendar import named_rules
from mediation.queries.clock.local_rules import changes_of
from mediation.timelimits import TimeLimitError, load_local_rules


class Command(BaseCommand):
    """manage.py local_rules NAME|FILE.toml [--organ CODE]: exit 2 with file, key and reason if it is wrong."""

    help = "核对地方规则文件，显示它改变哪些期限；加--organ让一个机关（和它的下级）适用。写法见docs/deadlines.md。"
    requires_system_checks: list[str] = []  # type: ignore[assignment]

    def add_arguments(self, parser: CommandParser) -> None:
        """A name of the site's folder or of what ships, or the path of a file."""
        parser.add_argument("rules", metavar="名称或者文件.toml")
        parser.add_argument("--organ", default="", metavar="CODE", help="机关编码：今后该机关和下级按这份规则起算")

    def handle(self, *args: Any, rules: str, organ: str, **options: Any) -> None:
        """Check, show, and set."""
        try:
            found = load_local_rules(Path(rules)) if rules.endswith(".toml") else named_rules(rules)
        except TimeLimitError as wrong:
            raise CommandError(str(wrong), returncode=2) from None
        self.stdout.write(f"{found.region}　{found.authority}　自{found.in_force_from}起施行")
        for sentence in changes_of(found):
            self.stdout.write(f"  {sentence}")
        if organ:
            self._apply(rules, organ)

    def _apply(self, rules: str, code: str) -> None:
        if rules.endswith(".toml"):
            raise CommandError("请把文件放进LOCAL_RULES_FOLDER所指的文件夹，再写它的名称（不带.toml）。", returncode=2)
        organ = Organ.objects.filter(code=code).first()
        if organ is None:
            raise CommandError(f"没有编码为“{code}”的机关，请核对机关编码。", returncode=2)
        organ.settings = {**organ.settings, "local_rules": rules}
        organ.save(update_fields=["settings"])
        self.stdout.write(f"{organ}和它的下级今后按这份规则起算；已经起算的期限不变。")
