"""What a page may cost at most, in statements and in buffers: with 20,000 matters as with a million."""

from __future__ import annotations

# By name, for whoever opens it: a third more than was measured last.
MOST: dict[str, tuple[int, int]] = {
    "my work": (24, 2500),
    "my work, mine": (17, 2500),
    "morning": (13, 2000),
    "morning, a list": (7, 1000),
    "schedule": (9, 1200),
    "matters": (7, 2000),
    "matters in hand": (8, 2800),
    "matters, mine": (6, 800),
    "search 拆迁": (8, 2200),
    "search 采砂 (rare)": (8, 1600),
    "search 张建国": (7, 1300),
    "search nothing": (7, 1300),
    "matter": (21, 2600),
    "paper, issued": (18, 2300),
    "paper, draft": (25, 2300),
    "deadline": (17, 2400),
    "send on": (16, 750),
    "new opinion": (15, 2400),
    "window, name": (9, 2300),
    "window, sentence": (9, 2700),
    "register form": (12, 200),
    "numbers": (8, 900),
    "seal register": (7, 700),
    "seal heap": (8, 1800),
    "bulk": (11, 4700),
    "changed limits": (5, 600),
    "outages": (5, 120),
    "administration": (12, 200),
    "my work, csv": (7, 1000),
    "matters, csv": (8, 7000),
    "numbers, csv": (9, 500),
    "health": (9, 100),
    "calculator": (3, 60),
    "verify": (6, 120),
    "portal, matter": (58, 800),
}


def over(name: str, role: str, statements: int, buffers: int) -> str:
    """In what the page costs more than it may; empty where it does not."""
    most_statements, most_buffers = MOST[name]
    told = f"{name} ({role or 'public'}): "
    if statements > most_statements:
        return f"{told}{statements} statements, at most {most_statements}"
    return f"{told}{buffers} buffers, at most {most_buffers}" if buffers > most_buffers else ""
