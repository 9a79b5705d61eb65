"""Settings of PostgreSQL by the size of the machine: what the embedded server starts with, and what is recommended for others.

`python -m setup.postgres_size` prints them for this machine, `… 32 8` for one with 32 GB and 8 processors.
"""

import contextlib
import os
import sys
from pathlib import Path

MB = 1024 * 1024
GB = 1024 * MB
CGROUP = Path("/sys/fs/cgroup/memory.max")


def settings(memory: int, processors: int) -> dict[str, str]:
    """For a machine that the site and its database share."""
    return {
        # A quarter of the memory keeps what is asked for daily; the rest the system keeps, and the planner is told.
        "shared_buffers": _mb(_between(128 * MB, memory // 4, 8 * GB)),
        "effective_cache_size": _mb(max(256 * MB, memory * 6 // 10)),
        # For each sort or hash of each connection; lists sort little.
        "work_mem": _mb(_between(4 * MB, memory // 256, 64 * MB)),
        "maintenance_work_mem": _mb(_between(64 * MB, memory // 16, GB)),
        # Solid-state disks: a page at another place costs hardly more than the next one.
        "random_page_cost": "1.1",
        "effective_io_concurrency": "200",
        # Statements here take milliseconds; compiling one takes longer than it saves.
        "jit": "off",
        "max_parallel_workers_per_gather": str(min(2, processors // 2)),
        # The log of changes is written through more rarely, in one go.
        "max_wal_size": _mb(_between(GB, memory // 4, 8 * GB)),
        "checkpoint_timeout": "15min",
        "wal_compression": "on",
        # Tables of millions of rows: statistics and the visibility map follow after a hundredth of them, not a tenth.
        "autovacuum_analyze_scale_factor": "0.01",
        "autovacuum_vacuum_scale_factor": "0.02",
        "autovacuum_vacuum_insert_scale_factor": "0.02",
    }


def of_this_machine() -> dict[str, str]:
    """By its memory, or as much of it as this container may take."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):  # no such file, or "max"
        memory = min(memory, int(CGROUP.read_text()))
    return settings(memory, os.cpu_count() or 1)


def _between(least: int, wanted: int, most: int) -> int:
    return min(max(least, wanted), most)


def _mb(size: int) -> str:
    return f"{size // MB}MB"


if __name__ == "__main__":
    found = settings(int(sys.argv[1]) * GB, int(sys.argv[2])) if sys.argv[1:] else of_this_machine()
    print("\n".join(f"{name} = {value}" for name, value in found.items()))
