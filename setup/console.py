"""Speaking to whoever started us, in both languages."""

import sys


def say(chinese: str, english: str) -> None:
    """One sentence for the person at the terminal."""
    print(f"{chinese}\n  {english}", file=sys.stderr, flush=True)
