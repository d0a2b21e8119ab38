"""Turnaround: how failing health-care organisations decline and are turned around, and what partnerships do to that.

Not a forecast for any named trust.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.calibration.loading import load_calibration, shipped_calibrations
    from sim.calibration.running import calibrate
    from sim.catalogue import PartnershipType, shipped_catalogue
    from sim.engine.columns import Column
    from sim.engine.differences import first_difference
    from sim.engine.ensemble import Ensemble, outcomes_of_settings
    from sim.engine.mesa_model import HealthEconomy, Regulator, TurnaroundModel
    from sim.engine.partnership import Partnership
    from sim.engine.trust import Trust
    from sim.evidence.facts import facts
    from sim.evidence.patterns import patterns
    from sim.evidence.record import held_against_record
    from sim.experiments.loading import load_experiment, shipped_experiments
    from sim.experiments.reading import Sweep, open_experiment
    from sim.experiments.sweeping import Wishes, sweep
    from sim.outcomes import OUTCOMES
    from sim.parameters import Parameters, parameter_table
    from sim.plots import FIGURES
    from sim.results.comparing import compare
    from sim.results.folder import ResultsError, open_run
    from sim.results.run import Run, run
    from sim.results.streaming import stream
    from sim.scenario.errors import ScenarioError
    from sim.scenario.loading import load_scenario, shipped_scenarios
    from sim.scenario.schema import Scenario

# Mesa, pandas and matplotlib take seconds to import; names are fetched when they are first used, so that
# `turnaround --help` and `turnaround validate` do not pay for what they do not need.
_HOME = {
    "Column": "sim.engine.columns",
    "Ensemble": "sim.engine.ensemble",
    "FIGURES": "sim.plots",
    "HealthEconomy": "sim.engine.mesa_model",
    "OUTCOMES": "sim.outcomes",
    "Parameters": "sim.parameters",
    "Partnership": "sim.engine.partnership",
    "PartnershipType": "sim.catalogue",
    "Regulator": "sim.engine.mesa_model",
    "ResultsError": "sim.results.folder",
    "Run": "sim.results.run",
    "Scenario": "sim.scenario.schema",
    "Sweep": "sim.experiments.reading",
    "ScenarioError": "sim.scenario.errors",
    "Trust": "sim.engine.trust",
    "TurnaroundModel": "sim.engine.mesa_model",
    "Wishes": "sim.experiments.sweeping",
    "calibrate": "sim.calibration.running",
    "compare": "sim.results.comparing",
    "facts": "sim.evidence.facts",
    "first_difference": "sim.engine.differences",
    "held_against_record": "sim.evidence.record",
    "load_calibration": "sim.calibration.loading",
    "load_experiment": "sim.experiments.loading",
    "load_scenario": "sim.scenario.loading",
    "open_experiment": "sim.experiments.reading",
    "open_run": "sim.results.folder",
    "outcomes_of_settings": "sim.engine.ensemble",
    "parameter_table": "sim.parameters",
    "patterns": "sim.evidence.patterns",
    "run": "sim.results.run",
    "shipped_calibrations": "sim.calibration.loading",
    "shipped_catalogue": "sim.catalogue",
    "shipped_experiments": "sim.experiments.loading",
    "shipped_scenarios": "sim.scenario.loading",
    "stream": "sim.results.streaming",
    "sweep": "sim.experiments.sweeping",
}

__all__ = [
    "FIGURES",
    "OUTCOMES",
    "Column",
    "Ensemble",
    "HealthEconomy",
    "Parameters",
    "Partnership",
    "PartnershipType",
    "Regulator",
    "ResultsError",
    "Run",
    "Scenario",
    "ScenarioError",
    "Sweep",
    "Trust",
    "TurnaroundModel",
    "Wishes",
    "calibrate",
    "compare",
    "facts",
    "first_difference",
    "held_against_record",
    "load_calibration",
    "load_experiment",
    "load_scenario",
    "open_experiment",
    "open_run",
    "outcomes_of_settings",
    "parameter_table",
    "patterns",
    "run",
    "shipped_calibrations",
    "shipped_catalogue",
    "shipped_experiments",
    "shipped_scenarios",
    "stream",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
