"""What is inferred of the described trusts of a scenario, as lines to read."""

from __future__ import annotations

from collections.abc import Iterator

from sim.model.state import TrustState
from sim.model.variables import variables
from sim.scenario.inferred_state import doubts, inferred_state
from sim.scenario.scenario_schema import Scenario, TrustSection


def described_trusts(scenario: Scenario) -> Iterator[str]:
    """Yield lines on every trust that a scenario describes.

    Raises
    ------
    ValueError : it describes none.
    """
    if not scenario.trusts:
        raise ValueError(f"{scenario.name}: describes no trust; its trusts are all drawn")
    for trust in scenario.trusts:
        yield from lines_on(trust)
        yield ""


def lines_on(trust: TrustSection) -> Iterator[str]:
    """Yield lines on one trust: for each variable what is given or inferred, beside the quartiles of its type."""
    kind = trust.provider_type.replace("_", " ")
    yield f"{trust.id}: what is given, and what is inferred of the rest (90 % interval), beside {kind} trusts at rest"
    yield f"{'variable':<24}{'given':>8}{'inferred':>22}{'quartiles of its type':>26}  unit"
    for row in inferred_state(trust):
        given = f"{row['given']:.2f}" if row["given"] == row["given"] else "-"
        inferred = f"{row['p50']:.2f} ({row['p5']:.2f} to {row['p95']:.2f})"
        quartiles = " ".join(f"{row[f'population_p{percent}']:.2f}" for percent in (25, 50, 75))
        unit = variables(TrustState)[row["variable"]].unit
        yield f"{row['variable']:<24}{given:>8}{inferred:>22}{quartiles:>26}  {unit}"
    for doubt in doubts(trust):
        yield f"Doubtful: {doubt}"
