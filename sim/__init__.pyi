"""The public names, each with the module that defines it; `sim/__init__.py` fetches them when they are used."""

from .analysis.discovery import discover as discover
from .analysis.survival import survival as survival
from .appraisal.appraisal import appraise as appraise
from .attribution.attribution import Attribution as Attribution
from .attribution.attribution import why as why
from .calibration.calibrate import calibrate as calibrate
from .calibration.calibration_loader import (
    load_calibration as load_calibration,
)
from .calibration.calibration_loader import (
    shipped_calibrations as shipped_calibrations,
)
from .comparison import compare as compare
from .config.errors import ScenarioError as ScenarioError
from .engine.compiled.columns import Column as Column
from .engine.compiled.ensemble import Ensemble as Ensemble
from .engine.compiled.ensemble import outcomes_of_settings as outcomes_of_settings
from .engine.mesa.environment_agents import (
    HealthEconomy as HealthEconomy,
)
from .engine.mesa.environment_agents import (
    Regulator as Regulator,
)
from .engine.mesa.mesa_model import (
    TurnaroundModel as TurnaroundModel,
)
from .engine.mesa.partnership_agent import Partnership as Partnership
from .engine.mesa.trust_agent import Trust as Trust
from .engine.record_diff import first_difference as first_difference
from .evidence.assessment import assess_patterns as assess_patterns
from .evidence.facts import facts as facts
from .evidence.patterns import patterns as patterns
from .experiments.dataset import Sweep as Sweep
from .experiments.dataset import open_experiment as open_experiment
from .experiments.experiment_loader import (
    load_experiment as load_experiment,
)
from .experiments.experiment_loader import (
    shipped_experiments as shipped_experiments,
)
from .experiments.ranking import rank as rank
from .experiments.sensitivity import sensitivity as sensitivity
from .experiments.sweep import SweepOptions as SweepOptions
from .experiments.sweep import sweep as sweep
from .experiments.sweep_answer import answer as answer
from .export.export_folder import ExportOptions as ExportOptions
from .export.export_folder import export_tables as export_tables
from .lever_search.reach import reach as reach
from .lever_search.ways import ways as ways
from .model.partnership_types import PartnershipType as PartnershipType
from .model.partnership_types import shipped_catalogue as shipped_catalogue
from .outcomes import OUTCOMES as OUTCOMES
from .parameters import Parameters as Parameters
from .parameters import parameter_table as parameter_table
from .plots import FIGURES as FIGURES
from .results.checked_files import ResultsError as ResultsError
from .results.run import Run as Run
from .results.run import open_run as open_run
from .runs.run_scenario import run as run
from .runs.stream import stream as stream
from .scenario.inferred_state import describe_trusts as describe_trusts
from .scenario.scenario_loader import load_scenario as load_scenario
from .scenario.scenario_loader import shipped_scenarios as shipped_scenarios
from .scenario.scenario_schema import Scenario as Scenario
from .webpage.page import Page as Page
from .webpage.page import page as page
