"""What a database is made of, as PostgreSQL itself describes it: to compare one with another."""

from __future__ import annotations

import re

import psycopg

from mediation.scenarios.scratch import url_of

DESCRIBED = """
SELECT 'column ' || attrelid::regclass || '.' || attname || ' ' || format_type(atttypid, atttypmod)
       || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END || coalesce(' ' || pg_get_expr(adbin, adrelid), '')
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' AND relnamespace = 'public'::regnamespace
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attnum > 0 AND NOT attisdropped
UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND contype <> 't'
UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger ' || pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function ' || pg_get_functiondef(pg_proc.oid)
  FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
 WHERE pronamespace = 'public'::regnamespace AND lanname IN ('sql', 'plpgsql')
"""


# A condition that was dumped and restored is written with other brackets and casts.
WRITTEN_OTHERWISE = re.compile(r"::[a-z ]+(\[\])?|[()]")


def described(name: str) -> set[str]:
    """Each column, constraint, index, trigger and function of a database on the server in use, a line each."""
    with psycopg.connect(url_of(name)) as other:
        return {WRITTEN_OTHERWISE.sub("", line) for (line,) in other.execute(DESCRIBED)}
