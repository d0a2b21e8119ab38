"""What outcomes and factors are called on figures: in words, not by their keys."""

from __future__ import annotations

import re
from collections.abc import Sequence

MONTHS = ((r" within (\d+)$", r" within \1 months"), (r" change (\d+)$", r" change by month \1"),
          (r" after (\d+)$", r" after \1 months"), (r" (\d+) after ", r" \1 months after "),
          (r" change (\d+) months", r" change \1 months"))  # fmt: skip
"""How names of outcomes write months, and how a sentence does."""

DIFFERENCE = "_difference"


def outcome_title(name: str) -> str:
    """Return what an outcome is called, such as `exit within 24 months` for `exit_within_24`.

    Examples
    --------
    >>> outcome_title("exit_within_24")
    'exit within 24 months'
    >>> outcome_title("quality_change_12_difference")
    'difference in quality change by month 12'
    """
    words = name.removesuffix(DIFFERENCE).replace("_", " ")
    for pattern, replacement in MONTHS:
        words = re.sub(pattern, replacement, words)
    return f"difference in {words}" if name.endswith(DIFFERENCE) else words


def factor_titles(keys: Sequence[str]) -> dict[str, str]:
    """Return what factors are called: the last part of their keys, and as much before it as tells them apart.

    Examples
    --------
    >>> factor_titles(["regulator.support", "regulator.scrutiny"])
    {'regulator.support': 'support', 'regulator.scrutiny': 'scrutiny'}
    >>> factor_titles(["a.start_month", "b.start_month"])
    {'a.start_month': 'start month (a)', 'b.start_month': 'start month (b)'}
    """
    return {key: _title(key, keys) for key in keys}


def _title(key: str, keys: Sequence[str]) -> str:
    parts = key.split(".")
    for count in range(1, len(parts) + 1):
        own = parts[-count:]
        if sum(other.split(".")[-count:] == own for other in keys) == 1:
            break
    before = f" ({' '.join(own[:-1])})" if count > 1 else ""
    return f"{own[-1]}{before}".replace("_", " ")
