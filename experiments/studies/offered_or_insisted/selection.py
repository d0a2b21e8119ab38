"""Who is chosen, apart from what a partnership does: the last step of the study, from the tables of its sweep.

    python selection.py results/who_is_chosen selection.csv

Of the trusts that would have entered special measures without any partnership (their twin did), some had a partner and
others had none. The gap in an outcome between the two is what an observer sees. With the twin of every world it is the
sum of three parts, exactly:

- effect: what partnerships did to those that had one, against their twins;
- selection: how much better the twins of those with a partner did than the twins of those without;
- others: what partnerships of others did to those without, which the gap takes as if it were nothing.

Intervals are percentiles of a bootstrap over replicates, the same replicates for all policies.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

import sim

DRAWS = 999
OUTCOMES = ("performance_change_60", "performance_shortfall")
NATURES = ("offered", "insisted")
TYPES = ("buddying", "contract")
Sums = pd.DataFrame  # a row for each replicate: numbers and sums of those with and without a partner


def would_have_failed(folder: str) -> pd.DataFrame:
    """Return a row for each policy, replicate and trust whose twin entered special measures."""
    runs = sim.open_experiment(folder).outcomes
    twin_entered = runs["entered_special_measures"] - runs["entered_special_measures_difference"] > 0.5
    return runs[twin_entered].assign(partnered=lambda own: own["partnerships_joined"] > 0)


def sums_by_replicate(failing: pd.DataFrame, outcome: str) -> Sums:
    """Return the sums from which all shares and means of one policy follow."""
    effect = failing[f"{outcome}_difference"]
    parts = failing.assign(effect=effect, twin=failing[outcome] - effect, count=1.0)
    grouped = parts.pivot_table(
        ["count", "effect", "twin"], "replicate", "partnered", aggfunc="sum", fill_value=0.0, observed=True
    )
    grouped.columns = [f"{name}_{'with' if partnered else 'without'}" for name, partnered in grouped.columns]
    return grouped


def parts_of(sums: pd.Series) -> dict[str, float]:
    """Return reach, gap, effect, selection and others from the sums of all replicates."""
    means = {
        f"{name}_{of}": sums[f"{name}_{of}"] / sums[f"count_{of}"]
        for name in ("effect", "twin")
        for of in ("with", "without")
    }
    effect, selection = means["effect_with"], means["twin_with"] - means["twin_without"]
    others = -means["effect_without"]
    return {
        "reach": sums["count_with"] / (sums["count_with"] + sums["count_without"]), "gap": effect + selection + others,
        "effect": effect, "selection": selection, "others": others, "twin_with": means["twin_with"],
    }  # fmt: skip


def estimates(by_policy: dict[str, Sums]) -> dict[str, dict[str, float]]:
    """Return the parts of every policy, and how those who had a partner differ from those who chose one."""
    found = {policy: parts_of(sums.sum()) for policy, sums in by_policy.items()}
    for kind in TYPES:
        chosen = found[f"voluntary_{kind}"]
        for nature in NATURES:
            own = found[f"{nature}_{kind}"]
            effect, twin = own["effect"] - chosen["effect"], own["twin_with"] - chosen["twin_with"]
            found[f"{nature} less voluntary, {kind}"] = {"gap": effect + twin, "effect": effect, "selection": twin}
    return found


def selection_table(folder: str) -> pd.DataFrame:
    """Return a row for each outcome, policy and part, with its 95 % interval and the number of trusts."""
    failing = would_have_failed(folder)
    trusts = len(failing) // failing["policy"].nunique()  # the same under every policy
    draw = np.random.default_rng(1)
    rows = []
    for outcome in OUTCOMES:
        groups = failing.groupby("policy", observed=True)
        by_policy = {str(name): sums_by_replicate(own, outcome) for name, own in groups}
        replicates = sorted(set.intersection(*(set(sums.index) for sums in by_policy.values())))
        by_policy = {name: sums.loc[replicates] for name, sums in by_policy.items()}
        drawn = [
            estimates({name: sums.iloc[chosen] for name, sums in by_policy.items()})
            for chosen in draw.integers(0, len(replicates), (DRAWS, len(replicates)))
        ]
        for policy, parts in estimates(by_policy).items():
            for part, value in parts.items():
                low, high = np.percentile([one[policy][part] for one in drawn], [2.5, 97.5])
                rows.append((outcome, policy, part, value, low, high, trusts))
    table = pd.DataFrame(rows, columns=["outcome", "policy", "part", "value", "low", "high", "trusts"])
    return table[table["part"] != "twin_with"]


if __name__ == "__main__":
    folder, file = sys.argv[1:]
    found = selection_table(folder)
    found.to_csv(file, index=False, float_format="%.4g")
    print(found.to_string(index=False))
