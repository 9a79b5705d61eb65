"""/metrics/: figures in the words of Prometheus, for whoever shows the token of METRICS_TOKEN; without one it does not exist."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateJob

from mediation import VERSION
from mediation.queries.office.machine import disks, room_of
from mediation.queries.office.site import Standing, site_standing
from mediation.web.audience import open_to_all
from mediation.web.middleware import today

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Line = tuple[str, str, float]


@open_to_all
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts and ages, never a name, a number of a file or an address."""
    if not (settings.METRICS_TOKEN and _shown(request)):
        raise Http404
    try:
        standing = site_standing(at=timezone.now(), on=today())
        lines = [("up", "", 1.0), *_of(standing), *_jobs()]
    except (DatabaseError, InterfaceError):
        lines = [("up", "", 0.0)]
    return HttpResponse("".join(_printed(lines)), content_type=CONTENT_TYPE)


def _shown(request: HttpRequest) -> bool:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(token.encode(), settings.METRICS_TOKEN.encode())


HELP = {
    "up": "1 while the database answers.",
    "info": "The version of the program.",
    "concern": "1 for each thing that an administrator must see to, by its code.",
    "not_ready": "1 while the site cannot do its work (as /health/ready/ says).",
    "worker_heartbeat_age_seconds": "Since a worker was heard of.",
    "clock_age_seconds": "Since limits were last dealt with.",
    "clock_halted": "1 while the clock stands.",
    "oldest_job_age_seconds": "How long the job waits that waits longest.",
    "jobs": "Jobs that wait, run or failed, by queue.",
    "unswept_deadlines": "Limits that ended and were not dealt with.",
    "unsealed_papers": "Papers that wait too long for an electronic seal.",
    "provisional_deadlines": "Running limits in years without a notice of holidays.",
    "backup_age_seconds": "Since the last backup that was restored for proof.",
    "disk_free_bytes": "Room on the disk of the files.",
}


def _of(standing: Standing) -> Iterator[Line]:
    yield "info", f'version="{VERSION}"', 1
    for concern in standing.concerns():
        yield "concern", f'code="{concern.code}"', 1
    yield "not_ready", "", bool(standing.hindrances())
    now = timezone.now()
    ages = {
        "worker_heartbeat_age_seconds": standing.worker_seen_at and (now - standing.worker_seen_at).total_seconds(),
        "clock_age_seconds": standing.clock_seconds,
        "backup_age_seconds": standing.backup_seconds,
    }
    yield from ((name, "", age) for name, age in ages.items() if age is not None)
    yield "clock_halted", "", bool(standing.halt)
    yield "oldest_job_age_seconds", "", standing.oldest_job_seconds
    yield "unswept_deadlines", "", standing.unswept
    yield "unsealed_papers", "", standing.unsealed
    yield "provisional_deadlines", "", standing.provisional
    for disk in disks((Path(settings.MEDIA_ROOT),)):
        yield "disk_free_bytes", "", room_of(disk)


def _jobs() -> Iterator[Line]:
    kept = ProcrastinateJob.objects.filter(status__in=("todo", "doing", "failed"))
    for queue, status, count in (
        kept.values_list("queue_name", "status").annotate(n=Count("*")).order_by("queue_name", "status")
    ):
        yield "jobs", f'queue="{queue}",status="{status}"', count


def _printed(lines: list[Line]) -> Iterator[str]:
    told: set[str] = set()
    for name, labels, value in lines:
        if name not in told:
            told.add(name)
            yield f"# HELP mediation_{name} {HELP[name]}\n# TYPE mediation_{name} gauge\n"
        yield f"mediation_{name}{f'{{{labels}}}' if labels else ''} {float(value):.15g}\n"
