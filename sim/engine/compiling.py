"""From the rules' own text to machine code: every rule, outcome and phase compiled by Numba into one kernel.

Rules import no Numba. Each function is taken as it stands, with the functions it calls replaced by their compiled
counterparts, and what only an engine can do (`sim.rules.world`) by `sim.engine.primitives`. Floating point is strict,
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
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import sim.outcomes
import sim.rules
from sim.engine import compiled_noise, following, kernel, primitives
from sim.engine.kernel_cache import cache_folder, kept_in
from sim.rules import world

SOURCES = ("rules", "outcomes", "parameters", "engine", "state.py", "setting.py", "vocabulary.py", "purposes.py")

log = logging.getLogger("sim")


def modules() -> list[types.ModuleType]:
    """Return every module whose functions are compiled."""
    found = [kernel, following, primitives, compiled_noise]
    for package in (sim.rules, sim.outcomes):
        found += [import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__)]
    return found


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


def is_available() -> bool:
    """Return whether Numba is installed."""
    return find_spec("numba") is not None


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
        for name, function in vars(primitives).items()
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


def is_compiled(digest: str) -> bool:
    """Return whether the kernel of this version is in the cache."""
    return any((cache_folder() / digest).rglob("*.nbi"))


class Kernel:
    """The kernel that plays replicates: compiled when it is first called, or read from the cache."""

    def __init__(self, digest: str) -> None:
        from sim.engine.linking import Program

        program = Program()
        parts = compiled_functions(program.part)
        called = {
            function.__name__: parts[full_name(function)] for function in (primitives.hold, kernel.play_replicates)
        }
        whole = types.FunctionType(kernel.play.__code__, {**vars(kernel), **called}, "play")
        self._play: Any = program.whole(whole)
        self._is_kept = kept_in(self._play, digest)
        self._digest = digest
        self._lock = threading.Lock()

    def __call__(self, *arguments: Any) -> int:
        """Play replicates (see `sim.engine.kernel.play_replicates`); return how many were finished."""
        if not self._play.signatures:
            with self._lock:
                if not self._play.signatures:
                    return self._first_call(*arguments)
        return int(self._play(*arguments))

    def _first_call(self, *arguments: Any) -> int:
        from sim.engine.linking import less_work

        if not is_compiled(self._digest):
            log.warning("Compiling the model, once for this version: this takes about 15 seconds.")
            if not self._is_kept:
                log.warning("%s cannot be written, so that it is compiled anew in every process.", cache_folder())
        try:
            with less_work():
                return int(self._play(*arguments))
        except BaseException:
            forget_kernels()  # a program that was cut off halfway cannot be gone on with
            raise


_kernels: dict[str, Kernel] = {}
_making = threading.Lock()


def kernel_of(digest: str) -> Kernel:
    """Return the kernel of this version of the theory, the same for all threads."""
    with _making:
        if digest not in _kernels:
            _kernels[digest] = Kernel(digest)
        return _kernels[digest]


def forget_kernels() -> None:
    """Let kernels be made anew when they are next asked for."""
    with _making:
        _kernels.clear()
