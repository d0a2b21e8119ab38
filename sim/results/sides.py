"""A trust's success, its partner's loss and the neighbours' share, side by side: what each gains against the twin.

Who is on which side is known from the plans of the scenario, in every replicate, whether or not a partnership comes
about; partnerships that are mandated or sought count in the replicates in which they occur.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from sim.outcomes import HORIZONS
from sim.results.summary import counted, mean
from sim.scenario.model_inputs import resolve, trust_ids
from sim.scenario.scenario_schema import Scenario

TARGET, PARTNER, NEIGHBOURS = "target", "partner", "neighbours"
SIDES = {
    TARGET: "with a target, or member",
    PARTNER: "with a trust that helps",
    NEIGHBOURS: "with other trusts in the target's local health economy",
}
"""The sides of partnerships, and in which replicates there is one."""

COLUMNS = ("side", "measure", "difference", "low", "high", "n", "of")
KEYS = ["replicate", "trust"]


def no_sides() -> pd.DataFrame:
    """Return the table of a run without partnerships, or without a twin."""
    return pd.DataFrame(columns=list(COLUMNS))


def sides_of(scenario: Scenario, partnerships: pd.DataFrame, replicates: int) -> pd.DataFrame:
    """Return which trusts are on which side: replicate, trust, side; each trust once in a replicate.

    Parameters
    ----------
    scenario : whose plans say who is a target, a member or a partner in every replicate.
    partnerships : a row for each replicate, month and partnership, of those that came about.
    replicates : how many there are.
    """
    planned = pd.DataFrame(planned_sides(scenario), columns=["trust", "side"])
    everywhere = planned.merge(pd.DataFrame({"replicate": range(replicates)}), how="cross")
    own = each_once(pd.concat([everywhere, *(came_about(partnerships, side) for side in (TARGET, PARTNER))]))
    return pd.concat([own, neighbours_of(own, homes_of(scenario))], ignore_index=True)


def each_once(sides: pd.DataFrame) -> pd.DataFrame:
    """Return sides with each trust once in a replicate: a target, if it is one; a neighbour, if it is nothing else."""
    order = sides.sort_values("side", key=lambda side: side.map(list(SIDES).index), kind="stable")
    return order.drop_duplicates(KEYS, ignore_index=True)[[*KEYS, "side"]]


def sides_together(*sides: pd.DataFrame) -> pd.DataFrame:
    """Return the sides of several scenarios of the same worlds as one."""
    return each_once(pd.concat(sides))


def planned_sides(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Give the trusts of planned partnerships with their sides; members of joint ones are all helped."""
    for planned in scenario.partnerships:
        for trust in (planned.target, *planned.members):
            if trust is not None:
                yield trust, TARGET
        if planned.partner is not None:
            yield planned.partner, PARTNER


def came_about(partnerships: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return the replicates and trusts on one side of partnerships that came about."""
    found = partnerships[["replicate", side]].dropna().drop_duplicates()
    return found.rename(columns={side: "trust"}).astype({"trust": str}).assign(side=side)


def homes_of(scenario: Scenario) -> Mapping[str, int]:
    """Return the local health economy of every trust; units are nobody's neighbours."""
    trusts = zip(trust_ids(scenario), resolve(scenario).trusts, strict=True)
    return {name: trust.local_health_economy for name, trust in trusts if trust.unit_of < 0}


def neighbours_of(own: pd.DataFrame, homes: Mapping[str, int]) -> pd.DataFrame:
    """Return the trusts that share a local health economy with a target and are in no partnership themselves."""
    places = pd.DataFrame({"trust": list(homes), "home": list(homes.values())})
    targets = own[own["side"] == TARGET].merge(places, on="trust")[["replicate", "home"]].drop_duplicates()
    near = targets.merge(places, on="home")[KEYS]
    outside = near.merge(own[KEYS], on=KEYS, how="left", indicator=True)
    return outside[outside["_merge"] == "left_only"][KEYS].assign(side=NEIGHBOURS)


def side_by_side(
    outcomes: pd.DataFrame, reference: pd.DataFrame, sides: pd.DataFrame, months: int, replicates: int
) -> pd.DataFrame:
    """Return the mean paired difference of performance at the horizon for each side, with its 95 % interval and n.

    Parameters
    ----------
    outcomes, reference : outcomes of the same worlds, with and without what is compared.
    sides : which trusts are on which side (`sides_of`).
    months : length of the run; the horizon is the last that was simulated.
    replicates : how many both have.
    """
    reached = [horizon for horizon in HORIZONS if horizon <= months]
    if sides.empty or not reached:
        return no_sides()
    measure = f"performance_change_{reached[-1]}"
    gaps = differences(outcomes, reference, measure)
    rows = []
    for side, condition in SIDES.items():
        own = sides[sides["side"] == side].merge(gaps, on=KEYS)
        found = mean(own.groupby("replicate")[measure].mean())
        of = counted(found.count, replicates, condition="" if found.count == replicates else condition)
        rows.append((side, measure, found.value, found.low, found.high, found.count, of))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def differences(outcomes: pd.DataFrame, reference: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the difference of a measure for each replicate and trust that both have."""
    with_it, without = (table.astype({"trust": str}).set_index(KEYS)[measure] for table in (outcomes, reference))
    return (with_it - without).dropna().reset_index()
