"""The passing of time, and jobs whose worker died."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from mediation.actions import deadlines


@app.periodic(cron="*/5 * * * *")
@app.task(name="run_clock", queue="default", queueing_lock="run_clock")
def run_clock(timestamp: int) -> None:
    """Take every step that the end of a period brings. May be missed or doubled without harm."""
    deadlines.run_clock(timezone.now())


@app.periodic(cron="* * * * * */20")
@app.task(name="retry_stalled_jobs", queue="default", queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that died to another one."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=settings.STALLED_JOB_SECONDS):
        await manager.retry_job(job)
