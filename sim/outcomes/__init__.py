"""Outcomes: what is read off the past of every trust in one replicate.

An outcome is declared, with its meaning and unit, next to the function that computes it; `outcome_table` gathers all of
them. The functions are plain like the rules (see `sim.rules`): a person and a compiler read the same function and get
the same bits. An outcome counts every replicate unless its name and its `condition` say of which it
is known; it is missing (NaN) where that does not apply, or if the run was too short (censored).
"""

from sim.outcomes.horizons import HORIZONS
from sim.outcomes.integration_outcomes import COHERENT
from sim.outcomes.outcome import HIGHER, LOWER, NEITHER, Outcome
from sim.outcomes.outcome_table import OUTCOMES, TrustOutcomes

__all__ = ["COHERENT", "HIGHER", "HORIZONS", "LOWER", "NEITHER", "OUTCOMES", "Outcome", "TrustOutcomes"]
