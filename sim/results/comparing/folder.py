"""The folder of a comparison: table, figure and manifest, written whole or not at all, never overwritten silently."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.results.comparing.comparison import COLUMNS, Comparison
from sim.results.folder import COMPARED, COMPARISON, PACKAGE, is_up_to_date, write_manifest, written_now, written_whole


def comparison_digest(names: Sequence[str], inputs: Sequence[str], months: Sequence[int], trust: str | None) -> str:
    """Return a digest of everything that decides what comes into the folder of a comparison."""
    parts = [*names, *inputs, repr(list(months)), repr(trust), version(PACKAGE)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def digest_of(comparison: Comparison) -> str:
    """Return the digest of a comparison that was made."""
    inputs = [str(run.about.get("inputs")) for run in comparison.runs]
    return comparison_digest(comparison.names, inputs, comparison.months, comparison.trust)


def usual_folder(names: Sequence[str]) -> Path:
    """Return where a comparison is written if nothing else is said."""
    return Path("results") / "-".join(["compare", *(re.sub(r"\.ya?ml$", "", Path(name).name) for name in names)])


def is_compared(folder: Path, digest: str, overwrite: bool) -> bool:
    """Return whether a folder already holds the comparison with this digest.

    Raises
    ------
    ResultsError : it holds something else and may not be overwritten.
    """
    return is_up_to_date(folder, digest, overwrite, COMPARED, COMPARISON)


def save_comparison(comparison: Comparison, folder: Path, overwrite: bool = False) -> Path:
    """Write table, figure and manifest of a comparison into a folder.

    Raises
    ------
    ResultsError : the folder holds something else and `overwrite` is false, or is not one of a comparison.
    """
    from sim.plots import save

    digest = digest_of(comparison)
    if is_compared(folder, digest, overwrite):
        return folder
    with written_whole(folder) as partial:
        comparison.rows.to_csv(partial / "comparison.csv", index=False)
        save(comparison.plot(), partial, "difference")
        write_manifest(partial, manifest_of(comparison, digest))
    return folder


def manifest_of(comparison: Comparison, digest: str) -> dict[str, Any]:
    """Return what the manifest of a comparison says: what was compared, and what the columns of the table mean."""
    reference = comparison.reference.scenario
    compared = [
        {"name": name, "title": run.title, "replicates": run.replicates, "inputs": run.about.get("inputs")}
        for name, run in zip(comparison.names, comparison.runs, strict=True)
    ]
    return {
        "scenario": f"{', '.join(comparison.names[1:])}, less {comparison.names[0]}",
        COMPARISON: compared,
        "replicates": comparison.replicates,
        "months": reference.months,
        "seed": reference.seed,
        "read_in_months": comparison.months,
        "remarks": comparison.remarks,
        "columns": COLUMNS,
        "inputs": digest,
        **written_now(),
    }
