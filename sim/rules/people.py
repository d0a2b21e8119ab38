"""Staff: engagement, workforce, initiative fatigue, and the strain on leaders.

Special measures hurt recruitment and retention (Miller & Millar 2017) through reputation, and through stigma on the
workforce and on engagement. All are carried by publicity.
"""

from __future__ import annotations

from sim.model.state import EnvironmentState, RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import follow, level, smaller
from sim.rules.performance import performance


def uplift(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return what lifts spirits beyond the ordinary: recovery, leaders who are seen, new buildings.

    Visible chief executives set the tone; money for new buildings was among the most uplifting things (Millar et al.
    2020).
    """
    lift = parameters.engagement_from_visibility * smaller(trust.attention_free / parameters.attention_usable, 1.0)
    if trust.plan_under_way:
        lift = lift + parameters.engagement_from_recovery
    if trust.bridged:
        lift = lift + parameters.gain_from_bridging * regulator.bridging_finance
    return lift


def sustained_engagement(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return the engagement that leadership, shared culture, success and staffing sustain, less what wears it down."""
    drivers = uplift(trust, regulator, parameters) + (
        parameters.engagement_from_leadership * trust.effective_leadership
        + parameters.engagement_from_coherence * trust.coherence
        + parameters.engagement_from_performance * performance(trust)
        + parameters.engagement_from_workforce * trust.workforce
    )
    burdens = (
        parameters.engagement_ceded * trust.autonomy_ceded
        + parameters.engagement_fatigue * trust.fatigue
        + parameters.engagement_threat * trust.identity_threat
    )
    if trust.special_measures:
        burdens = burdens + parameters.stigma * regulator.publicity
        burdens = burdens + parameters.engagement_scrutiny * regulator.scrutiny
    return level(parameters.engagement_base + trust.own_engagement + drivers - burdens)


def next_engagement(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return staff engagement a month later."""
    sustained = sustained_engagement(trust, regulator, parameters)
    return follow(trust.engagement, sustained, parameters.engagement_rate)


def sustained_workforce(
    trust: TrustState, regulator: RegulatorState, environment: EnvironmentState, parameters: Parameters
) -> float:
    """Return the staffing that reputation and engagement sustain in the labour market of the day."""
    standing = trust.reputation + trust.reputation_lift
    drivers = parameters.workforce_from_appeal * (standing + trust.engagement)
    burdens = parameters.workforce_shortage * environment.labour_shortage
    if trust.special_measures:
        burdens = burdens + parameters.stigma * regulator.publicity
        drivers = drivers + parameters.workforce_from_support * trust.regulator_support
    return level(parameters.workforce_base + trust.own_workforce + trust.workforce_shock + drivers - burdens)


def next_workforce(
    trust: TrustState, regulator: RegulatorState, environment: EnvironmentState, parameters: Parameters
) -> float:
    """Return staffing a month later."""
    sustained = sustained_workforce(trust, regulator, environment, parameters)
    return follow(trust.workforce, sustained, parameters.following_rate)


def next_fatigue(trust: TrustState, parameters: Parameters) -> float:
    """Return initiative fatigue a month later, before anything new is begun; it halves in about a year."""
    return trust.fatigue * parameters.fatigue_kept


def tire(trust: TrustState, jump: float) -> None:
    """Raise the fatigue of staff by one more initiative, partner or restarted plan (Millar et al. 2020)."""
    trust.fatigue = level(trust.fatigue + jump * (1.0 - trust.fatigue))


def next_strain(trust: TrustState, parameters: Parameters) -> float:
    """Return the strain on leaders a month later: overload, leading an integration."""
    target = parameters.strain_base + parameters.strain_overload * trust.overload
    target = target + parameters.strain_leading * trust.leading_load
    return level(follow(trust.strain, level(target), parameters.following_rate))
