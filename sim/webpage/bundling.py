"""Bundle the scripts of the page: one file for the page and one for its workers, with the licences of what they hold.

esbuild does it, which npm brings with the libraries; versions are those of `source/package.json`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.webpage.built import BUILT, BUNDLE, LICENCES, SOURCE, WORKER, bundle_record, write_record

ENTRIES = {BUNDLE: "interface/entry.js", WORKER: "engine/worker.js"}
TARGET = "es2022"
PACKED = "node_modules"


class BundlingError(RuntimeError):
    """The scripts cannot be bundled here; the message says why."""


def write_bundle() -> list[Path]:
    """Bundle the scripts, and write them with the licences of libraries.

    Raises
    ------
    BundlingError : node or npm is missing, or the scripts have a fault.
    """
    BUILT.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns(PACKED, "package-lock.json"))
        _run(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"], source)
        held: set[str] = set()
        for name, entry in ENTRIES.items():
            about = source / f"{name}.json"
            _run(["npx", "esbuild", entry, "--bundle", "--minify", "--format=esm", f"--target={TARGET}",
                  "--legal-comments=inline", "--charset=utf8", f"--outfile={BUILT / name}",
                  f"--metafile={about}"], source)  # fmt: skip
            held |= set(json.loads(about.read_text("utf-8"))["inputs"])
        (BUILT / LICENCES).write_text(licences_of(held, source), "utf-8")
    files = [BUILT / name for name in (*ENTRIES, LICENCES)]
    write_record(bundle_record(files))
    return files


def licences_of(files: set[str], source: Path) -> str:
    """Return the licences of the libraries of which files are in a bundle."""
    names = sorted({library_of(file) for file in files if file.startswith(f"{PACKED}/")})
    parts = ["The page holds parts of these libraries.\n"]
    for name in names:
        folder = source / PACKED / name
        about = json.loads((folder / "package.json").read_text("utf-8"))
        texts = [file for file in sorted(folder.iterdir()) if file.name.lower().startswith(("licence", "license"))]
        if not texts:
            raise BundlingError(f"{name} has no file with its licence")
        parts.append(f"{name} {about['version']} ({about['license']})\n\n{texts[0].read_text('utf-8').strip()}\n")
    return "\n".join(parts)


def library_of(file: str) -> str:
    """Return the name of the library that a file belongs to, such as `d3-scale` or `@scope/name`."""
    steps = file.split(f"{PACKED}/")[-1].split("/")
    return "/".join(steps[:2]) if steps[0].startswith("@") else steps[0]


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise BundlingError(f"{command[0]} is not installed: node and npm bring it") from None
    if done.returncode:
        raise BundlingError(f"{' '.join(command[:2])}: {done.stderr.strip()[-2000:]}")
