"""What local rules change, limit by limit, against the national ones."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mediation.timelimits import EDITIONS, LocalRules, TimeLimit


@dataclass(frozen=True)
class Changed:
    """One limit as the law of the state has it, and as it is here."""

    code: str
    label: str
    national: str
    local: str
    authority: str

    @property
    def same(self) -> bool:
        """Whether only the source is another."""
        return self.national == self.local

    def __str__(self) -> str:
        return f"{self.code} {self.label}：{self.national} → {self.local}（{self.authority}）"


def changes_of(rules: LocalRules) -> list[Changed]:
    """Each limit that they name: before and after, with the authority."""
    return [_change(EDITIONS[code][-1], rules) for code in rules.changes]


def _change(national: TimeLimit, rules: LocalRules) -> Changed:
    local = rules.apply(national, on=rules.in_force_from)
    return Changed(national.code, _(national.label), _told(national), _told(local), local.authority)


def _told(limit: TimeLimit) -> str:
    parts = [limit.span]
    if limit.max_extension:
        parts.append(f"最多延长{limit.max_extension}{limit.unit.label}")
    if limit.excluded_grounds:
        parts.append(f"不计入{'、'.join(ground.label for ground in limit.excluded_grounds)}")
    if limit.warn:
        parts.append(f"建议{limit.warn}{limit.unit.label}")
    if limit.local_only:
        parts.append("不适用")
    return "，".join(parts)
