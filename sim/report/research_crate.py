"""What a results folder holds as an RO-Crate, so that repositories of research data can read it."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.config.replaced_files import in_place_of

CRATE = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/crate/1.3"
"""The version of the specification to which the file conforms."""

ROOT, SOFTWARE, SIMULATION = "./", "#turnaround-sim", "#simulation"


def write_crate(
    folder: Path, title: str, description: str, manifest: Mapping[str, Any], meanings: Mapping[str, str]
) -> None:
    """Write `ro-crate-metadata.json` into a results folder: what it holds, by which software, when.

    Parameters
    ----------
    manifest : with the versions and the date of writing.
    meanings : what files are, by name; a file without is listed by its name alone.
    """
    files = [
        {"@id": path.relative_to(folder).as_posix(), "@type": "File"}
        | properties_of(path, meanings.get(path.relative_to(folder).as_posix(), ""))
        for path in sorted(path for path in folder.rglob("*") if path.is_file())
        if path.relative_to(folder).as_posix() != CRATE and not path.name.startswith(".")
    ]
    graph = [
        {
            "@id": ROOT,
            "@type": "Dataset",
            "datePublished": manifest["written"],
            "name": title,
            "description": description or title,
            "hasPart": [named(file["@id"]) for file in files],
            "mentions": named(SIMULATION),
        },
        {"@id": CRATE, "@type": "CreativeWork", "conformsTo": named(PROFILE), "about": named(ROOT)},
        {
            "@id": SOFTWARE,
            "@type": "SoftwareApplication",
            "name": "turnaround-sim",
            "softwareVersion": manifest["versions"]["turnaround-sim"],
        },
        *files,
        {
            "@id": SIMULATION,
            "@type": "CreateAction",
            "name": title,
            "endTime": manifest["written"],
            "instrument": named(SOFTWARE),
            "result": [named(file["@id"]) for file in files],
        },
    ]
    with in_place_of(folder / CRATE) as beside:
        text = json.dumps({"@context": f"{PROFILE}/context", "@graph": graph}, indent=2, ensure_ascii=False)
        beside.write_text(text + "\n", encoding="utf-8")


def named(identifier: str) -> dict[str, str]:
    """Return a reference to an entity of the crate."""
    return {"@id": identifier}


def properties_of(path: Path, meaning: str) -> dict[str, str]:
    """Return what is said of a file: its name, size and format, and what it is."""
    kind = FORMATS.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    about = {"name": path.name, "contentSize": str(path.stat().st_size), "encodingFormat": kind}
    return about | ({"description": meaning} if meaning else {})


FORMATS = {".parquet": "application/vnd.apache.parquet", ".yaml": "application/yaml"}
