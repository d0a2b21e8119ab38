"""Tables of the findings on types of partnership: where each helps or harms, and what makes the difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from sim.document.findings_tables import (
    bullets,
    choices_with,
    counts,
    ends,
    listed,
    of_levels,
    read_table,
    row_of,
    spans,
    unbeaten,
)
from sim.document.markdown import markdown
from sim.experiments.ranking import ALIKE, BETTER, CHOICE, OPEN, WORSE

STUDY = "when_types_work"
NOBODY = "nobody"
CONTEXT = ("regulator.scrutiny", "cultural_fit", "partner_capacity")
PLACES = {
    "light scrutiny, good fit, ample capacity": {"scrutiny": 0.2, "cultural_fit": 1.0, "partner_capacity": 0.6},
    "heavy scrutiny, good fit, ample capacity": {"scrutiny": 1.0, "cultural_fit": 1.0, "partner_capacity": 0.6},
    "middling in all three": {"scrutiny": 0.6, "cultural_fit": 0.6, "partner_capacity": 0.4},
    "heavy scrutiny, poor fit, little capacity": {"scrutiny": 1.0, "cultural_fit": 0.2, "partner_capacity": 0.2},
}
BEST = (0.2, 1.0, 0.6)
"""The first of these places, in the order of `CONTEXT`."""
OUTCOMES = {"by_performance": "performance", "by_shortfall": "shortfall", "by_recovery": "recovery"}
MOVED = {"cultural_fit": 1.0, "partner_capacity": 0.6, "scrutiny": 1.0}
"""The highest level of each factor, which is compared with the lowest."""


def types_in_short() -> str:
    """Return what was found, in sentences."""
    return bullets(_sentences())


def _sentences() -> Iterator[str]:
    performance, shortfall, recovery = (helped(read_table(STUDY, name)) for name in OUTCOMES)
    contexts = len(performance) // performance[CHOICE].nunique()
    alike = choices_with(performance, ALIKE, everywhere=True)
    others = [name for name in dict.fromkeys(performance[CHOICE]) if name not in alike]
    yield (
        f"{listed(alike).capitalize()} change performance after five years hardly at all, at any of {contexts} "
        "contexts."
    )
    yield (
        "Number of contexts at which each other type is better than nobody / worse / not settled, by performance after "
        f"five years: {verdicts_of(performance, others)}."
    )
    yield f"The same by the shortfall over six years: {verdicts_of(shortfall, others)}."
    yield f"The same by the chance of recovery within five years: {verdicts_of(recovery, others)}."
    gained = row_of(performance, difference=performance["difference"].max())
    yield (
        f"The largest mean gain of performance is that of {listed([gained[CHOICE]])}: {spans(gained)}, where "
        "square brackets hold 5 % to 95 % of the parameter sets."
    )
    most, least = (recovery.loc[recovery["difference"].agg(way)] for way in ("idxmax", "idxmin"))
    yield (
        f"To the chance of recovery, {listed([most[CHOICE]])} adds {points(most)} points of 100 at the context that "
        f"suits it best, and {listed([least[CHOICE]])} {points(least)} at the one that suits it least."
    )
    unbeaten_by = {name: unbeaten(read_table(STUDY, name), CONTEXT) for name in OUTCOMES}
    alone = min(len(names) for found in unbeaten_by.values() for names in found)
    first = ", ".join(f"{len(found.loc[BEST])} by {OUTCOMES[name]}" for name, found in unbeaten_by.items())
    choices = performance[CHOICE].nunique() + 1
    yield (
        f"No type is best anywhere: by each outcome at least {alone} are unbeaten at every context. With light "
        f"scrutiny, good fit and ample capacity, of {choices} choices (nobody is one of them) are unbeaten: {first}."
    )


def helped(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of all types, without nobody."""
    return table[table[CHOICE] != NOBODY]


def verdicts_of(table: pd.DataFrame, types: list[str]) -> str:
    """Return at how many contexts some types are better, worse, or not settled."""
    found = {name: table.loc[table[CHOICE] == name, "verdict"] for name in types}
    return "; ".join(
        f"{name.replace('_', ' ')} " + " / ".join(str((own == verdict).sum()) for verdict in (BETTER, WORSE, OPEN))
        for name, own in found.items()
    )


def points(row: pd.Series) -> str:
    """Return a difference of shares in points of 100 with its 95 % interval."""
    return f"{100 * row['difference']:+.0f} ({100 * row['mean_low']:+.0f} to {100 * row['mean_high']:+.0f})"


def hardly_matter() -> list[str]:
    """Return the types that make hardly any difference at any context, by any of the outcomes."""
    found = [set(choices_with(helped(read_table(STUDY, name)), ALIKE, everywhere=True)) for name in OUTCOMES]
    return [
        name for name in dict.fromkeys(read_table(STUDY, "by_performance")[CHOICE]) if name in set.intersection(*found)
    ]


def types_that_matter() -> list[str]:
    """Return all other types."""
    return [
        name
        for name in dict.fromkeys(helped(read_table(STUDY, "by_performance"))[CHOICE])
        if name not in hardly_matter()
    ]


def types_verdicts() -> str:
    """Return at how many contexts each type is better, alike, worse or not settled, by three outcomes."""
    tables = [helped(read_table(STUDY, name)) for name in OUTCOMES]
    rows = [(f"`{name}`", *(counts(table, name) for table in tables)) for name in types_that_matter()]
    rows.append((listed(hardly_matter()), *(counts(table, hardly_matter()[0]) for table in tables)))
    return markdown(("type", "performance after 5 years", "shortfall over 6 years", "recovery within 5 years"), rows)


def types_at_places() -> str:
    """Return what each type adds to performance at four contexts, with its intervals."""
    table = helped(read_table(STUDY, "by_performance"))
    own = [of_levels(table, **levels) for levels in PLACES.values()]
    rows = [(f"`{name}`", *(spans(row_of(at, choice=name)) for at in own)) for name in types_that_matter()]
    others = [at[at[CHOICE].isin(hardly_matter())] for at in own]
    rows.append(("the others, least and most mean", *map(ends, others)))
    return markdown(("type", *PLACES), rows)


def types_moved() -> str:
    """Return what fit, capacity and scrutiny do for each type: the least and the most over the other two."""
    tables = {name: of_levels(read_table(STUDY, f"of_{name}"), choice=level) for name, level in MOVED.items()}
    rows = [
        (f"`{kind}`", *(moved(of_levels(table, partnership_type=kind)) for table in tables.values()))
        for kind in types_that_matter()
    ]
    others = [table[table["partnership_type"].isin(hardly_matter())] for table in tables.values()]
    rows.append(("the others", *map(moved, others)))
    return markdown(("type", "fit, 0.2 to 1", "capacity, 0.2 to 0.6", "scrutiny, 0.2 to 1"), rows)


def moved(table: pd.DataFrame) -> str:
    """Return the least and the most that a factor changes, and at how many contexts that is settled."""
    settled = table["verdict"].isin([BETTER, WORSE]).sum()
    return f"{ends(table)}; settled at {settled} of {len(table)}"


def types_leaders() -> str:
    """Return what the partner's leaders in charge add to the types that help, by the capacity of the partner."""
    table = of_levels(read_table(STUDY, "leaders"), choice="of_the_partner")
    capacities = list(dict.fromkeys(table["partner_capacity"]))
    rows = []
    for kind in dict.fromkeys(table["partnership_type"]):
        found = [row_of(table, partnership_type=kind, partner_capacity=level) for level in capacities]
        rows.append((f"`{kind}`", *(f"{spans(row)}: {row['verdict']}" for row in found)))
    return markdown(("type", *(f"capacity {level:g}" for level in capacities)), rows)


TABLES: dict[str, Callable[[], str]] = {
    "types_in_short": types_in_short,
    "types_verdicts": types_verdicts,
    "types_at_places": types_at_places,
    "types_moved": types_moved,
    "types_leaders": types_leaders,
}
