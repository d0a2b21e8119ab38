"""Groups: a head and the units it has absorbed share attention, money and, in time, their rating.

Running several sites from afar is more complex than boards expect (Millar et al. 2020).
"""

from __future__ import annotations

from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import clip, positive
from sim.rules.cultural_fit import remoteness
from sim.rules.partnership_exchange import put_in_charge
from sim.rules.world import World


def sites_from_afar(head: TrustState, unit: TrustState, parameters: Parameters) -> float:
    """Return the burden of running another trust's sites: each counts more the further away it is."""
    return unit.number_of_sites * (1.0 + parameters.sites_from_distance * remoteness(head, unit, parameters))


def pool_attention(head: TrustState, unit: TrustState, parameters: Parameters) -> None:
    """Let leaders of a group help out where most is to be done: part of the difference in free attention is moved.

    The ledgers of both stay balanced; what is moved counts as supply here and is missing there.
    """
    spare = head.attention_free - head.overload
    needed = unit.attention_free - unit.overload
    moved = parameters.attention_pooled_in_group * (spare - needed) / 2.0
    # Nobody gives away more than it has free.
    moved = clip(moved, -unit.attention_free, head.attention_free)
    receive_attention(unit, moved)
    receive_attention(head, -moved)


def receive_attention(trust: TrustState, moved: float) -> None:
    """Book attention that a trust receives from its group, or gives to it (below 0)."""
    balance = trust.attention_free - trust.overload + moved
    trust.attention_from_group = trust.attention_from_group + moved
    trust.attention_supply = trust.attention_supply + moved
    trust.attention_free = positive(balance)
    trust.overload = positive(-balance)


def pool_money(head: TrustState, unit: TrustState, parameters: Parameters) -> None:
    """Let the money of a group flow together, each side by its size; a healthy head carries its unit for years."""
    together = head.turnover + unit.turnover
    moved = parameters.money_pooled_in_group * (head.finance - unit.finance)
    unit.finance = unit.finance + moved * head.turnover / together
    head.finance = head.finance - moved * unit.turnover / together


def counts_in_rating(unit: TrustState, regulator: RegulatorState) -> bool:
    """Return whether a unit counts in the published rating of its group: not for the first two years, as a rule."""
    return unit.absorbed_by >= 0 and not unit.dissolved and unit.months_absorbed >= regulator.rating_grace


def clear_group_mean(whole: TrustState) -> None:
    """Begin the mean of a group, in everything that inspectors look at."""
    whole.quality = 0.0
    whole.access = 0.0
    whole.finance = 0.0
    whole.workforce = 0.0
    whole.engagement = 0.0
    whole.effective_leadership = 0.0
    whole.capability = 0.0
    whole.frontline_adoption = 0.0
    whole.coherence = 0.0
    whole.annual_finance = 0.0
    whole.annual_access = 0.0
    whole.annual_quality = 0.0


def add_to_group_mean(whole: TrustState, unit: TrustState, size: float) -> None:
    """Add a unit to the mean of its group, by its share of the income of all, `size`."""
    weight = unit.turnover / size
    whole.quality = whole.quality + weight * unit.quality
    whole.access = whole.access + weight * unit.access
    whole.finance = whole.finance + weight * unit.finance
    whole.workforce = whole.workforce + weight * unit.workforce
    whole.engagement = whole.engagement + weight * unit.engagement
    whole.effective_leadership = whole.effective_leadership + weight * unit.effective_leadership
    whole.capability = whole.capability + weight * unit.capability
    whole.frontline_adoption = whole.frontline_adoption + weight * unit.frontline_adoption
    whole.coherence = whole.coherence + weight * unit.coherence
    whole.annual_finance = whole.annual_finance + weight * unit.annual_finance
    whole.annual_access = whole.annual_access + weight * unit.annual_access
    whole.annual_quality = whole.annual_quality + weight * unit.annual_quality


def lead_from_group(unit: TrustState, head: TrustState, parameters: Parameters) -> None:
    """Put the leadership of the group over a unit: its board is gone, its own managers remain."""
    put_in_charge(unit, head, parameters.leadership_of_group)


def help_out_in_groups(world: World) -> None:
    """Let the leaders of every group help out where most is to be done, unit by unit."""
    if world.progress.absorbed == 0:
        return
    for position in range(len(world.trusts)):
        unit = world.trusts[position]
        if unit.absorbed_by >= 0 and not unit.dissolved:
            pool_attention(world.trusts[unit.absorbed_by], unit, world.parameters)


def share_money_in_groups(world: World) -> None:
    """Let the money of every group flow together, unit by unit, and count the months that units have been in it."""
    if world.progress.absorbed == 0:
        return
    for position in range(len(world.trusts)):
        unit = world.trusts[position]
        if unit.absorbed_by >= 0 and not unit.dissolved:
            pool_money(world.trusts[unit.absorbed_by], unit, world.parameters)
            unit.months_absorbed = unit.months_absorbed + 1
