"""One row of a table of variables as a plain object, as the Mesa engine and the loader of scenarios use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.model.variables import field_types, initial_values


class StateRecord:
    """An object with the variables of one table as attributes: initial values, changed by what is given."""

    def __init__(self, table: type, values: dict[str, Any] | None = None) -> None:
        # All at once, since every point of a sweep makes hundreds of rows.
        own = vars(self)
        own.update(initial_values(table))
        if values:
            kind = field_types(table)
            own.update({name: kind[name](value) for name, value in values.items()})

    def __copy__(self) -> StateRecord:
        made = object.__new__(StateRecord)
        vars(made).update(vars(self))
        return made

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...
