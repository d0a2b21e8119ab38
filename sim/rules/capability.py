"""Capability and how it reaches the front line.

Improvement capability is absorptive capacity: organisations that already have some learn faster (Harvey et al. 2010).
What the board has decided takes time to filter down to the wards, longer on several sites and among tired staff
(Millar et al. 2020). Capacity lent for long lets the trust's own capacity wither, which shows when the help ends.
"""

from __future__ import annotations

from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import follow, level, smaller
from sim.rules.delivery import capability_at_work


def next_capability(trust: TrustState, regulator: RegulatorState, parameters: Parameters, shock: float) -> float:
    """Return improvement capability a month later; support that empowers front-line staff teaches more of them."""
    missing = 1.0 - trust.capability
    together = parameters.left_without_coherence + (1.0 - parameters.left_without_coherence) * trust.coherence
    by_doing = parameters.capability_from_effort * trust.effort * missing * together
    from_partner = parameters.capability_from_transfer * trust.practice_transfer
    many = 1.0 + parameters.capability_from_empowerment * regulator.empowerment
    taught = parameters.capability_from_support * many * trust.regulator_support * missing
    lost = (
        parameters.capability_loss * trust.capability * (1.0 + parameters.loss_with_vacancies * (1.0 - trust.workforce))
    )
    return level(trust.capability + by_doing + from_partner + taught - lost + parameters.capability_noise * shock)


def adoption_rate(trust: TrustState, parameters: Parameters) -> float:
    """Return the monthly share of the gap between board and wards that closes: slower on several sites.

    Engaged staff carry it, and those who are tired of initiatives are not engaged.
    """
    willing = parameters.adoption_without_engagement + (1.0 - parameters.adoption_without_engagement) * trust.engagement
    spread_out = 1.0 + parameters.adoption_per_site * (trust.number_of_sites - 1)
    return smaller(parameters.adoption_speed * willing / spread_out, 1.0)


def next_frontline_adoption(trust: TrustState, parameters: Parameters) -> float:
    """Return, a month later, how far improvement has reached the wards; those in charge bring people who carry it."""
    return level(follow(trust.frontline_adoption, capability_at_work(trust), adoption_rate(trust, parameters)))


def next_dependence(trust: TrustState, parameters: Parameters) -> float:
    """Return a month later how much own capacity has withered because others supplied it."""
    lent = trust.regulator_support + trust.capacity_lent / parameters.full_load
    return level(follow(trust.dependence, level(lent), parameters.habit_rate))
