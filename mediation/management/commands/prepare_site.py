"""Bring the database up to the code: tables, cache, and the first of the sample data where they are wanted."""

from argparse import ArgumentParser

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.utils import timezone

from mediation.models.clock.calendar import seed_calendars


class Command(BaseCommand):
    """What `make run` does between the start of PostgreSQL and the start of the site."""

    help = "迁移数据库、建缓存表、在空库中开始装入示例。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--no-samples` for an office's own database."""
        parser.add_argument("--no-samples", action="store_true", help="不装示例数据")

    def handle(self, *, no_samples: bool, **options: object) -> None:
        """Every step may be repeated; a second run finds nothing to do."""
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        seed_calendars(at=timezone.now())
        if not no_samples and "load_samples" in get_commands():
            call_command("load_samples", begin=True)
