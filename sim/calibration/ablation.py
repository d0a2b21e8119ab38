"""Ablation: mechanisms are switched off, to see which patterns are lost even if related parameters may compensate.

A mechanism that no pattern and no case needs may still be right: the record may be too short to show it. But it rests
on the sources alone, and is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from sim.calibration.calibration_schema import Calibration, Search
from sim.calibration.objective import Evaluations, Values
from sim.calibration.optimiser import search_optimum
from sim.engine.compiled.ensemble import in_order
from sim.evidence.assessment import QUICK, assess_patterns, committed_file, lost_patterns
from sim.evidence.mechanisms import Mechanism, implemented_mechanisms
from sim.evidence.patterns import Pattern, patterns
from sim.evidence.simulated import Assumed
from sim.parameters import parameter_table

FILE = "ablation.csv"
GENERAL = ("parameters.", "partnership_types.")  # keys that every scenario has; others are about one scenario
HANDFUL = 5  # parameters that may make up for a mechanism
SEARCH = Search(evaluations=160, population=8)
STEP = 0.1  # of the width of a prior, to see which parameters are related to a pattern


@dataclass(frozen=True, slots=True)
class AblationResult:
    """What switching off a mechanism costs.

    Attributes
    ----------
    mechanism : which.
    off : what was switched off everywhere; empty where it can be switched off in one scenario only.
    lost : patterns and cases that no longer hold.
    made_up_by : parameters that were allowed to make up for it.
    still_lost : patterns and cases that do not hold even so.
    """

    mechanism: Mechanism
    off: tuple[str, ...]
    lost: tuple[str, ...]
    made_up_by: tuple[str, ...]
    still_lost: tuple[str, ...]


def ablation_file() -> Path:
    """Return the path of the committed results."""
    return committed_file().with_name(FILE)


def ablate(
    calibration: Calibration,
    chosen: Sequence[Mechanism] | None = None,
    threads: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> pd.DataFrame:
    """Return a row for each mechanism: what is lost without it, before and after related parameters make up for it.

    Parameters
    ----------
    calibration : whose parameters may make up for a mechanism, and whose patterns they are fitted to.
    chosen : mechanisms; all that a rule stands for if none is named.
    threads : how many mechanisms are switched off at a time.
    """
    mechanisms = list(chosen if chosen is not None else implemented_mechanisms())
    base = assess_patterns(list(patterns().values()), QUICK, threads=threads)
    related = relations(calibration, threads)
    rows = []
    work = in_order(lambda mechanism: ablate_mechanism(mechanism, calibration, base, related), mechanisms, threads)
    for done, found in enumerate(work, start=1):
        rows.append(ablation_row(found))
        progress(done, len(mechanisms))
    return pd.DataFrame(rows)


def ablate_mechanism(
    mechanism: Mechanism, calibration: Calibration, base: pd.DataFrame, related: pd.DataFrame
) -> AblationResult:
    """Return what switching off a mechanism costs."""
    off = tuple(change for change in mechanism.off if change.startswith(GENERAL))
    if len(off) < len(mechanism.off):
        return AblationResult(mechanism, (), (), (), ())
    without = [changed_parameters(pattern, off) for pattern in patterns().values()]
    gone = tuple(lost_patterns(assess_patterns(without, QUICK), base))
    if not (fitted := [name for name in gone if name in calibration.patterns]):
        return AblationResult(mechanism, off, gone, (), gone)
    free = related.loc[fitted].abs().max().drop(names_of(off), errors="ignore").nlargest(HANDFUL).index
    point = refit(calibration, list(free), off)
    still = tuple(lost_patterns(assess_patterns(without, QUICK, Assumed(point)), base))
    return AblationResult(mechanism, off, gone, tuple(free), still)


def changed_parameters(pattern: Pattern, changes: Sequence[str]) -> Pattern:
    """Return a pattern read off worlds in which something is switched off; of a direction, in both of its settings."""
    return replace(pattern, changes=(*pattern.changes, *changes))


def defaults() -> dict[str, float]:
    """Return the default of every parameter."""
    return {name: parameter.default for name, parameter in parameter_table().items()}


def names_of(changes: Sequence[str]) -> list[str]:
    """Return the names of the parameters that changes set."""
    return [change.removeprefix("parameters.").partition("=")[0] for change in changes]


def refit(calibration: Calibration, free: Sequence[str], off: Sequence[str]) -> Mapping[str, float]:
    """Return values of a handful of parameters that fit best while something is switched off."""
    reduced = calibration.model_copy(
        update={"parameters": {name: calibration.parameters[name] for name in free}, "search": SEARCH}
    )
    evaluations = Evaluations(reduced)
    evaluations.weights = {changed_parameters(pattern, off): weight for pattern, weight in evaluations.weights.items()}
    return reduced.parameters_at(search_optimum(reduced, evaluations, np.array(reduced.place_of(defaults()))).tolist())


def relations(calibration: Calibration, threads: int = 1) -> pd.DataFrame:
    """Return how strongly each parameter moves each pattern, in standard errors of the record: a row for each pattern.

    Each parameter is moved a step up and down from its default, all in the same worlds.
    """
    evaluations = Evaluations(calibration)
    place = np.array(calibration.place_of(defaults()))
    shifted = [np.clip(place + sign * STEP * axis, 0.0, 1.0) for axis in np.eye(len(place)) for sign in (-1.0, 1.0)]

    def figures(where: Values) -> Values:
        _, shown, _ = evaluations.evaluation(calibration.parameters_at(where.tolist()), number=0)
        return np.array(shown)

    shown = np.array(list(in_order(figures, shifted, threads)))
    moved = (shown[1::2] - shown[::2]) / np.nanstd(shown, axis=0)
    names = [name.partition(" ")[0] for name in evaluations.names]
    table = pd.DataFrame(np.nan_to_num(moved.T), index=names, columns=list(calibration.parameters))
    return table.abs().groupby(level=0).max()


def ablation_row(found: AblationResult) -> dict[str, str]:
    """Return the row of a mechanism as it is written."""
    return {
        "mechanism": found.mechanism.name,
        "what": found.mechanism.what,
        "off": "; ".join(found.off),
        "lost": "; ".join(found.lost),
        "made_up_by": "; ".join(found.made_up_by),
        "still_lost": "; ".join(found.still_lost),
        "needed": needed(found),
    }


def needed(found: AblationResult) -> str:
    """Return in a word whether a pattern or case needs a mechanism."""
    if not found.off:
        return "cannot be determined"
    if found.still_lost:
        return "yes"
    return "made up for" if found.lost else "no"


def unneeded_mechanisms(table: pd.DataFrame) -> Iterator[str]:
    """Give the names of mechanisms that no pattern and no case needs."""
    yield from table.loc[table["needed"].isin(("no", "made up for")), "mechanism"]
