"""The parts of the model that are also written in C, made callable: their tables, their compiler, and their arrays."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rule_loops import Records, loop_over, whole

from sim.engine.compiled.arrays import Inputs, Workspace
from sim.engine.compiled.record_types import record_type
from sim.engine.random import philox
from sim.engine.random.philox_numba import BLOCKS, FIRST_CHANCE, FUNDING, NATIONAL, REGIONAL, Uniforms, fill_months
from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters
from sim.rules.attention import keep_ledger
from sim.rules.people import next_engagement
from sim.rules.performance import next_finance

SOURCE = Path(__file__).with_name("parts.c")
COMPILERS = ("cc", "gcc", "clang")
# Strict arithmetic: a fused multiply-add or a sum in another order would change the last bit.
OPTIONS = ("-O3", "-march=native", "-ffp-contract=off", "-fno-fast-math", "-std=gnu11", "-fPIC", "-shared")
TABLES = (TrustState, RegulatorState, Parameters)
NUMBERS_OF_NOISE = {
    name: getattr(philox, name) for name in ("CENTRE", "TAIL", "FAR_TAIL", "ATANH", "LN2_HIGH", "LN2_LOW", "SQRT_HALF")
}
TYPES = {"f": "double", "i": "int64_t", "b": "bool"}
FIRST_MONTH, REPLICATE = 1, 7  # of the noise
UNFILLED = 7.25  # in all results beforehand, so that what is not filled is seen
TIMES = 3  # when results are compared


def compiler() -> str | None:
    """Return the path of the C compiler of this machine, if it has one."""
    return next(filter(None, map(shutil.which, COMPILERS)), None)


def compiler_version() -> str:
    """Return what the C compiler says of itself."""
    text = subprocess.run([str(compiler()), "--version"], capture_output=True, text=True, check=True).stdout
    return text.splitlines()[0]


def struct_of(table: type) -> str:
    """Return the C declaration of the records of a table, which does not compile unless every field is in its place."""
    kind = record_type(table)
    assert kind.names is not None
    assert kind.fields is not None
    fields = "".join(f"    {TYPES[kind[name].kind]} {name};\n" for name in kind.names)
    places = "".join(
        f'_Static_assert(offsetof({table.__name__}, {name}) == {kind.fields[name][1]}, "{name}");\n'
        for name in kind.names
    )
    size = f'_Static_assert(sizeof({table.__name__}) == {kind.itemsize}, "{table.__name__}");\n'
    return f"typedef struct {{\n{fields}}} {table.__name__};\n{places}{size}"


def constant_of(name: str, value: Any) -> str:
    """Return the C declaration of a number, or of a table of numbers, exact to the bit."""
    array = np.array(value)
    extents = "".join(f"[{extent}]" for extent in array.shape)
    kind = TYPES[array.dtype.kind]
    return f"static const {kind} {name}{extents} = {braces(array.tolist())};\n"


def braces(value: Any) -> str:
    """Return a number, or lists of numbers, as C writes them."""
    if isinstance(value, list):
        return "{" + ", ".join(map(braces, value)) + "}"
    return value.hex() if isinstance(value, float) else str(value)


def header() -> str:
    """Return `tables.h`: all that the C parts know of the model's tables."""
    choices = {"FIRST_CHANCE": FIRST_CHANCE, "REGIONAL_PRESSURE": REGIONAL, "NATIONAL_PRESSURE": NATIONAL}
    choices["NATIONAL_FUNDING"] = FUNDING
    named = "".join(f"enum {{ {name} = {value} }};\n" for name, value in choices.items())
    numbers = "".join(constant_of(name, value) for name, value in NUMBERS_OF_NOISE.items())
    return "".join(map(struct_of, TABLES)) + named + numbers + constant_of("BLOCKS", BLOCKS)


@cache
def library() -> ctypes.CDLL:
    """Compile the C parts and load them."""
    found = compiler()
    if found is None:
        raise SystemExit(f"No C compiler found (looked for {', '.join(COMPILERS)}): install one to compare with C.")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tables.h").write_text(header(), encoding="utf-8")
        made = Path(folder) / "parts.so"
        subprocess.run([found, *OPTIONS, f"-I{folder}", str(SOURCE), "-o", str(made), "-lm"], check=True)
        return ctypes.CDLL(str(made))


def pointer(array: Any) -> Any:
    """Return a pointer to an array, which keeps the array alive."""
    return array.ctypes.data_as(ctypes.c_void_p)


class Part(NamedTuple):
    """One part in both languages, on arrays of its own, done so many times over in one call.

    `trust_months` are those of one time; `results_of_c` and `results_of_python` are what the last time has left.
    """

    name: str
    does: str
    trust_months: int
    by_c: Callable[[int], object]
    by_python: Callable[[int], object]
    results_of_c: tuple[Any, ...]
    results_of_python: tuple[Any, ...]

    def agrees(self) -> bool:
        """Return whether both give the same numbers, bit for bit."""
        self.by_c(TIMES)
        self.by_python(TIMES)
        pairs = zip(self.results_of_c, self.results_of_python, strict=True)
        return all(same_bits(one, other) for one, other in pairs)


def same_bits(one: Any, other: Any) -> bool:
    """Return whether two arrays are the same bit for bit, but for what is between the fields of records."""
    names = one.dtype.names
    if names is None:
        return bool(one.tobytes() == other.tobytes())
    return all(one[name].tobytes() == other[name].tobytes() for name in names)


def emptied(room: Workspace) -> Workspace:
    """Return a copy of the memory of the noise, holding a number that noise never gives."""
    names = ("numbers", "scratch", "shocks")
    return room._replace(**{name: np.full_like(getattr(room, name), UNFILLED) for name in names})


def fill_one_by_one(room, given, stream, first, months):
    """Make the noise of one month after another; compiled."""
    for month in range(first, first + months):
        room.month_words[0] = month
        fill_months(room, given, stream)


def noise_part(given: Inputs, room: Workspace, seed: int) -> Part:
    """Return the noise of all trusts, places and the nation, for one month after another.

    The setting has as many trusts as are drawn month by month.
    """
    assert len(room.month_words) == 1
    of_c, of_python = emptied(room), emptied(room)
    keys, places = given.cells_of_shocks.keys, len(of_c.shocks) - 2
    shocks = [of_c.shocks[:places], of_c.shocks[places : places + 1], of_c.shocks[places + 1 :]]

    def by_c(months: int) -> None:
        library().fill_months(*arguments, ctypes.c_uint32(months))

    arguments = (
        *map(pointer, (of_c.numbers, of_c.scratch[0], of_c.scratch[1], given.trust_keys)),
        ctypes.c_ssize_t(len(given.trust_keys)), pointer(shocks[0]), pointer(keys),
        ctypes.c_ssize_t(places), pointer(shocks[1]), pointer(shocks[2]), pointer(keys[places:]),
        *map(ctypes.c_uint32, (seed, REPLICATE, FIRST_MONTH)),
    )  # fmt: skip
    by_python = partial(whole(fill_one_by_one), of_python, given, Uniforms(seed, REPLICATE), FIRST_MONTH)
    return Part(
        "noise of a month", "Philox4x32-10 and the normal quantile for every purpose of every trust",
        len(given.trust_keys), by_c, by_python,
        (of_c.numbers, of_c.shocks),
        (of_python.numbers, of_python.shocks),
    )  # fmt: skip


def rule_part(rule: Callable[..., Any], records: Records, does: str) -> Part:
    """Return a rule, called for every trust of several months; it returns a number or writes to the trust."""
    of_c, of_python = records.fresh(), records.fresh()
    for records_of_one in (of_c, of_python):
        records_of_one.results.fill(UNFILLED)
    loop_in_c, loop_in_python = getattr(library(), f"{rule.__name__}_loop"), loop_over(rule)
    arguments = (
        pointer(of_c.trusts), ctypes.c_ssize_t(len(of_c.trusts)),
        *map(pointer, (of_c.regulators, of_c.parameters, of_c.results)),
    )  # fmt: skip

    def by_c(times: int) -> None:
        loop_in_c(*arguments, ctypes.c_ssize_t(times))

    by_python = partial(loop_in_python, of_python)
    results_of_c, results_of_python = ((one.trusts, one.results) for one in (of_c, of_python))
    return Part(rule.__name__, does, len(records.trusts), by_c, by_python, results_of_c, results_of_python)


def parts_of(given: Inputs, room: Workspace, records: Records, seed: int) -> list[Part]:
    """Return every part that is written in both languages."""
    return [
        noise_part(given, room, seed),
        rule_part(keep_ledger, records, "the attention ledger of the month, for every trust"),
        rule_part(next_finance, records, "finance a month later, for every trust"),
        rule_part(next_engagement, records, "staff engagement a month later, for every trust"),
    ]
