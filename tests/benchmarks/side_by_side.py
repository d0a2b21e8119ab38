"""What the benchmarks share: seconds a replicate, rounds, the machine, and the table that is written."""

from __future__ import annotations

import csv
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 5


def seconds_a_replicate(simulate: Callable[[int], object], replicates: int) -> float:
    started = time.perf_counter()
    simulate(replicates)
    return (time.perf_counter() - started) / replicates


TELL_PEAK = """
# What the system calls the peak of a process counts the memory of who started it as well; this does not (Linux alone).
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""
"""The end of a program that prints its peak memory, in kilobytes."""


def machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
