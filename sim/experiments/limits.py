"""Limits of one run: how long it may take, and how much memory; and how they are written."""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path

SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
BYTES = {
    "": 1,
    "B": 1,
    **{f"{letter}{end}": 1000**power for power, letter in enumerate("KMGT", 1) for end in ("", "B")},
    **{f"{letter}iB": 1024**power for power, letter in enumerate("KMGT", 1)},
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may take; nothing is no limit.

    Attributes
    ----------
    seconds : from its beginning to its end.
    memory : bytes, beyond those that its worker process has taken before it simulates anything.
    """

    seconds: float | None = None
    memory: int | None = None

    def __bool__(self) -> bool:
        return self != NO_LIMITS


NO_LIMITS = Limits()


def limits_of(time_limit: float | str | None, memory_limit: int | str | None) -> Limits:
    """Return the limits that are meant.

    Parameters
    ----------
    time_limit : seconds, or text such as `10m`.
    memory_limit : bytes, or text such as `2GB`.

    Raises
    ------
    ValueError : one of them means nothing, or cannot be kept on this system.
    """
    seconds = _amount("time-limit", time_limit, SECONDS, "seconds, or a number with s, m, h or d, such as 10m")
    memory = _amount("memory-limit", memory_limit, BYTES, "bytes, or a number with MB, GB, MiB or GiB, such as 2GB")
    if memory is not None and sys.platform != "linux":
        raise ValueError(f"--memory-limit {memory_limit}: a run's memory can be limited on Linux only")
    return Limits(seconds, None if memory is None else int(memory))


def _amount(option: str, value: float | str | None, units: dict[str, int], allowed: str) -> float | None:
    """Return the amount that a number or text means."""
    if value is None:
        return None
    amount = _amount_in(value, units) if isinstance(value, str) else float(value)
    if isinstance(value, bool) or not 0 < amount < math.inf:
        raise ValueError(f"--{option} {value}: found {value!r}; allowed: {allowed}, more than 0")
    return amount


def _amount_in(text: str, units: dict[str, int]) -> float:
    """Return the amount that a number with a unit means, large letters or small; 0 if it means nothing."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+) ?([a-z]*)", text.strip().lower(), re.ASCII)
    sizes = {unit.lower(): size for unit, size in units.items()}
    return float(found[1]) * sizes.get(found[2], 0) if found else 0.0


def limit_memory(more: int) -> None:
    """Let this process take so much more memory than it has; what goes beyond raises MemoryError."""
    import resource  # which Windows has not

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + more
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def lift_memory_limit() -> None:
    """Let this process take what memory there is, so that it can still say why it ends."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
