"""From the rules' own text to machine code: every rule, outcome and phase compiled by Numba into one kernel.

Rules import no Numba. Each function is taken as it stands, with the functions it calls replaced by their compiled
counterparts, and what only an engine can do (`sim.rules.world`) by `world_calls`. Floating point is strict,
so that the bits are those of plain Python.
"""

from __future__ import annotations

import hashlib
import inspect
import logging
import sys
import threading
import types
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import sim.outcomes
import sim.rules
from sim.engine.compiled import kernel, recorder, world_calls
from sim.engine.compiled.cache import folder_for, is_compiled
from sim.engine.random import philox_numba
from sim.rules import world

if TYPE_CHECKING:
    from sim.engine.compiled.numba_linker import Program

SOURCES = ("rules", "outcomes", "parameters", "engine", "model")

log = logging.getLogger("sim")


def modules() -> list[types.ModuleType]:
    """Return every module whose functions are compiled."""
    found = [kernel, recorder, world_calls, philox_numba]
    for package in (sim.rules, sim.outcomes):
        found += [import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__)]
    return found


@cache
def own_digest() -> str:
    """Return the digest of what this process has loaded, which later changes of the files do not change."""
    return digest_of_sources()


def digest_of_sources() -> str:
    """Return a digest of all that the kernel is made from: the theory, the tables, this way of compiling, and Numba."""
    from importlib.metadata import version

    made_by = (sys.implementation.cache_tag, version("numba"), version("llvmlite"), version("numpy"))
    digest = hashlib.sha256(repr(made_by).encode())
    package = Path(sim.rules.__path__[0]).parent
    for source in SOURCES:
        path = package / source
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(str(file.relative_to(package)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:20]


def compiled_functions(compile_one: Callable[[Callable[..., Any]], Any]) -> dict[str, Any]:
    """Return the compiled counterpart of the functions of every module, by module and name.

    Parameters
    ----------
    compile_one : turns one function, whose calls are to counterparts already, into its counterpart.
    """
    namespaces = {module.__name__: dict(vars(module)) for module in modules()}
    counterparts: dict[Callable[..., Any], Any] = {}
    for name, namespace in namespaces.items():
        for function in [item for item in namespace.values() if inspect.isfunction(item)]:
            if function.__module__ == name:
                bare = types.FunctionType(function.__code__, namespace, function.__name__)
                counterparts[function] = compile_one(bare)
    asked_of_engine = {
        vars(world)[name]: counterparts[function]
        for name, function in vars(world_calls).items()
        if inspect.isfunction(function) and function in counterparts and name in vars(world)
    }
    for namespace in namespaces.values():
        for name, item in list(namespace.items()):
            if inspect.isfunction(item) and item in counterparts:
                namespace[name] = asked_of_engine.get(item, counterparts[item])
    return {full_name(function): made for function, made in counterparts.items()}


def full_name(function: Callable[..., Any]) -> str:
    """Return a function's name with that of its module."""
    return f"{function.__module__}.{function.__name__}"


def whole_of(program: Program) -> Any:
    """Return the function that Python calls, with every rule, outcome and phase as parts of one program."""
    parts = compiled_functions(program.part)
    called = {
        function.__name__: parts[full_name(function)]
        for function in (world_calls.by_pointer, kernel.simulate_replicates)
    }
    whole = types.FunctionType(kernel.simulate.__code__, {**vars(kernel), **called}, "simulate")
    return program.whole(whole)


def program_text(arguments: tuple[Any, ...]) -> str:
    """Return the LLVM text of the kernel for the types of some arguments, before it is optimised for any machine."""
    from sim.engine.compiled.numba_linker import Program, ProgramTextTaken, compile_for

    try:
        compile_for(whole_of(Program(text_only=True)), arguments)
    except ProgramTextTaken as taken:
        return taken.text
    raise AssertionError("the text of the program was not handed out")


class Kernel:
    """The kernel that simulates replicates: compiled when it is first called, or read from the cache."""

    def __init__(self, digest: str) -> None:
        self._digest = digest
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        """Make everything ready to be compiled; a program that was cut off halfway is begun anew."""
        from sim.engine.compiled.numba_linker import Program, keep_in

        self._ready = False
        self._simulate = whole_of(Program())
        if folder := folder_for(self._digest):
            keep_in(self._simulate, folder)

    def __call__(self, *arguments: Any) -> int:
        """Simulate replicates (see `sim.engine.compiled.kernel.simulate_replicates`); return how many were finished."""
        with self._lock:  # threads that come meanwhile wait for the code, and then simulate side by side
            if not self._ready:
                self._make_ready(arguments)
        return int(self._simulate(*arguments))

    def _make_ready(self, arguments: tuple[Any, ...]) -> None:
        """Read the code from the cache, or compile it."""
        from sim.engine.compiled.numba_linker import compile_for

        if not is_compiled(self._digest):
            log.warning("Compiling the model, once for this version: this takes about 15 seconds.")
        try:
            compile_for(self._simulate, arguments)
            self._ready = True
        except BaseException:
            self._begin()
            raise


_making = threading.Lock()


def kernel_of(digest: str) -> Kernel:
    """Return the kernel of this version of the theory, one for all threads."""
    with _making:
        return _kernel(digest)


@cache
def _kernel(digest: str) -> Kernel:
    return Kernel(digest)
