"""`--costs`: where the processor time of a run goes, by folder and by test; unlike `--durations`, it means the same on a busy
machine. The database server's own share is not in it.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest

NAME = "processor seconds"
# Of processes that somebody else has waited for.
_ELSEWHERE: list[float] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--costs", type=int, metavar="N", help="tell processor time by folder, and of the N dearest tests")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("costs") is not None:
        config.pluginmanager.register(Costs(), "costs")


def add(seconds: float) -> None:
    """What a process has spent that is ours, but not a child of this one."""
    _ELSEWHERE.append(seconds)


def spent() -> float:
    """Of this process and of the processes that it has waited for."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system + sum(_ELSEWHERE)


class Costs:
    """Measures in the process that runs a test, adds up in the one that reports."""

    def __init__(self) -> None:
        self.last = spent()
        self.tests: Counter[str] = Counter()
        self.folders: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Any:
        report = yield
        before, self.last = self.last, spent()
        report.user_properties.append((NAME, self.last - before))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        folder = os.path.dirname(report.nodeid.partition("::")[0])
        cost = next(value for name, value in reversed(report.user_properties) if name == NAME)
        self.tests[f"{report.when:8} {report.nodeid}"] += cost
        self.folders[folder] += cost
        self.counts[folder] += report.when == "call"

    def pytest_terminal_summary(self, terminalreporter: Any, config: pytest.Config) -> None:
        terminalreporter.section(NAME)
        for folder, cost in self.folders.most_common():
            terminalreporter.line(f"{cost:8.1f}  {self.counts[folder]:5} tests  {folder}")
        terminalreporter.line(f"{self.folders.total():8.1f}  {self.counts.total():5} tests")
        for test, cost in self.tests.most_common(config.getoption("costs")):
            terminalreporter.line(f"{cost:8.2f}  {test}")
