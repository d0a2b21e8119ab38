"""What a results folder holds as an RO-Crate, so that repositories of research data can read it."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.config.replaced_files import in_place_of

CRATE = "ro-crate-metadata.json"
SOFTWARE = "#turnaround-sim"


def write_crate(
    folder: Path, title: str, description: str, manifest: Mapping[str, Any], meanings: Mapping[str, str]
) -> None:
    """Write `ro-crate-metadata.json` into a results folder: what it holds, by which software, when.

    Parameters
    ----------
    manifest : with the versions and the date of writing.
    meanings : what files are, by name; a file without is listed by its name alone.
    """
    from rocrate.model.contextentity import ContextEntity
    from rocrate.rocrate import ROCrate

    crate = ROCrate()
    crate.name, crate.description = title, description or title
    crate.datePublished = manifest["written"]
    version = manifest["versions"]["turnaround-sim"]
    about = {"@type": "SoftwareApplication", "name": "turnaround-sim", "softwareVersion": version}
    software = crate.add(ContextEntity(crate, SOFTWARE, properties=about))
    files = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name != CRATE and not path.name.startswith("."):
            files.append(crate.add_file(path, name, properties=properties_of(path, meanings.get(name, ""))))
    action = {"@type": "CreateAction", "name": title, "endTime": manifest["written"]}
    made = crate.add(ContextEntity(crate, "#simulation", properties=action))
    made["instrument"], made["result"] = software, files
    crate.root_dataset["mentions"] = made
    with in_place_of(folder / CRATE) as beside:
        text = json.dumps(crate.metadata.generate(), indent=2, ensure_ascii=False)
        beside.write_text(text + "\n", encoding="utf-8")


def properties_of(path: Path, meaning: str) -> dict[str, str]:
    """Return what is said of a file: its name, size and format, and what it is."""
    kind = FORMATS.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    about = {"name": path.name, "contentSize": str(path.stat().st_size), "encodingFormat": kind}
    return about | ({"description": meaning} if meaning else {})


FORMATS = {".parquet": "application/vnd.apache.parquet", ".yaml": "application/yaml"}
