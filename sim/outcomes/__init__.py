"""Outcomes: what is read off the past of every trust in one replicate.

`table` says what every outcome means. The other modules work them out, in plain functions of the same kind as the rules
(see `sim.rules`): a person and a compiler read the same function and get the same bits. An outcome is missing (NaN) if
it does not apply to the trust or if the run was too short to tell (censored).
"""

from sim.outcomes.outcome_table import (
    AFTER_INTEGRATION,
    COHERENT,
    GOOD_WITHIN,
    HIGHER,
    HORIZONS,
    LOWER,
    NEITHER,
    OUTCOMES,
    RECOVERY_MONTHS,
    RELAPSE_WINDOW,
    SUPPORT_FREE_MONTHS,
    SUSTAINED_MONTHS,
    SUSTAINED_SHARE,
    Outcome,
)

__all__ = [
    "AFTER_INTEGRATION",
    "COHERENT",
    "GOOD_WITHIN",
    "HIGHER",
    "HORIZONS",
    "LOWER",
    "NEITHER",
    "OUTCOMES",
    "RECOVERY_MONTHS",
    "RELAPSE_WINDOW",
    "SUPPORT_FREE_MONTHS",
    "SUSTAINED_MONTHS",
    "SUSTAINED_SHARE",
    "Outcome",
]
