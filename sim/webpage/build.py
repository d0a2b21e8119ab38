"""Build what the wheel carries of the page: the engine as WebAssembly, and the bundle of its scripts.

    python -m sim.webpage.build          # both
    python -m sim.webpage.build module   # the engine only: needs ziglang, which the extra `page-build` brings
    python -m sim.webpage.build bundle   # the scripts only: needs node and npm

Who only writes pages needs none of this.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sim.webpage.built import BUILT, MODULE, module_record, write_record


def build_module() -> bytes:
    """Return the engine as a WebAssembly module, made from the program that the native engine is made from."""
    from sim.engine.compiled.arrays import inputs_of, outputs_for, workspace_for
    from sim.engine.compiled.compiler import program_text
    from sim.scenario.model_inputs import resolve
    from sim.scenario.scenario_loader import load_scenario
    from sim.webpage.linking import module_of
    from sim.webpage.retargeting import retargeted

    inputs = inputs_of(resolve(load_scenario("no_partner")))
    tables = (tuple(inputs), tuple(workspace_for(inputs, 1)), tuple(outputs_for(inputs, 1)))
    return module_of(retargeted(program_text((*tables, 0, 0, True, 0, 1, 2))))


def write_module() -> Path:
    """Build the module and write it, with the digest of what it was made from."""
    made = build_module()
    path = BUILT / MODULE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(made)
    write_record(module_record(made))
    return path


def main(arguments: list[str]) -> None:
    """Build what is named; without a name, everything."""
    wanted = arguments or ["module", "bundle"]
    if "module" in wanted:
        path = write_module()
        print(f"{path}: {path.stat().st_size:,} bytes")
    if "bundle" in wanted:
        from sim.webpage.bundling import write_bundle

        for path in write_bundle():
            print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
