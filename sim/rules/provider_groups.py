"""Groups: a head and the subsidiaries it has absorbed share attention, money and, in time, their rating.

Running several sites from afar is more complex than boards expect (Millar et al. 2020).
"""

from __future__ import annotations

from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.arithmetic import clip, positive
from sim.rules.cultural_fit import remoteness
from sim.rules.partnership_exchange import put_in_charge
from sim.rules.world import World


def sites_from_afar(head: TrustState, subsidiary: TrustState, parameters: Parameters) -> float:
    """Return the burden of running another trust's sites: each counts more the further away it is."""
    return subsidiary.number_of_sites * (
        1.0 + parameters.sites_from_distance * remoteness(head, subsidiary, parameters)
    )


def pool_attention(head: TrustState, subsidiary: TrustState, parameters: Parameters) -> None:
    """Let leaders of a group help out where most is to be done: part of the difference in free attention is moved.

    The ledgers of both stay balanced; what is moved counts as supply here and is missing there.
    """
    spare = head.attention_free - head.overload
    needed = subsidiary.attention_free - subsidiary.overload
    moved = parameters.closed_in_group * (spare - needed) / 2.0
    # Nobody gives away more than it has free.
    moved = clip(moved, -subsidiary.attention_free, head.attention_free)
    receive_attention(subsidiary, moved)
    receive_attention(head, -moved)


def receive_attention(trust: TrustState, moved: float) -> None:
    """Book attention that a trust receives from its group, or gives to it (below 0)."""
    balance = trust.attention_free - trust.overload + moved
    trust.attention_from_group = trust.attention_from_group + moved
    trust.attention_supply = trust.attention_supply + moved
    trust.attention_free = positive(balance)
    trust.overload = positive(-balance)


def pool_money(head: TrustState, subsidiary: TrustState, parameters: Parameters) -> None:
    """Let the money of a group flow together, each side by its size; a healthy head carries others for years."""
    together = head.turnover + subsidiary.turnover
    moved = parameters.money_pooled_in_group * (head.finance - subsidiary.finance)
    subsidiary.finance = subsidiary.finance + moved * head.turnover / together
    head.finance = head.finance - moved * subsidiary.turnover / together


def counts_in_rating(subsidiary: TrustState, regulator: RegulatorState) -> bool:
    """Return whether a trust counts in the published rating of its group: not for its first two years, as a rule."""
    return (
        subsidiary.absorbed_by >= 0
        and not subsidiary.dissolved
        and subsidiary.months_absorbed >= regulator.rating_grace
    )


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


def add_to_group_mean(whole: TrustState, subsidiary: TrustState, size: float) -> None:
    """Add a subsidiary to the mean of its group, by its share of the income of all, `size`."""
    weight = subsidiary.turnover / size
    whole.quality = whole.quality + weight * subsidiary.quality
    whole.access = whole.access + weight * subsidiary.access
    whole.finance = whole.finance + weight * subsidiary.finance
    whole.workforce = whole.workforce + weight * subsidiary.workforce
    whole.engagement = whole.engagement + weight * subsidiary.engagement
    whole.effective_leadership = whole.effective_leadership + weight * subsidiary.effective_leadership
    whole.capability = whole.capability + weight * subsidiary.capability
    whole.frontline_adoption = whole.frontline_adoption + weight * subsidiary.frontline_adoption
    whole.coherence = whole.coherence + weight * subsidiary.coherence
    whole.annual_finance = whole.annual_finance + weight * subsidiary.annual_finance
    whole.annual_access = whole.annual_access + weight * subsidiary.annual_access
    whole.annual_quality = whole.annual_quality + weight * subsidiary.annual_quality


def lead_from_group(subsidiary: TrustState, head: TrustState, parameters: Parameters) -> None:
    """Put the leadership of the group over a subsidiary: its board is gone, its own managers remain."""
    put_in_charge(subsidiary, head, parameters.closed_in_group)


def help_out_in_groups(world: World) -> None:
    """Let the leaders of every group help out where most is to be done, subsidiary by subsidiary."""
    if world.progress.absorbed == 0:
        return
    for position in range(len(world.trusts)):
        subsidiary = world.trusts[position]
        if subsidiary.absorbed_by >= 0 and not subsidiary.dissolved:
            pool_attention(world.trusts[subsidiary.absorbed_by], subsidiary, world.parameters)


def share_money_in_groups(world: World) -> None:
    """Let the money of every group flow together, one by one, and count the months that each has been in it."""
    if world.progress.absorbed == 0:
        return
    for position in range(len(world.trusts)):
        subsidiary = world.trusts[position]
        if subsidiary.absorbed_by >= 0 and not subsidiary.dissolved:
            pool_money(world.trusts[subsidiary.absorbed_by], subsidiary, world.parameters)
            subsidiary.months_absorbed = subsidiary.months_absorbed + 1
