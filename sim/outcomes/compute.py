"""All that can be computed of one trust from its own past."""

from __future__ import annotations

from collections.abc import Sequence

from sim.outcomes.change_outcomes import compute_changes, compute_shortfall
from sim.outcomes.cost_outcomes import compute_costs
from sim.outcomes.integration_outcomes import compute_integration
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome_table import TrustOutcomes
from sim.outcomes.partnership_outcomes import compute_no_partnerships
from sim.outcomes.recovery_outcomes import compute_recovery
from sim.outcomes.special_measures_outcomes import compute_exit
from sim.outcomes.standing_outcomes import compute_standing
from sim.outcomes.success_outcomes import compute_no_success
from sim.outcomes.twin_outcomes import compute_no_twin
from sim.parameters import Parameters


def compute_outcomes(outcome: TrustOutcomes, past: Sequence[MonthlyObservation], parameters: Parameters) -> None:
    """Compute every outcome of a trust from its past, month 0 the start, as if it had no partnership and no twin.

    What its partnerships reached (`compute_reach`), what they cost (`compute_twin_differences`) and whether they
    succeeded (`compute_success`) is computed after that, in this order.
    """
    compute_exit(outcome, past)
    compute_recovery(outcome, past, parameters)
    compute_standing(outcome, past)
    compute_shortfall(outcome, past, parameters)
    compute_changes(outcome, past)
    compute_costs(outcome, past)
    compute_integration(outcome, past)
    compute_no_partnerships(outcome)
    compute_no_twin(outcome)
    compute_no_success(outcome)
