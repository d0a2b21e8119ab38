"""The studies by name, with the worlds that each rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from sim.config.naming import those_named
from sim.evidence.studies.contexts_study import study_contexts
from sim.evidence.studies.levers_study import study_levers
from sim.evidence.studies.mixes_study import study_mixes
from sim.evidence.studies.regimes_study import study_regimes
from sim.evidence.studies.study_worlds import Progress
from sim.evidence.studies.support_study import study_support

COMMAND = "turnaround studies"


@dataclass(frozen=True, slots=True)
class Study:
    """A study.

    Attributes
    ----------
    name : as on the command line.
    title : what it is about.
    worlds : how many it usually rests on, in each setting.
    carry_out : returns its tables by name, from the worlds, the threads and what shows progress.
    """

    name: str
    title: str
    worlds: int
    carry_out: Callable[[int, int, Progress], dict[str, pd.DataFrame]]

    def command(self, worlds: int) -> str:
        """Return the command that makes its tables in so many worlds."""
        return f"{COMMAND} {self.name}" if worlds == self.worlds else f"{COMMAND} {self.name} --worlds {worlds}"


STUDIES = {
    study.name: study
    for study in (
        Study("contexts", "Types x fit x capacity x burden", 300, study_contexts),
        Study("support", "Support and partnerships, side by side", 1000, study_support),
        Study("mixes", "Mixes of scrutiny and support", 400, study_mixes),
        Study("regimes", "England under each regime of oversight", 40, study_regimes),
        Study("levers", "Every lever, low to high", 200, study_levers),
    )
}


def studies_named(names: Iterable[str]) -> list[Study]:
    """Return the studies of these names; all if none is named.

    Raises
    ------
    ValueError : a name that is no study.
    """
    return those_named(names, STUDIES, "study")
