"""What Mesa's tools read of a model: a data collector, filled from what the replicate has recorded anyway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from sim.engine.record import TRUST_COLUMNS, ReplicateRecord
from sim.engine.replicate_outcomes import outcomes_of
from sim.outcomes import OUTCOMES
from sim.parameters import Parameters

AGENT_REPORTERS = {"trust": attrgetter("trust"), **{name: attrgetter(name) for name in TRUST_COLUMNS}}
"""The id and every recorded variable of a trust. Functions, not names, which Mesa would make into what no other process
can be sent."""


class RecordCollector(mesa.DataCollector):  # type: ignore[misc]
    """All months of a replicate so far, each as if it had been collected when it was simulated.

    Nothing is collected while a model runs, so that only those who ask for it wait for it. Every month has what holds
    for the whole replicate, and all trusts with all recorded variables.

    Parameters
    ----------
    record : the months.
    trusts : the agents, whose ids Mesa's tables show.
    whole : values of the whole replicate, by name.
    """

    def __init__(self, record: ReplicateRecord, trusts: Sequence[Any], whole: Mapping[str, float]) -> None:
        super().__init__(model_reporters={name: name for name in whole}, agent_reporters=AGENT_REPORTERS)
        for month in months_of(record, trusts, whole):
            super().collect(month)

    def collect(self, model: mesa.Model) -> None:
        """Do nothing: what is recorded is there without being collected."""


def months_of(record: ReplicateRecord, trusts: Sequence[Any], whole: Mapping[str, float]) -> Iterator[SimpleNamespace]:
    """Return every month as a data collector sees a model: Mesa before 3.4.1 by its steps, later by its time."""
    columns = [record.states[name].tolist() for name in TRUST_COLUMNS]
    for number, rows in enumerate(zip(*columns, strict=True)):
        month = SimpleNamespace(**whole, steps=number, time=float(number))
        month.agents = [
            SimpleNamespace(
                **dict(zip(TRUST_COLUMNS, values, strict=True)),
                model=month,
                unique_id=trust.unique_id,
                trust=trust.identifier,
            )
            for trust, values in zip(trusts, zip(*rows, strict=True), strict=True)
        ]
        yield month


def outcomes_by_name(
    record: ReplicateRecord, parameters: Parameters, trust_ids: Sequence[str], focal: Sequence[str]
) -> dict[str, float]:
    """Return the outcomes of a replicate: of each focal trust as `trust.outcome`, of a population the mean.

    Those that compare with the same world without partnerships are left out, as they need a second model.
    """
    outcomes = {name: found for name, found in outcomes_of(record, parameters).items() if not OUTCOMES[name].needs_twin}
    if not focal:
        return {name: mean_of_known(values.tolist()) for name, values in outcomes.items()}
    places = [(trust, trust_ids.index(trust)) for trust in focal]
    return {f"{trust}.{name}": float(values[at]) for trust, at in places for name, values in outcomes.items()}


def mean_of_known(values: Sequence[float]) -> float:
    """Return the mean of the values that are not missing."""
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else np.nan
