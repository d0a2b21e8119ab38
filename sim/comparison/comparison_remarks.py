"""Remarks on a comparison: what was left out, and what is known of other replicates in one scenario than in another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.comparison.comparison_table import ALL_TRUSTS, ComparedWorlds, trust_places
from sim.outcomes import OUTCOMES
from sim.results.run import Run


def remarks_on(names: Sequence[str], runs: Sequence[Run], shared: Sequence[str]) -> list[str]:
    """Return what is left out because not all runs have it."""
    remarks = []
    counts = [run.replicates for run in runs]
    if min(counts) < max(counts):
        counted = ", ".join(f"{name} {count}" for name, count in zip(names, counts, strict=True))
        remarks.append(f"Only the {min(counts)} replicates that all have are compared (of {counted}).")
    for name, run in zip(names, runs, strict=True):
        if alone := [trust for trust in run.trust_names if trust not in shared]:
            remarks.append(f"Left out, because not all scenarios have them: {', '.join(alone[:5])} (in {name}).")
    return remarks


def remarks_on_conditions(
    names: Sequence[str],
    worlds: Sequence[ComparedWorlds],
    groups: Sequence[str | None],
    shared: Sequence[str],
    units: Sequence[str],
) -> list[str]:
    """Return which outcomes are known of other replicates in a scenario than in the reference, and so say less."""
    remarks = []
    for name, world in zip(names[1:], worlds[1:], strict=True):
        unlike = [
            f"{group or ALL_TRUSTS}, {words}"
            for group in groups
            for words in unlike_conditions(worlds[0], world, trust_places(group, shared, units))
        ]
        if unlike:
            remarks.append(
                f"Known of other replicates in {name} than in {names[0]}, and compared over those known in both: "
                f"{'; '.join(unlike)}."
            )
    return remarks


def unlike_conditions(reference: ComparedWorlds, other: ComparedWorlds, places: Sequence[int]) -> Iterator[str]:
    """Give the conditional outcomes that are not known of the same pairs in two runs, with how many each has."""
    for at, (name, outcome) in enumerate(OUTCOMES.items()):
        before, after = (~np.isnan(world.outcomes[:, places, at]) for world in (reference, other))
        if outcome.condition and (before != after).any():
            yield f"{name} ({before.sum():,} and {after.sum():,}; {(before & after).sum():,} in both)"
