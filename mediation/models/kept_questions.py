"""Questions that every step or request asks: put into SQL once for all, by the ORM, and asked with other keys each time.

Putting one together costs several times what the database needs to answer it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators


class Kept:
    """`ask` makes the question for keys; it is called once, with keys that nothing has."""

    def __init__(self, ask: Callable[..., QuerySet[Any]], keys: int = 1) -> None:
        self.ask, self.keys = ask, keys

    @cached_property
    def _words(self) -> tuple[str, tuple[Any, ...]]:
        asked: tuple[str, tuple[Any, ...]] = self.ask(*(-1 - n for n in range(self.keys))).query.sql_with_params()
        return asked

    def rows(self, *keys: int) -> list[tuple[Any, ...]]:
        """What it finds for the keys, as the database has it."""
        sql, given = self._words
        meant = {-1 - n: key for n, key in enumerate(keys)}
        with connection.cursor() as cursor:
            cursor.execute(sql, [meant.get(one, one) if isinstance(one, int) else one for one in given])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


class KeptObject(Kept):
    """The same for one object of a model, with what is read beside it; as a queryset would make it."""

    @cached_property
    def _compiler(self) -> Any:
        compiler = self.ask(-1).query.get_compiler(DEFAULT_DB_ALIAS)
        compiler.words = compiler.as_sql()
        return compiler

    @cached_property
    def _words(self) -> tuple[str, tuple[Any, ...]]:
        words: tuple[str, tuple[Any, ...]] = self._compiler.words
        return words

    def found(self, key: int) -> Any:
        """The object with the key; None where there is none."""
        rows: Any = self.rows(key)
        if not rows:
            return None
        compiler = self._compiler
        if converters := compiler.get_converters([one[0] for one in compiler.select]):
            rows = compiler.apply_converters(rows, converters)
        row, info = next(iter(rows)), compiler.klass_info
        own = info["select_fields"]
        names = [compiler.select[place][0].target.attname for place in own]
        made = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[own[0] : own[-1] + 1])
        populators: Any = get_related_populators
        for beside in populators(info, compiler.select, DEFAULT_DB_ALIAS):
            beside.populate(row, made)
        return made
