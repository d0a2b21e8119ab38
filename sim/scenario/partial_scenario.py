"""The contents of a scenario file, read as far as possible, for checks across its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.config.constraints import is_whole
from sim.config.errors import Fault, FaultsError, Location, unknown
from sim.model.partnership_types import catalogue_rows
from sim.model.state import RegulatorState
from sim.model.variables import LONGEST, partnership_type_variables
from sim.scenario.custom_types import MOST_TYPES, TypeRow, checked_rows, resolved_rows
from sim.scenario.names import trusts_and_units

DEFAULT_MONTHS = 84
MOST_MONTHS = LONGEST
MOST_BACKGROUND = 1000
PARTNERING_LEVERS = (*partnership_type_variables(RegulatorState), "partnering_climate")
"""Levers that bring about partnerships that are not planned."""

Item = tuple[Location, Mapping[str, Any]]


@dataclass(frozen=True)
class Written:
    """The contents of a file, as far as they can be read: parts of a wrong type count as absent."""

    data: Mapping[str, Any]

    def mapping(self, key: str) -> Mapping[str, Any]:
        """Return a section, or nothing."""
        found = self.data.get(key)
        return found if isinstance(found, Mapping) else {}

    def items(self, key: str) -> list[Item]:
        """Return the items of a list that are mappings, each with its location."""
        found = self.data.get(key)
        rows = found if isinstance(found, list) else []
        return [((key, position), row) for position, row in enumerate(rows) if isinstance(row, Mapping)]

    def ids(self, key: str) -> list[str]:
        """Return the ids in a list."""
        return [row["id"] for _, row in self.items(key) if isinstance(row.get("id"), str)]

    @property
    def groups(self) -> list[Item]:
        """Return every group of trusts of the background that can be read, the background's own first."""
        background = self.mapping("background")
        others = Written(background).items("other_types")
        return [(("background",), background), *((("background", *location), row) for location, row in others)]

    @cached_property
    def trusts(self) -> dict[str, str]:
        """Return the names of the trusts, and of their units, by their ids."""
        return trusts_and_units(self.data)

    @cached_property
    def units(self) -> list[Item]:
        """Return the units of all trusts that can be read, each with its location."""
        found = []
        for location, row in self.items("trusts"):
            found += [((*location, *place), unit) for place, unit in Written(row).items("units")]
        return found

    def trust_of(self, side: Any) -> Any:
        """Return the id of the trust of which something is a unit, or what it is itself."""
        return self._trusts_by_unit.get(side, side) if isinstance(side, str) else side

    @cached_property
    def _trusts_by_unit(self) -> dict[str, Any]:
        rows = dict(self.items("trusts"))
        return {str(unit.get("id")): rows[location[:2]].get("id") for location, unit in self.units}

    @cached_property
    def months(self) -> int:
        """Return the length of the run in months, or the longest possible if it cannot be read."""
        found = self.data.get("months")
        if found is None:
            return DEFAULT_MONTHS
        return found if is_whole(found) and 1 <= found <= MOST_MONTHS else MOST_MONTHS

    @property
    def has_twin(self) -> bool:
        """Return whether there is a twin without partnerships."""
        if self.data.get("twin") is not None:
            return self.data["twin"] is not False
        policies = [self.mapping("regulator"), *(row for _, row in self.items("policy_changes"))]
        own = [row.get("regulator") for key in ("systems", "trusts") for _, row in self.items(key)]
        policies += [levers for levers in own if isinstance(levers, Mapping)]
        return bool(self.data.get("partnerships")) or any(
            policy.get(lever) for policy in policies for lever in PARTNERING_LEVERS
        )

    @cached_property
    def own_types(self) -> dict[str, TypeRow]:
        """Return the partnership types of the scenario that have no faults of their own."""
        rows: dict[str, TypeRow] = {}
        for name, row in list(self.mapping("partnership_types").items())[:MOST_TYPES]:
            try:
                rows |= checked_rows({name: row})
            except FaultsError:
                continue
        return rows

    @cached_property
    def types(self) -> dict[str, TypeRow]:
        """Return the types that can be used; those with faults of their own only by name."""
        try:
            resolved = resolved_rows(self.own_types)
        except FaultsError:
            resolved = dict(catalogue_rows())
        return {**{str(name): {} for name in self.mapping("partnership_types")}, **resolved}


def reference(location: Location, what: str, found: Any, names: list[str]) -> Iterator[Fault]:
    """Yield the fault of a name that refers to nothing; what is not text has a fault of its own."""
    if isinstance(found, str) and found not in names:
        yield unknown(location, what, found, names)


def late(location: Location, month: Any, months: int) -> Iterator[Fault]:
    """Yield the fault of a month after the end."""
    if is_whole(month) and month > months:
        yield Fault(
            location,
            f"month {month} is after the end of the scenario",
            f"up to {months}, the length of the run (`months`)",
        )
