"""Tables of the findings on mandates: what they do to the same pair, and who is chosen where they exist."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from sim.document.findings_tables import VERDICTS, counts, interval, listed, of_levels, read_table
from sim.document.markdown import markdown
from sim.experiments.ranking import BETTER, CHOICE, WORSE

STUDY = "offered_or_insisted"
OFFERED, INSISTED = "offered", "insisted"
NATURES = (OFFERED, INSISTED)
TYPES = {"buddying": "buddying", "contract": "management contract"}
SEEN = {"reach": "have a partner", "gap": "gap that is seen", "effect": "effect", "selection": "selection", "others": "others"}
COMPARED = {"gap": "difference that is seen", "effect": "effect", "selection": "selection"}
OUTCOMES = {"performance_change_60": 4, "performance_shortfall": 3}
"""By which groups of trusts are compared, and the decimals of each."""
MECHANISMS = 5


def mandates_in_short() -> str:
    """Return what was found, in sentences."""
    table = natures("by_shortfall")
    insisted, offered = (of_levels(table, choice=nature) for nature in (INSISTED, OFFERED))
    worse = insisted[insisted["verdict"] == WORSE]
    seen, effect, chosen = (compared_of("insisted less voluntary, contract", part) for part in COMPARED)
    reach = {nature: reach_of(f"{nature}_contract") for nature in ("voluntary", INSISTED)}
    lines = [
        f"- With the same pair, insisting is for the worse at {len(worse)} of {len(insisted)} contexts and for the better at "
        f"{(insisted['verdict'] == BETTER).sum()}; offering, at {(offered['verdict'] == WORSE).sum()} and "
        f"{(offered['verdict'] == BETTER).sum()}. Six years of shortfall change by {span(insisted)} where it is insisted on.",
        f"- It matters for {listed(list(dict.fromkeys(worse['partnership_type'])))}, and for no other type." if len(worse)
        else "- It is settled to matter for no type.",
        f"- Who looks at results alone sees the opposite. Of trusts that would have failed, those under an insisted contract have "
        f"{interval(seen)} level-months of shortfall more than those under a chosen one. The contract itself did {interval(effect)}; "
        f"{interval(chosen)} is who was chosen.",
        f"- Choice leaves out some: {reach['voluntary']} of the trusts that would have failed find a contract by choice, and "
        f"{reach[INSISTED]} where it is insisted on. Those who look for one are worse off than the rest.",
    ]  # fmt: skip
    return "\n".join(lines)


def natures(name: str) -> pd.DataFrame:
    """Return the rows that compare a mandate with the same pair by choice."""
    table = read_table(STUDY, name)
    return table[table[CHOICE].isin(NATURES)]


def span(table: pd.DataFrame, digits: int = 2) -> str:
    """Return the least and the most of a mean difference."""
    return f"{table['difference'].min():+.{digits}f} to {table['difference'].max():+.{digits}f}"


def compared_of(policy: str, part: str, outcome: str = "performance_shortfall") -> pd.Series:
    """Return a part of a comparison of groups of trusts."""
    table = read_table(STUDY, "selection")
    (row,) = table[(table["outcome"] == outcome) & (table["policy"] == policy) & (table["part"] == part)].iloc
    return row


def reach_of(policy: str) -> str:
    """Return what share of the trusts that would have failed had a partner."""
    return f"{100 * compared_of(policy, 'reach')['value']:.0f} %"


def mandates_same_pair() -> str:
    """Return for each type what a mandate does to the same pair, by two outcomes."""
    tables = [(natures("by_performance"), 3), (natures("by_shortfall"), 2)]
    rows = []
    for kind in dict.fromkeys(tables[0][0]["partnership_type"]):
        cells = []
        for table, digits in tables:
            own = of_levels(table, partnership_type=kind)
            for nature in NATURES:
                cells.append(f"{span(of_levels(own, choice=nature), digits)}: {counts(own, nature)}")
        rows.append((f"`{kind}`", *cells))
    header = [f"{nature}, {name}" for name in ("performance", "shortfall") for nature in NATURES]
    return f"{markdown(('type', *header), rows)}\n\nVerdicts: {' / '.join(VERDICTS)}, over the contexts of a type."


def mandates_when() -> str:
    """Return what insisting does to the shortfall, for each type and each level of what the pair is like."""
    insisted = of_levels(natures("by_shortfall"), choice=INSISTED)
    factors = {"prior_relationship": "prior relationship", "partner_capacity": "capacity", "start_month": "start in month"}
    heads, cells = ["type"], []
    for name, title in factors.items():
        (column,) = [column for column in insisted.columns if column.rpartition(".")[2] == name]
        means = insisted.pivot_table("difference", "partnership_type", column, sort=False)
        heads += [f"{title} {level:g}" for level in means.columns]
        cells.append(means)
    table = pd.concat(cells, axis=1)
    return markdown(heads, ((f"`{kind}`", *(f"{value:+.2f}" for value in row)) for kind, row in zip(table.index, table.to_numpy(), strict=True)))


def mandates_seen() -> str:
    """Return the gap between trusts with and without a partner under each policy, and what it is made of."""
    return parts_table([(f"{nature}_{kind}", f"{nature} {title}") for kind, title in TYPES.items()
                        for nature in ("voluntary", *NATURES)], SEEN)  # fmt: skip


def mandates_compared() -> str:
    """Return how trusts with a mandated partner differ from those that chose one, and what that is made of."""
    return parts_table([(f"{nature} less voluntary, {kind}", f"{title}, {nature} less voluntary") for kind, title in TYPES.items()
                        for nature in NATURES], COMPARED)  # fmt: skip


def parts_table(policies: list[tuple[str, str]], parts: dict[str, str]) -> str:
    """Return a row for each outcome and policy, and a column for each part."""
    rows = [
        (f"`{outcome}`", title, *(reach_of(policy) if part == "reach" else interval(compared_of(policy, part, outcome), digits)
                                  for part in parts))
        for outcome, digits in OUTCOMES.items()
        for policy, title in policies
    ]  # fmt: skip
    return markdown(("outcome", "trusts", *parts.values()), rows)


def mandates_mechanisms() -> str:
    """Return the mechanisms on which the harm of an insisted contract rests most, of those that make it larger."""
    table = read_table(STUDY, "mechanisms")
    first = table[table["difference"] > 0.0].sort_values("difference", ascending=False).head(MECHANISMS)
    rows = [
        (row["mechanism"], row["what"], f"{row['difference']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f})")
        for row in first.to_dict("records")
    ]
    return markdown(("mechanism", "what it says", "due to it, level-months"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "mandates_in_short": mandates_in_short,
    "mandates_same_pair": mandates_same_pair,
    "mandates_when": mandates_when,
    "mandates_compared": mandates_compared,
    "mandates_seen": mandates_seen,
    "mandates_mechanisms": mandates_mechanisms,
}
