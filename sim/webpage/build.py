"""Build what the package and the repository hold of the page: the engine, the bundle of its scripts, and pages.

    python -m sim.webpage.build          # everything
    python -m sim.webpage.build module   # the engine: needs ziglang, which the extra `page-build` brings
    python -m sim.webpage.build bundle   # the scripts: needs node and npm
    python -m sim.webpage.build pages    # the pages in `experiments/pages` of a checkout
    python -m sim.webpage.build check    # build the engine anew and compare; nothing is written

Who only writes pages needs none of this.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sim.webpage.built import BUILT, MODULE, PACKAGE, made_by, module_record, read_module, record, write_record

SHIPPED_PAGES = {"case_b.html": ["case_b_buddying"]}
"""Pages that the repository shows, each with its scenarios."""


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


def write_module() -> list[Path]:
    """Build the module and write it, with the digest of what it was made from."""
    made = build_module()
    path = BUILT / MODULE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(made)
    write_record(module_record(made))
    read_module.cache_clear()
    return [path]


def write_pages() -> list[Path]:
    """Write the pages that the repository shows; none where there is no checkout."""
    from sim.webpage.page import page

    folder = PACKAGE.parent / "experiments" / "pages"
    if not folder.parent.is_dir():
        return []
    folder.mkdir(exist_ok=True)
    return [
        page(*names, command=f"turnaround page {' '.join(names)}").save(folder / name)
        for name, names in SHIPPED_PAGES.items()
    ]


def check_module() -> str:
    """Return what comes of building the module anew.

    Raises
    ------
    SystemExit : it is not the one that comes with the package, though the same tools have made both.
    """
    shipped, made = read_module(), build_module()
    if made == shipped:
        return f"the engine of the page is built to the byte as it comes with the package ({len(made):,} bytes)"
    theirs = record()["module"]["made_by"]
    if theirs == made_by():
        raise SystemExit("the engine of the page is not what its sources make; run: python -m sim.webpage.build")
    return f"other tools make other bytes ({made_by()}; it was made by {theirs}); tests compare what they compute"


def main(arguments: list[str]) -> None:
    """Build what is named; without a name, everything."""
    from sim.webpage.bundling import write_bundle

    steps = {"module": write_module, "bundle": write_bundle, "pages": write_pages}
    if arguments == ["check"]:
        print(check_module())
        return
    if unknown := [name for name in arguments if name not in steps]:
        raise SystemExit(f"there is no step {unknown[0]}; there are: {', '.join((*steps, 'check'))}")
    for name in arguments or steps:
        for path in steps[name]():
            print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
