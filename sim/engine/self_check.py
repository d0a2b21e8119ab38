"""A short comparison of both engines, before the first results of newly compiled code are trusted."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from importlib.metadata import version

from sim.engine.compiled.cache import CacheError, code_in, folder_for, read_code, write_code
from sim.engine.compiled.compiler import own_digest
from sim.engine.compiled.ensemble import Ensemble
from sim.engine.compiled.numba_door import import_fault
from sim.engine.record_diff import Difference, first_difference
from sim.scenario.scenario_loader import load_scenario

SCENARIO, MONTHS = "local_health_economy", 12
CHECKED = "checked"  # name of the file that says that the code beside it gave the numbers of Mesa


@cache
def check_fault() -> str | None:
    """Return why the compiled engine cannot be trusted here, or None if it can.

    On first use of a new cache the theory is compiled, and both engines simulate a year of a local health economy:
    every bit must be the same.
    """
    if fault := import_fault():
        return fault
    digest = own_digest()
    if is_checked(digest):
        return None
    try:
        different = difference_from_mesa()
    except Exception as error:  # whatever a changed compiler may do
        return f"Numba {version('numba')} cannot compile the model: {error!r}"
    if different:
        return f"the results of the compiled model differ from those of the Mesa engine: {different}"
    if folder := folder_for(digest):
        with suppress(OSError):  # a cache that cannot be written: the check is made again in the next process
            write_code(folder / CHECKED, code_in(digest))
    return None


def is_checked(digest: str) -> bool:
    """Return whether the code that the cache holds of a version has been compared with Mesa."""
    folder, code = folder_for(digest), code_in(digest)
    if folder is None or not code:
        return False
    try:
        return read_code(folder / CHECKED) == code
    except (CacheError, OSError):
        return False


def difference_from_mesa() -> Difference | None:
    """Return the first difference between the engines over a short scenario, or nothing if there is none."""
    from sim.engine.mesa.mesa_model import TurnaroundModel  # Mesa takes a second to import, which most runs do not need

    scenario = load_scenario(SCENARIO, [f"months={MONTHS}"])
    compiled, *_ = Ensemble(scenario, with_twin=False).record(0)
    return first_difference(TurnaroundModel(scenario, 0).run(), compiled)
