"""Bundles of arrays handed on by where they are: a type of value that Numba does not have.

Numba copies a named tuple field by field wherever it is given, which for a world of dozens of tables is most of a call.
"""

from __future__ import annotations

from typing import Any

from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.datamodel.registry import register_default
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import intrinsic


class BundlePointer(types.Type):
    """A named tuple that stays in the memory of the function that made it, known by its address."""

    def __init__(self, bundle: Any) -> None:
        self.bundle = bundle
        super().__init__(name=f"held({bundle.name})")


@register_default(BundlePointer)
class _BundlePointerModel(models.PrimitiveModel):
    def __init__(self, manager: Any, held: BundlePointer) -> None:
        super().__init__(manager, held, manager.lookup(held.bundle).get_value_type().as_pointer())


@infer_getattr
class _BundlePointerAttributes(AttributeTemplate):
    key = BundlePointer

    def generic_resolve(self, held: BundlePointer, name: str) -> Any:  # type: ignore[override]  # Numba types this as nothing
        """Return the type of a field."""
        if name in held.bundle.fields:
            return held.bundle.types[held.bundle.fields.index(name)]
        return None


@lower_getattr_generic(BundlePointer)  # type: ignore[untyped-decorator]
def _load_field(context: Any, builder: Any, held: BundlePointer, address: Any, name: str) -> Any:
    return builder.load(cgutils.gep_inbounds(builder, address, 0, held.bundle.fields.index(name)))


@intrinsic
def by_pointer(typing_context: Any, bundle: Any) -> Any:
    """Keep a bundle where it is made and return what knows its address; it must not leave the function."""

    def keep(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return cgutils.alloca_once_value(builder, arguments[0])

    return BundlePointer(bundle)(bundle), keep
