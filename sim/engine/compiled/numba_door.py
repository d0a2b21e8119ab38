"""The door to Numba: whether it can be used here, and if not, why not.

Everything that depends on the internals of Numba is in `numba_linker`, which is imported only after this module has
found that it can be, so that a changed Numba costs time but stops nothing.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

DISTRIBUTION = "turnaround-sim"


class EngineError(ValueError):
    """The compiled engine cannot be used here; the message gives the reason."""


@cache
def import_fault() -> str | None:
    """Return why the compiled engine cannot be imported here, or nothing if it can."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return "NUMBA_DISABLE_JIT is set, so Numba does not compile"
    try:
        found = version("numba")
    except PackageNotFoundError:
        return "Numba is not installed (pip install numba)"
    tested = supported_versions()
    if tested and not tested.specifier.contains(found, prereleases=True):
        return f"Numba {found} is not a tested version ({tested.specifier})"
    try:
        import_module("sim.engine.compiled.numba_linker")
    except Exception as error:  # a Numba that has changed, or is broken, may raise anything
        return f"Numba {found} is not compatible: {error!r}"
    return None


def supported_versions() -> Requirement | None:
    """Return what the installed package asks of Numba, such as `numba>=0.65,<0.69`; nothing if it is not installed."""
    try:
        asked = [Requirement(text) for text in requires(DISTRIBUTION) or ()]
    except PackageNotFoundError:
        return None
    return next((requirement for requirement in asked if requirement.name == "numba"), None)


def require_compiled_engine() -> None:
    """Raise `EngineError` if the compiled engine cannot be imported here."""
    if fault := import_fault():
        raise EngineError(f"the compiled engine cannot be used: {fault}")
