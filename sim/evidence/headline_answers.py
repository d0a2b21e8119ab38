"""Answers to the headline questions over all that the record leaves possible, and what they rest on that is not known.

Every set of the posterior sample gives an answer of its own, the mean over some worlds. How far these answers differ,
beyond the chance of the worlds, is what the record leaves open. Which unknown an answer moves with is told by the share
of that variance that goes with the unknown (by regression on the unknown and its square); unknowns that go together in
the sample share it, and a share no larger than chance gives in most shuffles is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.evidence.headlines import HEADLINES, MATTERS, NO_HELP, SCENARIO, Headline
from sim.evidence.simulated import Assumed, Values, scenario_of, simulate_worlds, variables_needed_by
from sim.evidence.statistics.partnership_statistics import performance_at_60
from sim.model.partnership_types import shipped_catalogue
from sim.model.state import PartnershipTypeState
from sim.model.variables import variables
from sim.parameters import parameter_table
from sim.results.answers_of_sets import AnswersOfSets, answers_of_sets
from sim.scenario.parameter_sets import PARAMETERS, TYPES, sample
from sim.scenario.scenario_schema import POSTERIOR

FILE = "headline_answers.csv"
WORLDS = 8  # for each parameter set
SURE = 0.8  # share of what is possible that must agree, for an answer
TOLD = 3  # unknowns that are named with an answer
SHUFFLES, SEED = 200, 1
YES, NO, HARM, OPEN = "yes", "hardly any difference", "no, the opposite", "the record does not settle it"
COLUMNS = ("name", "question", "answer", "mean", "low", "high", "positive", "matters", "between_sets", "by_chance",
           "rests_on")  # fmt: skip

Progress = Callable[[int, int], None]


def answers_file() -> Path:
    """Return where the committed answers are."""
    return Path(str(files("sim.evidence").joinpath(FILE)))


def headline_answers(
    worlds: int = WORLDS, threads: int = 1, progress: Progress = lambda done, planned: None
) -> pd.DataFrame:
    """Return a row for each question: the answer, how far it may be otherwise, and what it rests on.

    `mean`, `low` and `high` (5 % and 95 %) are over parameter sets, in levels of performance (0 to 1) of a failing
    trust in month 60. `positive` is the share of sets with a difference above 0, `matters` of one above what matters.
    `between_sets` and `by_chance` are the standard deviations of the answer between sets, beyond chance, and between
    worlds of one set.

    Parameters
    ----------
    worlds : simulated for each parameter set, at least two.

    Raises
    ------
    ValueError : fewer than two worlds, between which chance is seen.
    """
    if worlds < 2:
        raise ValueError(f"found {worlds} worlds for each parameter set; allowed: at least 2")
    rows = []
    for done, headline in enumerate(HEADLINES, 1):
        rows.append(_answered(headline, _differences(headline, worlds, threads)))
        progress(done, len(HEADLINES))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _differences(headline: Headline, worlds: int, threads: int) -> Values:
    """Return the difference in every world, an array [sets, worlds]."""
    sets, shown = len(sample()), []
    for setting in (headline.first, headline.second):
        scenario = Assumed(source=POSTERIOR).of(scenario_of(SCENARIO, (*NO_HELP, "seed=0", *setting)))
        simulated = simulate_worlds(scenario, sets * worlds, variables_needed_by(performance_at_60), 0, threads)
        shown.append(performance_at_60(simulated))
    difference: Values = (shown[0] - shown[1]).reshape(worlds, sets).T  # replicate k has set k, again and again
    return difference


def _answered(headline: Headline, differences: Values) -> dict[str, Any]:
    found = answers_of_sets(differences)
    cleared = found.without_chance
    return {
        "name": headline.name,
        "question": headline.question,
        "answer": answer_of(cleared),
        "positive": float(np.mean(cleared > 0.0)),
        "matters": float(np.mean(cleared > MATTERS)),
        **over_sets(found, unknowns_of(headline.types)),
    }


def over_sets(found: AnswersOfSets, unknowns: pd.DataFrame) -> dict[str, Any]:
    """Return how answers lie over parameter sets, beyond the chance of their worlds, and what they rest on.

    Parameters
    ----------
    unknowns : a row for each set, a column for each unknown.
    """
    low, high = np.quantile(found.without_chance, [0.05, 0.95])
    return {
        "mean": float(found.answers.mean()),
        "low": float(low),
        "high": float(high),
        "between_sets": found.between,
        "by_chance": found.by_chance,
        "rests_on": named_with_shares(found, unknowns),
    }


def answer_of(answers: Values) -> str:
    """Return the answer in a word, if enough of what is possible agrees.

    Examples
    --------
    >>> answer_of(np.array([0.1, 0.2, 0.05, 0.08])), answer_of(np.array([0.1, -0.1]))
    ('yes', 'the record does not settle it')
    """
    shares = {
        YES: np.mean(answers > MATTERS),
        HARM: np.mean(answers < -MATTERS),
        NO: np.mean(np.abs(answers) <= MATTERS),
    }
    return next((word for word, share in shares.items() if share >= SURE), OPEN)


def named_with_shares(found: AnswersOfSets, unknowns: pd.DataFrame) -> str:
    """Return the names of the unknowns that answers move with most, with their shares of what sets differ by."""
    real = found.between**2 / found.answers.var(ddof=1) if found.between > 0.0 else np.inf
    most = rests_on(found.answers, unknowns)[:TOLD]
    return "; ".join(f"{name} ({100 * min(1.0, share / real):.0f} %)" for name, share in most)


def unknowns_of(types: Iterable[str]) -> pd.DataFrame:
    """Return the values of what an answer may rest on in every set: parameters, and attributes of some types."""
    prefixes = (PARAMETERS, *(f"{TYPES}{name}." for name in types))
    return pd.DataFrame([{key: value for key, value in one.items() if key.startswith(prefixes)} for one in sample()])


def rests_on(answers: Values, unknowns: pd.DataFrame) -> list[tuple[str, float]]:
    """Return the unknowns that account for more of the answers' variance than chance does, with their shares.

    Parameters
    ----------
    answers : one of each set.
    unknowns : a row for each set, a column for each unknown.
    """
    generator = np.random.default_rng(SEED)
    columns = {
        str(name): _with_square(column.to_numpy()) for name, column in unknowns.items() if column.min() < column.max()
    }
    by_chance = [
        max(_share(column, generator.permutation(answers)) for column in columns.values()) for _ in range(SHUFFLES)
    ]
    least = float(np.quantile(by_chance, 0.95))
    shares = {name: _share(column, answers) for name, column in columns.items()}
    return sorted(((name, share) for name, share in shares.items() if share > least), key=lambda told: -told[1])


def _with_square(values: Values) -> Values:
    """Return an orthonormal basis of an unknown and its square, without their means."""
    centred = (values - values.mean()) / values.std()
    both = np.column_stack([centred, centred**2])
    basis: Values = np.linalg.qr(both - both.mean(axis=0))[0]
    return basis


def _share(basis: Values, answers: Values) -> float:
    centred = answers - answers.mean()
    total = float(centred @ centred)
    return float(((basis.T @ centred) ** 2).sum()) / total if total > 0.0 else 0.0


def meaning_of(key: str) -> str:
    """Return what an unknown means, so that a reader knows what would have to be measured.

    Examples
    --------
    >>> meaning_of("partnership_types.buddying.mentoring")
    'Buddying: advice to board and clinical leaders'
    """
    if key.startswith(PARAMETERS):
        return parameter_table()[key.removeprefix(PARAMETERS)].meaning
    name, _, attribute = key.removeprefix(TYPES).partition(".")
    return f"{shipped_catalogue()[name].title}: {variables(PartnershipTypeState)[attribute].meaning}"


def answers_in_words(answers: pd.DataFrame) -> list[str]:
    """Return two sentences on each answer: what it is, and what one would have to measure to know better."""
    return [
        f"{row['question']} {row['answer'].capitalize()}: {row['mean']:+.3f} of performance after five years "
        f"({row['low']:+.3f} to {row['high']:+.3f} over 90 % of what the record leaves possible; above zero in "
        f"{100 * row['positive']:.0f} %, above {MATTERS:g} in {100 * row['matters']:.0f} %). It moves most with: "
        f"{in_meanings(row['rests_on'])}."
        for row in answers.fillna({"rests_on": ""}).to_dict("records")
    ]


def in_meanings(rests_on: str) -> str:
    """Return in words what answers move with: meanings in the place of names."""
    told = [part.rsplit(" (", 1) for part in rests_on.split("; ") if part]
    return "; ".join(f"{meaning_of(name)} ({share}" for name, share in told) or "nothing that stands out"
