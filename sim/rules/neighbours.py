"""Neighbours: what the trusts of a local health economy do to each other, and how far they act together.

Failure has causes of the place as well as of the organisation; others in the system may lend a hand or look away
(Millar et al. 2020).
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.parameters import Parameters
from sim.rules.arithmetic import follow, level, positive
from sim.state import HealthEconomyState, RegulatorState, TrustState


def spill_over(
    trust: TrustState, neighbours: Sequence[TrustState], economy: HealthEconomyState, parameters: Parameters
) -> float:
    """Return the demand that comes over from neighbours who cannot cope; less where all take responsibility.

    `neighbours` are all trusts of the place, the trust itself among them.
    """
    sent = 0.0
    for index in range(len(neighbours)):
        other = neighbours[index]
        if other.index != trust.index:
            sent = sent + positive(parameters.coping_access - other.access)
    if len(neighbours) < 2:
        return 0.0
    alone = 1.0 - parameters.collaboration_against_spill_over * economy.collaboration
    return parameters.spill_over * alone * sent / (len(neighbours) - 1.0)


def next_collaboration(
    economy: HealthEconomyState, neighbours: Sequence[TrustState], regulator: RegulatorState, parameters: Parameters
) -> float:
    """Return a month later how far neighbours take shared responsibility.

    It grows where the wider system is engaged and where the trusts of the place work together already; else it stays
    what it was.
    """
    partnered = 0.0
    for index in range(len(neighbours)):
        if neighbours[index].attention_partnership > 0.0:
            partnered = partnered + 1.0 / len(neighbours)
    drawn_in = parameters.collaboration_from_engagement * regulator.system_engagement
    drawn_in = level(drawn_in + parameters.collaboration_from_partnering * partnered)
    if drawn_in < economy.collaboration:
        return economy.collaboration
    return level(follow(economy.collaboration, drawn_in, parameters.collaboration_rate))
