"""Turnaround: how failing health-care organisations decline and are turned around, and what partnerships do to that.

Not a forecast for any named trust.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.calibration.calibrate import calibrate
    from sim.calibration.calibration_loader import load_calibration, shipped_calibrations
    from sim.comparison import compare
    from sim.config.errors import ScenarioError
    from sim.engine.compiled.columns import Column
    from sim.engine.compiled.ensemble import Ensemble, outcomes_of_settings
    from sim.engine.mesa.mesa_model import HealthEconomy, Regulator, TurnaroundModel
    from sim.engine.mesa.partnership_agent import Partnership
    from sim.engine.mesa.trust_agent import Trust
    from sim.engine.record_diff import first_difference
    from sim.evidence.assessment import assess_patterns
    from sim.evidence.facts import facts
    from sim.evidence.patterns import patterns
    from sim.experiments.dataset import Sweep, open_experiment
    from sim.experiments.experiment_loader import load_experiment, shipped_experiments
    from sim.experiments.sweep import SweepOptions, sweep
    from sim.model.partnership_types import PartnershipType, shipped_catalogue
    from sim.outcomes import OUTCOMES
    from sim.parameters import Parameters, parameter_table
    from sim.plots import FIGURES
    from sim.results.run import Run, open_run
    from sim.results.run_folder import ResultsError
    from sim.runs.run_scenario import run
    from sim.runs.stream import stream
    from sim.scenario.scenario_loader import load_scenario, shipped_scenarios
    from sim.scenario.scenario_schema import Scenario

# Mesa, pandas and matplotlib take seconds to import; names are fetched when they are first used, so that
# `turnaround --help` and `turnaround validate` do not pay for what they do not need.
_HOME = {
    "Column": "sim.engine.compiled.columns",
    "Ensemble": "sim.engine.compiled.ensemble",
    "FIGURES": "sim.plots",
    "HealthEconomy": "sim.engine.mesa.mesa_model",
    "OUTCOMES": "sim.outcomes",
    "Parameters": "sim.parameters",
    "Partnership": "sim.engine.mesa.partnership_agent",
    "PartnershipType": "sim.model.partnership_types",
    "Regulator": "sim.engine.mesa.mesa_model",
    "ResultsError": "sim.results.run_folder",
    "Run": "sim.results.run",
    "Scenario": "sim.scenario.scenario_schema",
    "Sweep": "sim.experiments.dataset",
    "ScenarioError": "sim.config.errors",
    "Trust": "sim.engine.mesa.trust_agent",
    "TurnaroundModel": "sim.engine.mesa.mesa_model",
    "SweepOptions": "sim.experiments.sweep",
    "calibrate": "sim.calibration.calibrate",
    "compare": "sim.comparison",
    "facts": "sim.evidence.facts",
    "first_difference": "sim.engine.record_diff",
    "assess_patterns": "sim.evidence.assessment",
    "load_calibration": "sim.calibration.calibration_loader",
    "load_experiment": "sim.experiments.experiment_loader",
    "load_scenario": "sim.scenario.scenario_loader",
    "open_experiment": "sim.experiments.dataset",
    "open_run": "sim.results.run",
    "outcomes_of_settings": "sim.engine.compiled.ensemble",
    "parameter_table": "sim.parameters",
    "patterns": "sim.evidence.patterns",
    "run": "sim.runs.run_scenario",
    "shipped_calibrations": "sim.calibration.calibration_loader",
    "shipped_catalogue": "sim.model.partnership_types",
    "shipped_experiments": "sim.experiments.experiment_loader",
    "shipped_scenarios": "sim.scenario.scenario_loader",
    "stream": "sim.runs.stream",
    "sweep": "sim.experiments.sweep",
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
    "SweepOptions",
    "Trust",
    "TurnaroundModel",
    "assess_patterns",
    "calibrate",
    "compare",
    "facts",
    "first_difference",
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
