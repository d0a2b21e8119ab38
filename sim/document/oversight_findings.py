"""Tables of the findings on scrutiny and support: what each does, for which trusts, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from sim.document.findings_tables import (
    bullets,
    ends,
    mechanisms,
    of_levels,
    read_table,
    row_of,
    spans,
    unbeaten,
)
from sim.document.markdown import markdown
from sim.experiments.ranking import BETTER, CHOICE, WORSE

STUDY = "scrutiny_or_support"
KIND = ("depth", "leaders", "local_health_economies.estuary.structural_pressure")
Kind = tuple[str, str, float]
SHOWN = (0.0, 0.5, 1.0)
"""Levels of the other lever that tables show."""
BEST = {"performance": "idxmax", "shortfall": "idxmin"}
"""Outcomes by which mixes are compared, and where the best mean of each is."""
SHARES = {"share of points with a gain": "gains by support", "share with a gain that matters": "gains that matter",
          "share with a loss that matters": "losses that matter"}  # fmt: skip


def mixes_in_short() -> str:
    """Return what was found, in sentences."""
    return bullets(_sentences())


def _sentences() -> Iterator[str]:
    support, scrutiny = full("of_support"), full("of_scrutiny_shortfall")
    yield (
        f"Support helps. Full support against none raises performance after five years by {ends(support)}: for the "
        f"better at {(support['verdict'] == BETTER).sum()} of {len(support)} contexts, and for the worse at "
        f"{(support['verdict'] == WORSE).sum()}."
    )
    harmed, helped = (scrutiny[scrutiny["verdict"] == verdict] for verdict in (WORSE, BETTER))
    yield f"Full scrutiny against none is for the worse at {told(harmed, len(scrutiny))}."
    yield f"It is for the better at {told(helped, len(scrutiny))}."
    best = everywhere("by_performance") & everywhere("by_shortfall")
    mixes = read_table(STUDY, "by_performance")[CHOICE].nunique()
    yield f"Of {mixes} mixes, {len(best)} are beaten nowhere, by either outcome."
    gains, matter = ("share of points with a gain", "share with a gain that matters")
    yield (
        "With what is assumed anywhere between its bounds, a step of support does more than a step of scrutiny at "
        f"{of_points('deep', gains)} of the points of deep failure, and at {of_points('slipping', gains)} of those of "
        f"slipping; more by what matters at {of_points('deep', matter)} and {of_points('slipping', matter)}."
    )


def full(name: str) -> pd.DataFrame:
    """Return the rows that compare the full strength of a lever with none of it."""
    return of_levels(read_table(STUDY, name), choice=1.0)


def told(found: pd.DataFrame, contexts: int) -> str:
    """Return at how many contexts scrutiny has a verdict, of which trusts, and by how much the shortfall differs."""
    if not len(found):
        return f"0 of {contexts} contexts"
    support = " and ".join(f"{level:g}" for level in sorted(found["regulator.support"].unique()))
    kinds = "; ".join(map(words_of, kinds_in(found)))
    return (
        f"{len(found)} of {contexts} contexts ({kinds}), with support of {support}, where the shortfall changes by "
        f"{ends(found, 2)} level-months (more is worse)"
    )


def kinds_in(table: pd.DataFrame) -> list[Kind]:
    """Return the kinds of trust of a table, each once."""
    return list(dict.fromkeys(table[list(KIND)].itertuples(index=False, name=None)))


def of_kind(table: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """Return the rows of a kind of trust."""
    return table[(table[list(KIND)] == list(kind)).all(axis=1)]


def words_of(kind: Kind) -> str:
    """Return a kind of trust in words."""
    depth, leaders, pressure = kind
    return f"{depth}, with {leaders} leaders in {'a hard-pressed' if pressure else 'an ordinary'} area"


def everywhere(name: str) -> set[str]:
    """Return the mixes that no other is better than, at any context."""
    found = unbeaten(read_table(STUDY, name), KIND)
    return set.intersection(*map(set, found))


def of_points(depth: str, what: str, outcome: str = "performance_change_60") -> str:
    """Return a share of the points of the wide assumptions."""
    table = read_table(STUDY, "assumptions")
    own = table[(table["outcome"] == outcome) & (table["depth"] == depth) & (table["what"] == what)]
    return f"{100 * own['value'].item():.0f} %"


def mixes_support() -> str:
    """Return what full support adds to performance, for each kind of trust and three degrees of scrutiny."""
    return by_kind(full("of_support"), "scrutiny", 3)


def mixes_scrutiny() -> str:
    """Return what full scrutiny does to the shortfall, for each kind of trust and three degrees of support."""
    return by_kind(full("of_scrutiny_shortfall"), "support", 2)


def by_kind(table: pd.DataFrame, other: str, digits: int) -> str:
    """Return a row for each kind of trust and a column for each level of the other lever, with verdicts."""
    rows = []
    for kind in kinds_in(table):
        found = [row_of(of_kind(table, kind), **{other: level}) for level in SHOWN]
        rows.append((words_of(kind), *(f"{spans(row, digits)}: {row['verdict']}" for row in found)))
    return markdown(("trust", *(f"{other} {level:g}" for level in SHOWN)), rows)


def mixes_unbeaten() -> str:
    """Return how many mixes are beaten by none for each kind of trust, and which has the best mean, by two outcomes."""
    tables = {
        "performance": (read_table(STUDY, "by_performance"), True),
        "shortfall": (read_table(STUDY, "by_shortfall"), False),
    }
    rows = []
    for kind in dict.fromkeys(tables["shortfall"][0][list(KIND)].itertuples(index=False, name=None)):
        cells: list[str] = []
        for table, more in tables.values():
            own = of_kind(table, kind).set_index(CHOICE)
            best = own["mean"].idxmax() if more else own["mean"].idxmin()
            cells += [f"{(own['place'] == 1).sum()} of {len(own)}", str(best)]
        rows.append((words_of(kind), *cells))
    header = [cell for name in tables for cell in (f"unbeaten by {name}", f"best mean {name}")]
    return markdown(("trust", *header), rows)


def mixes_assumed() -> str:
    """Return how a step of support compares with one of scrutiny over wide assumptions, and what that goes with."""
    table = read_table(STUDY, "assumptions")
    rows = []
    for (outcome, depth), own in table.groupby(["outcome", "depth"], sort=False):
        value = own.set_index("what")["value"]
        goes = [name for name in value.index if name.startswith("goes with ")][:3]
        shown = ", ".join(f"`{name.rpartition('.')[2]}` ({value[name]:+.2f})" for name in goes)
        gain = f"{value['mean gain of support']:+.3f} [{value['5 % of points']:+.3f} to {value['95 % of points']:+.3f}]"
        rows.append((f"`{outcome}`", depth, gain, *(f"{100 * value[name]:.0f} %" for name in SHARES), shown))
    return markdown(("outcome", "failure", "gain of support", *SHARES.values(), "goes with (rank correlation)"), rows)


def mixes_mechanisms() -> str:
    """Return the mechanisms on which what scrutiny does for a slipping trust with weak leaders rests most."""
    return mechanisms(STUDY, -1.0)


TABLES: dict[str, Callable[[], str]] = {
    "mixes_in_short": mixes_in_short,
    "mixes_support": mixes_support,
    "mixes_scrutiny": mixes_scrutiny,
    "mixes_unbeaten": mixes_unbeaten,
    "mixes_mechanisms": mixes_mechanisms,
    "mixes_assumed": mixes_assumed,
}
