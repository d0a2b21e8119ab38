"""What is changed in a scenario by hand, and what its title then says: it is not the scenario that its file describes.

How often, how long, with which random numbers and with parameters from where it is simulated changes nothing in what a
scenario assumes, and is said beside every result; words about it, and which outcome is shown first, change nothing
either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.config.errors import shorten_text

LONGEST_TITLE = 300
LONGEST_CHANGE, LONGEST_CHANGES = 60, 120
NO_CHANGES = (
    "replicates",
    "seed",
    "months",
    "parameters_from",
    "main_outcome",
    "title",
    "description",
    "source",
    "about",
)
"""Keys that leave a scenario the same."""


def changes_together(before: Iterable[str], sets: Iterable[str]) -> tuple[str, ...]:
    """Return changes made after others, the last of each key, without those that leave a scenario the same."""
    last: dict[str, str] = {}
    for written in (*before, *sets):
        key, _, value = (part.strip() for part in written.partition("="))
        if key.split(".")[0] not in NO_CHANGES:
            last[key] = f"{key}={value}"
    return tuple(last.values())


def words_on_changes(changes: Sequence[str]) -> str:
    """Return what is said of changes behind a title, shortened; nothing where there are none."""
    short = [shorten_text(" ".join(change.split()), LONGEST_CHANGE) for change in changes]
    if not short:
        return ""
    shown = 1
    while shown < len(short) and len(", ".join(short[: shown + 1])) <= LONGEST_CHANGES:
        shown += 1
    more = f" and {len(short) - shown} more" if shown < len(short) else ""
    return f" (changed: {', '.join(short[:shown])}{more})"
