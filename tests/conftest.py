"""Fences and what tests share; each stands in a module of its own."""

pytest_plugins = [
    "tests.costs", "tests.slices", "tests.fences", "tests.databases", "tests.stages", "tests.shared", "tests.browser", "tests.scratch",
]  # fmt: skip
