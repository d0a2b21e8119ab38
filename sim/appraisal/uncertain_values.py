"""Values of the scenario that are not known: one drawn for each world, the same for every option."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sim.appraisal.appraisal_schema import Between
from sim.engine.compiled.columns import Column
from sim.engine.compiled.ensemble import Ensemble, Part, in_order
from sim.experiments.base_changes import Base
from sim.scenario.scenario_schema import Scenario


@dataclass(frozen=True)
class UncertainValues:
    """What is drawn.

    Attributes
    ----------
    ranges : between which bounds each value lies, by its key.
    worlds : how many there may be.
    seed : of what is drawn.
    """

    ranges: Mapping[str, Between]
    worlds: int
    seed: int

    @cached_property
    def drawn(self) -> pd.DataFrame:
        """Return a row for each world, a column for each value: points of a Halton sequence, which fill the ranges."""
        from scipy.stats import qmc

        shares = qmc.Halton(len(self.ranges), rng=self.seed).random(self.worlds)
        return pd.DataFrame({
            key: between.low + (between.high - between.low) * shares[:, axis]
            for axis, (key, between) in enumerate(self.ranges.items())
        })  # fmt: skip

    def parts(
        self,
        scenario: Scenario,
        decided: Collection[str],
        first: int,
        count: int,
        threads: int,
        followed: Sequence[Column],
    ) -> list[Part]:
        """Return a scenario simulated in some worlds, in each with the values of that world.

        Parameters
        ----------
        decided : keys that the option sets itself, which are therefore known.

        Raises
        ------
        FaultsError : values that the scenario cannot have together.
        """
        base, rows = Base(scenario), self.drawn.drop(columns=list(decided), errors="ignore").to_dict("records")

        def simulate(world: int) -> Part:
            changed = base.changed({str(key): value for key, value in rows[world].items()})
            (part,) = Ensemble(changed, False).parts(world, 1, followed=followed)
            return part

        return list(in_order(simulate, range(first, first + count), threads))
