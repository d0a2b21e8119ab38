"""What an answer and a report need from a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import pandas as pd

from sim.results.summary import Estimate
from sim.scenario.scenario_schema import Scenario


class ReportedRun(Protocol):
    """What an answer and a report need from a run; see `sim.results.run.Run`."""

    scenario: Scenario
    outcomes: pd.DataFrame
    twin_outcomes: pd.DataFrame
    partnerships: pd.DataFrame
    expectations: pd.DataFrame
    about: dict[str, Any]

    @property
    def title(self) -> str:
        """Return the title of the scenario, with what was changed in it."""

    @property
    def scenario_name(self) -> str:
        """Return the name of the scenario."""

    @property
    def replicates(self) -> int:
        """Return how many replicates were run."""

    @property
    def months(self) -> int:
        """Return how many months were simulated."""

    @property
    def parameters_from(self) -> str:
        """Return where parameters come from: `defaults` or `posterior`."""

    @property
    def trust_names(self) -> Mapping[str, str]:
        """Return the name of every trust by its id."""

    @property
    def units(self) -> list[str]:
        """Return the ids of the units of trusts."""

    @property
    def summary(self) -> pd.DataFrame:
        """Return every outcome with its statistic, band, of which replicates, and difference from the twin."""

    @property
    def sides(self) -> pd.DataFrame:
        """Return what target, partner and neighbours gain or lose against the twin; no rows without one."""

    @property
    def trusts_on_sides(self) -> pd.DataFrame:
        """Return which trusts are target, partner or neighbour in each replicate."""

    @property
    def main_outcome(self) -> Estimate:
        """Return the estimate of the scenario's main outcome."""
