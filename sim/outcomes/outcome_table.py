"""All outcomes of a trust in one replicate, gathered from the modules that declare and compute them."""

from __future__ import annotations

from sim.model.variables import declared
from sim.outcomes.change_outcomes import ChangeOutcomes
from sim.outcomes.cost_outcomes import CostOutcomes
from sim.outcomes.integration_outcomes import IntegrationOutcomes
from sim.outcomes.outcome import Outcome
from sim.outcomes.partnership_outcomes import ReachOutcomes
from sim.outcomes.recovery_outcomes import RecoveryOutcomes
from sim.outcomes.special_measures_outcomes import SpecialMeasuresOutcomes
from sim.outcomes.standing_outcomes import StandingOutcomes
from sim.outcomes.success_outcomes import SuccessOutcomes
from sim.outcomes.twin_outcomes import TwinOutcomes


# Python reads the last base first, so that the last group named here comes first in tables.
class TrustOutcomes(
    SuccessOutcomes,
    TwinOutcomes,
    IntegrationOutcomes,
    ReachOutcomes,
    CostOutcomes,
    ChangeOutcomes,
    StandingOutcomes,
    RecoveryOutcomes,
    SpecialMeasuresOutcomes,
):
    """A number for every outcome of one trust in one replicate, NaN where it is missing; 1 for yes and 0 for no."""


OUTCOMES: dict[str, Outcome] = declared(TrustOutcomes)
"""What every outcome means, by name, in the order of the tables of results."""
