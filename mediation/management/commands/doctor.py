"""Look at everything that the site needs, and say what is to be done."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mediation.management.doctor import examine


class Command(BaseCommand):
    """manage.py doctor: exit 0 when nothing is to be done, 1 otherwise; every thing it looked at is told in a line of its own."""

    help = "体检：逐项检查设置、密钥、字体、磁盘、文件夹、数据库、时间、邮件和后台任务，说明该怎么办。只看不改。"
    # It must speak also where Django's own checks would stop it.
    requires_system_checks: list[str] = []  # type: ignore[assignment]

    def handle(self, *args: Any, **options: Any) -> None:
        """Each finding as soon as it is there."""
        wrong = seen = unseen = 0
        now = timezone.now()
        for finding in examine(at=now, on=timezone.localdate(now)):
            self.stdout.write(str(finding))
            seen, wrong, unseen = seen + 1, wrong + finding.wrong, unseen + finding.unseen
        left = f"，{unseen}项没有查" if unseen else ""
        if wrong or unseen:
            raise CommandError(f"查了{seen - unseen}项，{wrong}项要办{left}。", returncode=1)
        self.stdout.write(f"查了{seen}项，都正常。")
