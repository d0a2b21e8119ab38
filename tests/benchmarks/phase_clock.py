"""The ensemble's kernel with a clock in it: how long each phase takes where it really runs.

Each function that is to be timed is compiled inside another, which reads the processor's own clock before and after.
What passes between two readings is charged to the function that ran, so that of nested functions each is charged for
itself alone. A reading takes a few nanoseconds: functions called once a month can be timed so, those called for every
trust cannot.
"""

from __future__ import annotations

import platform
import types
from collections.abc import Callable, Sequence
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils
from numba.core import types as numba_types
from numba.extending import intrinsic

from sim.engine.compiled import kernel
from sim.engine.compiled.compiler import compiled_functions, full_name
from sim.engine.compiled.numba_linker import Program, patched_numba
from sim.engine.compiled.world_calls import by_pointer

LAST, OTHERS, FIRST = 0, 1, 2  # places in the ledger: the last reading, all that is not timed, the first timed function
LEDGER = np.zeros(64, np.int64)


@intrinsic
def charge(context: Any, place: Any) -> Any:
    """Charge what has passed since the last reading to a place in the ledger."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        word = ir.IntType(64)
        clock = cgutils.get_or_insert_function(builder.module, ir.FunctionType(word, []), "llvm.readcyclecounter")
        ledger = builder.inttoptr(ir.Constant(word, LEDGER.ctypes.data), word.as_pointer())
        now = builder.call(clock, [])
        charged = builder.gep(ledger, [arguments[0]])
        passed = builder.sub(now, builder.load(ledger))
        builder.store(builder.add(builder.load(charged), passed), charged)
        builder.store(now, ledger)
        return context.get_dummy_value()

    return numba_types.void(numba_types.int64), generate


@numba.njit
def tick() -> None:
    """Begin to count from now."""
    charge(LAST)


class ClockedKernel:
    """A kernel like `sim.engine.compiled.compiler.Kernel`, with a clock around the functions named."""

    def __init__(self, timed: Sequence[str]) -> None:
        if platform.machine() not in ("x86_64", "AMD64"):
            raise SystemExit("The processor's clock can be read only on x86-64.")
        self.timed = tuple(timed)
        self.program = Program()
        parts = compiled_functions(self._part)
        called = {
            function.__name__: parts[full_name(function)] for function in (by_pointer, kernel.simulate_replicates)
        }
        bare = types.FunctionType(kernel.simulate.__code__, {**vars(kernel), **called}, "simulate")
        self._simulate: Any = self.program.whole(bare)

    def __call__(self, *arguments: Any) -> int:
        """Simulate replicates."""
        if self._simulate.signatures:
            return int(self._simulate(*arguments))
        with patched_numba():
            return int(self._simulate(*arguments))

    def shares(self, simulate: Callable[[], object]) -> dict[str, float]:
        """Return the share of the time that each timed function takes while something is simulated with this kernel."""
        LEDGER[OTHERS:] = 0
        tick()
        simulate()
        whole = LEDGER[OTHERS:].sum()
        names = ("all else", *self.timed)
        return {name: LEDGER[OTHERS + position] / whole for position, name in enumerate(names)}

    def _part(self, function: Callable[..., Any]) -> Any:
        made = self.program.part(function)
        if function.__name__ not in self.timed:
            return made
        arguments = ", ".join(function.__code__.co_varnames[: function.__code__.co_argcount])
        text = f"""
def {function.__name__}({arguments}):
    charge({OTHERS})
    result = made({arguments})
    charge({FIRST + self.timed.index(function.__name__)})
    return result
"""
        space: dict[str, Any] = {"made": made, "charge": charge}
        exec(text, space)
        return self.program.part(space[function.__name__])
