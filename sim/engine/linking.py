"""One program out of many functions: each is translated on its own, and all are linked, optimised and emitted once.

Numba links, optimises and emits every function together with all that it calls. In a tree of calls as deep as that of
the theory this does most of the work many times over; here the parts wait until the outermost function takes them all.
This file leans on the inside of Numba more than any other of the package.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from numba.core import codegen, itanium_mangler
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import LoweringPass, register_pass
from numba.core.typed_passes import AnnotateTypes
from numba.core.types import Record

LONGEST_NAME = 200
INTERNAL: Any = vars(codegen)["ll"].Linkage.internal  # llvmlite, as Numba has it


class _Codegen:
    """The code generator as a part sees it: there is no emitted code whose environment could be set."""

    def __init__(self, codegen: Any) -> None:
        self._codegen = codegen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._codegen, name)

    def set_env(self, name: str, environment: Any) -> None:
        """Set no environment: rules neither raise nor print, which is what it is for."""


class Part(JITCodeLibrary):
    """The code of one function, which is linked into a whole and never optimised or emitted by itself."""

    @property
    def codegen(self) -> Any:
        """Return the code generator."""
        return _Codegen(self._codegen)

    @cached_property
    def needs(self) -> list[Any]:
        """Return the libraries of all that this function calls, and of all that these call.

        Asked for only once the function has been translated, so that nothing is added any more.
        """
        found: dict[Any, None] = {}
        for library in self._linking_libraries:
            found[library] = None
            found.update(dict.fromkeys(library.needs if isinstance(library, Part) else ()))
        return list(found)

    def finalize(self) -> None:
        """Finish without linking, optimising or emitting."""
        self._raise_if_finalized()
        self._final_module.verify()
        self._finalized = True

    @property
    def defined(self) -> list[str]:
        """Return the names of the functions that are defined here."""
        functions = self._final_module.functions
        return [function.name for function in functions if not function.is_declaration]

    def _get_module_for_linking(self) -> Any:
        # Nothing may be left out: what is not called yet may be called by a part that is linked later.
        return self._final_module

    def get_pointer_to_function(self, name: str) -> int:
        """Return no address: there is no code yet."""
        return 0


class Whole(JITCodeLibrary):
    """The code of the outermost function with all its parts."""

    def add_linking_library(self, library: Any) -> None:
        """Take in a part with all that it needs."""
        for needed in [library, *(library.needs if isinstance(library, Part) else ())]:
            super().add_linking_library(needed)

    def _optimize_final_module(self) -> None:
        # What only the whole itself can call may be inlined and dropped.
        for part in self._linking_libraries:
            for name in part.defined if isinstance(part, Part) else ():
                self._final_module.get_function(name).linkage = INTERNAL
        super()._optimize_final_module()


class _TakeLibrary(LoweringPass):
    """Let the code of a function go into a library of a kind of ours."""

    kind: type[JITCodeLibrary]

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        state.library = self.kind(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return False


@register_pass(mutates_CFG=False, analysis_only=True)
class _BePart(_TakeLibrary):
    _name = "be_part_of_a_whole"
    kind = Part


@register_pass(mutates_CFG=False, analysis_only=True)
class _BeWhole(_TakeLibrary):
    _name = "be_a_whole"
    kind = Whole


class PartCompiler(CompilerBase):
    """Numba's usual steps for a function that is part of a whole."""

    takes_library: type[_TakeLibrary] = _BePart

    def define_pipelines(self) -> list[Any]:
        """Return the steps."""
        steps = DefaultPassBuilder.define_nopython_pipeline(self.state)
        steps.add_pass_after(self.takes_library, AnnotateTypes)
        steps.finalize()
        return [steps]


class WholeCompiler(PartCompiler):
    """Numba's usual steps for the outermost function."""

    takes_library = _BeWhole


@contextmanager
def brief_names() -> Iterator[None]:
    """Give functions short names in machine code while they are compiled.

    Numba spells out every field of every record in the name of a function, which for a world of a dozen tables makes a
    book of each name. Names are told apart by a number of their own anyway.
    """
    spell, describe = itanium_mangler.mangle_args, Record.__repr__
    described: dict[Any, str] = {}

    def brief(types: Any) -> str:
        if any(len(str(item)) > LONGEST_NAME for item in types):
            return f"{len(types)}v"
        spelled: str = spell(types)
        return spelled

    def described_once(record: Any) -> str:
        if record not in described:
            described[record] = describe(record)
        return described[record]

    patched = ((itanium_mangler, "mangle_args", brief, spell), (Record, "__repr__", described_once, describe))
    for holder, name, ours, _ in patched:
        setattr(holder, name, ours)
    try:
        yield
    finally:
        for holder, name, _, theirs in patched:
            setattr(holder, name, theirs)
