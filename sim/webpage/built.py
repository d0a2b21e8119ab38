"""What was built for the page and comes with the package: the module and the bundle, each with a digest of its sources.

What was built from other sources than those that are there is refused: the page would play another theory.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent.parent
BUILT = Path(__file__).parent / "built"
SOURCE = Path(__file__).parent / "source"
MODULE, BUNDLE, WORKER, RECORD = "engine.wasm", "page.js", "worker.js", "built.json"
TEMPLATE, STYLE, LICENCES = "page.html", "page.css", "licences.txt"

THEORY = ("rules", "outcomes", "model", "parameters")
ENGINE = ("kernel", "recorder", "world_calls", "arrays", "columns", "record_types")
"""Modules of the compiled engine that the program is made from, or whose tables it takes."""
OWN = ("retargeting.py", "linking.py")

HOW_TO_BUILD = "python -m sim.webpage.build"


class StaleError(ValueError):
    """What was built for the page does not belong to the sources that are here; the message says how to mend it."""


def module_sources() -> list[Path]:
    """Return the files that the module is made from, in order."""
    files = [file for folder in THEORY for file in sorted((PACKAGE / folder).rglob("*.py"))]
    files += [PACKAGE / "engine" / "compiled" / f"{name}.py" for name in ENGINE]
    files += [PACKAGE / "engine" / "random" / "philox_numba.py"]
    return [*files, *(Path(__file__).parent / name for name in OWN)]


def bundle_sources() -> list[Path]:
    """Return the files that the bundle is made from, in order."""
    kinds = {".js", ".css", ".html", ".json"}
    found = (file for file in sorted(SOURCE.rglob("*")) if file.suffix in kinds)
    return [file for file in found if "node_modules" not in file.parts and "tests" not in file.parts]


def digest_of(files: Iterable[Path]) -> str:
    """Return a digest of some files and their names; how their lines end makes no difference."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0")
        digest.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:20]


def made_by() -> str:
    """Return what translates the program here; another version may translate it into other bytes."""
    return f"{sys.implementation.cache_tag}, numba {version('numba')}, llvmlite {version('llvmlite')}"


def module_record(module: bytes) -> dict[str, Any]:
    """Return what is recorded of a module: from what, by what and what was made."""
    made = hashlib.sha256(module).hexdigest()
    return {"module": {"sources": digest_of(module_sources()), "made_by": made_by(), "sha256": made}}


def bundle_record(files: Iterable[Path]) -> dict[str, Any]:
    """Return what is recorded of a bundle."""
    made = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    return {"bundle": {"sources": digest_of(bundle_sources()), "sha256": made}}


def record() -> dict[str, Any]:
    """Return what is recorded of all that was built; nothing where nothing was."""
    path = BUILT / RECORD
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


def write_record(changed: dict[str, Any]) -> None:
    """Put a changed part into the record."""
    (BUILT / RECORD).write_text(json.dumps(record() | changed, indent=2, sort_keys=True) + "\n", "utf-8")


@cache
def read_module() -> bytes:
    """Return the module.

    Raises
    ------
    StaleError : it is not there, damaged, or made from other sources.
    """
    about = record().get("module", {})
    _require_fresh("the engine of the page", about.get("sources"), module_sources())
    return _read_sound(BUILT / MODULE, about["sha256"])


@cache
def read_bundle() -> dict[str, str]:
    """Return the files of the bundle as text, by name, with the template of the page and its style.

    Raises
    ------
    StaleError : it is not there, damaged, or made from other sources.
    """
    about = record().get("bundle", {})
    _require_fresh("the scripts of the page", about.get("sources"), bundle_sources())
    scripts = {name: _read_sound(BUILT / name, made).decode() for name, made in about.get("sha256", {}).items()}
    return scripts | {name: (SOURCE / "interface" / name).read_text("utf-8") for name in (TEMPLATE, STYLE)}


def _require_fresh(what: str, recorded: str | None, sources: list[Path]) -> None:
    if recorded is None:
        raise StaleError(f"{what} has not been built; run: {HOW_TO_BUILD}")
    if recorded != digest_of(sources):
        raise StaleError(f"{what} was built from other sources than those that are installed; run: {HOW_TO_BUILD}")


def _read_sound(path: Path, made: str) -> bytes:
    contents = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(contents).hexdigest() != made:
        raise StaleError(f"{path} is missing or damaged; run: {HOW_TO_BUILD}")
    return contents
