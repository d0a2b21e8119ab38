"""Environment: demand trend, winter, and pressure of nation, place and trust.

Demand that outgrows funding, winter, workforce shortage and place-based causes are the backdrop that can make or break
a partnership (Miller & Millar 2017; Millar et al. 2020). Pressure 0 is the balance of demand and funding at the start.
"""

from __future__ import annotations

from sim.model.enums import TrendOf
from sim.model.inputs import TrendInputs
from sim.model.state import EnvironmentState, HealthEconomyState, TrustState
from sim.parameters import Parameters

# January to December; winter (December to March) on top, summer (May to August) below. The twelve values sum to zero,
# so that winter changes the season of pressure and not its yearly mean.
SEASON = (1.0, 0.9, 0.6, 0.0, -0.6, -0.8, -0.8, -0.8, -0.4, 0.0, 0.3, 0.6)


def season(calendar_month: int) -> float:
    """Return winter load of a calendar month, 1 (January) to 12, on a scale from -0.8 (summer) to 1 (January)."""
    return SEASON[calendar_month - 1]


def follow_trend(environment: EnvironmentState, trend: TrendInputs, month: int) -> None:
    """Move the environment by a month of a dated trend; without one it has no direction of its own."""
    if month < trend.from_month or month > trend.to_month:
        return
    if trend.of == TrendOf.DEMAND:
        environment.demand_trend = environment.demand_trend + trend.a_month
    elif trend.of == TrendOf.FUNDING:
        environment.funding_trend = environment.funding_trend + trend.a_month
    else:
        environment.rating_trend = environment.rating_trend + trend.a_month


def next_national_pressure(environment: EnvironmentState, parameters: Parameters, shock: float) -> float:
    """Return the passing pressure on the whole nation a month later (a first-order autoregression)."""
    return parameters.passing_persistence * environment.national_pressure + parameters.national_noise * shock


def next_national_funding(environment: EnvironmentState, parameters: Parameters, shock: float) -> float:
    """Return a month later how far national money is above or below its long-run level.

    The share of trusts in deficit fell from 46 % to about a quarter within a year when national rules and money changed
    (King's Fund 2021).
    """
    return parameters.funding_persistence * environment.national_funding + parameters.funding_noise * shock


def next_regional_pressure(economy: HealthEconomyState, parameters: Parameters, shock: float) -> float:
    """Return the passing pressure on a local health economy a month later."""
    return parameters.passing_persistence * economy.regional_pressure + parameters.monthly_noise * shock


def next_own_pressure(trust: TrustState, parameters: Parameters, shock: float) -> float:
    """Return the pressure that only this trust meets, a month later."""
    return parameters.own_persistence * trust.own_pressure + parameters.monthly_noise * shock


def felt_pressure(
    trust: TrustState, economy: HealthEconomyState, environment: EnvironmentState, parameters: Parameters
) -> float:
    """Return all the pressure on a trust this month.

    Neighbours who take shared responsibility relieve the pressure of the place; those who cannot cope send theirs on;
    integrated care keeps some away (Millar et al. 2020).
    """
    place = economy.structural_pressure + economy.regional_pressure
    if place > 0.0:
        place = place * (1.0 - parameters.eased_by_collaboration * economy.collaboration)
    winter = parameters.winter_amplitude * environment.season * trust.winter_exposure
    nation = environment.demand_trend + environment.national_pressure
    own = trust.own_pressure + trust.demand_shock
    return nation + place + own + winter + trust.spill_over - trust.demand_relief
