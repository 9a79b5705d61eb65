"""The passing of time, and jobs whose worker died."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app

from mediation.actions import queue
from mediation.actions.clock import deadlines, reminders, trust
from mediation.actions.office import reading
from mediation.actions.sittings import reminding
from mediation.jobs import comeback
from mediation.models import SignIn, TryCount, WindowScreen

KEPT = timedelta(days=2)


@app.periodic(cron="*/5 * * * *")
@app.task(name="run_clock", queue="default", queueing_lock="run_clock")
def run_clock(timestamp: int) -> None:
    """Take every step that the end of a period brings. May be missed or doubled without harm."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    if trust.may_run(now):
        deadlines.run_clock(now)
        trust.ran(now)


@app.periodic(cron="2-59/5 * * * *")
@app.task(name="send_reminders", queue="default", queueing_lock="send_reminders")
def send_reminders(timestamp: int) -> None:
    """Remind of limits that have reached a warning level. May be missed or doubled without harm."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    if trust.may_run(now):
        reminders.remind(now)


@app.periodic(cron="3-59/5 * * * *")
@app.task(name="remind_of_sittings", queue="default", queueing_lock="remind_of_sittings")
def remind_of_sittings(timestamp: int) -> None:
    """The day before, remind everybody who is called to a sitting. May be missed or doubled without harm."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    if trust.may_run(now):
        reminding.remind_of_sittings(now)


@app.periodic(cron="4-59/5 * * * *")
@app.task(name="watch_reading", queue="default", queueing_lock="watch_reading")
def watch_reading(timestamp: int) -> None:
    """Notice who opens unusually many files. May be missed or doubled without harm."""
    reading.watch(datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="* * * * * */20")
@app.task(name="retry_stalled_jobs", queue="default", queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of workers that died to others."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=settings.STALLED_JOB_SECONDS):
        await comeback.take_from_the_dead(manager, job)


@app.periodic(cron="25 * * * *")
@app.task(name="forget_done_jobs", queue="default", queueing_lock="forget_done_jobs")
def forget_done_jobs(timestamp: int) -> None:
    """Jobs that were done two days ago are deleted; the queue stays as short as what waits in it. So are counts that are over."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    if trust.may_run(now):
        queue.forget_done(now - KEPT)
        TryCount.forget_over(now)
        WindowScreen.forget_over(now)
        SignIn.forget_over(now - timedelta(seconds=settings.SESSION_COOKIE_AGE))
