"""Bulk issue: opinions issued, rendered and signed by one and by two workers, and what the web site does meanwhile.

`make bench-bulk`, or `bench/bulk.py N` for another number than a thousand. Each round works in a scratch database of
its own, which is dropped. Opinions are approved beforehand; the clock runs from the press to the last signed file.
"""

from __future__ import annotations

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings.dev")

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

django.setup()

from mediation.actions import gateway  # noqa: E402
from mediation.actions.papers import bulk  # noqa: E402
from mediation.models import (  # noqa: E402
    Appointment,
    BulkItem,
    BulkRun,
    Claim,
    Organ,
    Paper,
    Petition,
    ReviewAuthority,
    User,
)  # fmt: skip
from mediation.models.clock.calendar import seed_calendars  # noqa: E402
from mediation.scenarios.scratch import scratch_database  # noqa: E402
from mediation.vocabulary import BulkAct, BulkResult, OrganKind, PaperKind, Role  # noqa: E402

MANY = 1000
REQUESTS_AT_REST = 60
PAUSE = 0.05
GIVE_UP = 3600
CLAIM = {"text": "按承诺价补足2024年青椒收购差额3600元", "category": "grievance", "route": "petition_procedure"}
CONTENT = {
    "course": "我单位受理后，听取了信访人陈述，查阅了2024年青椒收购台账和有关会议纪要，到柳树乡核实了收购点的过磅记录。",
    "findings": [{"claim": 1, "text": "2024年8月至10月，该户交售青椒，实付每斤九角；乡里张贴的公告载明保底价每斤一元二角。",
                  "evidence": "收购台账、过磅单、公告"}],
    "bases": [{"claim": 1, "title": "中华人民共和国民法典", "article": "第四百九十条"},
              {"claim": 1, "title": "中华人民共和国民法典", "article": "第五百零九条"}],
    "opinions": [{"claim": 1, "outcome": "supported", "reasons": "公告载明的保底价是明确的承诺，应当按照承诺补足差额。",
                  "performer": "青河县农业农村局", "what": "按每斤三角补足差额", "perform_by": ""}],
    "contact": "承办人，0555-1234567",
}  # fmt: skip


def say(what: str, figure: str, beside: str = "") -> None:
    print(f"| {what} | {figure} | {beside} |", flush=True)


# --- what there is beforehand ----------------------------------------------------------------------------------------


def staff(role: str, organ: Organ) -> User:
    person = User.objects.create(username=role, name=str(Role(role).label))
    Appointment.objects.create(user=person, organ=organ, role=role)
    return person


def fill(many: int) -> tuple[User, list[Paper]]:
    """So many petitions of one grower each, accepted, their opinions approved; and who issues them."""
    now = timezone.now()
    seed_calendars(at=now)
    county = Organ.establish(name="青河县人民政府", short="青政", code="qh", kind=OrganKind.GOVERNMENT)
    bureau = Organ.establish(
        below=county, name="青河县农业农村局", short="青农", code="qhny", kind=OrganKind.DEPARTMENT
    )
    ReviewAuthority.objects.create(organ=bureau, stage="review", authority=county)
    people = {role: staff(role, bureau) for role in (Role.INTAKE_CLERK, Role.HANDLER, Role.HEAD, Role.REGISTRAR)}
    papers = []
    for n in range(many):
        with transaction.atomic():
            papers.append(approved(n, bureau, people))
    return people[Role.REGISTRAR], papers


def approved(n: int, bureau: Organ, people: dict[str, User]) -> Paper:
    """One opinion, approved; what the worker would render besides is not handed to it."""
    now, handler = timezone.now(), people[Role.HANDLER]
    petition = gateway.perform(
        Petition, None, "register", by=people[Role.INTAKE_CLERK], at=now, organ=bureau, channel="visit",
        subject=f"青椒收购价未兑现（第{n + 1}户）", account="承诺保底收购价，实际没有兑现。",
        petitioners=[{"name": "张大山", "address": "柳树乡一村"}], claims=[CLAIM],
    )  # fmt: skip
    gateway.perform(Claim, petition.claims.get().pk, "accept", by=handler, at=now)
    content = {**CONTENT, "opinions": [{**CONTENT["opinions"][0], "perform_by": now.date() + timedelta(days=30)}]}
    paper = gateway.perform(
        Paper, None, "draft", by=handler, at=now, matter=petition.matter, kind=PaperKind.HANDLING_OPINION,
        content=content,
    )  # fmt: skip
    answer(paper, handler)
    gateway.perform(Paper, paper.pk, "submit", by=handler, at=now)
    return gateway.perform(Paper, paper.pk, "approve", by=people[Role.HEAD], at=now)


def answer(paper: Paper, handler: User) -> None:
    from mediation.documents.papers.content import unanswered

    now = timezone.now()
    if asked := unanswered(paper, now.astimezone(gateway.SHANGHAI).date()):
        answers = [{"finding": one.key, "reason": "已核对。"} for one in asked]
        gateway.perform(Paper, paper.pk, "explain", by=handler, at=now, answers=answers)


def forget_jobs() -> None:
    """Receipts and notices that were issued on the way are not what is measured."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("VACUUM ANALYZE")


# --- the site and its workers ----------------------------------------------------------------------------------------


def surroundings(url: str, files: str) -> dict[str, str]:
    sealing = {"SEALING": "mediation.documents.papers.sealing.sample.SampleSeals"}
    return {**os.environ, **sealing, "DATABASE_URL": url, "MEDIATION_FILES": files, "ALLOWED_HOSTS": "127.0.0.1"}


@contextmanager
def process(*command: str, **more: object) -> Iterator[subprocess.Popen[bytes]]:
    """A part of the site, in a session of its own, ended with all it started."""
    part = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more,
    )  # fmt: skip
    try:
        yield part
    finally:
        os.killpg(part.pid, signal.SIGTERM)
        try:
            part.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(part.pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Visitor:
    """Somebody at the desk who opens the same page again and again, with a short pause."""

    def __init__(self, port: int, user: User, page: str) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        self.port, self.page = port, page
        self.taken: list[float] = []
        self.going = True

    def open(self) -> float:
        start = time.perf_counter()
        line = HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request("GET", self.page, headers={"Cookie": self.cookie})
        answer = line.getresponse()
        body = answer.read()
        line.close()
        if answer.status != 200:
            raise SystemExit(f"{self.page}: {answer.status} {body[:200]!r}")
        return time.perf_counter() - start

    def until_told(self) -> None:
        while self.going:
            self.taken.append(self.open())
            time.sleep(PAUSE)


def await_site(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the site did not start")


# --- the measurement -------------------------------------------------------------------------------------------------


def measure(many: int, workers: int, files: str) -> float:
    """One run with so many workers; prints it, and returns papers a second."""
    with scratch_database() as url, on_database(url):
        registrar, papers = fill(many)
        forget_jobs()
        port, env = free_port(), surroundings(url, files)
        web = ["-m", "gunicorn", "mediation.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4",
               "--worker-class", "gthread", "--log-level", "error"]  # fmt: skip
        with process(*web, env=env):
            await_site(port)
            visitor = Visitor(port, registrar, "/desk/")
            visitor.open()
            rest = [visitor.open() for _n in range(REQUESTS_AT_REST)]
            seconds = timed(papers, registrar, workers, env, visitor)
        told(many, workers, seconds, rest, visitor.taken)
        return many / seconds


def timed(papers: list[Paper], registrar: User, workers: int, env: dict[str, str], visitor: Visitor) -> float:
    worker = ["manage.py", "procrastinate", "worker", "--concurrency", "1"]
    parts = [process(*worker, env=env) for _n in range(workers)]
    for part in parts:
        part.__enter__()
    try:
        warm()
        asking = threading.Thread(target=visitor.until_told)
        start = time.perf_counter()
        items = [BulkItem(matter_id=paper.matter_id, paper=paper, version=paper.version) for paper in papers]
        run = bulk.start_run(
            BulkAct.ISSUE, items, by=registrar, at=timezone.now(), key=f"bench-{workers}", language="zh-hans"
        )
        asking.start()
        await_signed(run, len(papers))
        seconds = time.perf_counter() - start
        visitor.going = False
        asking.join()
        return seconds
    finally:
        for part in parts:
            part.__exit__(None, None, None)


def warm() -> None:
    """Until the workers are there: they say so in their table."""
    from procrastinate.contrib.django.models import ProcrastinateWorker

    until = time.monotonic() + 60
    while not ProcrastinateWorker.objects.exists() and time.monotonic() < until:
        time.sleep(0.2)
    time.sleep(2)


def await_signed(run: BulkRun, many: int) -> None:
    """Until every paper is issued, rendered and signed; a refused one ends the measurement."""
    until = time.monotonic() + GIVE_UP
    signed = Paper.objects.filter(pk__in=run.items.values("paper")).exclude(sealed_sha256="")
    while signed.count() < many:
        refused = run.items.filter(result=BulkResult.REFUSED).first()
        if refused is not None:
            raise SystemExit(f"refused: {refused.sentence}")
        if time.monotonic() > until:
            raise SystemExit("given up: not every paper was signed")
        time.sleep(0.25)


def told(many: int, workers: int, seconds: float, rest: list[float], meanwhile: list[float]) -> None:
    last = numbers()
    assert last == list(range(1, many + 1)), "the numbers have a gap"
    before, under = (statistics.median(one) * 1000 for one in (rest, meanwhile))
    who = "1 worker" if workers == 1 else f"{workers} workers"
    say(
        f"{many:,} opinions issued, rendered, signed, {who}",
        f"{many / seconds:.1f} papers/s",
        f"{seconds:.0f} s; numbers without a gap; a page of the desk meanwhile {under:.0f} ms"
        f" (median of {len(meanwhile)}), at rest {before:.0f} ms",
    )


def numbers() -> list[int]:
    found = Paper.objects.of_kind(PaperKind.HANDLING_OPINION).values_list("number", flat=True)
    return sorted(int(number.rpartition("〕")[2][:-1]) for number in found)


@contextmanager
def on_database(url: str) -> Iterator[None]:
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = url.split("@/")[1].split("?")[0]
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}\n\n| what | figure | beside |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as files:
        settings.MEDIA_ROOT = Path(files)
        one, two = (measure(many, workers, files) for workers in (1, 2))
    say("two workers beside one", f"{two / one:.2f} ×", "of the papers a second")


if __name__ == "__main__":
    main()
