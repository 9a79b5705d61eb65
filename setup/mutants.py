"""Mutation score of statutory time: every small fault put into it that no test notices is a survivor.

`python -m setup.mutants` runs mutmut as set in pyproject.toml, prints the score and fails below the least one.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

LEAST = 90.0
FOLDER = Path("mutants")
FIGURES = FOLDER / "mutmut-cicd-stats.json"
# A mutant that never ends was noticed as well.
NOTICED = ("killed", "timeout", "segfault", "caught_by_type_check")


def main() -> int:
    """Begin afresh, run, and tell the score."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    mutmut = [sys.executable, "-m", "mutmut"]
    if subprocess.run([*mutmut, "run"], check=False).returncode:
        return 1
    subprocess.run([*mutmut, "export-cicd-stats"], check=True, stdout=subprocess.DEVNULL)
    figures = json.loads(FIGURES.read_text())
    total, noticed = figures["total"] - figures["skipped"], sum(figures.get(name, 0) for name in NOTICED)
    score = 100 * noticed / total
    print(
        f"变异测试：{total}个变异，发现{noticed}个，{score:.1f}%（至少{LEAST:.0f}%）；逐个查看：python -m mutmut results\n"
        f"  mutation score: {noticed} of {total} mutants noticed, {score:.1f} % (at least {LEAST:.0f} %)",
    )
    return 0 if score >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
