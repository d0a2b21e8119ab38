"""All that can be told of one trust from its own past."""

from __future__ import annotations

from collections.abc import Sequence

from sim.outcomes.change_outcomes import tell_changes, tell_shortfall
from sim.outcomes.integration_outcomes import tell_integration
from sim.outcomes.observation import WatchedMonth
from sim.outcomes.partnership_outcomes import tell_no_partnerships
from sim.outcomes.recovery_outcomes import tell_recovery
from sim.outcomes.special_measures_outcomes import tell_exit
from sim.outcomes.standing_outcomes import tell_costs, tell_standing
from sim.outcomes.trust_outcomes import TrustOutcomes
from sim.outcomes.twin_outcomes import tell_no_twin
from sim.parameters import Parameters


def tell_outcomes(outcome: TrustOutcomes, past: Sequence[WatchedMonth], parameters: Parameters) -> None:
    """Tell every outcome of a trust from its past, month 0 the start, as if it were in no partnership and had no twin.

    What its partnerships reached (`tell_reach`), what they cost (`tell_twin`) and whether they succeeded
    (`tell_success`) is told after that, in this order.
    """
    tell_exit(outcome, past)
    tell_recovery(outcome, past, parameters)
    tell_standing(outcome, past)
    tell_shortfall(outcome, past, parameters)
    tell_changes(outcome, past)
    tell_costs(outcome, past)
    tell_integration(outcome, past)
    tell_no_partnerships(outcome)
    tell_no_twin(outcome)
