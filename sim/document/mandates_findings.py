"""Tables of the findings on mandates: what they do to the same pair, and who is chosen where they exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sim.document.findings_tables import (
    VERDICTS,
    bullets,
    counts,
    ends,
    interval,
    listed,
    mechanisms,
    of_levels,
    read_table,
    row_of,
)
from sim.document.markdown import markdown
from sim.experiments.ranking import ALIKE, BETTER, CHOICE, OPEN, WORSE

STUDY = "offered_or_insisted"
OFFERED, INSISTED = "offered", "insisted"
NATURES = (OFFERED, INSISTED)
TYPES = {"buddying": "buddying", "contract": "management contract"}
SEEN = {
    "reach": "have a partner",
    "gap": "gap that is seen",
    "effect": "effect",
    "selection": "selection",
    "others": "others",
}
COMPARED = {"gap": "difference that is seen", "effect": "effect", "selection": "selection"}
OUTCOMES = {"performance_change_60": 4, "performance_shortfall": 3}
"""By which groups of trusts are compared, and the decimals of each."""


def mandates_in_short() -> str:
    """Return what was found, in sentences."""
    return bullets(_sentences())


def _sentences() -> Iterator[str]:
    table = natures("by_shortfall")
    insisted, offered = (of_levels(table, choice=nature) for nature in (INSISTED, OFFERED))
    yield (
        "With the same pair a mandate hardly matters in most contexts. By the shortfall over six years, insisting is "
        f"for the better at {number(insisted, BETTER)} of {len(insisted)} contexts, makes hardly any difference at "
        f"{number(insisted, ALIKE)}, and is for the worse at {number(insisted, WORSE)}; offering, at "
        f"{number(offered, BETTER)}, {number(offered, ALIKE)} and {number(offered, WORSE)}. Insisting adds "
        f"{ends(insisted, 2)} level-months, offering {ends(offered, 2)}."
    )
    performance = of_levels(natures("by_performance"), choice=INSISTED)
    kinds = list(dict.fromkeys(performance.loc[performance["verdict"] == WORSE, "partnership_type"]))
    of_kinds = f", all of {listed(kinds)}" if kinds else ""
    yield (
        f"By performance after five years, insisting is for the worse at {number(performance, WORSE)} "
        f"contexts{of_kinds}, and not settled at {number(performance, OPEN)}."
    )
    seen, effect, chosen = (compared_of("insisted less voluntary, contract", part) for part in COMPARED)
    yield (
        "What is seen is not what a mandate does. Of trusts that would have failed, those with an insisted contract "
        f"have {interval(seen)} level-months of shortfall against those with a chosen one. What the contract did is "
        f"{interval(effect)} of that; who was chosen, {interval(chosen)}."
    )
    outcome = "performance_change_60"
    seen, effect, _ = (compared_of("insisted less voluntary, contract", part, outcome) for part in COMPARED)
    yield (
        f"By performance after five years the difference that is seen is {interval(seen, 4)}, of which the contract "
        f"did {interval(effect, 4)}."
    )
    yield (
        f"Choice leaves some out: {reach_of('voluntary_contract')} of the trusts that would have failed come to a "
        f"contract by choice, and {reach_of('insisted_contract')} where it is insisted on. Those who choose one would "
        "have had more shortfall without it than those who do not: "
        f"{interval(compared_of('voluntary_contract', 'selection'))} level-months."
    )


def number(table: pd.DataFrame, verdict: str) -> int:
    """Return the number of rows with a verdict."""
    return int((table["verdict"] == verdict).sum())


def natures(name: str) -> pd.DataFrame:
    """Return the rows that compare a mandate with the same pair by choice."""
    table = read_table(STUDY, name)
    return table[table[CHOICE].isin(NATURES)]


def compared_of(policy: str, part: str, outcome: str = "performance_shortfall") -> dict[str, Any]:
    """Return a part of a comparison of groups of trusts."""
    return row_of(read_table(STUDY, "selection"), outcome=outcome, policy=policy, part=part)


def reach_of(policy: str) -> str:
    """Return what share of the trusts that would have failed had a partner."""
    return f"{100 * compared_of(policy, 'reach')['value']:.0f} %"


def mandates_same_pair() -> str:
    """Return for each type what a mandate does to the same pair, by two outcomes."""
    tables = [(natures("by_performance"), 3), (natures("by_shortfall"), 2)]
    rows = []
    for kind in dict.fromkeys(tables[0][0]["partnership_type"]):
        cells: list[str] = []
        for table, digits in tables:
            own = of_levels(table, partnership_type=kind)
            cells += [f"{ends(of_levels(own, choice=nature), digits)}: {counts(own, nature)}" for nature in NATURES]
        rows.append((f"`{kind}`", *cells))
    header = [f"{nature}, {name}" for name in ("performance", "shortfall") for nature in NATURES]
    return f"{markdown(('type', *header), rows)}\n\nVerdicts: {' / '.join(VERDICTS)}, over the contexts of a type."


def mandates_when() -> str:
    """Return what insisting does to the shortfall, for each type and each level of what the pair is like."""
    insisted = of_levels(natures("by_shortfall"), choice=INSISTED)
    factors = {
        "prior_relationship": "prior relationship",
        "partner_capacity": "capacity",
        "start_month": "start in month",
    }
    heads, cells = ["type"], []
    for name, title in factors.items():
        (column,) = [column for column in insisted.columns if column.rpartition(".")[2] == name]
        means = insisted.pivot_table("difference", "partnership_type", column, sort=False)
        heads += [f"{title} {level:g}" for level in means.columns]
        cells.append(means)
    table = pd.concat(cells, axis=1)
    return markdown(
        heads,
        (
            (f"`{kind}`", *(f"{value:+.2f}" for value in row))
            for kind, row in zip(table.index, table.to_numpy(), strict=True)
        ),
    )


def mandates_seen() -> str:
    """Return the gap between trusts with and without a partner under each policy, and what it is made of."""
    natures = ("voluntary", *NATURES)
    policies = {f"{nature}_{kind}": f"{nature} {title}" for kind, title in TYPES.items() for nature in natures}
    return parts_table(policies, SEEN, ["performance_shortfall"])


def mandates_compared() -> str:
    """Return how trusts with a mandated partner differ from those that chose one, and what that is made of."""
    policies = {
        f"{nature} less voluntary, {kind}": f"{title}, {nature} less voluntary"
        for kind, title in TYPES.items()
        for nature in NATURES
    }
    return parts_table(policies, COMPARED, list(OUTCOMES))


def parts_table(policies: Mapping[str, str], parts: Mapping[str, str], outcomes: Sequence[str]) -> str:
    """Return a row for each outcome and policy, and a column for each part."""
    rows = []
    for outcome in outcomes:
        for policy, title in policies.items():
            found = {part: compared_of(policy, part, outcome) for part in parts}
            cells = [
                reach_of(policy) if part == "reach" else interval(row, OUTCOMES[outcome]) for part, row in found.items()
            ]
            rows.append((f"`{outcome}`", title, *cells))
    return markdown(("outcome", "trusts", *parts.values()), rows)


def mandates_mechanisms() -> str:
    """Return the mechanisms on which the harm of an insisted contract rests most."""
    return mechanisms(STUDY, 1.0)


TABLES: dict[str, Callable[[], str]] = {
    "mandates_in_short": mandates_in_short,
    "mandates_same_pair": mandates_same_pair,
    "mandates_when": mandates_when,
    "mandates_compared": mandates_compared,
    "mandates_seen": mandates_seen,
    "mandates_mechanisms": mandates_mechanisms,
}
