"""Loading an appraisal: its file and its scenario, checked before anything is simulated."""

from __future__ import annotations

from pathlib import Path

from sim.appraisal.appraisal_schema import Appraisal
from sim.config.arguments import Sets, set_texts
from sim.config.errors import ScenarioError
from sim.config.files import APPRAISAL, file_beside
from sim.config.loader import read_changed, validated, with_faults
from sim.experiments.base_changes import Base
from sim.scenario.scenario_loader import load_scenario, shipped_scenarios


def shipped_appraisals() -> dict[str, Path]:
    """Return the files of the appraisals that come with the package, by name.

    Examples
    --------
    >>> "best_partner" in shipped_appraisals()
    True
    """
    return APPRAISAL.shipped()


def load_appraisal(source: str | Path, sets: Sets = ()) -> Appraisal:
    """Return a checked appraisal with its scenario.

    Parameters
    ----------
    source : the path of an appraisal file, or the name of a shipped one.
    sets : values that replace those of the file: a dict, `key=value` texts, or one such text.

    Raises
    ------
    ScenarioError : everything that is wrong with it, each with its place.

    Examples
    --------
    >>> load_appraisal("best_partner").options.target
    'green_bay'
    """
    path, root, problems = read_changed(APPRAISAL, source, set_texts(sets))
    appraisal, faults = validated(Appraisal, root.plain(), path.stem)
    problems = with_faults(problems, root, faults)
    if problems or appraisal is None:
        raise ScenarioError(problems)
    shipped = shipped_scenarios()
    found = file_beside(appraisal.scenario, path.parent, shipped)
    scenario = load_scenario(found if found is not None else appraisal.scenario)
    changes = {**({} if appraisal.months is None else {"months": appraisal.months}),
               **({} if appraisal.seed is None else {"seed": appraisal.seed}), **appraisal.set}  # fmt: skip
    base = Base(scenario).changed(changes)
    appraisal._base = base.model_copy(update={"parameters_from": appraisal.parameters})
    return appraisal
