"""What is inferred of the described trusts of a scenario, as lines to read."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.inferred_state import described, doubts, inferred_state
from sim.scenario.scenario_schema import Scenario
from sim.scenario.trust_schema import TrustSection


def described_trusts(scenario: Scenario) -> Iterator[str]:
    """Yield lines on every trust that a scenario describes.

    Raises
    ------
    ValueError : it describes none.
    """
    for number, trust in enumerate(described(scenario)):
        if number:
            yield ""
        yield from lines_on(trust)


def lines_on(trust: TrustSection) -> Iterator[str]:
    """Yield lines on one trust: for each variable what is given or inferred, beside the quartiles of its type."""
    kind = trust.provider_type.replace("_", " ")
    yield f"{trust.id}: what is given, and what is inferred of the rest (90 % interval), beside {kind} trusts at rest"
    yield f"{'variable':<28}{'given':>8}{'inferred':>26}{'quartiles of its type':>24}  unit"
    for row in inferred_state(trust):
        given = f"{row['given']:.2f}" if row["given"] == row["given"] else "-"
        inferred = f"{row['p50']:.2f} ({row['p5']:.2f} to {row['p95']:.2f})"
        quartiles = " ".join(f"{row[f'population_p{percent}']:.2f}" for percent in (25, 50, 75))
        yield f"{row['variable']:<28}{given:>8}{inferred:>26}{quartiles:>24}  {row['unit']}"
    for doubt in doubts(trust):
        yield f"Doubtful: {doubt}"
