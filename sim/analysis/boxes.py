"""Boxes in which most of what is looked for lies: PRIM's by EMA Workbench, and a tree's by scikit-learn.

EMA Workbench calls factors columns, and draws resamples from NumPy's own state, which is put back afterwards.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.analysis.libraries import library

PRIM, CART = "PRIM", "CART"
WORKBENCH = "EMA Workbench"
LEAST_IN_BOX = 5  # points
LEAST_MASS = 0.05  # share of all points in a box
MOST_BOXES = 3
SIGNIFICANT = 0.05  # quasi-p-value above which a limit is dropped
RESAMPLES = 10  # halves of the points, on each of which PRIM is repeated


@dataclass(frozen=True, slots=True)
class Limit:
    """What a box allows of a factor.

    Attributes
    ----------
    factor : its key.
    low, high : bounds, both included; missing where the box does not limit it on this side.
    words : levels that are allowed of a factor of words; empty for numbers.
    quasi_p : the chance of so much more density by this limit alone; the larger of two; missing for trees.
    stability : share of halves of the points in which PRIM limits the factor at the same coverage, too; missing for
        trees.
    """

    factor: str
    low: float | None
    high: float | None
    words: tuple[str, ...]
    quasi_p: float | None = None
    stability: float | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its limits, the share of the good points in it (coverage), and the share of good ones of its points.

    Attributes
    ----------
    method : `PRIM` or `CART`.
    coverage, density, points : shares of 1, and how many points lie in it.
    limits : of the factors that it limits.
    """

    method: str
    coverage: float
    density: float
    points: int
    limits: tuple[Limit, ...]


@contextmanager
def quiet(seed: int) -> Iterator[None]:
    """Let a library draw from a state of its own, and keep what it says to itself."""
    state = np.random.get_state()  # noqa: NPY002
    np.random.seed(seed)  # noqa: NPY002
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


def prim_boxes(levels: pd.DataFrame, good: NDArray[np.bool_], seed: int) -> tuple[list[Box], pd.DataFrame]:
    """Return the boxes that PRIM finds one after the other, and the trade-off along the way to the first.

    Of the boxes on its way, the one with the highest harmonic mean of coverage and density is taken; limits with a
    quasi-p-value above .05 are dropped. A further box is looked for among the points outside, and counts if its
    density is above that of all points.

    Parameters
    ----------
    levels : a row for each point, a column for each factor.
    good : whether what is looked for holds there.
    """
    found: list[Box] = []
    trade_off = pd.DataFrame()
    outside = np.arange(len(good))
    with quiet(seed):
        while len(found) < MOST_BOXES and good[outside].any() and len(outside) >= 2 * LEAST_IN_BOX:
            # Begun anew, since a search that goes on cannot be repeated on resamples.
            left = levels.iloc[outside].reset_index(drop=True)
            box = _search(left, good[outside])
            if box is None:
                break
            if trade_off.empty:
                trade_off = box.peeling_trajectory[["coverage", "density", "n", "res_dim"]].copy()
            _choose(box)
            about = box.peeling_trajectory.iloc[box._cur_box]
            if not box.qp[box._cur_box] or about["density"] <= good.mean() or about["n"] < LEAST_IN_BOX:
                break
            found.append(_box_of(box, left, good[outside], int(good.sum())))
            outside = np.delete(outside, box.yi)
    return found, trade_off


def _choose(box: Any) -> None:
    """Select the box on the way with the best balance, without limits that may well be chance."""
    way = box.peeling_trajectory
    balance = 2.0 * way["coverage"] * way["density"] / (way["coverage"] + way["density"]).clip(lower=1e-12)
    box.select(int(balance.idxmax()))
    while True:
        chances = {factor: _larger(values) for factor, values in box.qp[box._cur_box].items()}
        worst = max(chances, key=lambda factor: chances[factor], default=None)
        if worst is None or chances[worst] <= SIGNIFICANT:
            return
        box.drop_restriction(worst)


def _larger(values: Any) -> float:
    """Return the larger of the quasi-p-values of a factor's limits; -1 stands for a limit that there is not."""
    return max(float(value) for value in np.atleast_1d(values))


def _search(levels: pd.DataFrame, good: NDArray[np.bool_]) -> Any:
    """Return the box that PRIM ends with, and its way there; None where it finds none."""
    prim = library("ema_workbench.analysis.prim", WORKBENCH)
    mass = max(LEAST_MASS, LEAST_IN_BOX / len(good))
    return prim.Prim(levels, good.astype(int), threshold=0.1, mass_min=mass).find_box()


def _box_of(box: Any, levels: pd.DataFrame, good: NDArray[np.bool_], all_good: int) -> Box:
    at = box._cur_box
    about = box.peeling_trajectory.iloc[at]
    stability = _stability(levels, good, float(about["coverage"]))
    chances = {factor: _larger(values) for factor, values in box.qp[at].items()}
    limits = [
        _limit(box.box_lims[at], levels, factor, chance, stability[factor])
        for factor, chance in sorted(chances.items(), key=lambda item: item[1])
    ]
    return Box(PRIM, float(about["k"] / all_good), float(about["density"]), int(about["n"]), tuple(limits))


def _stability(levels: pd.DataFrame, good: NDArray[np.bool_], coverage: float) -> dict[str, float]:
    """Return the share of halves of the points in which PRIM limits each factor at the same coverage, too."""
    times = dict.fromkeys(levels.columns, 0)
    for _ in range(RESAMPLES):
        half = _half(good)
        for factor in _limited_at(_search(levels.iloc[half].reset_index(drop=True), good[half]), coverage):
            times[factor] += 1
    return {factor: count / RESAMPLES for factor, count in times.items()}


def _half(good: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return half of the points, drawn among the good and among the others, so that there are some of each."""
    halves = [np.random.permutation(own)[: -(-len(own) // 2)] for own in map(np.flatnonzero, (good, ~good))]  # noqa: NPY002
    return np.sort(np.concatenate(halves))


def _limited_at(box: Any, coverage: float) -> list[str]:
    """Return the factors that PRIM limits where its way comes nearest to a coverage.

    The way begins without limits and may stay at one coverage for long: of boxes as near, the densest counts.
    """
    if box is None:
        return []
    way = box.peeling_trajectory
    apart = (way["coverage"] - coverage).abs()
    nearest = int(way["density"].where(np.isclose(apart, apart.min())).idxmax())
    return list(box.qp[nearest])


def _limit(
    bounds: pd.DataFrame, levels: pd.DataFrame, factor: str, chance: float | None = None, stability: float | None = None
) -> Limit:
    low, high = bounds[factor].tolist()
    if isinstance(low, set):
        return Limit(factor, None, None, tuple(sorted(map(str, low))), chance, stability)
    column = levels[factor]
    return Limit(
        factor,
        float(low) if low > column.min() else None,
        float(high) if high < column.max() else None,
        (),
        chance,
        stability,
    )


def tree_boxes(levels: pd.DataFrame, good: NDArray[np.bool_], seed: int) -> list[Box]:
    """Return the leaves of a classification tree of which more than half is good, those that hold most first."""
    cart = library("ema_workbench.analysis.cart", WORKBENCH)
    with quiet(seed):
        tree = cart.CART(levels, good.astype(int), mass_min=max(LEAST_MASS, LEAST_IN_BOX / len(good)))
        tree.build_tree()
        if tree.clf.tree_.node_count == 1:
            return []
        leaves = [_leaf(limits, stats, levels) for limits, stats in zip(tree.boxes, tree.stats, strict=True)]
    pure = [leaf for leaf in leaves if leaf.density > 0.5]
    return sorted(pure, key=lambda leaf: -leaf.coverage)[:MOST_BOXES]


def _leaf(bounds: pd.DataFrame, stats: dict[str, float], levels: pd.DataFrame) -> Box:
    limits = [_limit(bounds, levels, factor) for factor in levels.columns]
    every = {factor: len(set(levels[factor])) for factor in levels.columns}
    limited = [
        limit
        for limit in limits
        if limit.low is not None or limit.high is not None or 0 < len(limit.words) < every[limit.factor]
    ]
    points = round(stats["mass"] * len(levels))
    return Box(CART, float(stats["coverage"]), float(stats["density"]), points, tuple(limited))
