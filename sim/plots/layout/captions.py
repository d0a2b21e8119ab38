"""Sentences on the figures: what lines and bands are, of how many replicates, and who supports whom."""

from __future__ import annotations

from sim.plots.data.group_summaries import partnership_types
from sim.plots.data.partnership_life import is_joint
from sim.plots.data.run_frames import RunFrames, TrustMonths, plain
from sim.scenario.provenance import words_on_parameters


def of_replicates(run: RunFrames) -> str:
    """Return `of all 200 replicates`, or `of the single replicate`."""
    return f"of all {run.replicates} replicates" if run.replicates > 1 else "of the single replicate"


def pooled_over(run: RunFrames, trusts: int) -> str:
    """Return over how many trusts and replicates a population is pooled."""
    replicates = f"in all {run.replicates} replicates" if run.replicates > 1 else "in one replicate"
    return f"{trusts} trusts {replicates}"


def line_statement(run: RunFrames, trusts: int | None) -> str:
    """Return what lines and bands are; `trusts` is how many are pooled in groups, None if each stands alone."""
    if trusts is not None:
        return (
            "Line: median of the trusts with the same overall rating at the start; "
            f"band: 25–75 % of them ({pooled_over(run, trusts)})."
        )
    if run.replicates == 1:
        return "Line: the single replicate; no bands."
    return f"Line: median; bands: 25–75 % (dark) and 5–95 % (light) {of_replicates(run)}."


def mean_statement(run: RunFrames, trusts: int | None) -> str:
    """Return what the areas of means are; `trusts` as in `line_statement`."""
    if trusts is not None:
        return f"Areas: mean of the trusts with the same overall rating at the start ({pooled_over(run, trusts)})."
    return (
        f"Areas and line: mean {of_replicates(run)}." if run.replicates > 1 else "Areas and line: the single replicate."
    )


def share_statement(run: RunFrames, where: str, trusts: int | None) -> str:
    """Return what areas of shares are; `trusts` as in `line_statement`."""
    if trusts is None and run.replicates == 1:
        return "Areas: the state of the single replicate at the end of each month."
    if trusts is None:
        return f"Areas: share {of_replicates(run)} {where} at the end of each month."
    return f"Areas: share of trusts {where} at the end of each month ({pooled_over(run, trusts)})."


def role_of(run: RunFrames, trust: str) -> str:
    """Return the partnerships of a trust in a few words, such as `supported through buddying`."""
    table = run.partnerships[(run.partnerships["target"] == trust) | (run.partnerships["partner"] == trust)]
    helped, joint = table["target"] == trust, is_joint(table)
    parts = []
    for rows, verb in (
        (helped & ~joint, "supported through"),
        (joint, "member of"),
        (table["partner"] == trust, "supports others through"),
    ):
        types = partnership_types(table[rows], [trust], as_partner=True)
        named = plain(types[0]).lower() if len(types) == 1 else f"{len(types)} types of partnership"
        if types:
            parts.append(f"{verb} {named}")
    return "; ".join(parts)


def parameters_note(*runs: RunFrames, bands: bool = True) -> str:
    """Return where the parameters of runs come from, that effects of partnerships are assumed, if any, and the seed.

    Every figure says so. Runs that are shown together have their parameters from the same source.
    """
    partnerships = any(not run.partnerships.empty for run in runs)
    said = words_on_parameters(runs[0].parameters_from, partnerships, bands, hint=False)
    return f"{said} Random seed: {runs[0].seed}.".strip()


def others_note(run: RunFrames, held: TrustMonths, trust: str | None) -> str:
    """Return that only some focal trusts are shown, if so."""
    left_out = len(run.focal_trusts) - len(held.trusts)
    if trust is not None or not run.focal_trusts or left_out <= 0:
        return ""
    first = "the first" if len(held.trusts) == 1 else f"the first {len(held.trusts)}"
    return f"Shown: {first} of {len(run.focal_trusts)} focal trusts."
