"""How the site itself stands: what an administrator must see to. Counts only, never a person or a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from mediation import VERSION
from mediation.models import ClockRun, Deadline, JobFault, Organ, Paper
from mediation.models.clock.calendar import current_calendar, named_rules
from mediation.queries.office.fonts import missing_fonts
from mediation.queries.office.machine import applied_migration, full_disks, last_backup, newest_migration, oldest_job
from mediation.timelimits import WrongLocalRules
from mediation.vocabulary import ClockHalt

WORKER_SECONDS = 120
# An e-seal system that needs longer has a fault.
SEAL_SECONDS = 3600
# The clock runs every five minutes.
CLOCK_SECONDS = 900
JOB_SECONDS = 1800
# Once a day, and a day's work may be long.
BACKUP_HOURS = 30
# What keeps the site from doing its work at all: a machine that looks from outside is told that it is not ready.
HINDERS = {"no_worker", "no_fonts", "clock_halted", "clock_late", "old_jobs", "disk", "schema"}
# The State Council has always given notice of the next year's holidays by then.
NOTICE_MONTH = 12


@dataclass(frozen=True)
class Concern:
    """One thing to see to: a stable code, what is wrong, and how it is mended."""

    code: str
    sentence: str
    mend: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What was found at one moment."""

    worker_seen_at: datetime | None
    worker_missing: bool
    failed_jobs: int
    unswept: int
    provisional: int
    missing_years: tuple[int, ...]
    next_year_missing: int | None
    covered: tuple[int, ...] = ()
    wrong_rules: tuple[str, ...] = ()
    unsealed: int = 0
    halt: str = ""
    missing_fonts: tuple[str, ...] = ()
    clock_seconds: float | None = None
    oldest_job_seconds: float = 0
    full_disks: int = 0
    migration: str = ""
    backup_seconds: float | None = None

    @property
    def clock_late(self) -> bool:
        """Whether it has not run for long, and nothing else says why."""
        return not (self.halt or self.worker_missing) and (self.clock_seconds or 0) > CLOCK_SECONDS

    def concerns(self) -> list[Concern]:
        """What is to be seen to, in the order of urgency; none when all is well."""
        found = []
        if self.worker_missing:
            found.append(
                Concern("no_worker", _("后台任务没有运行：期限届满、提醒和文书生成都停着。"), _("请启动后台任务进程。"))
            )
        found += of_fonts(self.missing_fonts) + self._of_the_machine()
        if self.halt:
            found.append(of_halt(ClockHalt(self.halt)))
        if self.unswept:
            said = ngettext("有%(n)d个期限已届满而没有处理。", "有%(n)d个期限已届满而没有处理。", self.unswept)
            found.append(
                Concern("unswept", said % {"n": self.unswept}, _("请查看后台任务run_clock为什么没有跑或者失败。"))
            )
        if self.failed_jobs:
            said = ngettext("有%(n)d个后台任务失败。", "有%(n)d个后台任务失败。", self.failed_jobs)
            found.append(
                Concern("failed_jobs", said % {"n": self.failed_jobs}, _("请在“系统状况”页查看原因，排除后再试。"))
            )
        if self.unsealed:
            said = ngettext(
                "有%(n)d份文书超过一小时没有等到电子印章。", "有%(n)d份文书超过一小时没有等到电子印章。", self.unsealed
            )
            found.append(Concern("unsealed", said % {"n": self.unsealed}, _("请检查电子印章系统；等到以前不能送达。")))
        return found + self._of_calendars() + self._of_local_rules()

    def hindrances(self) -> list[Concern]:
        """Those of them that keep the site from doing its work."""
        return [one for one in self.concerns() if one.code in HINDERS]

    def _of_the_machine(self) -> list[Concern]:
        found = []
        if self.migration != newest_migration():
            said = _("数据库的表结构与程序不一致（数据库：%(there)s，程序：%(here)s）。")
            told = said % {"there": self.migration or "—", "here": newest_migration()}
            found.append(Concern("schema", told, _("请先备份，再运行manage.py prepare_site --no-samples。")))
        if self.full_disks:
            found.append(Concern("disk", _("磁盘将要写满。"), _("请清理或者扩大磁盘；manage.py doctor会说是哪一块。")))
        if self.clock_late:
            said = _("期限时钟已有%(n)d分钟没有运行。") % {"n": (self.clock_seconds or 0) // 60}
            found.append(Concern("clock_late", said, _("请查看后台任务run_clock为什么没有跑或者失败。")))
        if self.oldest_job_seconds > JOB_SECONDS:
            said = _("有后台任务等了%(n)d分钟还没有做。") % {"n": self.oldest_job_seconds // 60}
            found.append(Concern("old_jobs", said, _("请查看后台任务进程是否忙不过来或者卡住，可以再启动一个。")))
        if (self.backup_seconds or 0) > BACKUP_HOURS * 3600:
            said = _("已有%(n)d小时没有核对无误的备份。") % {"n": (self.backup_seconds or 0) // 3600}
            found.append(Concern("no_backup", said, _("请查看备份为什么没有做成，再运行一次manage.py backup。")))
        return found

    @property
    def covered_span(self) -> str:
        """The years of which the holidays are known: 2004—2026."""
        return f"{self.covered[0]}—{self.covered[-1]}" if self.covered else "—"

    def _of_local_rules(self) -> list[Concern]:
        mend = _("请改正文件，或者在机关的“地方规则”页以同一施行日期重新载入；改正以前，适用它的机关不能开始新的期限。")
        return [Concern("wrong_local_rules", sentence, mend) for sentence in self.wrong_rules]

    def _of_calendars(self) -> list[Concern]:
        found, load = (
            [],
            _(
                "请在收到国务院办公厅的放假通知后，由系统管理员在“机关和人员”的“放假安排”里载入（或者运行manage.py load_calendar）。"
            ),
        )
        if self.missing_years:
            said = _("有%(n)d个正在进行的期限涉及%(years)s年，这些年份还没有放假安排，日期是暂定的。")
            years = "、".join(str(year) for year in self.missing_years)
            found.append(Concern("uncovered_year", said % {"n": self.provisional, "years": years}, load))
        if self.next_year_missing:
            said = _("已到12月，还没有载入%(year)d年的放假安排。")
            found.append(Concern("next_year_missing", said % {"year": self.next_year_missing}, load))
        return found

    def as_dict(self) -> dict[str, Any]:
        """Everything for a program; no personal data."""
        concerns = self.concerns()
        return {
            "status": "attention" if concerns else "ok",
            "version": VERSION,
            "concerns": [concern.code for concern in concerns],
            "worker_seen_at": self.worker_seen_at and self.worker_seen_at.isoformat(),
            "failed_jobs": self.failed_jobs,
            "unsealed_papers": self.unsealed,
            "unswept_deadlines": self.unswept,
            "clock_halted": self.halt,
            "provisional_deadlines": self.provisional,
            "missing_years": list(self.missing_years),
            "next_year_missing": self.next_year_missing,
        }


def of_fonts(missing: tuple[str, ...]) -> list[Concern]:
    """What is to be done where fonts are missing; asked also where there is no database."""
    if not missing:
        return []
    said = _("缺少打印文书的字体：%(names)s。文书都排不出来。") % {"names": "、".join(missing)}
    return [Concern("no_fonts", said, _("请重新运行安装命令取回字体；取回后等着的文书自动生成。"))]


def of_halt(halt: ClockHalt) -> Concern:
    """The clock stands: why, and who lets it go on."""
    said = _("期限时钟已停下：%(why)s。停下期间没有期限届满，也不发提醒。") % {"why": halt.label}
    if halt == ClockHalt.RESTORED:
        mend = _("请核对恢复到了哪一刻、其后办理过什么，补登后在“系统状况”页恢复运行。")
        return Concern("clock_halted", said, mend)
    if halt == ClockHalt.BEFORE_DATABASE:
        return Concern("clock_halted", said, _("请校准服务器和数据库的时间，校准后自行恢复。"))
    return Concern("clock_halted", said, _("请核对服务器的时间，确认无误后在“系统状况”页恢复运行。"))


@dataclass(frozen=True)
class FailedJob:
    """A job that is not tried again by itself: what it was to do, how often it was tried, and the kind of its fault."""

    pk: int
    task: str
    attempts: int
    fault: str
    at: datetime | None


# What the tasks do, for an administrator.
TASKS = {
    "run_clock": gettext_lazy("期限届满"),
    "send_reminders": gettext_lazy("期限提醒"),
    "render_paper": gettext_lazy("生成文书"),
    "give_receipts": gettext_lazy("生成回执"),
    "list_copies": gettext_lazy("续列送达"),
    "fetch_seal": gettext_lazy("取回电子印章"),
    "pass_on_message": gettext_lazy("发送提醒邮件"),
    "take_bulk_item": gettext_lazy("批量办理"),
    "sweep_materials": gettext_lazy("移开没有登记的文件"),
    "make_pack": gettext_lazy("制作案卷副本"),
}


def failed_jobs(most: int) -> list[FailedJob]:
    """The jobs that failed for good, the latest first, at most so many."""
    rows = list(ProcrastinateJob.objects.filter(status="failed").order_by("-pk")[:most])
    faults = {one.pk: one for one in JobFault.objects.filter(pk__in=[row.pk for row in rows])}
    found = []
    for row in rows:
        fault = faults.get(row.pk)
        task = str(TASKS.get(row.task_name, row.task_name))
        found.append(FailedJob(row.pk, task, row.attempts, fault.kind if fault else "", fault.at if fault else None))
    return found


def worker_missing(at: datetime) -> bool:
    """Whether nothing takes up what waits in the background: whoever waits for it should not wait in vain."""
    return _silent(_worker_seen(), at)


def _worker_seen() -> datetime | None:
    seen: datetime | None = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]
    return seen


def _silent(seen: datetime | None, at: datetime) -> bool:
    return seen is None or at - seen > timedelta(seconds=WORKER_SECONDS)


def site_standing(*, at: datetime, on: date) -> Standing:
    """How the site stands at a moment of a day."""
    seen = _worker_seen()
    covered, clock = current_calendar().covered, ClockRun.standing()
    waiting, backup = oldest_job(), last_backup()
    provisional = _provisional()
    years = {year for first, last in provisional for year in range(min(first, last), max(first, last) + 1)} - covered
    return Standing(
        worker_seen_at=seen,
        worker_missing=_silent(seen, at),
        failed_jobs=ProcrastinateJob.objects.filter(status="failed").count(),
        # What ran out yesterday may still wait for the next sweep.
        unswept=Deadline.objects.expired(on - timedelta(days=1)).count(),
        provisional=sum(provisional.values()),
        unsealed=Paper.objects.filter(seal_pending=True, rendered_at__lt=at - timedelta(seconds=SEAL_SECONDS)).count(),
        missing_years=tuple(sorted(years)),
        covered=tuple(sorted(covered)),
        wrong_rules=wrong_rules(),
        halt=clock.halt,
        clock_seconds=_since(clock.ran_at, at),
        oldest_job_seconds=_since(waiting, at) or 0,
        full_disks=full_disks(),
        migration=applied_migration(),
        backup_seconds=_since(backup, at),
        missing_fonts=missing_fonts(),
        next_year_missing=on.year + 1 if on.month >= NOTICE_MONTH and on.year + 1 not in covered else None,
    )


def _since(then: datetime | None, at: datetime) -> float | None:
    return (at - then).total_seconds() if then else None


def wrong_rules() -> tuple[str, ...]:
    """What is wrong with the local rules that organs name, a sentence for each: file, key, reason."""
    found = []
    for name in sorted({str(name) for name in Organ.objects.naming_local_rules()}):
        try:
            named_rules(name)
        except WrongLocalRules as wrong:
            found.append(str(wrong))
    return tuple(found)


def _provisional() -> dict[tuple[int, int], int]:
    """How many running limits have a provisional day, by the years of their first and last day."""
    found = Deadline.objects.running().filter(provisional=True).order_by()
    years = found.values_list(ExtractYear("trigger_on"), ExtractYear("legal_on"))
    return {(first, last): n for first, last, n in years.annotate(n=Count("*"))}
