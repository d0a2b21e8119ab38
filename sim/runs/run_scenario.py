"""Simulate a scenario: replicates, twins, precision, and the resulting tables."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
import pandas as pd

from sim.config.arguments import Sets, set_texts, source_of, whole_number, wrong_type
from sim.engine.record import ReplicateRecord, SimulatedReplicate
from sim.engine.replicate_outcomes import outcomes_of, spells_of
from sim.engine.selection import ENSEMBLE, ready_engine
from sim.outcomes import OUTCOMES
from sim.parameters import Parameters
from sim.results.durations import durations_table, spell_rows
from sim.results.expectations import NOT_APPLICABLE, check_expectations
from sim.results.run import Run
from sim.results.summary import estimate_of_precision, without_units
from sim.results.tables import events_frame, outcomes_frame, partnerships_frame, trajectories_frame
from sim.results.twin_months import no_twin_months, twin_months_frame
from sim.runs.progress import Progress, progress_of
from sim.scenario.model_inputs import own_trusts, trust_ids
from sim.scenario.parameter_sets import with_drawn_parameters
from sim.scenario.provenance import band_in_words
from sim.scenario.scenario_loader import scenario_digest, scenario_from
from sim.scenario.scenario_schema import Scenario

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.engine.mesa.trust_agent import Trust

PRECISION_CEILING = 10_000
PRECISION_BATCH = 50
PRECISION_LEAST = 50  # replicates, since an interval from fewer is itself uncertain


@dataclass
class _Simulated:
    """Replicates simulated so far, with their twins and outcomes."""

    records: list[ReplicateRecord] = field(default_factory=list)
    twins: list[ReplicateRecord] = field(default_factory=list)
    outcomes: list[dict[str, Any]] = field(default_factory=list)


def inputs_digest(scenario: Scenario, trust_class: type[Trust] | None = None, precision: float | None = None) -> str:
    """Return a digest of everything that determines the results of a run.

    Two classes of one name may differ, so a run with a user-defined trust class is never taken for another.
    """
    parts = [scenario_digest(scenario), repr(precision), version("turnaround-sim")]
    parts += scenario.changed  # the same numbers, but a title that says so, and no verdicts
    if trust_class is not None:
        parts.append(uuid4().hex)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def run(
    scenario: str | Path | Scenario,
    *,
    sets: Sets = (),
    replicates: int | None = None,
    seed: int | None = None,
    months: int | None = None,
    parameters: str | None = None,
    precision: float | None = None,
    trust_class: type[Trust] | None = None,
    engine: str = "auto",
    progress: Progress | bool | None = None,
) -> Run:
    """Run a scenario and return its tables.

    Parameters
    ----------
    scenario : a shipped scenario's name, a path to a scenario file, or a loaded scenario.
    sets : changes as on the command line: `{"months": 60}`, `["months=60"]` or `"months=60"`.
    replicates, seed, months : override the scenario's own.
    parameters : `defaults`, or `posterior`: each replicate with a set of its own; as the scenario says if not given.
    precision : replicates are added until half the width of the 95 % interval of the main outcome is no more than this.
    trust_class : a subclass of `sim.Trust` that all trusts are made of; only Mesa simulates it.
    engine : `mesa`, `ensemble` (compiled; the same numbers), or `auto`, which takes the ensemble where there is more to
        do than compiling takes.
    progress : called with the number of replicates done and planned; True shows a bar, in notebooks too.

    Raises
    ------
    ScenarioError : the scenario is not sound; the message names file, line, key, and what is allowed.
    TypeError : an argument of the wrong type, such as text for a number.
    ValueError : a precision that is not positive or of what no replicate shows, or an engine that cannot simulate this.

    Examples
    --------
    >>> made = run("case_b_buddying", sets={"regulator.support": 0.8}, replicates=2, months=36)
    >>> made.outcomes.shape[0], made.months  # a row for each replicate and trust
    (4, 36)
    """
    loaded = changed_scenario(
        scenario, sets, replicates=replicates, seed=seed, months=months, parameters_from=parameters
    )
    require_precision(precision, loaded)
    started = time.perf_counter()
    inputs = inputs_digest(loaded, trust_class, precision)
    least = loaded.replicates if precision is None else max(loaded.replicates, PRECISION_LEAST)
    chosen = ready_engine(engine, loaded, least, trust_class is not None)
    simulate_one = replicate_simulator(loaded, chosen, trust_class)
    simulated = _Simulated()
    with progress_of(progress, loaded.title) as tick:
        _simulate(simulate_one, simulated, loaded.replicates, tick)
        if precision is not None:
            _simulate_until_precise(loaded, simulate_one, simulated, precision, tick)
    if precision is not None:
        loaded = loaded.model_copy(update={"replicates": len(simulated.records)})
    made = _tables(loaded, simulated)
    made.about = {
        "keep": "everything",
        "engine": chosen,
        "trust_class": "Trust" if trust_class is None else f"{trust_class.__module__}.{trust_class.__qualname__}",
        "precision": precision,
        "inputs": inputs,
        "seconds": round(time.perf_counter() - started, 2),
    }
    return made


def require_precision(precision: float | None, scenario: Scenario) -> None:
    """Refuse a precision that is no positive number, or that any estimate of the main outcome would have.

    Raises
    ------
    TypeError, ValueError : it is such a one.
    """
    if precision is None:
        return
    if isinstance(precision, bool) or not isinstance(precision, int | float):
        raise wrong_type("precision", precision, "a number above 0")
    if not precision > 0:
        raise ValueError(f"precision must be above 0, not {precision}")
    outcome, name = OUTCOMES[scenario.main_outcome.outcome], scenario.main_outcome.outcome
    widest = {"share": 0.5, "months": scenario.months / 2}.get(outcome.unit, math.inf)
    if precision >= widest:
        span = "a share from 0 to 1" if outcome.unit == "share" else f"a time of up to {scenario.months} months"
        raise ValueError(
            f"precision {precision:g} is met by any estimate, since {name} is {span}; allowed: below {widest:g}"
        )


NUMBERS = ("replicates", "seed", "months")


def changed_scenario(scenario: str | Path | Scenario, sets: Sets, **options: Any) -> Scenario:
    """Return a scenario, loaded if it is not yet, with changes and options as on the command line.

    Raises
    ------
    ScenarioError : it is not sound.
    TypeError : something of the wrong type is given.
    """
    scenario = source_of("scenario", scenario, Scenario, "the name of a scenario, the path of a file, or a Scenario")
    given = {key: whole_number(key, value) if key in NUMBERS else value for key, value in options.items()}
    changes = [*set_texts(sets), *set_texts({key: value for key, value in given.items() if value is not None})]
    return scenario_from(scenario, changes)


def replicate_simulator(
    scenario: Scenario, engine: str, trust_class: type[Trust] | None
) -> Callable[[int], SimulatedReplicate]:
    """Return a function that simulates one replicate in full: its record, that of its twin if any, and the outcomes."""
    if engine == ENSEMBLE:
        from sim.engine.compiled.ensemble import Ensemble

        return Ensemble(scenario, scenario.has_twin).record
    from sim.engine.mesa.mesa_model import TurnaroundModel
    from sim.engine.mesa.trust_agent import Trust

    def simulate_one(replicate: int) -> SimulatedReplicate:
        parameters = Parameters(with_drawn_parameters(scenario, replicate).parameters)
        record = TurnaroundModel(scenario, replicate, trust_class or Trust).run()
        twin = None
        if scenario.has_twin:
            twin = TurnaroundModel(scenario, replicate, trust_class or Trust, without_partnerships=True).run()
        record.spells = spells_of([record] if twin is None else [record, twin], parameters)
        return record, twin, outcomes_of(record, parameters, twin)

    return simulate_one


def _simulate(
    simulate_one: Callable[[int], SimulatedReplicate], simulated: _Simulated, until: int, progress: Progress | None
) -> None:
    for replicate in range(len(simulated.records), until):
        record, twin, outcomes = simulate_one(replicate)
        simulated.records.append(record)
        if twin is not None:
            simulated.twins.append(twin)
        simulated.outcomes.append(outcomes)
        if progress is not None:
            progress(replicate + 1, until)


def _simulate_until_precise(
    scenario: Scenario,
    simulate_one: Callable[[int], SimulatedReplicate],
    simulated: _Simulated,
    precision: float,
    progress: Progress | None,
) -> None:
    """Add replicates in batches until the interval is narrow enough.

    Raises
    ------
    ValueError : no replicate shows the main outcome, so that there is no interval.
    """
    main = scenario.main_outcome
    while len(simulated.records) < PRECISION_CEILING:
        table = outcomes_frame(range(len(simulated.outcomes)), simulated.outcomes, trust_ids(scenario))
        table = without_units(table, [unit.id for unit in scenario.units], main.trust)
        found = estimate_of_precision(table, main.outcome, main.trust)
        if len(simulated.records) >= PRECISION_LEAST and found.half_width <= precision:
            return
        if len(simulated.records) >= PRECISION_LEAST and found.count == 0:
            where = f"{len(simulated.records)} replicates of {scenario.months} months"
            allowed = "a main outcome that is known, or more months"
            raise ValueError(f"precision: {main.outcome} is known in none of {where}; allowed: {allowed}")
        more = min(PRECISION_CEILING, len(simulated.records) + PRECISION_BATCH)
        _simulate(simulate_one, simulated, more, progress)


def outcomes_of_twins(scenario: Scenario, twins: Sequence[ReplicateRecord]) -> list[dict[str, NDArray[np.float64]]]:
    """Return the outcomes by name of replicates without partnerships, whose parameters are those of their numbers."""
    return [outcomes_of(twin, Parameters(with_drawn_parameters(scenario, twin.replicate).parameters)) for twin in twins]


def _tables(scenario: Scenario, simulated: _Simulated) -> Run:
    names = trust_ids(scenario)
    replicates = range(len(simulated.records))
    outcomes = outcomes_frame(replicates, simulated.outcomes, names)
    trajectories = trajectories_frame(simulated.records, names)
    twins = outcomes_of_twins(scenario, simulated.twins)
    twin_outcomes = outcomes_frame(range(len(twins)), twins, names) if twins else outcomes.iloc[:0]
    about_months = any(e.statistic == "difference" and e.variable is not None for e in scenario.expect)
    twin_trajectories = trajectories_frame(simulated.twins, names) if twins and about_months else trajectories.iloc[:0]
    found = check_expectations(scenario, outcomes, trajectories, twin_outcomes, twin_trajectories)
    if scenario.changed:
        found["verdict"] = NOT_APPLICABLE
    found["band"] = [band_in_words(band, scenario.parameters_from) for band in found["band"]]
    return Run(
        scenario=scenario,
        trajectories=trajectories,
        partnerships=partnerships_frame(simulated.records, names),
        events=events_frame(simulated.records, names),
        outcomes=outcomes,
        twin_outcomes=twin_outcomes,
        twin_months=_twin_months(scenario, simulated),
        durations=_durations(scenario, simulated.records),
        expectations=found,
    )


def _twin_months(scenario: Scenario, simulated: _Simulated) -> pd.DataFrame:
    if not simulated.twins:
        return no_twin_months()
    focal, units = ([one.id for one in named] for named in (scenario.described, scenario.units))
    return twin_months_frame(simulated.records, simulated.twins, trust_ids(scenario), focal, units)


def _durations(scenario: Scenario, records: Sequence[ReplicateRecord]) -> pd.DataFrame:
    spells = np.stack([record.spells for record in records])
    durations: pd.DataFrame = durations_table(
        spell_rows(0, spells, own_trusts(scenario)), trust_ids(scenario)
    ).to_pandas()
    return durations
