"""What a page may cost at most, in statements and in buffers: with 20,000 matters as with a million."""

from __future__ import annotations

# By name, for everybody; then by name and role, where one has more to see.
MOST: dict[str, tuple[int, int]] = {
    "my work": (21, 2600),
    "my work, mine": (15, 2600),
    "matters": (7, 2600),
    "matters in hand": (9, 5000),
    "matters, mine": (6, 1100),
    "search 拆迁": (8, 3000),
    "search 采砂 (rare)": (10, 4600),
    "search 张建国": (8, 2000),
    "search nothing": (8, 2000),
    "matter": (21, 1600),
    "paper, issued": (17, 1300),
    "paper, draft": (24, 1300),
    "deadline": (16, 1300),
    "send on": (11, 500),
    "new opinion": (12, 900),
    "window, name": (9, 2500),
    "window, sentence": (10, 13_000),
    "register form": (12, 200),
    "numbers": (8, 1500),
    "seal register": (7, 1200),
    "seal heap": (8, 1000),
    "bulk": (11, 1500),
    "changed limits": (5, 500),
    "outages": (5, 120),
    "administration": (11, 900),
    "my work, csv": (7, 1000),
    "matters, csv": (8, 18_000),
    "numbers, csv": (9, 1500),
    "health": (8, 800),
    "calculator": (3, 60),
    "verify": (6, 120),
    "portal, matter": (58, 900),
}


def over(name: str, role: str, statements: int, buffers: int) -> str:
    """In what the page costs more than it may; empty where it does not."""
    most_statements, most_buffers = MOST[name]
    told = f"{name} ({role or 'public'}): "
    if statements > most_statements:
        return f"{told}{statements} statements, at most {most_statements}"
    return f"{told}{buffers} buffers, at most {most_buffers}" if buffers > most_buffers else ""
