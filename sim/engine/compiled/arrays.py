"""The memory of the compiled ensemble: settings as arrays, the replicate being simulated, and what is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.engine.compiled.columns import Column, Counts, column_places, no_counts
from sim.engine.compiled.record_types import blank, record_type, records_of
from sim.engine.random.draws import NATION_KEY, economy_keys, keys_of, plan_keys, trust_keys, type_keys
from sim.engine.random.philox_numba import (
    BLOCKS,
    DRAWS,
    PURPOSES,
    START_BLOCKS,
    cells_of,
    cells_of_shocks,
    months_at_once,
)
from sim.model.inputs import (
    BackgroundInputs,
    DatedEventInputs,
    PartnershipTypeInputs,
    PeerInputs,
    PlannedPartnershipInputs,
    RunProgress,
    RunSettings,
    TrendInputs,
    TrustStartInputs,
)
from sim.model.state import (
    EnvironmentState,
    HealthEconomyState,
    PartnershipState,
    RegulatorState,
    SystemState,
    TrustState,
)
from sim.outcomes.observation import MonthlyObservation
from sim.outcomes.outcome_table import TrustOutcomes
from sim.outcomes.spells import TrustSpells
from sim.parameters import Parameters
from sim.scenario.model_inputs import ModelInputs

EVENT_RECORD = np.dtype(
    [("month", "i8"), ("event", "i8"), ("trust", "i8"), ("value", "f8"), ("named", "?"), ("plan", "i8"),
     ("type", "i8"), ("target", "i8"), ("second", "i8"), ("month_begun", "i8")], align=True,
)  # fmt: skip
LINK_MONTH = np.dtype([("month", "i8"), ("link", record_type(PartnershipState))], align=True)
COUNTS = np.dtype([("events", "i8"), ("link_months", "i8")], align=True)


class CompiledWorld(NamedTuple):
    """A `sim.rules.world.World` of arrays of records, and what the compiled engine adds to it.

    `counts` holds the events and rows of partnerships noted so far; `events` and `link_months` have room for them,
    or none where nobody wants them.
    """

    trusts: Any
    economies: Any
    links: Any
    counterparts: Any
    group_mean: Any
    types: Any
    plans: Any
    sides: Any
    dated_events: Any
    setting: Any
    environment: Any
    parameters: Any
    noise: Any
    progress: Any
    trust_keys: Any
    type_keys: Any
    plan_keys: Any
    stream: Any
    blank_link: Any
    blank_trust: Any
    counts: Any
    events: Any
    link_months: Any
    regulators: Any
    parameter_sets: Any
    systems: Any
    peers: Any


class Inputs(NamedTuple):
    """The tables of `sim.scenario.model_inputs.ModelInputs` as arrays, and the keys of its names."""

    frame: Any
    parameters: Any
    environment: Any
    trends: Any
    policies: Any
    policy_months: Any
    systems: Any
    peers: Any
    trusts: Any
    starts: Any
    economies: Any
    backgrounds: Any
    starting_population: Any
    choices: Any
    described_starts: Any
    types: Any
    plans: Any
    sides: Any
    dated_events: Any
    trust_keys: Any
    cells_of_months: Any
    cells_of_shocks: Any
    cells_of_start: Any
    cells_of_places: Any
    type_keys: Any
    plan_keys: Any
    blank_link: Any
    blank_trust: Any


class Workspace(NamedTuple):
    """Where a replicate is simulated: the state of both worlds (0 as the scenario says, 1 its twin), and of noise.

    `trust_numbers`, `trust_wholes` and `trust_flags` are the memory of `trusts` again, seen as numbers, whole numbers
    and bytes.
    """

    trusts: Any
    trust_numbers: Any
    trust_wholes: Any
    trust_flags: Any
    economies: Any
    links: Any
    counterparts: Any
    group_means: Any
    regulators: Any
    parameters: Any
    systems: Any
    environments: Any
    progress: Any
    counts: Any
    numbers: Any
    scratch: Any
    draws: Any
    centres: Any
    shocks: Any
    month_words: Any
    observations: Any


class Outputs(NamedTuple):
    """What is kept of all replicates together, and of one that is wanted in full its states, rows and events.

    outcomes [replicates, trusts], and those of the twin and spells [replicates, worlds, trusts] where they are wanted;
    followed, and the same of the twin, [replicates, columns, months + 1, trusts]; means [replicates, months + 1,
    columns] over all trusts; counts [columns, groups, months + 1, levels] of trusts at each level. `groups` says which
    group each trust is in (-1: in none); the last group is all.
    """

    outcomes: Any
    twin_outcomes: Any
    spells: Any
    followed: Any
    twin_followed: Any
    followed_columns: Any
    means: Any
    mean_columns: Any
    counts: Any
    count_columns: Any
    groups: Any
    states: Any
    link_months: Any
    events: Any


def inputs_of(setting: ModelInputs) -> Inputs:
    """Return the tables of a setting as arrays."""
    frames = records_of(RunSettings, [setting.frame, setting.frame])
    frames["without_partnerships"][1] = True
    months = months_at_once(len(setting.trusts), setting.frame.months + setting.frame.burn_in)
    return Inputs(
        frame=frames,
        parameters=records_of(Parameters, setting.parameters),
        environment=records_of(EnvironmentState, [setting.environment]),
        trends=records_of(TrendInputs, setting.trends),
        policies=records_of(RegulatorState, [one for policy in setting.policies for one in policy]).reshape(
            len(setting.policies), -1
        ),
        policy_months=np.array(setting.policy_months, dtype=np.int64),
        systems=records_of(SystemState, setting.systems),
        peers=records_of(PeerInputs, setting.peers),
        trusts=records_of(TrustState, setting.trusts),
        starts=records_of(TrustStartInputs, setting.starts),
        economies=records_of(HealthEconomyState, setting.economies),
        backgrounds=records_of(BackgroundInputs, setting.backgrounds),
        starting_population=setting.starting_population,
        choices=np.array(setting.choices, dtype=np.int64),
        described_starts=setting.described_starts,
        types=records_of(PartnershipTypeInputs, setting.types),
        plans=records_of(PlannedPartnershipInputs, setting.plans),
        sides=np.array(setting.sides, dtype=np.int64),
        dated_events=records_of(DatedEventInputs, setting.dated_events),
        trust_keys=trust_keys(setting),
        cells_of_months=cells_of(trust_keys(setting), BLOCKS, months),
        cells_of_shocks=cells_of_shocks(economy_keys(setting), NATION_KEY, months),
        cells_of_start=cells_of(trust_keys(setting), START_BLOCKS),
        cells_of_places=cells_of(keys_of(setting.economy_ids), START_BLOCKS),
        type_keys=type_keys(setting),
        plan_keys=plan_keys(setting),
        blank_link=blank(PartnershipState),
        blank_trust=blank(TrustState),
    )


def workspace_for(inputs: Inputs, links: int) -> Workspace:
    """Return the memory in which replicates are simulated, one after the other, with room for so many links."""
    trusts, economies, months = len(inputs.trusts), len(inputs.economies), int(inputs.frame["months"][0])
    at_once = int(inputs.cells_of_months.months[-1]) + 1 if trusts else 1
    scratch = max(len(inputs.cells_of_months.keys), len(inputs.cells_of_shocks.keys), len(START_BLOCKS) * economies)
    states = np.zeros((2, trusts), record_type(TrustState))
    return Workspace(
        trusts=states,
        trust_numbers=states.view(np.float64).reshape(2, trusts, -1),
        trust_wholes=states.view(np.int64).reshape(2, trusts, -1),
        trust_flags=states.view(np.uint8).reshape(2, trusts, -1),
        economies=np.zeros((2, economies), record_type(HealthEconomyState)),
        links=np.zeros(links, record_type(PartnershipState)),
        counterparts=np.zeros(links, record_type(TrustState)),
        group_means=np.zeros(2, record_type(TrustState)),
        regulators=np.zeros((2, inputs.policies.shape[1]), record_type(RegulatorState)),
        parameters=np.zeros(2, record_type(Parameters)),
        systems=np.zeros((2, len(inputs.systems)), record_type(SystemState)),
        environments=np.zeros(2, record_type(EnvironmentState)),
        progress=np.zeros(2, record_type(RunProgress)),
        counts=np.zeros(2, COUNTS),
        numbers=np.zeros((PURPOSES, at_once * trusts)),
        scratch=np.zeros((4, max(scratch, len(START_BLOCKS) * trusts))),
        draws=np.zeros((DRAWS, trusts)),
        centres=np.zeros((DRAWS, economies)),
        shocks=np.zeros(at_once * (economies + 2)),
        month_words=np.zeros(at_once, np.uint64),
        observations=np.zeros((2, trusts, months + 1), record_type(MonthlyObservation)),
    )


def outputs_for(
    inputs: Inputs,
    replicates: int,
    rows: int = 0,
    means: Sequence[Column] = (),
    counts: Counts | None = None,
    followed: Sequence[Column] = (),
    twins: bool = False,
    spells: bool = False,
) -> Outputs:
    """Return the memory for what is kept.

    Parameters
    ----------
    rows : room for so many events and rows of partnerships, and for states, of one replicate; 0: none of these.
    means : columns whose means are followed.
    counts : where levels are counted, if they are.
    followed : columns that are followed trust by trust.
    twins : whether the outcomes of the twin, and what is followed of it, are kept as well.
    spells : whether spells are kept.
    """
    months, trusts = int(inputs.frame["months"][0]) + 1, len(inputs.trusts)
    of_states = months if rows else 0
    counts = counts or no_counts(trusts)
    return Outputs(
        outcomes=np.zeros((replicates, trusts), record_type(TrustOutcomes)),
        twin_outcomes=np.zeros((replicates if twins else 0, trusts), record_type(TrustOutcomes)),
        spells=np.zeros((replicates if spells else 0, 2, trusts), record_type(TrustSpells)),
        followed=np.zeros((replicates if followed else 0, len(followed), months, trusts)),
        twin_followed=np.zeros((replicates if followed and twins else 0, len(followed), months, trusts)),
        followed_columns=column_places(followed),
        means=np.zeros((replicates if means else 0, months, len(means))),
        mean_columns=column_places(means),
        counts=counts.counts,
        count_columns=column_places(counts.columns),
        groups=counts.groups,
        states=np.zeros((2, of_states, trusts), record_type(TrustState)),
        link_months=np.zeros((2, rows), LINK_MONTH),
        events=np.zeros((2, rows), EVENT_RECORD),
    )
