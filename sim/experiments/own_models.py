"""Trusts of one's own: the class that an experiment names, imported from beside its file or where that is allowed."""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from sim.experiments.experiment_schema import Experiment

log = logging.getLogger("sim")


def model_class(experiment: Experiment) -> Any:
    """Return the class of trusts that an experiment names as `package.module:Class`, or nothing.

    An experiment file may come from anybody, and importing a module runs it. So only what lies beside the file is
    imported, or what the user has named.

    Raises
    ------
    ValueError : there is no such module or class, or it may not be imported.
    """
    name = experiment.model
    if name is None:
        return None
    module, _, attribute = name.partition(":")
    if is_beside(module, experiment.folder):
        import_from_beside(module, experiment.folder)
    elif not {name, module} & set(experiment.allowed_models):
        where = f"beside {experiment.name}.yaml" if experiment.folder is None else f"in {experiment.folder}"
        raise ValueError(f"model: {module} is not {where}; allowed: a module there, or --allow-model {module}")
    try:
        return getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"model: {name} cannot be imported ({error})") from None


def is_beside(module: str, folder: Path | None) -> bool:
    """Return whether a module is in the folder of an experiment file."""
    return folder is not None and PathFinder.find_spec(module.partition(".")[0], [str(folder)]) is not None


def import_from_beside(module: str, folder: Path | None) -> None:
    """Make sure that a module is found in a folder before anywhere else, also if another of its name was loaded."""
    top = module.partition(".")[0]
    loaded = getattr(sys.modules.get(top), "__file__", None)
    if loaded is not None and folder is not None and not Path(loaded).is_relative_to(folder):
        for name in [name for name in sys.modules if name == top or name.startswith(f"{top}.")]:
            del sys.modules[name]
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def say_what_is_imported(experiment: Experiment) -> None:
    """Say that a model of the user's own is imported, and from where."""
    if experiment.model is not None:
        module = sys.modules.get(experiment.model.partition(":")[0])
        log.warning("model: %s is imported from %s and run", experiment.model, getattr(module, "__file__", "?"))
