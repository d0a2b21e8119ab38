"""A screening: which parameters move a pattern or a headline outcome by more than its own error, and so are free.

One parameter at a time is moved from its default to both ends of a plausible range, in the same worlds, block by block:
with hundreds of them anywhere at once, no run would be near the record. A parameter is free if what it moves is more
than the error of the figure, and more than chance gives between worlds in all but a few cases. It costs two evaluations
for each parameter and block.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.calibration.fit import spread_of
from sim.calibration.objective import FIRST_REPLICATE, Values, changed_pattern, figure_name, figures_of
from sim.config.naming import those_named
from sim.engine.compiled.ensemble import in_order
from sim.evidence.assessment import Effort
from sim.evidence.headlines import HEADLINES, MATTERS
from sim.evidence.patterns import REPORT, Band, Pattern, patterns
from sim.evidence.simulated import Assumed
from sim.experiments.locks import in_use
from sim.experiments.store import Store
from sim.model.plausible_range import PlausibleRange
from sim.parameters import parameter_kinds, parameter_table
from sim.parameters.parameter import Parameter
from sim.results.atomic_files import write_file
from sim.results.checked_files import MANIFEST, ResultsError

KIND = "screening"
TABLE = "figures"
FILE = "screening.csv"
FREE = "free_parameters.csv"
PRIORS = "priors.yaml"
TOLD = 3  # figures that a free parameter moves most, that are named
EFFORT = Effort(national=4, local=40)
BLOCKS = 6
SURE = 3.3  # standard errors: one case of a thousand, where worlds differ as they do for most parameters
SETTINGS = ("burn_in=48",)  # of national scenarios: every setting starts from a population of its own

WIDER = 3.0  # by which the odds of a default, or the default itself, are divided and multiplied
INWARD = 0.1  # of the bounds: how far a default that lies at one of them is moved
STATED_RANGE = re.compile(r": (\d+(?:\.\d+)?) to (\d+(?:\.\d+)?)$")

Progress = Callable[[int, int], None]


def plausible_range(parameter: Parameter) -> PlausibleRange:
    """Return the range that a source states, or a plausible one about the default.

    Examples
    --------
    >>> plausible_range(Parameter(0.5, 0.0, 1.0, "share", "any"))
    PlausibleRange(low=0.25, high=0.75, whence='a third to three times its odds, assumed')
    """
    default, low, high = parameter.default, parameter.low, parameter.high
    if stated := STATED_RANGE.search(parameter.source):
        return PlausibleRange(float(stated[1]), float(stated[2]), parameter.source)
    if default in (low, high):
        inward = default + INWARD * (high - low) * (1.0 if default == low else -1.0)
        return PlausibleRange(min(default, inward), max(default, inward), "a tenth of its bounds, assumed")
    if 0.0 < default < 1.0 and low >= 0.0 and high <= 1.0:
        ends, whence = [_share_of(default / (1.0 - default) * by) for by in (1.0 / WIDER, WIDER)], "its odds"
    else:
        ends, whence = sorted((default / WIDER, default * WIDER)), "its value"
    first, last = (float(f"{min(max(end, low), high):.3g}") for end in ends)
    return PlausibleRange(first, last, f"a third to three times {whence}, assumed")


def _share_of(odds: float) -> float:
    return odds / (1.0 + odds)


def screened_patterns() -> list[Pattern]:
    """Return what parameters may move: patterns of the record, case studies, and headline outcomes.

    Directions are left out: they cost twice as much as all others, and their bounds have no error of their own.
    """
    held = [pattern for pattern in patterns().values() if pattern.counts and not pattern.name.startswith("D")]
    return [changed_pattern(pattern, SETTINGS) for pattern in held] + [headline.pattern() for headline in HEADLINES]


def own_error(pattern: Pattern, band: Band) -> float:
    """Return the error of a figure: that of its record, or of a headline the difference that would matter.

    A band with one bound does not say how large the error of its record is, and is left out (not a number).
    """
    if pattern.use == REPORT:
        return MATTERS
    return float("nan") if band.low is None or band.high is None else spread_of(band)


def screen(
    folder: str | Path,
    names: Sequence[str] = (),
    blocks: int = BLOCKS,
    effort: Effort = EFFORT,
    threads: int = 1,
    progress: Progress = lambda done, planned: None,
) -> pd.DataFrame:
    """Return a row for each parameter and figure: what it moves, and whether that is more than errors and chance.

    Parameters
    ----------
    folder : where figures are kept; repeating the call resumes it.
    names : of parameters; all if none is named.
    blocks : of worlds, at least two: what differs between them is chance.
    threads : how many parameters are moved at a time.

    Raises
    ------
    ValueError : a name that is no parameter, or fewer than two blocks.
    ResultsError : the folder holds something else, is in use, or cannot be written.
    """
    if blocks < 2:
        raise ValueError(f"found {blocks} blocks; allowed: at least 2, since what differs between them is chance")
    chosen = {name: parameter_table()[name] for name in names_of_parameters(names)}
    place = Path(folder)
    with in_use(place, doing="screening"):
        _freeze(place, {"parameters": list(chosen), "blocks": blocks, "effort": asdict(effort)})
        store = Store(place, (TABLE,))
        store.mend()
        _simulate(chosen, store, blocks, effort, threads, progress)
        table = moved_figures(list(chosen), [store.read(at, TABLE).to_pandas() for at in range(len(chosen) + 1)])
        table.to_csv(place / FILE, index=False, float_format="%.6g")
        free_table(table).to_csv(place / FREE, index=False, float_format="%.3g")
        write_file(place / PRIORS, priors_of(free_parameters(table)).encode())
    return table


def free_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each free parameter: its plausible range, how many figures it moves, and which most.

    How far a figure is moved is given in errors of its own.
    """
    rows = []
    for name in free_parameters(table):
        span, own = plausible_range(parameter_table()[name]), table[(table["parameter"] == name) & table["free"]]
        moved = (own["effect"].abs() / own["error"]).set_axis(own["figure"]).sort_values(ascending=False)
        most = "; ".join(f"{figure} ({by:.1f})" for figure, by in moved.head(TOLD).items())
        rows.append((name, span.low, parameter_table()[name].default, span.high, span.whence, len(moved), most))
    columns = ["parameter", "low", "default", "high", "whence", "figures_moved", "moves_most"]
    return pd.DataFrame(rows, columns=columns)


def priors_of(names: Sequence[str]) -> str:
    """Return what a calibration file says of free parameters: their plausible ranges, each with where it comes from.

    Examples
    --------
    >>> print(priors_of(["winter_amplitude"]).splitlines()[0])
    parameters:
    """
    lines = ["parameters:"]
    for name in names:
        span = plausible_range(parameter_table()[name])
        lines.append(f"  {name}: {{low: {span.low:g}, high: {span.high:g}}}  # {span.whence}")
    return "\n".join(lines) + "\n"


def names_of_parameters(names: Sequence[str]) -> list[str]:
    """Return the names of parameters that are screened; all if none is named."""
    by_name = {name: name for name in parameter_table()}
    return those_named(names, by_name, "parameter")


def _simulate(
    chosen: dict[str, Parameter], store: Store, blocks: int, effort: Effort, threads: int, progress: Progress
) -> None:
    """Simulate what is not yet in the store: all at their defaults, then each parameter at both ends of its range."""
    settings: list[tuple[dict[str, float], ...]] = [({},)]
    for name, parameter in chosen.items():
        span, kind = plausible_range(parameter), parameter_kinds()[name]
        ends = (round(span.low), round(span.high)) if kind is int else (span.low, span.high)
        settings.append(tuple({name: end} for end in ends))
    done, judged = store.done(), screened_patterns()
    left = [number for number in range(len(settings)) if number not in done]

    def simulated(number: int) -> tuple[int, pa.Table]:
        return number, _figures(settings[number], judged, blocks, effort)

    for number, table in in_order(simulated, left, threads):
        store.write(number, {TABLE: table})
        done.add(number)
        progress(len(done), len(settings))


def _figures(ends: Sequence[dict[str, float]], judged: Sequence[Pattern], blocks: int, effort: Effort) -> pa.Table:
    """Return a row for each setting, block and figure: what the model showed, and the errors."""
    rows = []
    for setting, assumed in enumerate(ends):
        for block in range(blocks):
            first = FIRST_REPLICATE + block * max(effort.national, effort.local)
            shown = figures_of(judged, Assumed(assumed), effort, first)
            rows += [
                {"setting": setting, "block": block, "figure": figure_name(pattern, number, found),
                 "value": found.value, "by_chance": found.error, "error": own_error(pattern, found.band)}
                for pattern, own in zip(judged, shown, strict=True) for number, found in enumerate(own, 1)
            ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def moved_figures(names: Sequence[str], tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return what each parameter moves: the largest difference between its default and the ends of its range.

    It is free if that is more than the error of the figure, and more than chance gives in nearly all cases.

    Parameters
    ----------
    tables : figures with all parameters at their defaults, then those of each parameter.
    """
    base = _by_block(tables[0])[0]
    about = (
        tables[0]
        .groupby("figure", sort=False)
        .agg(error=("error", "first"), by_chance=("by_chance", lambda errors: float(np.sqrt(np.mean(errors**2)))))
    )
    error = about.max(axis=1).where(about["error"].notna()).to_numpy()
    effects, chances = zip(*(_effects(base, *_by_block(table)) for table in tables[1:]), strict=True)
    # Of a few blocks, a parameter's own spread may be small by chance: it is no less than that of most.
    known = np.ma.masked_less_equal(chances, 0.0)
    chance = np.fmax(np.array(chances), np.ma.median(known, axis=0).filled(0.0))  # type: ignore[no-untyped-call]
    effect = np.array(effects)
    free = (np.abs(effect) > error) & (np.abs(effect) > SURE * chance)
    rows, columns = effect.shape
    return pd.DataFrame(
        {
            "parameter": np.repeat(names, columns),
            "figure": np.tile(about.index, rows),
            "effect": effect.ravel(),
            "chance": chance.ravel(),
            "error": np.tile(error, rows),
            "free": free.ravel(),
        }
    )


def _by_block(table: pd.DataFrame) -> list[Values]:
    """Return the figures of each setting, arrays [blocks, figures]."""
    figures = table["figure"].nunique()
    return [own["value"].to_numpy(np.float64).reshape(-1, figures) for _, own in table.groupby("setting")]


def _effects(base: Values, low: Values, high: Values) -> tuple[Values, Values]:
    """Return the largest of the three differences between settings for each figure, with its standard error."""
    moved = np.stack([low - base, high - base, high - low])
    known = (~np.isnan(moved)).sum(axis=1)
    total = np.nansum(moved, axis=1)
    means = np.divide(total, known, out=np.zeros_like(total), where=known > 0)
    squares = np.nansum((moved - means[:, None]) ** 2, axis=1)
    errors = np.sqrt(np.divide(squares, known * (known - 1), out=np.full_like(squares, np.inf), where=known > 1))
    largest, every = np.abs(means).argmax(axis=0), np.arange(means.shape[1])
    return means[largest, every], errors[largest, every]


def free_parameters(table: pd.DataFrame) -> list[str]:
    """Return the parameters that move any figure by more than its own error."""
    moved = table.groupby("parameter", sort=False)["free"].any()
    return [str(name) for name in moved.index[moved]]


def _freeze(folder: Path, content: dict[str, object]) -> None:
    """Write what is screened before anything is simulated; refuse a folder that holds something else."""
    content = {**content, "version": version("turnaround-sim")}
    path = folder / MANIFEST
    if path.exists():
        there = json.loads(path.read_text(encoding="utf-8"))
        if there.get("kind") != KIND or there.get("content") != content:
            raise ResultsError(f"{folder}: holds another screening or other files; use --out for another folder")
        return
    write_file(path, (json.dumps({"kind": KIND, "content": content}, indent=2) + "\n").encode())
