"""Neighbours: what the trusts of a local health economy do to each other, and how far they act together.

Failure has causes of the place as well as of the organisation; others in the system may lend a hand or look away
(Millar et al. 2020).
"""

from __future__ import annotations

from sim.model.state import HealthEconomyState, RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import follow, level, positive
from sim.rules.units import has_board
from sim.rules.world import World


def clear_place(economy: HealthEconomyState) -> None:
    """Begin the month's count of what the trusts of a place do."""
    economy.members = 0
    economy.turned_away = 0.0
    economy.partnered = 0


def turned_away(trust: TrustState, parameters: Parameters) -> float:
    """Return the demand that a trust cannot cope with."""
    return positive(parameters.poor_performance - trust.access)


def count_in_place(economy: HealthEconomyState, trust: TrustState, parameters: Parameters) -> None:
    """Add a trust to what its place cannot cope with, and to those who work in partnerships."""
    economy.members = economy.members + 1
    economy.turned_away = economy.turned_away + turned_away(trust, parameters)
    if trust.attention_partnership > 0.0:
        economy.partnered = economy.partnered + 1


def spill_over(trust: TrustState, economy: HealthEconomyState, parameters: Parameters) -> float:
    """Return the demand that comes over from neighbours who cannot cope; less where all take responsibility."""
    if economy.members < 2:
        return 0.0
    # What is left of a sum less one of its parts may be a rounding below zero.
    sent = positive(economy.turned_away - turned_away(trust, parameters))
    alone = 1.0 - parameters.eased_by_collaboration * economy.collaboration
    return parameters.spill_over * alone * sent / (economy.members - 1.0)


def next_collaboration(economy: HealthEconomyState, regulator: RegulatorState, parameters: Parameters) -> float:
    """Return a month later how far neighbours take shared responsibility.

    It grows where the wider system is engaged and where the trusts of the place work together already; else it stays
    what it was.
    """
    drawn_in = parameters.collaboration_brought * regulator.system_engagement
    if economy.members > 0:
        partnered = economy.partnered / economy.members
        drawn_in = level(drawn_in + parameters.collaboration_brought * partnered)
    if drawn_in < economy.collaboration:
        return economy.collaboration
    return level(follow(economy.collaboration, drawn_in, parameters.habit_rate))


def count_places(world: World) -> None:
    """Count in every place what its trusts cannot cope with, and who works in partnerships."""
    for position in range(len(world.economies)):
        clear_place(world.economies[position])
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        if world.setting.units == 0 or has_board(trust):
            count_in_place(world.economies[trust.local_health_economy], trust, world.parameters)
