"""From the LLVM text of the compiled engine to that of a WebAssembly module.

The text comes from Numba before it is optimised for any machine (`sim.engine.compiled.compiler.program_text`). Only
what belongs to this machine, to Python and to the counting of references is taken out; what rules compute is not
touched, so that the bits are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

TRIPLE = "wasm32-unknown-unknown"
DATA_LAYOUT = "e-m:e-p:32:32-p10:8:8-p20:8:8-i64:64-i128:128-n32:64-S128-ni:1:10:20"
ENTRY = "simulate"
"""The one function that the module exports."""

_OUTERMOST = re.compile(r'^define i32 @"?(_ZN3sim6engine8compiled6kernel8simulateB[^"(]*)"?\((.*)\)[^()]*\{$', re.M)
_LEFT_OUT = ("_ZN7cpython", "NRT_")  # wrappers that take and give Python objects, and counts of references
_OF_THIS_MACHINE = re.compile(r'"(?:target-cpu|target-features|tune-cpu)"="[^"]*"')
_ADDRESS_HERE = re.compile(r"inttoptr \(i64 \d+ to ptr\)")
_NAMED_BY_ADDRESS = re.compile(r"numba\.dynamic\.globals\.([0-9a-f]+)")
_EXCEPTION = re.compile(r"(?<=@\.const\.pickle)(data|buf)\.([0-9a-f]{40})")
_PICKLED = re.compile(r'^(@\.const\.pickledata\S* = internal constant )\[\d+ x i8\] c"[^"]*"', re.M)
_PICKLED_LENGTH = re.compile(r"i32 \d+(?=, ptr @\.const\.pickledata)")
_WORD = 8  # bytes of an argument in memory


class RetargetingError(ValueError):
    """The text of the engine is not as expected, most likely because Numba has changed."""


def retargeted(text: str) -> str:
    """Return the text of the engine for WebAssembly, with one function that reads its arguments from memory.

    Raises
    ------
    RetargetingError : the outermost function is not there, or is there more than once.
    """
    text = re.sub(r'target datalayout = "[^"]*"', f'target datalayout = "{DATA_LAYOUT}"', text)
    text = re.sub(r'target triple = "[^"]*"', f'target triple = "{TRIPLE}"', text)
    text = _OF_THIS_MACHINE.sub("", text)
    text = _without_exceptions(_without_addresses(text))
    # An instruction in WebAssembly, where it would be a call of a library.
    text = text.replace("declare double @sqrt(double)", "declare double @llvm.sqrt.f64(double)")
    text = text.replace("@sqrt(", "@llvm.sqrt.f64(")
    found = _OUTERMOST.findall(text)
    if len(found) != 1:
        raise RetargetingError(f"the outermost function is in the text {len(found)} times")
    name, parameters = found[0]
    text = "\n".join(_without_definitions(text))
    return f"{text}\n{_counting_nothing(text)}\n{_entry(name, argument_types(parameters))}"


def argument_types(parameters: str) -> list[str]:
    """Return the types of the arguments after the two that Numba puts before them: the result, and exceptions.

    Raises
    ------
    RetargetingError : the two are not there, or a type is neither a pointer nor a whole number.
    """
    types = [parameter.split()[0] for parameter in parameters.split(", ")]
    unknown = sorted(set(types) - {"ptr", "i64", "i1", "i8"})
    if types[:2] != ["ptr", "ptr"] or unknown:
        raise RetargetingError(f"arguments of unexpected types: {unknown or types[:2]}")
    return types[2:]


def _without_addresses(text: str) -> str:
    """Return the text without addresses of this process, so that it is the same whoever makes it."""
    numbers: dict[str, int] = {}
    text = _NAMED_BY_ADDRESS.sub(
        lambda found: f"numba.dynamic.globals.n{numbers.setdefault(found[1], len(numbers))}", text
    )
    return _ADDRESS_HERE.sub("null", text)


def _without_exceptions(text: str) -> str:
    """Return the text without what exceptions would tell Python, which names files of this machine."""
    numbers: dict[str, int] = {}
    text = _EXCEPTION.sub(lambda found: f"{found[1]}.n{numbers.setdefault(found[2], len(numbers))}", text)
    text = _PICKLED.sub(r"\1[1 x i8] zeroinitializer", text)
    return _PICKLED_LENGTH.sub("i32 0", text)


def _without_definitions(text: str) -> Iterator[str]:
    """Yield the lines of the text but those of functions that are left out."""
    left_out = False
    for line in text.split("\n"):
        if line.startswith("define"):
            left_out = any(prefix in line.split("(")[0] for prefix in _LEFT_OUT)
        if not left_out and not (line.startswith("declare") and "@NRT_" in line):
            yield line
        if line.startswith("}"):
            left_out = False


def _counting_nothing(text: str) -> str:
    """Return counts of references that do nothing, in the place of those that are called still."""
    called = sorted(set(re.findall(r"@(NRT_\w+)\(", text)))
    return "\n".join(f"define void @{name}(ptr %object) {{\n  ret void\n}}" for name in called)


def _entry(name: str, types: list[str]) -> str:
    """Return the exported function: it reads its arguments, a word each, and calls the outermost function."""
    lines = [f"define i32 @{ENTRY}(ptr %arguments, ptr %result) {{"]
    given = ["ptr %result", "ptr null"]
    for position, kind in enumerate(types):
        lines.append(f"  %p{position} = getelementptr i8, ptr %arguments, i64 {_WORD * position}")
        if kind == "i1":
            lines += [f"  %b{position} = load i8, ptr %p{position}", f"  %v{position} = trunc i8 %b{position} to i1"]
        else:
            lines.append(f"  %v{position} = load {kind}, ptr %p{position}")
        given.append(f"{kind} %v{position}")
    return "\n".join([*lines, f'  %status = call i32 @"{name}"({", ".join(given)})', "  ret i32 %status", "}", ""])
