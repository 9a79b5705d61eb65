"""`python -m setup.house`: print the figures; fail where something is found of which there must be none."""

import sys

from setup.house.modules import house
from setup.house.report import kept, report
from setup.paths import ROOT


def main() -> int:
    """Print, and tell by the exit status whether the house keeps what it forbids itself."""
    modules = house(ROOT)
    zeros = kept(ROOT, modules)
    for line in report(modules, zeros):
        print(line)
    return int(any(one.found for one in zeros))


if __name__ == "__main__":
    sys.exit(main())
