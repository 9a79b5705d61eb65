"""What a walk along the ledger finds."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_FOUND = 10_000  # kept in words; all are counted


@dataclass(frozen=True)
class Fault:
    """A row that does not fit its chain, or an object that does not fit its last record."""

    matter: str
    seq: int
    what: str
    part: str = ""

    def __str__(self) -> str:
        """In a sentence; a closed part is told by its name alone."""
        return f"卷宗{self.matter}{self.part and f'（{self.part}）'}第{self.seq}条：{self.what}"


@dataclass
class Verdict:
    """What a walk found: rows and objects looked at, records whose contents were erased by law, and the faults."""

    rows: int = 0
    objects: int = 0
    erased: int = 0
    wrong: int = 0
    found: list[Fault] = field(default_factory=list)

    def say(self, fault: Fault) -> None:
        """Count it, and keep it in words while there is room."""
        self.wrong += 1
        if len(self.found) < MOST_FOUND:
            self.found.append(fault)

    def add(self, other: Verdict) -> None:
        """Take in what another part of the walk found."""
        self.rows, self.objects = self.rows + other.rows, self.objects + other.objects
        self.erased, self.wrong = self.erased + other.erased, self.wrong + other.wrong
        self.found += other.found[: MOST_FOUND - len(self.found)]
