"""What every report says of assumptions and limits, and of the files it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.parameters import parameter_table
from sim.report.report_parts import Listing, ReportSection, ReportTable

PARTNERSHIPS_AND_TRUSTS = (
    "Trusts are types of organisation, and no trust is modelled for its own sake.",
    "What partnerships bring and cost is assumed, over ranges that are argued one by one.",
)
LIMITS = (
    "Intervals tell what chance does and, with parameters from the posterior sample, what calibration leaves open.",
    "Intervals do not tell how wrong the theory may be.",
    "A difference that can be distinguished from zero may still be too small to matter.",
    "What the model does not reproduce, and what must not be concluded from it, is in sim/EVIDENCE.md.",
)


def assumption_section(parameters: str, own: str = "") -> ReportSection:
    """Return what is assumed: in every study, of its parameters, and what the author adds."""
    told = [*PARTNERSHIPS_AND_TRUSTS, sources_of_parameters(), *(text for text in (parameters, own) if text)]
    return ReportSection("Assumptions", [Listing(told)])


def sources_of_parameters() -> str:
    """Return how many parameters are calibrated, and how many are assumed."""
    sources = [parameter.source for parameter in parameter_table().values()]
    calibrated = sum("calibrated" in source for source in sources)
    return (
        f"Of {len(sources)} parameters, {calibrated} are calibrated to published data (special measures, ratings, "
        "staff surveys, mortality, access to care, chief executives, mergers), and "
        f"{sources.count('assumed')} are assumed; the others follow published sources."
    )


def limits_section(more: Sequence[str] = ()) -> ReportSection:
    """Return what must not be read into the results."""
    return ReportSection("Limits", [Listing([*LIMITS, *more])])


def made_section(command: str, rows: Mapping[str, str], versions: Mapping[str, str]) -> ReportSection:
    """Return how the results were made: the command, seed and so on, and versions."""
    return ReportSection(
        "How it was made",
        [
            f"Command: {command}",
            ReportTable("Inputs", ("What", "Value"), list(rows.items())),
            ReportTable("Versions", ("Package", "Version"), list(versions.items())),
        ],
    )
