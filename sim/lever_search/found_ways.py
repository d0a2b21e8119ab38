"""What a search for the ways to a goal has found: its regions in words, tables and a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.boxes import Limit
from sim.analysis.discovery import limit_in_words, units_of
from sim.lever_search.goal_emulator import Bounds, meets
from sim.lever_search.goal_search import Searched
from sim.lever_search.lever_space import LeverSpace, Values
from sim.lever_search.measure_estimates import ASSUMED
from sim.lever_search.region_boxes import RegionBox
from sim.lever_search.regions import Region
from sim.lever_search.search_schema import WaysSearch
from sim.lever_search.searched_folder import write_found
from sim.results.folder_kinds import WAYS
from sim.results.summary import Estimate, wilson


def bounds_of(search: WaysSearch) -> list[Bounds]:
    """Return the bounds of each condition of a goal."""
    return [(condition.at_least, condition.at_most) for condition in search.goal]


@dataclass(frozen=True)
class Way:
    """A region of the levers that reaches the goal.

    Attributes
    ----------
    region : the places that belong to it.
    box : bounds within which nearly all settings reach, by what was learnt.
    fresh, reached : settings in the box that were simulated afresh, and those of them that reached the goal.
    low, high : 95 % interval of the share that does, over settings and worlds.
    example : the place of the setting that is furthest from missing it.
    shown : what each measure of the goal is at the example in fresh worlds.
    perhaps_one_with : numbers of other ways, from 1, of which it may be a part: what lies between is undecided.
    """

    region: Region
    box: RegionBox
    fresh: int
    reached: int
    low: float
    high: float
    example: Values
    shown: Sequence[Estimate]
    perhaps_one_with: Sequence[int]


@dataclass(frozen=True, repr=False)
class Ways:
    """All the ways to a goal that were found.

    Attributes
    ----------
    search : with the question, the levers and the goal.
    searched : what was simulated, and what was learnt from it.
    ways : the regions, the largest first.
    left_over : regions beside those that are described; the smallest.
    outside, outside_reached : settings outside all regions that were simulated afresh, and those that reached the goal.
    """

    search: WaysSearch
    searched: Searched
    ways: Sequence[Way]
    left_over: int
    outside: int
    outside_reached: int

    def __repr__(self) -> str:
        """Return what was looked for, each way in words, and how far they can be relied on."""
        return "\n".join([self.title, self.headline, *self.words, *self.remarks])

    def _repr_html_(self) -> str:
        """Return the table of regions, for notebooks."""
        return str(self.table.to_html(index=False, border=0, float_format=lambda value: f"{value:.3g}", escape=True))

    @property
    def space(self) -> LeverSpace:
        """Return the space of the levers."""
        return self.searched.lattice.space

    @property
    def title(self) -> str:
        """Return the title of the search."""
        return self.search.title

    @property
    def headline(self) -> str:
        """Return the goal, and how much of lever space reaches it."""
        goal = "; ".join(condition.in_words for condition in self.search.goal)
        count = len(self.ways) + self.left_over
        found = "1 region reaches" if count == 1 else f"{count or 'no'} regions reach"
        return f"Goal: {goal}. {found.capitalize()} it, {self.searched.reaching.mean():.0%} of the levers' ranges."

    @property
    def words(self) -> list[str]:
        """Return each way as a sentence; where there is none, what each condition by itself does."""
        if not self.ways:
            return ["No region of the levers was found that reaches the goal.", *self._conditions_alone()]
        return [self._in_words(number, way) for number, way in enumerate(self.ways, 1)]

    def _conditions_alone(self) -> list[str]:
        reached = [meets([own.value], [bound]) for own, bound in
                   zip(self.searched.means, bounds_of(self.search), strict=True)]  # fmt: skip
        return [
            f"{condition.in_words}: met by {own.sum()} of {len(own)} settings that were simulated."
            for condition, own in zip(self.search.goal, reached, strict=True)
        ]

    def _in_words(self, number: int, way: Way) -> str:
        units = units_of(self.search.experiment)
        limits = [limit_in_words(limit, units.get(limit.factor, "")) for limit in self.limits(way)]
        where = ", and ".join(limits) or "anywhere"
        idle = [factor.key for axis, factor in enumerate(self.space.factors) if not way.box.limits(self.space, axis)]
        free = f" It does not matter within its range: {', '.join(idle)}." if idle and limits else ""
        others = " and ".join(map(str, way.perhaps_one_with))
        one = f" It may be one with region {others}: what lies between is undecided." if others else ""
        return (
            f"{number}. Where {where}: of {way.fresh} fresh settings {way.reached} reached the goal ({way.low:.0%} to "
            f"{way.high:.0%}); {way.region.share:.0%} of the levers' ranges, {way.box.coverage:.0%} of which lie "
            f"within these bounds.{free}{one}"
        )

    @property
    def remarks(self) -> list[str]:
        """Return how far the regions can be relied on."""
        searched = self.searched
        settings, runs = len(searched.places), len(searched.places) * self.search.search.worlds
        reached = int(searched.reached.sum())
        error = (
            f"{settings} settings ({runs:,} runs) were searched; {reached} reached the goal. Left out in turn, "
            f"{searched.misjudged:.0%} of them would have been misjudged; of the levers' ranges "
            f"{searched.undecided[-1]:.1%} are likely to be."
        )
        told = [error, self._told_outside(), ASSUMED]
        unknown = int((~searched.known).sum())
        if unknown:
            told.insert(1, f"{unknown} settings have no value in some condition and count as not reaching the goal.")
        if self.left_over:
            told.insert(1, f"{self.left_over} smaller regions are not described.")
        if searched.undecided[-1] > self.search.search.undecided:
            told.insert(1, "The rounds ended before it was decided as well as asked for; more `rounds:` would do more.")
        return told

    def _told_outside(self) -> str:
        if not self.outside:
            return "Nothing lies outside these regions."
        _, high = wilson(self.outside_reached, self.outside)
        return (
            f"Outside all regions {self.outside_reached} of {self.outside} fresh settings reached the goal (at most "
            f"{high:.0%}, 95 % interval): what may have been missed."
        )

    def limits(self, way: Way) -> list[Limit]:
        """Return what the bounds of a way allow of each lever that they limit, with the values of the levers."""
        axes = [axis for axis in range(len(self.space.factors)) if way.box.limits(self.space, axis)]
        return [self._limit(way, axis) for axis in axes]

    def _limit(self, way: Way, axis: int) -> Limit:
        factor, low, high = self.space.factors[axis], way.box.low[axis], way.box.high[axis]
        if factor.levels:
            return Limit(factor.key, None, None, tuple(factor.labels[at] for at in way.box.allowed[axis]))
        least = self.space.value_at(axis, low) if low > 0.0 else None
        return Limit(factor.key, least, self.space.value_at(axis, high) if high < 1.0 else None, ())

    @cached_property
    def table(self) -> pd.DataFrame:
        """Return a row for each region: its share of lever space, its box, and how it did in fresh runs."""
        rows = []
        for number, way in enumerate(self.ways, 1):
            rows.append(
                {
                    "region": number, "share": way.region.share, "box_share": way.box.share,
                    "box_coverage": way.box.coverage, "box_density": way.box.density, "fresh": way.fresh,
                    "reached": way.reached, "reached_share": way.reached / way.fresh, "low": way.low, "high": way.high,
                    "perhaps_one_with": " ".join(map(str, way.perhaps_one_with)),
                }
            )  # fmt: skip
        columns = ["region", "share", "box_share", "box_coverage", "box_density", "fresh", "reached", "reached_share",
                   "low", "high", "perhaps_one_with"]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def bounds(self) -> pd.DataFrame:
        """Return a row for each region and lever: whether it matters, its bounds, and how far the region extends."""
        units = units_of(self.search.experiment)
        rows = []
        for number, way in enumerate(self.ways, 1):
            for axis, factor in enumerate(self.space.factors):
                about = self._choice(way, axis) if factor.levels else self._number(way, axis)
                row = {"region": number, "lever": factor.key, "unit": units.get(factor.key, ""),
                       "matters": way.box.limits(self.space, axis), **about}  # fmt: skip
                rows.append({**row, "example": self.space.settings(way.example[None]).iloc[0, axis]})
        columns = ["region", "lever", "unit", "matters", "low", "high", "levels", "region_low", "region_high",
                   "region_levels", "example"]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def _number(self, way: Way, axis: int) -> dict[str, Any]:
        own = self.searched.lattice.places[way.region.members.ravel(), axis]
        ends = (way.box.low[axis], way.box.high[axis], float(own.min()), float(own.max()))
        low, high, lowest, highest = (self.space.value_at(axis, end) for end in ends)
        return {
            "low": low,
            "high": high,
            "levels": "",
            "region_low": lowest,
            "region_high": highest,
            "region_levels": "",
        }

    def _choice(self, way: Way, axis: int) -> dict[str, Any]:
        labels = self.space.factors[axis].labels
        own = self.searched.lattice.places[way.region.members.ravel(), axis]
        there = sorted({int(at) for at in own * len(labels)})
        return {
            "low": np.nan, "high": np.nan, "levels": ", ".join(labels[at] for at in way.box.allowed[axis]),
            "region_low": np.nan, "region_high": np.nan, "region_levels": ", ".join(labels[at] for at in there),
        }  # fmt: skip

    @property
    def ranges(self) -> pd.DataFrame:
        """Return a row for each lever: the range that was searched, or the levels of a choice."""
        return self.space.ranges

    @cached_property
    def examples(self) -> pd.DataFrame:
        """Return an example setting of each region, with what it shows in fresh worlds: a row for each measure."""
        rows = [
            {
                "region": number, **self.space.settings(way.example[None]).iloc[0].to_dict(),
                "condition": condition.in_words, "value": own.value, "low": own.low, "high": own.high, "n": own.count,
            }
            for number, way in enumerate(self.ways, 1)
            for condition, own in zip(self.search.goal, way.shown, strict=True)
        ]  # fmt: skip
        columns = ["region", *self.space.names, "condition", "value", "low", "high", "n"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def settings(self) -> pd.DataFrame:
        """Return every setting that was searched: part, levers, mean and error of each measure, whether it reached."""
        found = self.space.settings(self.searched.places)
        found.insert(0, "part", self.searched.parts)
        for condition, own in zip(self.search.goal, self.searched.means, strict=True):
            found[condition.key] = own.value
            found[f"{condition.key}_error"] = own.error
        return found.assign(reached=self.searched.reached)

    def plot(self) -> Any:
        """Return the ranges of the levers in each region as a matplotlib figure."""
        from sim.plots.figures.ways_figure import ranges_of_ways

        return ranges_of_ways(self)

    def save(self, folder: str | Path) -> Path:
        """Write the tables as CSV and the figure as PNG and SVG into a folder; return it."""
        from sim.plots import save

        place = Path(folder)
        tables = {"regions": self.table, "bounds": self.bounds, "examples": self.examples, "settings": self.settings}
        write_found(self, WAYS, tables, place, {"levers": self.ranges.to_dict("records")})
        save(self.plot(), place, "ways")
        return place
