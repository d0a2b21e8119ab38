"""Each type of partnership differs from its neighbours in an outcome, as its definition says."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from sim.engine.compiled.ensemble import Ensemble
from sim.engine.record import PARTNERSHIP_COLUMNS, ReplicateRecord
from sim.model.enums import Phase, ProviderType, label
from sim.model.partnership_types import shipped_catalogue
from sim.model.services import SHARE_OF_SERVICE
from sim.scenario.scenario_loader import load_scenario

WORLD = str(Path(__file__).with_name("every_type.yaml"))
REPLICATES = 12
TARGET, PARTNER, COMMUNITY = 0, 1, 2
Measure = Callable[[ReplicateRecord], float]
MEMBERS = {
    "green_bay": ProviderType.ACUTE,
    "regency_vale": ProviderType.ACUTE,
    "community": ProviderType.COMMUNITY,
    "mental_health": ProviderType.MENTAL_HEALTH,
}
"""Members of joint types, those that have something of the service."""


def plan_of(type_: str) -> str:
    """Return a planned partnership of a type among the trusts of the world, from the fourth month."""
    kind = shipped_catalogue()[type_]
    sides = "target: green_bay, partner: regency_vale"
    if kind.joint:
        share_of = SHARE_OF_SERVICE[kind.service]
        sides = f"members: [{', '.join(name for name, provider in MEMBERS.items() if share_of[provider] > 0.0)}]"
    elif kind.external_body:
        sides = "target: green_bay"
    return (
        f"{{id: it, type: {type_}, {sides}, start_month: 4, scale: {label(kind.scales[-1])}, prior_relationship: 1.0}}"
    )


@cache
def simulated(type_: str) -> list[ReplicateRecord]:
    """Return the replicates of a world in which a type is planned; `joining` of joint partnerships takes no time."""
    sets = ["months=84", f"partnerships=[{plan_of(type_)}]", "parameters.joining_base=0.5"]
    scenario = load_scenario(WORLD, sets)
    ensemble = Ensemble(scenario, with_twin=False)  # which gives the numbers of the Mesa model
    return [ensemble.record(replicate)[0] for replicate in range(REPLICATES)]


def state(variable: str, month: int, trust: int = TARGET) -> Measure:
    """Return a measure: a variable of a trust in a month."""
    return lambda record: float(record.states[variable][month, trust])


def total(variable: str, trust: int = TARGET) -> Measure:
    """Return a measure: a variable of a trust, summed over the months."""
    return lambda record: float(record.states[variable][1:, trust].sum())


def of_partnership(variable: str, months: int, target: int = TARGET) -> Measure:
    """Return a measure: a variable of the partnership, so many months after it began to operate."""
    at = {name: 3 + PARTNERSHIP_COLUMNS.index(name) for name in ("target", "phase", "months_in_phase", variable)}

    def measure(record: ReplicateRecord) -> float:
        for row in record.partnership_months:
            operating = row[at["phase"]] == Phase.OPERATING and row[at["months_in_phase"]] == months
            if operating and row[at["target"]] == target:
                return float(row[at[variable]])
        return np.nan

    return measure


def growth_of_scope(record: ReplicateRecord) -> float:
    """Return how much further the partnership reaches after four years of operating than after one month."""
    return of_partnership("scope", 48)(record) - of_partnership("scope", 1)(record)


def relief_where_it_lasts(record: ReplicateRecord) -> float:
    """Return the demand kept away from the target after four years; missing where the partnership has not lasted."""
    return state("demand_relief", 48)(record) + 0.0 * of_partnership("integration", 48)(record)


def first_month_of_operation(record: ReplicateRecord) -> float:
    phase = 3 + PARTNERSHIP_COLUMNS.index("phase")
    return float(min(row[0] for row in record.partnership_months if row[phase] == Phase.OPERATING))


def spread_of_services(record: ReplicateRecord) -> float:
    """Return how far apart the members' services are three years after the type began to operate."""
    services = [of_partnership("service_performance", 36, member)(record) for member in range(4)]
    return float(np.nanstd(services))


DIFFERENCES: dict[str, tuple[str, str, Measure, int]] = {
    # what is said: (type, neighbour, measure, sign of type less neighbour)
    "an acquisition leaves the acquirer's culture more as it was than a merger": (
        "acquisition", "merger", state("culture_hierarchical", 72, PARTNER), -1),
    "a merger takes longer to come about than an acquisition": (
        "merger", "acquisition", first_month_of_operation, 1),
    "an acquisition subsumes, a management contract does not": (
        "acquisition", "management_contract", state("absorbed_by", 83), 1),
    "a management contract is quicker than a merger": ("management_contract", "merger", first_month_of_operation, -1),
    "a management contract earns the partner a fee, joint leadership does not": (
        "management_contract", "joint_leadership", total("income_from_partnerships", PARTNER), 1),
    "joint leadership puts leaders in, buddying advises": (
        "joint_leadership", "buddying", state("leadership_support", 24), 1),
    "buddying asks less of the partner than joint leadership": (
        "buddying", "joint_leadership", total("attention_partnership", PARTNER), -1),
    "a buddy is a peer who pays, an institute costs no peer attention": (
        "buddying", "improvement_institute", total("attention_partnership", PARTNER), 1),
    "an institute teaches practices that stay, a consultancy lends hands": (
        "improvement_institute", "consultancy", total("practice_transfer"), 1),
    "a consultancy lends hands": ("consultancy", "improvement_institute", total("capacity_lent"), 1),
    "a service-level chain asks for a larger fee than a contract that starts small": (
        "service_level_chain", "contractual", state("income_from_partnerships", 15, PARTNER), 1),
    "contracts grow, a chain does not": ("contractual", "service_level_chain", growth_of_scope, 1),
    "clinician-led work costs nothing, a contract does": ("clinician_led", "contractual", total("cost_to_trust"), -1),
    "clinician-led work hits a limit that contracts do not": (
        "clinician_led", "contractual", of_partnership("scope", 60), -1),
    "a joint venture pools sovereignty, a federation hardly": (
        "joint_venture", "federation", of_partnership("integration", 24), 1),
    "a joint venture shares risk, so that its members' services come to be alike": (
        "joint_venture", "federation", spread_of_services, -1),
    "integrated care keeps demand away, a joint venture does not": (
        "integrated_care_organisation", "joint_venture", relief_where_it_lasts, 1),
    "a federation asks less of its members than integrated care": (
        "federation", "integrated_care_organisation", total("attention_partnership"), -1),
    "a federation helps several, a chain one": (
        "federation", "service_level_chain", total("practice_transfer", COMMUNITY), 1),
}  # fmt: skip


@pytest.mark.parametrize("claim", DIFFERENCES)
def test_type_differs_from_its_neighbour(claim: str) -> None:
    type_, neighbour, measure, sign = DIFFERENCES[claim]
    differences = np.array(
        [
            sign * (measure(one) - measure(other))
            for one, other in zip(simulated(type_), simulated(neighbour), strict=True)
        ]
    )
    known = differences[~np.isnan(differences)]
    assert len(known) >= REPLICATES / 2, differences
    assert known.mean() > 0.0, f"{claim}: {known}"
    assert (known > 0.0).mean() >= 0.9, f"{claim}: {known}"


SIGNATURE: dict[str, Measure] = {
    **{f"{variable} of the {name}": total(variable, trust)
       for variable in ("attention_partnership", "mentoring", "practice_transfer", "leadership_support",
                        "capacity_lent", "demand_relief", "cost_to_trust", "income_from_partnerships")
       for name, trust in (("target", TARGET), ("partner", PARTNER), ("third", COMMUNITY))},
    **{f"{variable} after three years": of_partnership(variable, 36)
       for variable in ("scope", "integration", "relational_trust", "identity_threat")},
    "absorbed": state("absorbed_by", 83),
}  # fmt: skip
"""What is compared between any two types, those that the catalogue gets later included."""


@pytest.mark.parametrize(("type_", "other"), list(combinations(shipped_catalogue(), 2)))
def test_no_two_types_of_the_catalogue_behave_alike(type_: str, other: str) -> None:
    """In every replicate of one world, paired by common random numbers, some measures differ alike."""
    clear = []
    for name, measure in SIGNATURE.items():
        pairs = zip(simulated(type_), simulated(other), strict=True)
        differences = np.array([measure(one) - measure(two) for one, two in pairs])
        known = differences[~np.isnan(differences)]
        if len(known) >= REPLICATES / 2 and (np.sign(known) == np.sign(known[0])).all() and known[0] != 0.0:
            clear.append(name)
    assert len(clear) >= 3, f"{type_} and {other} differ clearly in {clear or 'nothing'} only"


def test_a_type_of_ones_own_works_wherever_a_shipped_one_does(tmp_path: Path) -> None:
    """A type is data: a scenario can define one, and it is listed, described, set, simulated and drawn."""
    import sim
    from sim.views.descriptions import description
    from sim.views.name_lists import listing

    own = tmp_path / "own.yaml"
    own.write_text(
        f"extends: {WORLD}\ntitle: A network of one's own\n"
        "partnership_types:\n  learning_network:\n    extends: federation\n    title: Learning network\n"
        "    meaning: members visit each other\n    transfer: 0.6\n    clinical_contact: 0.8\n"
        "    pooled_sovereignty: 0\n"
        "partnerships:\n  - {id: visits, type: learning_network, members: [green_bay, regency_vale, community],"
        " start_month: 3, nature: mandated, insisted: true}\n",
        encoding="utf-8",
    )
    scenario = load_scenario(own)
    assert "learning_network" in dict(listing("partnership-types", scenario.types()))
    assert description("learning_network", scenario.types())[0] == "partnership type learning_network: Learning network"
    stronger = sim.run(own, replicates=2, months=60, sets=["partnership_types.learning_network.transfer=0.9"])
    assert set(stronger.partnerships["type"]) == {"learning_network"}
    assert stronger.partnerships["members"].max() == 3
    for figure in ("partnership", "network", "trajectories"):
        stronger.plot(figure)
