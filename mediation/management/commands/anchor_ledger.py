"""Write down the ends of all chains of the ledger, where whoever has the database cannot change them."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mediation.queries.office.ledger import anchors


class Command(BaseCommand):
    """manage.py anchor_ledger FOLDER: exit 0 with the root in a line, which may be kept anywhere and told to anybody."""

    help = "把办理记录各链的末端写成一个锚定文件，放到数据库管不着的地方；以后用verify_ledger --anchors对照。每天运行一次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and to whom the root is sent."""
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="放锚定文件的文件夹，最好在另一台机器上")
        parser.add_argument("--mail", action="append", default=[], metavar="ADDRESS", help="把根值寄到这里，可以写几个")

    def handle(self, *args: Any, folder: Path, mail: list[str], **options: Any) -> None:
        """One file more."""
        try:
            made = anchors.write(folder, at=timezone.now())
        except (OSError, ValueError) as fault:
            raise CommandError(f"没有锚定：{fault}", returncode=1) from fault
        said = f"{made.at} {len(made.lines)}条链，根值{made.root}，前一个{made.before}"
        if mail:
            send_mail(subject=f"办理记录的锚定 {made.at[:10]}", message=said, from_email=None, recipient_list=mail)
        self.stdout.write(said)
