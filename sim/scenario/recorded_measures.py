"""What can be measured of a trust in a month: the variables that are recorded, and the published figures."""

from __future__ import annotations

from functools import cache

from sim.model.state import TrustState
from sim.model.variables import variables


@cache
def measured_variables() -> tuple[str, ...]:
    """Return the names of all variables that are recorded month by month, and of the published figures."""
    # Published figures can be worked out for arrays, so their module loads NumPy; few files name them.
    from sim.model.indicators import OBSERVABLES

    return (*recorded_variables(), *OBSERVABLES)


@cache
def recorded_variables() -> tuple[str, ...]:
    """Return the names of all variables of a trust that are recorded month by month."""
    return tuple(name for name, variable in variables(TrustState).items() if variable.recorded)
