"""The glossary: each term of the field once, with its meaning and the source of the idea."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary.

    Attributes
    ----------
    meaning : in one or two plain sentences.
    source : where the idea comes from; `this project` for terms of our own.
    """

    meaning: str
    source: str


@cache
def glossary() -> dict[str, Term]:
    """Return every term by its name, in alphabetical order.

    Examples
    --------
    >>> glossary()["twin"].meaning
    'The matched run of a replicate without partnerships: its counterfactual.'
    """
    text = files("sim.model").joinpath("glossary.csv").read_text(encoding="utf-8")
    return {row["term"]: Term(row["meaning"], row["source"]) for row in csv.DictReader(text.splitlines())}
