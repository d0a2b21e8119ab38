"""Sweeps whose outcomes are not simulated but planted: a function of the factors, and noise of each world and run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.experiments.experiment_loader import load_experiment
from sim.experiments.manifest import freeze_plan
from sim.experiments.worker import durations_rows

OUTCOME = "performance_shortfall"
HEAD = f"""\
title: Planted
question: Is the truth recovered?
scenario: case_b_buddying
with_twin: false
outcomes: [{OUTCOME}]
"""
ISHIGAMI = ("parameters.gaming", "regulator.support", "regulator.scrutiny")
"""Factors from 0 to 1, of which Ishigami's function takes each from -pi to pi."""

FIRST_ORDER = dict(zip(ISHIGAMI, (0.3139, 0.4424, 0.0), strict=True))
TOTAL = dict(zip(ISHIGAMI, (0.5576, 0.4424, 0.2437), strict=True))


def factors(names: tuple[str, ...] = ISHIGAMI, range_: str = "{low: 0, high: 1}") -> str:
    return "uncertainties:\n" + "".join(f"  {name}: {range_}\n" for name in names)


def ishigami(design: pd.DataFrame) -> pd.Series:
    one, two, three = (np.pi * (2.0 * design[name] - 1.0) for name in ISHIGAMI)
    return np.sin(one) + 7.0 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)


def planted(
    place: Path,
    text: str,
    function: Callable[[pd.DataFrame], pd.Series],
    noise: float = 0.0,
    worlds: float = 0.0,
    left_out: tuple[int, ...] = (),
) -> Path:
    """Write a complete sweep whose outcome is a function of the factors; return its folder.

    `noise` is the standard deviation of each run by itself, `worlds` that of each replicate, the same at every point.
    Points that are left out have no value.
    """
    file = place / "planted.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    plan = freeze_plan(load_experiment(file), place / "made")
    truth = function(plan.design).to_numpy(dtype=float, copy=True)
    truth[list(left_out)] = np.nan
    rng = np.random.default_rng(7)
    replicates = plan.experiment.base.replicates
    runs = (
        truth[:, None]
        + worlds * rng.standard_normal(replicates)
        + noise * rng.standard_normal((len(truth), replicates))
    )
    for chunk in plan.plan.missing(set()):
        points, of = (
            np.array(column) for column in zip(*(run for task in chunk.tasks for run in task.runs), strict=True)
        )
        columns = {"point": np.repeat(points, 2).astype(np.int32), "replicate": np.repeat(of, 2).astype(np.int32),
                   "trust": ["green_bay", "regency_vale"] * len(points),
                   OUTCOME: np.stack([runs[points, of], np.zeros(len(points))], axis=1).ravel()}  # fmt: skip
        tables = {"durations": durations_rows([]), "outcomes": pa.table(columns)}
        plan.store.write(chunk.number, tables)
    return place / "made"
