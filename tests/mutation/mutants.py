"""Whether the tests notice when the theory is changed: a sample of small changes to the source, one at a time.

Run on demand: `pip install cosmic-ray`, then `python tests/mutation/mutants.py`. It changes a copy of the checkout, and
writes `mutants.csv` beside itself: each mutant with what became of it. A mutant that survives is either equivalent to
the original, which `equivalent.csv` says with the reason, or shows what no test states. Rules and outcomes are tested
with the Mesa engine alone, since every change to them would have to be compiled anew.
"""

from __future__ import annotations

import csv
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
SAMPLE, SEED, WORKERS, SECONDS = 150, 2026, 2, 600
PACKAGES = ("rules", "outcomes", "experiments")
ANNOTATIONS = "core/ReplaceBinaryOperator_BitOr"  # `float | None` in an annotation, which is never evaluated
FAST = ["-m", "fast"]
TESTS: dict[str, list[list[str]]] = {
    "rules": [[*FAST, "tests/rules"], [*FAST, "tests/engine", "tests/outcomes", "tests/results", "tests/properties"]],
    "outcomes": [[*FAST, "tests/outcomes", "tests/results"], [*FAST, "tests/rules", "tests/engine", "tests/runs"]],
    "experiments": [[*FAST, "tests/experiments"], ["tests/experiments", "-k", "not dask"]],
}
"""The tests concerned, in the order in which they are run until one fails."""

CONFIG = """
[cosmic-ray]
module-path = [{paths}]
timeout = {seconds}
excluded-modules = []
test-command = "true"
[cosmic-ray.distributor]
name = "local"
"""


def sample_of_mutants(folder: Path) -> list[Any]:
    """Return mutants of the packages, drawn at random from all that cosmic-ray can make."""
    from cosmic_ray.work_db import WorkDB, use_db

    config, session = folder / "config.toml", folder / "mutants.sqlite"
    paths = ", ".join(f'"sim/{package}"' for package in PACKAGES)
    config.write_text(CONFIG.format(paths=paths, seconds=SECONDS), encoding="utf-8")
    command = [sys.executable, "-m", "cosmic_ray.cli", "init", str(config), str(session)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    with use_db(str(session), WorkDB.Mode.open) as known:
        found = [item.mutations[0] for item in known.work_items]
    found = [one for one in found if not one.operator_name.startswith(ANNOTATIONS)]
    found.sort(key=lambda one: (str(one.module_path), one.operator_name, one.occurrence))
    print(f"{len(found)} mutants, of which {SAMPLE} are tried", flush=True)
    return random.Random(SEED).sample(found, SAMPLE)


def commands_for(module: Path) -> list[list[str]]:
    """Return the tests to be run for a module, those of its own name first."""
    package = module.parts[1]
    own = sorted((CHECKOUT / "tests" / package).glob(f"test_*{module.stem}*.py"))
    first = [[*(FAST if package != "experiments" else []), *(str(path.relative_to(CHECKOUT)) for path in own)]]
    python = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider"]
    return [[*python, *tests] for tests in (first if own else []) + TESTS[package]]


def becomes_of(mutant: Any, copy: Path) -> dict[str, str]:
    """Return a mutant as a row: where it is, what is changed, and whether a test failed."""
    from cosmic_ray.mutating import apply_mutation
    from cosmic_ray.plugins import get_operator

    file = copy / mutant.module_path
    operator = get_operator(mutant.operator_name)(**dict(mutant.operator_args))
    before, after = apply_mutation(file, operator, mutant.occurrence)
    try:
        killed = after is None or any(fails(command, copy) for command in commands_for(Path(mutant.module_path)))
    finally:
        file.write_text(before, encoding="utf-8")
    line = mutant.start_pos[0]
    row = {
        "module": str(mutant.module_path),
        "line": str(line),
        "operator": mutant.operator_name.removeprefix("core/"),
        "original": before.splitlines()[line - 1].strip(),
        "mutated": "" if after is None else after.splitlines()[line - 1].strip(),
        "result": "killed" if killed else "survived",
    }
    print(row["result"], row["module"], line, row["operator"], flush=True)
    return row


def not_copied(folder: str, names: list[str]) -> set[str]:
    """Return what a copy does without: the history, results of runs, and caches."""
    top = {".git", "results"} if Path(folder) == CHECKOUT else set()
    return top.union(name for name in names if name == "__pycache__" or name.endswith("_cache"))


def fails(command: list[str], copy: Path) -> bool:
    """Return whether a test fails, or takes far longer than it should; none selected is no failure."""
    try:
        return subprocess.run(command, cwd=copy, capture_output=True, timeout=SECONDS).returncode not in (0, 5)
    except subprocess.TimeoutExpired:
        return True


def main() -> None:
    with TemporaryDirectory() as place:
        mutants = sample_of_mutants(Path(place))
        copies = [Path(place) / f"copy-{number}" for number in range(WORKERS)]
        for copy in copies:
            shutil.copytree(CHECKOUT, copy, ignore=not_copied)
        for package in PACKAGES:
            for command in commands_for(Path("sim", package, "none")):
                assert not fails(command, copies[0]), f"fails without any change: {command}"

        def every_other(number: int) -> list[dict[str, str]]:
            return [becomes_of(mutant, copies[number]) for mutant in mutants[number::WORKERS]]

        with ThreadPoolExecutor(WORKERS) as pool:
            rows = [row for part in pool.map(every_other, range(WORKERS)) for row in part]
    with (HERE / "mutants.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: (row["module"], int(row["line"]), row["operator"])))
    survived = sum(row["result"] == "survived" for row in rows)
    print(f"{len(rows) - survived} of {len(rows)} killed; {survived} survived")


if __name__ == "__main__":
    main()
