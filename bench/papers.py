"""Papers: time, throughput, size and memory of this project beside other tools, in one interleaved run.

`make bench-papers` (ARGS='--rounds 30 --tools mediation,WeasyPrint --kinds opinion'). Needs no database. Every tool
makes paper n of a kind before any makes paper n + 1; ratios are medians of the pairs. Peers that are not installed
are named and skipped; `make bench-peers` installs them.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")
ALL = ("mediation", "WeasyPrint", "Typst", "LibreOffice", "Chromium")
KINDS = {"notice": 1.0, "opinion": 1.0, "record": 0.25}
FIRST, SIGNED, LOOP = ALL[0], "mediation, signed", "loop"


class Worker:
    """A tool in its own process, with all the processes that it starts."""

    def __init__(self, tool: str) -> None:
        self.tool = tool
        fonts = FOLDER.parent / "var" / "fonts" / "fonts.conf"
        self.process = subprocess.Popen(
            [sys.executable, FOLDER / "sheets" / "worker.py", tool],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "FONTCONFIG_FILE": os.environ.get("FONTCONFIG_FILE", str(fonts))},
        )
        self.missing = self.answer().get("absent", "")

    def tell(self, kind: str, seed: int, *, count: bool = False) -> None:
        self.process.stdin.write(json.dumps({"kind": kind, "seed": seed, "count": count}) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"absent": "died"}

    def family(self) -> list[int]:
        """This process and all below it."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(stat.parent.name)] = int(fields[1])
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def cpu_seconds(self) -> float:
        ticks = 0
        for pid in self.family():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICK

    def megabytes(self) -> float:
        """Proportional share of memory of the whole family."""
        return sum(pss(pid) for pid in self.family())

    def largest(self) -> float:
        """Memory of the largest process of the family."""
        return max(pss(pid) for pid in self.family())

    def end(self) -> None:
        for pid in reversed(self.family()):
            if pid != self.process.pid:
                os.kill(pid, 15)
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()


def pss(pid: int) -> float:
    """Megabytes (MiB) of a process, shared pages counted by share."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def compare(workers: list[Worker], kind: str, rounds: int) -> None:
    """Interleaved: every tool makes paper n before any makes n + 1."""
    times: dict[str, list[float]] = {worker.tool: [] for worker in workers}
    cpu, last = dict.fromkeys(times, 0.0), {}
    for seed in range(rounds):
        for worker in workers:
            before = worker.cpu_seconds()
            worker.tell(kind, seed, count=seed == 0)
            answer = worker.answer()
            cpu[worker.tool] += worker.cpu_seconds() - before
            times[worker.tool].append(answer["ms"])
            last.setdefault(worker.tool, answer)
    for worker in workers:
        name, own = worker.tool, times[worker.tool]
        pairs = statistics.median(mine / theirs for mine, theirs in zip(times[FIRST], own, strict=True))
        print(
            f"| {kind}, {last[name]['pages']} p. | {name} | {statistics.median(own):.0f} | "
            f"{1000 * cpu[name] / rounds:.0f} | {pairs:.2f} | {cpu[FIRST] / cpu[name]:.2f} | "
            f"{last[name]['bytes'] / 1000:.0f} | {worker.megabytes():.0f} |",
            flush=True,
        )


def throughput(tool: str, kind: str, papers: int) -> tuple[float, float]:
    """Papers a second by one and by two processes, the better of three runs each, in turn."""
    pair = [Worker(tool), Worker(tool)]
    best = {1: 0.0, 2: 0.0}
    for _run in range(3):
        for hands in (1, 2):
            began = time.perf_counter()
            for seed in range(0, papers, hands):
                for place in range(hands):
                    pair[place].tell(kind, seed + place)
                # Each is two papers ahead at most, so that no pipe fills up and none waits for the other for long.
            for place in range(hands):
                for _n in range(len(range(place, papers, hands))):
                    pair[place].answer()
            best[hands] = max(best[hands], papers / (time.perf_counter() - began))
    for worker in pair:
        worker.end()
    return best[1], best[2]


def signing(rounds: int) -> None:
    """What a seal and its signature cost more, on the same papers in turn."""
    plain, signed = Worker(FIRST), Worker(SIGNED)
    pairs: list[tuple[float, float]] = []
    for seed in range(rounds):
        took = []
        for worker in (plain, signed):
            before = worker.cpu_seconds()
            worker.tell("opinion", seed)
            took.append((worker.answer()["ms"], 1000 * (worker.cpu_seconds() - before)))
        pairs.append((took[1][0] - took[0][0], took[1][1] - took[0][1]))
    more, cpu = statistics.median(pair[0] for pair in pairs), statistics.mean(pair[1] for pair in pairs)
    print(f"| signing an opinion, sample seal on it: more than without | {more:.1f} ms, cpu {cpu:.1f} ms |", flush=True)
    plain.end()
    signed.end()


def memory(papers: int) -> None:
    """What one worker of ours holds after ever more papers."""
    worker = Worker(FIRST)
    marks = [papers // 10, papers // 2, papers]
    for seed in range(papers):
        worker.tell("opinion", seed)
        worker.answer()
        if seed + 1 in marks:
            print(f"| memory of the rendering process after {seed + 1} opinions | {worker.largest():.0f} MiB |")
    worker.end()


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=30)
    options.add_argument("--tools", default=",".join(ALL))
    options.add_argument("--kinds", default=",".join(KINDS))
    options.add_argument("--memory", type=int, default=1000, metavar="PAPERS")
    options.add_argument("--throughput", type=int, default=60, metavar="PAPERS")
    chosen = options.parse_args()
    workers = [Worker(tool) for tool in chosen.tools.split(",")]
    for worker in (worker for worker in workers if worker.missing):
        print(f"{worker.tool}: {worker.missing} is not installed, left out (make bench-peers)")
    workers = [worker for worker in workers if not worker.missing]
    print("| paper | tool | ms | cpu ms | ours ÷ it | cpu: ours ÷ it | kB | MiB |\n|---|---|---|---|---|---|---|---|")
    for kind in chosen.kinds.split(","):
        compare(workers, kind, max(3, round(chosen.rounds * KINDS[kind])))
    for worker in workers:
        worker.end()
    if chosen.throughput:
        print("\n| tool | papers/s, 1 process | 2 processes | 2 ÷ 1 |\n|---|---|---|---|")
        for tool in [worker.tool for worker in workers] + [LOOP]:
            one, two = throughput(tool, "opinion", chosen.throughput)
            print(f"| {tool} | {one:.1f} | {two:.1f} | {two / one:.2f} |", flush=True)
    print("\n| what | figure |\n|---|---|")
    signing(chosen.rounds)
    if chosen.memory:
        memory(chosen.memory)


if __name__ == "__main__":
    main()
