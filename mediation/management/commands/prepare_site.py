"""Bring the database up to the code: tables, cache, and the first of the sample data where they are wanted."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.utils import timezone

from mediation.actions.office.people import new_secret_words
from mediation.management.rights import grant_to_the_site
from mediation.models.clock.calendar import seed_calendars
from mediation.queries.office.setting_up import START_SECRET, is_empty


class Command(BaseCommand):
    """What `make run` does between the start of PostgreSQL and the start of the site."""

    help = "迁移数据库、建缓存表、在空库中开始装入示例。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--no-samples` for an office's own database."""
        parser.add_argument("--no-samples", action="store_true", help="不装示例数据")

    def handle(self, *, no_samples: bool, **options: object) -> None:
        """Every step may be repeated; a second run finds nothing to do."""
        Path(settings.MEDIA_ROOT).mkdir(mode=0o700, parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        grant_to_the_site()
        seed_calendars(at=timezone.now())
        if no_samples and is_empty():
            self._tell_how_to_begin()
        if not no_samples and "load_samples" in get_commands():
            call_command("load_samples", begin=True)

    def _tell_how_to_begin(self) -> None:
        """An empty site is begun by whoever can read this; the secret lies beside the data until it is used."""
        file = Path(settings.VAR) / START_SECRET
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(new_secret_words(), encoding="ascii")
        address = f"{settings.SITE_URL.rstrip('/')}/desk/begin/"
        secret = file.read_text(encoding="ascii")
        self.stdout.write(f"系统是空的。用浏览器打开 {address} 开始设置，开始口令：{secret}")
