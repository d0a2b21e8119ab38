"""From the LLVM text for WebAssembly to the module: optimised and emitted by llvmlite, linked by `ziglang`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.webpage.retargeting import ENTRY, TRIPLE

FEATURES = "+bulk-memory,+bulk-memory-opt,+sign-ext,+nontrapping-fptoint,+mutable-globals,+simd128"
"""What browsers of the last years can do (Chromium 91, Firefox 89, Safari 16.4)."""

STACK = 1 << 20
FIRST_MEMORY, MOST_MEMORY = 1 << 24, 1 << 30


class LinkingError(RuntimeError):
    """The module cannot be linked here; the message says why."""


def module_of(text: str) -> bytes:
    """Return the WebAssembly module of a program.

    Raises
    ------
    LinkingError : the linker is missing, or refuses the program.
    """
    with TemporaryDirectory() as folder:
        emitted, linked = Path(folder, "engine.o"), Path(folder, "engine.wasm")
        emitted.write_bytes(object_of(text))
        command = [sys.executable, "-m", "ziglang", "wasm-ld", "-mwasm32", "--no-entry", f"--export={ENTRY}",
                   "--export=__heap_base", "--export-memory", f"--initial-memory={FIRST_MEMORY}",
                   f"--max-memory={MOST_MEMORY}", "-z", f"stack-size={STACK}", "--allow-undefined", "--gc-sections",
                   "--strip-all", "-O2", str(emitted), "-o", str(linked)]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            hint = " (pip install ziglang)" if "No module named" in done.stderr else ""
            raise LinkingError(f"the module cannot be linked{hint}: {done.stderr.strip()[-500:]}")
        return linked.read_bytes()


def object_of(text: str) -> bytes:
    """Return the object code of a program, optimised as a whole, with all but the entry internal."""
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    program: Any = llvm.parse_assembly(text)
    program.verify()
    for function in program.functions:
        if not function.is_declaration and function.name != ENTRY:
            function.linkage = "internal"
    for variable in program.global_variables:
        if not variable.is_declaration:
            variable.linkage = "internal"
    machine = llvm.Target.from_triple(TRIPLE).create_target_machine(
        cpu="generic", features=FEATURES, opt=3, reloc="static", codemodel="default"
    )
    options = llvm.create_pipeline_tuning_options(speed_level=2)
    options.loop_vectorization = True
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(program, builder)
    emitted: bytes = machine.emit_object(program)
    return emitted
