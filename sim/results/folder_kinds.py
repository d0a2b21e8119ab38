"""What a results folder holds, as its manifest says."""

from __future__ import annotations

import json
from pathlib import Path

from sim.results.checked_files import MANIFEST

KIND = "kind"
RUN, COMPARISON, SWEEP, APPRAISAL = "run", "comparison", "sweep", "appraisal"
WAYS, REACH = "ways", "reach"


def kind_in_manifest(folder: Path) -> str | None:
    """Return what the manifest of a folder says it holds, such as `run` or `sweep`; nothing where it says nothing."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict):
        return None
    if COMPARISON in found:
        return COMPARISON
    return str(found[KIND]) if KIND in found else RUN if "inputs" in found else None
