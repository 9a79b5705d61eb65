"""Render papers; set aside files that no step came to name."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from mediation.actions import keeping, queue
from mediation.actions.clock import trust
from mediation.actions.intake import receipts, roster
from mediation.actions.papers import packing, rendering
from mediation.actions.serving import copies

ATTEMPTS = 5


@app.task(name="render_paper", queue="papers", retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=3))
def render_paper(paper_id: int) -> None:
    """Render one issued paper."""
    rendering.render_paper(paper_id=paper_id, at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="sweep_papers", queue="papers", queueing_lock="sweep_papers", pass_context=False)
def sweep_papers(timestamp: int) -> None:
    """Hand papers without a PDF to the renderer again, should a job ever have been given up."""
    for paper_id in rendering.unrendered():
        queue.defer("render_paper", paper_id=paper_id)


@app.task(name=receipts.LEFT.task, queue="papers", retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=3))
def give_receipts(petition_id: int) -> None:
    """Give the receipts of a long list of people."""
    receipts.LEFT.go_on(petition_id, at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="sweep_receipts", queue="papers", queueing_lock="sweep_receipts", pass_context=False)
def sweep_receipts(timestamp: int) -> None:
    """Go on with receipts whose job was given up."""
    for petition_id in receipts.LEFT.waiting():
        receipts.LEFT.go_on(petition_id, at=timezone.now())


@app.task(name=copies.LEFT.task, queue="papers", retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=3))
def list_copies(paper_id: int) -> None:
    """List the copies of a paper that goes to many."""
    copies.LEFT.go_on(paper_id, at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="sweep_copies", queue="papers", queueing_lock="sweep_copies", pass_context=False)
def sweep_copies(timestamp: int) -> None:
    """Go on with copies whose job was given up."""
    for paper_id in copies.LEFT.waiting():
        copies.LEFT.go_on(paper_id, at=timezone.now())


@app.task(name=roster.TASK, queue="bulk", retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=3))
def enter_people(roster_id: int) -> None:
    """Enter the people of a long list, part by part."""
    roster.enter_all(roster_id, at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="sweep_rosters", queue="bulk", queueing_lock="sweep_rosters", pass_context=False)
def sweep_rosters(timestamp: int) -> None:
    """Go on with lists whose job was given up."""
    for roster_id in roster.waiting():
        roster.enter_all(roster_id, at=timezone.now())


@app.task(name="fetch_seal", queue="papers")
def fetch_seal(paper_id: int) -> None:
    """Ask whether the electronic seal of one paper has come; the sweep asks again."""
    if not trust.restored():
        rendering.fetch_seal(paper_id=paper_id, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="sweep_seals", queue="papers", queueing_lock="sweep_seals", pass_context=False)
def sweep_seals(timestamp: int) -> None:
    """Ask for every paper that waits for its electronic seal."""
    if trust.restored():
        return
    for paper_id in rendering.awaiting_seal():
        queue.defer("fetch_seal", paper_id=paper_id)


@app.periodic(cron="40 3 * * *")
@app.task(name="sweep_materials", queue="default", queueing_lock="sweep_materials", pass_context=False)
def sweep_materials(timestamp: int) -> None:
    """Set files aside whose step was refused, a day after they were sent; many at once are a fault for an administrator."""
    if not trust.restored():
        keeping.set_aside_unnamed(timezone.now())


@app.task(name="make_pack", queue="packs")
def make_pack(pack_id: int, language: str) -> None:
    """Make one copy of a whole matter for printing."""
    packing.make(pack_id=pack_id, at=timezone.now(), language=language)


@app.periodic(cron="50 3 * * *")
@app.task(name="sweep_packs", queue="packs", queueing_lock="sweep_packs", pass_context=False)
def sweep_packs(timestamp: int) -> None:
    """Delete copies that were made some days ago."""
    packing.forget_old(timezone.now())
