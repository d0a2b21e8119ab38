"""The inputs of replicates that have parameter sets of their own: what a set changes, filled in for each.

Which entries of the tables come from a set is found once for a scenario, by the functions that apply any set: they are
given a set of marks, and leave each mark where the value goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.arrays import Inputs
from sim.engine.compiled.record_types import Records, records_of
from sim.parameters import Parameters
from sim.scenario.custom_types import resolved_rows
from sim.scenario.parameter_sets import drawn_set, with_parameter_set
from sim.scenario.policies import policies
from sim.scenario.scenario_schema import Scenario

Values = NDArray[np.float64]


class _Mark(str):
    """What stands for the value that a parameter set has under a key: the key."""


@dataclass(frozen=True, slots=True)
class _FieldFromSet:
    """Where a field of a table comes from a set: in which rows, and from which columns of the sample."""

    name: str
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]


class SetInputs:
    """What the parameter sets of the sample change of the inputs of a scenario that draws from it.

    Parameters
    ----------
    scenario : it.
    inputs : its inputs without any set.
    """

    def __init__(self, scenario: Scenario, inputs: Inputs) -> None:
        self._scenario, self._keys = scenario, list(drawn_set(scenario, 0))
        marked = with_parameter_set(scenario, {key: _Mark(key) for key in self._keys})
        held = [policy.parameters for policy in policies(marked)]
        said = [{name: value for name, value in own.items() if not isinstance(value, _Mark)} for own in held]
        self._inputs = inputs._replace(parameters=records_of(Parameters, [Parameters(own) for own in said]))
        self._parameters = self._fields_from_set(held)
        self._types = self._fields_from_set(list(resolved_rows(marked.partnership_types).values()))

    def of(self, replicate: int) -> Inputs:
        """Return the inputs of a replicate; what no set changes is shared by all.

        Raises
        ------
        ValueError : a parameter of its set is outside its bounds.
        """
        drawn = drawn_set(self._scenario, replicate)
        values = np.array([drawn[key] for key in self._keys])
        return self._inputs._replace(
            parameters=_filled(self._inputs.parameters, self._parameters, values),
            types=_filled(self._inputs.types, self._types, values),
        )

    def _fields_from_set(self, rows: Sequence[Mapping[str, Any]]) -> list[_FieldFromSet]:
        """Return the fields that hold a mark in some rows."""
        columns = {key: column for column, key in enumerate(self._keys)}
        found: dict[str, list[tuple[int, int]]] = {}
        for row, values in enumerate(rows):
            for name, value in values.items():
                if isinstance(value, _Mark):
                    found.setdefault(name, []).append((row, columns[value]))
        return [_FieldFromSet(name, *np.array(places).T) for name, places in found.items()]


def _filled(table: Records, fields: Sequence[_FieldFromSet], values: Values) -> Records:
    """Return a table with the values of a parameter set in some fields; what counts something is whole."""
    filled = table.view(np.uint8).copy().view(table.dtype)  # as bytes, since field by field takes ten times as long
    for field in fields:
        own, drawn = filled[field.name], values[field.columns]
        own[field.rows] = np.rint(drawn) if own.dtype.kind == "i" else drawn
    return filled
