"""What the findings of the three studies are read from: their committed tables, and numbers in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.config.files import shipped_folder
from sim.document.markdown import markdown
from sim.experiments.ranking import ALIKE, BETTER, CHOICE, OPEN, WORSE

VERDICTS = (BETTER, ALIKE, WORSE, OPEN)


def studies_folder() -> Path:
    """Return the folder of the studies."""
    return shipped_folder("experiments") / "studies"


def read_table(study: str, name: str) -> pd.DataFrame:
    """Return a committed table of a study; what is empty is missing, and `nobody` is a word."""
    return pd.read_csv(studies_folder() / study / f"{name}.csv", keep_default_na=False, na_values=[""])


def of_levels(table: pd.DataFrame, **levels: object) -> pd.DataFrame:
    """Return the rows that have some levels, where a factor is named by what stands after its last dot."""
    for name, level in levels.items():
        (column,) = [column for column in table.columns if column.rpartition(".")[2] == name]
        table = table[table[column] == level]
    return table


def row_of(table: pd.DataFrame, **levels: object) -> dict[str, Any]:
    """Return the only row that has some levels."""
    (row,) = of_levels(table, **levels).to_dict("records")
    return {str(name): value for name, value in row.items()}


def ends(table: pd.DataFrame, digits: int = 3) -> str:
    """Return the least and the most of a mean difference."""
    return f"{table['difference'].min():+.{digits}f} to {table['difference'].max():+.{digits}f}"


def spans(row: Mapping[str, Any], digits: int = 3) -> str:
    """Return a mean difference with its 95 % interval, and the middle 90 % of the parameter sets."""
    names = ("difference", "mean_low", "mean_high", "low", "high")
    mean, mean_low, mean_high, low, high = (f"{row[name]:+.{digits}f}" for name in names)
    return f"{mean} ({mean_low} to {mean_high}) [{low} to {high}]"


def interval(row: Mapping[str, Any], digits: int = 3) -> str:
    """Return a value with its 95 % interval."""
    return f"{row['value']:+.{digits}f} ({row['low']:+.{digits}f} to {row['high']:+.{digits}f})"


def counts(table: pd.DataFrame, choice: str) -> str:
    """Return at how many contexts a choice has each verdict, in the order of `VERDICTS`."""
    own = table[table[CHOICE] == choice]["verdict"]
    return " / ".join(str(int((own == verdict).sum())) for verdict in VERDICTS)


def choices_with(table: pd.DataFrame, verdict: str, everywhere: bool = False) -> list[str]:
    """Return the choices that have a verdict at some context, or at all of them."""
    by_choice = (table["verdict"] == verdict).groupby(table[CHOICE], sort=False)
    found = by_choice.all() if everywhere else by_choice.any()
    return [str(name) for name in found.index[found]]


def unbeaten(table: pd.DataFrame, contexts: Sequence[str]) -> pd.Series:
    """Return for each context the choices than which no other is better."""
    first = table[table["place"] == 1]
    found: pd.Series = first.groupby(list(contexts), sort=False)[CHOICE].agg(list)
    return found


def listed(names: Sequence[str]) -> str:
    """Return names in a sentence.

    Examples
    --------
    >>> listed(["joint_venture", "merger", "buddying"])
    'joint venture, merger and buddying'
    """
    words = [name.replace("_", " ") for name in names]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "none"


def bullets(sentences: Iterable[str]) -> str:
    """Return sentences as a list in Markdown."""
    return "\n".join(f"- {sentence}" for sentence in sentences)


def mechanisms(study: str, sign: float, most: int = 5) -> str:
    """Return the mechanisms on which a difference between two scenarios rests most, as `turnaround why` tells them.

    Parameters
    ----------
    sign : of the difference; mechanisms that work against it are left out.
    """
    table = read_table(study, "mechanisms")
    own = table[sign * table["difference"] > 0.0]
    first = own.loc[own["difference"].abs().sort_values(ascending=False).index[:most]]
    rows = [
        (
            row["mechanism"],
            row["what"],
            *(f"{row[name]:+.2f}" for name in ("difference", "low", "high", "left_without_it")),
        )
        for row in first.to_dict("records")
    ]
    return markdown(("mechanism", "what it says", "due to it", "from", "to", "left without it"), rows)
