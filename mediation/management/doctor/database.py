"""Whether the database is there, is that of this program, and how the site in it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from mediation.actions.clock import trust
from mediation.management.doctor.finding import Finding
from mediation.management.rights import too_much
from mediation.queries.office.site import of_halt, site_standing
from mediation.vocabulary import ClockHalt

OLDEST = 15
OURS = "mediation"
PREPARE = "请先备份，再运行manage.py prepare_site --no-samples。"
# What is told of a site where there is nothing to do: the code of a concern, and what its absence means.
TOLD_BEFORE = {"no_fonts", "disk", "schema", "no_backup"}  # with or without a database
LOOKED_AT = {
    "no_worker": "后台任务正在运行。",
    "clock_halted": "期限时钟在走。",
    "clock_late": "期限时钟按时运行。",
    "old_jobs": "没有久等的后台任务。",
    "unswept": "没有漏办的届满期限。",
    "failed_jobs": "没有失败的后台任务。",
    "unsealed": "没有久等的电子印章。",
    "uncovered_year": "进行中的期限涉及的年份都有放假安排。",
    "next_year_missing": "放假安排够用。",
    "wrong_local_rules": "地方规则没有错误。",
}


def reached() -> Finding:
    """Whether it answers, and is new enough."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            major = int(cursor.fetchone()[0]) // 10_000
    except (OperationalError, InterfaceError) as fault:
        told = str(fault).strip().splitlines()
        said = f"连不上（{told[0] if told else type(fault).__name__}）。"
        return Finding("数据库", said, "请启动数据库，并核对DATABASE_URL。")
    if major < OLDEST:
        return Finding("数据库", f"PostgreSQL {major}太旧。", f"请升级到{OLDEST}或更高版本。")
    return Finding("数据库", f"连得上，PostgreSQL {major}。")


def schema() -> Finding:
    """Whether its tables are those of this program: by the migrations that it says it had, and by what is really there."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return Finding("表结构", f"还差{len(plan)}个迁移，第一个是{plan[0][0]}。", PREPARE)
    # What is older than our newest may have been squashed away; what is newer comes from a newer program.
    newest = max(name for app, name in executor.loader.disk_migrations if app == OURS)
    applied = max(name for app, name in executor.loader.applied_migrations if app == OURS)
    if applied > newest:
        return Finding("表结构", f"数据库比程序新（{applied}）。", "请装上与数据库一致的版本，不要用旧程序写新库。")
    if missing := _missing():
        return Finding("表结构", f"迁移都已记为做过，却少了{'、'.join(missing[:5])}等{len(missing)}处。", _mend_drift())
    return Finding("表结构", f"与程序一致，最新的迁移是{newest}。")


def _mend_drift() -> str:
    return "请停下网站，从备份恢复或者取得技术支持；缓存表可用manage.py createcachetable补上。"


def _missing() -> list[str]:
    """Tables and columns that the program would write and the database lacks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = ANY(current_schemas(false))"
        )
        there = set(cursor.fetchall())
    tables = {table for table, _column in there}
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        table = model._meta.db_table
        if table not in tables:
            found.append(table)
        else:
            columns = [field.column for field in model._meta.local_concrete_fields]
            found += [f"{table}.{column}" for column in columns if (table, column) not in there]
    caches = [one["LOCATION"] for one in settings.CACHES.values() if one["BACKEND"].endswith("DatabaseCache")]
    return found + [table for table in caches if table not in tables]


def triggers() -> Finding:
    """Whether all that guards the tables is there, as the program has it, and switched on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, obj_description(t.oid, 'pg_trigger'), t.tgenabled IN ('O', 'A')"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = ANY(SELECT oid FROM pg_namespace WHERE nspname = ANY(current_schemas(false)))"
        )
        there = {(table, name): (text, on) for table, name, text, on in cursor.fetchall()}
    bad, ours = [], pgtrigger.registered()
    for model, trigger in ours:
        key = (model._meta.db_table, trigger.get_pgid(model))
        if there.get(key) != (trigger.compile(model).hash, True):
            bad.append(f"{key[0]}的{trigger.name}")
    if bad:
        said = f"{'、'.join(bad[:5])}等{len(bad)}个没有装上、已改动或者被关掉，改动记录的人不会被拦住。"
        return Finding("触发器", said, "请查明是谁做的，再运行manage.py pgtrigger install和manage.py verify_ledger。")
    return Finding("触发器", f"{len(ours)}个都在，没有被关掉。")


def role() -> Finding:
    """Whether the role that we are here may undo what guards the records."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (name,) = cursor.fetchone()
    if found := too_much(name):
        said = f"网站用的角色{name}权力过大（{found}），能改表、关触发器、改删办理记录。"
        return Finding(
            "数据库角色", said, "请设DATABASE_ROLE，以表的所有者运行manage.py prepare_site（见docs/operations.md）。"
        )
    return Finding("数据库角色", f"{name}不能改表、关触发器、改删办理记录。")


def time(at: datetime) -> Finding:
    """Whether the machine's time may be believed: against the database, the last record and the clock's last run."""
    apart = trust.ahead_of_database(at)
    if abs(apart) > trust.TOLERANCE:
        way = "快" if apart.total_seconds() > 0 else "慢"
        said = f"服务器的时间比数据库的{way}{abs(apart.total_seconds()) / 60:.0f}分钟。"
        return Finding("时间", said, "请开启时间同步（timedatectl set-ntp true），两台机器都要。")
    if halt := trust.doubted(at):
        return Finding("时间", f"{ClockHalt(halt).label}。", of_halt(ClockHalt(halt)).mend)
    return Finding("时间", "与数据库一致，不早于最后一次办理。")


def standing(*, at: datetime, on: date) -> Iterator[Finding]:
    """How the site stands, as its own page says it; each thing that was looked at, also where nothing is to be done."""
    concerns = [one for one in site_standing(at=at, on=on).concerns() if one.code not in TOLD_BEFORE]
    for concern in concerns:
        yield Finding("运行状况", concern.sentence, concern.mend)
    found = {one.code for one in concerns}
    yield from (Finding("运行状况", said) for code, said in LOOKED_AT.items() if code not in found)
