"""Give the site's own database role its rights: after every migration, as the owner of the tables."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, transaction

from mediation.management.rights import grant, too_much


class Command(BaseCommand):
    """manage.py grant_rights ROLE: exit 0 when the role has its rights and no more."""

    help = "给网站所用的数据库角色授权：办理所需的都有，不能改表、不能关触发器、不能改删办理记录。由表的所有者运行，每次迁移以后都要运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom."""
        parser.add_argument("role", metavar="ROLE")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        """All of them or none."""
        try:
            with transaction.atomic():
                count = grant(role)
                if found := too_much(role):
                    raise CommandError(
                        f"角色{role}的权力过大（{found}）。请另建一个不是表的所有者、也不是超级用户的角色。"
                    )
        except ProgrammingError as fault:
            raise CommandError(f"授不了权：{fault}") from fault
        self.stdout.write(f"角色{role}已有{count}张表的权限，不能改表、关触发器、改删办理记录。")
