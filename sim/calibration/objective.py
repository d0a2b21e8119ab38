"""Evaluations: what the model shows at a set of parameters, and how well that fits; kept in parts, so none is lost.

Every evaluation simulates worlds of its own, so that no parameter set is chosen for the luck of one seed. Batches are
numbered, and a batch that is stored is not simulated again: a calibration that was stopped is run again from its seed,
asks for the same sets, and finds the answers until it comes to where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.calibration.calibration_schema import Calibration
from sim.calibration.fit import log_fit
from sim.engine.compiled.ensemble import in_order
from sim.evidence.assessment import Effort, is_national
from sim.evidence.cases import checked_case
from sim.evidence.measures import measurements_of, take_measurements
from sim.evidence.patterns import Band, Pattern, patterns
from sim.evidence.simulated import Assumed, scenario_of
from sim.evidence.verdicts import Found, pattern_verdicts
from sim.experiments.store import Store, read_part

TABLE = "evaluations"
FIRST_REPLICATE = 10_000  # far from the replicates with which the result is judged

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Evaluations of some parameter sets.

    Attributes
    ----------
    places : of the unit cube, an array [sets, parameters].
    fits : how well each fits, the logarithm of a likelihood.
    figures, errors : what the model showed, with its standard error by the replicates; arrays [sets, figures].
    """

    places: Values
    fits: Values
    figures: Values
    errors: Values


def figures_of(chosen: Sequence[Pattern], assumed: Assumed, effort: Effort, first: int) -> list[list[Found]]:
    """Return what the model shows of patterns at some parameters, over replicates from `first` on.

    Patterns of the same worlds share them.
    """
    readings = [measurements_of(pattern, effort.replicates(pattern.scenario)) if not pattern.cases else []
                for pattern in chosen]  # fmt: skip
    values = take_measurements([reading for own in readings for reading in own], assumed, first)
    return [
        _judged_cases(pattern, assumed, effort.local, first)
        if pattern.cases
        else pattern_verdicts(pattern, own, values)
        for pattern, own in zip(chosen, readings, strict=True)
    ]


def _judged_cases(pattern: Pattern, assumed: Assumed, replicates: int, first: int) -> list[Found]:
    return [
        found
        for case in pattern.cases
        for _, found in checked_case(case, assumed, replicates, first, changes=pattern.changes)
    ]


def changed_pattern(pattern: Pattern, changes: Sequence[str]) -> Pattern:
    """Return a pattern read off changed worlds, if it is one of a national scenario; case studies stay as they are."""
    if not changes or pattern.cases or not is_national(pattern.scenario):
        return pattern
    return replace(pattern, changes=(*pattern.changes, *changes))


def figure_name(pattern: Pattern, number: int, found: Found) -> str:
    """Return the name of a figure; what case studies expect is numbered, since several may expect the same."""
    figure = f"{number}: {found.band.figure}" if pattern.cases else found.band.figure
    return f"{pattern.name} {figure}".strip()


def bands_of(pattern: Pattern) -> list[Band]:
    """Return the bands of a pattern's figures in their order; of cases, those that their scenarios expect."""
    if not pattern.cases:
        return list(pattern.bands)
    expected = [row for case in pattern.cases for row in scenario_of(case, pattern.changes).expect]
    return [Band("", row.at_least, row.at_most) for row in expected]


class Evaluations:
    """The evaluations of a calibration, each simulated once.

    Parameters
    ----------
    calibration : what is free and what judges.
    store : where batches are kept; None where they need not be.
    threads : how many sets are evaluated at a time.
    progress : called with the number of evaluations after each batch.
    """

    def __init__(
        self,
        calibration: Calibration,
        store: Store | None = None,
        threads: int = 1,
        progress: Callable[[int], None] = lambda evaluations: None,
    ) -> None:
        self.calibration, self.store, self.threads, self.progress = calibration, store, threads, progress
        self.weights = {
            changed_pattern(patterns()[name], calibration.set): weight for name, weight in calibration.patterns.items()
        }
        self.effort = Effort(calibration.replicates.national, calibration.replicates.local)
        self.batches: list[Batch] = []
        self.names: list[str] = []
        self.evaluated = 0
        self._stored = {} if store is None else dict(store.files(TABLE))

    def at(self, places: Values) -> Batch:
        """Return the evaluations of parameter sets, from the store if they are the next that were asked for before.

        Parameters
        ----------
        places : of the unit cube, an array [sets, parameters].
        """
        number = len(self.batches)
        batch = self._kept(number, places)
        if batch is None:
            batch = self._simulated(places)
            if self.store is not None:
                self.store.write(number, {TABLE: self._table(batch)})
        self.batches.append(batch)
        self.evaluated += len(places)
        self.progress(self.evaluated)
        return batch

    def simulated(self) -> tuple[Values, Values, Values]:
        """Return all sets that were simulated, the oldest first, what the model showed, and its standard errors."""
        parts = ((batch.places, batch.figures, batch.errors) for batch in self.batches)
        places, figures, errors = zip(*parts, strict=True)
        return np.concatenate(places), np.concatenate(figures), np.concatenate(errors)

    def _simulated(self, places: Values) -> Batch:
        def evaluate(task: tuple[int, Sequence[float]]) -> tuple[float, list[float], list[float]]:
            number, place = task
            return self.evaluation(self.calibration.parameters_at(list(place)), number)

        tasks = list(enumerate(places.tolist(), start=self.evaluated))
        done = list(in_order(evaluate, tasks, self.threads))
        fits, figures, errors = (np.array(column) for column in zip(*done, strict=True))
        return Batch(places, fits, figures, errors)

    def evaluation(self, parameters: Mapping[str, float], number: int) -> tuple[float, list[float], list[float]]:
        """Return the fit of a parameter set, its figures and their standard errors.

        Parameters
        ----------
        number : decides which worlds are simulated.
        """
        most = max(self.effort.national, self.effort.local)
        first = FIRST_REPLICATE * (1 + self.calibration.seed) + number * most
        fit, figures, errors, names = 0.0, [], [], []
        shown = figures_of(list(self.weights), Assumed(parameters), self.effort, first)
        for (pattern, weight), own in zip(self.weights.items(), shown, strict=True):
            for number_of_figure, found in enumerate(own, 1):
                fit += weight * log_fit(found, self.calibration.discrepancy)
                figures.append(found.value)
                errors.append(found.error)
                names.append(figure_name(pattern, number_of_figure, found))
        self.names = names
        return fit, figures, errors

    def _table(self, batch: Batch) -> pa.Table:
        columns = {name: batch.places[:, at] for at, name in enumerate(self.calibration.parameters)}
        shown = {f"shown: {name}": batch.figures[:, at] for at, name in enumerate(self.names)}
        errors = {f"error: {name}": batch.errors[:, at] for at, name in enumerate(self.names)}
        return pa.table({**columns, "fit": batch.fits, **shown, **errors})

    def _kept(self, number: int, places: Values) -> Batch | None:
        if self.store is None or number not in self._stored:
            return None
        kept = self._read(self._stored[number])
        return kept if np.array_equal(kept.places, places) else None

    def take_up(self, earlier: Store) -> None:
        """Begin with what was simulated for a calibration of the same figures, whatever the weights of these.

        Sets that are simulated from now on have worlds of their own.
        """
        for _, path in sorted(dict(earlier.files(TABLE)).items()):
            self.batches.append(self._read(path))
            self.evaluated += len(self.batches[-1].places)

    def _read(self, path: Path) -> Batch:
        table = read_part(path)
        places = np.column_stack([table[name].to_numpy() for name in self.calibration.parameters])
        shown = [name for name in table.column_names if name.startswith("shown: ")]
        self.names = [name.removeprefix("shown: ") for name in shown]
        figures, errors = (
            np.column_stack([table[f"{what}: {name}"].to_numpy() for name in self.names]) for what in ("shown", "error")
        )
        return Batch(places, table["fit"].to_numpy(), figures, errors)
