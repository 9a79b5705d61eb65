"""What was looked at, what was found, what is to be done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `mend` is what to do, empty where all is well; `unseen` where it could not be looked at."""

    what: str
    said: str
    mend: str = ""
    unseen: bool = False

    @property
    def wrong(self) -> bool:
        """Whether there is something to do."""
        return bool(self.mend)

    def __str__(self) -> str:
        mark = "〔要办〕" if self.wrong else "〔未查〕" if self.unseen else "〔正常〕"
        return f"{mark}{self.what}：{self.said}{self.mend}"


def unseen(what: str, why: str) -> Finding:
    """What could not be looked at is said too: silence would be taken for health."""
    return Finding(what, why, unseen=True)
