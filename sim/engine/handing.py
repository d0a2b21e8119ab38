"""Bundles of arrays handed from one compiled function to another by where they are, not by what they hold.

Numba hands a named tuple on field by field, and an array as seven numbers: for a world of two dozen tables that is a
hundred and seventy values at every call. Here the bundle stays where it was made, and one address is handed on.

It is for the parts of `sim.engine.linking` alone, where nothing counts references: a field that is read is no new one.
"""

from __future__ import annotations

from typing import Any

from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.datamodel.registry import register_default
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import intrinsic


class Held(types.Type):
    """A named tuple that stays in the memory of the function that made it, known by its address."""

    def __init__(self, bundle: Any) -> None:
        self.bundle = bundle
        super().__init__(name=f"held({bundle.name})")


@register_default(Held)
class _HeldModel(models.PrimitiveModel):
    def __init__(self, manager: Any, held: Held) -> None:
        super().__init__(manager, held, manager.lookup(held.bundle).get_value_type().as_pointer())


@infer_getattr
class _HeldAttributes(AttributeTemplate):
    key = Held

    def generic_resolve(self, held: Held, name: str) -> Any:  # type: ignore[override]  # Numba types this as nothing
        """Return the type of a field."""
        if name in held.bundle.fields:
            return held.bundle.types[held.bundle.fields.index(name)]
        return None


@lower_getattr_generic(Held)  # type: ignore[untyped-decorator]
def _load_field(context: Any, builder: Any, held: Held, address: Any, name: str) -> Any:
    return builder.load(cgutils.gep_inbounds(builder, address, 0, held.bundle.fields.index(name)))


@intrinsic
def hold(typing_context: Any, bundle: Any) -> Any:
    """Keep a bundle where it is made and return what knows its address; it must not leave the function."""

    def keep(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return cgutils.alloca_once_value(builder, arguments[0])

    return Held(bundle)(bundle), keep
