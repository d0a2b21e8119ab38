"""Answers of parameter sets freed from chance: how far they differ beyond the chance of the few worlds of each set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True)
class AnswersOfSets:
    """What each parameter set answers, as the mean over its worlds.

    Attributes
    ----------
    answers : one of each set.
    without_chance : the same, brought back to the mean by what chance adds between sets, and then spread out by what it
        leaves in the mean of all.
    between : standard deviation between sets, beyond chance.
    by_chance : standard deviation between worlds of one set.
    """

    answers: Values
    without_chance: Values
    between: float
    by_chance: float


def answers_of_sets(values: Values) -> AnswersOfSets:
    """Return what each parameter set answers, and how far sets differ beyond chance.

    Parameters
    ----------
    values : an array [sets, worlds]; at least two worlds, between which chance is seen.

    Raises
    ------
    ValueError : there are fewer than two worlds.

    Examples
    --------
    >>> found = answers_of_sets(np.array([[0.0, 2.0], [3.0, 1.0], [2.0, 0.0]]))
    >>> found.answers.tolist(), found.between
    ([1.0, 2.0, 1.0], 0.0)
    """
    sets, worlds = values.shape
    if worlds < 2:
        raise ValueError(f"found {worlds} worlds for each parameter set; allowed: at least 2")
    answers = values.mean(axis=1)
    by_chance = float(np.sqrt(values.var(axis=1, ddof=1).mean()))
    between = float(np.sqrt(max(0.0, answers.var(ddof=1) - by_chance**2 / worlds))) if sets > 1 else 0.0
    blurred = float(answers.std(ddof=1)) if sets > 1 else 0.0
    of_the_mean = blurred / np.sqrt(sets)
    kept = np.hypot(between, of_the_mean) / blurred if blurred > 0.0 else 0.0
    return AnswersOfSets(answers, answers.mean() + kept * (answers - answers.mean()), between, by_chance)
