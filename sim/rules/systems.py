"""Systems: integrated care systems whose members share a control total, so that money and its shortfall are common.

When trusts were judged on control totals with money behind them, the share in deficit halved in a year (King's Fund
2021).
"""

from __future__ import annotations

from sim.rules.arithmetic import positive
from sim.rules.units import has_board
from sim.rules.world import World


def add_up_systems(world: World) -> None:
    """Add up the income, the money and the published financial position of every system."""
    for number in range(len(world.systems)):
        system = world.systems[number]
        system.income = 0.0
        system.position = 0.0
        system.money = 0.0
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        if trust.system >= 0 and has_board(trust):
            system = world.systems[trust.system]
            system.income = system.income + trust.turnover
            system.position = system.position + trust.turnover * trust.annual_finance
            system.money = system.money + trust.turnover * trust.finance
    for number in range(len(world.systems)):
        system = world.systems[number]
        if system.income > 0.0:
            system.position = system.position / system.income
            system.money = system.money / system.income


def share_money_in_systems(world: World) -> None:
    """Level out part of the differences in money within every system; together its members have what they had."""
    if len(world.systems) == 0:
        return
    add_up_systems(world)
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        if trust.system >= 0 and has_board(trust):
            system = world.systems[trust.system]
            trust.finance = trust.finance + (system.money - trust.finance) * system.pooling / 12.0


def judge_systems(world: World) -> None:
    """Let every member of a system know by how much the system misses its control total."""
    if len(world.systems) == 0:
        return
    add_up_systems(world)
    for position in range(len(world.trusts)):
        trust = world.trusts[position]
        if trust.system >= 0 and has_board(trust):
            system = world.systems[trust.system]
            trust.missed_control_total = 0.0
            if system.has_control_total:
                trust.missed_control_total = positive(system.control_total - system.position)
