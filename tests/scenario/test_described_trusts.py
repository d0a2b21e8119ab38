"""What is inferred of a described trust: what is given stands, the rest is like trusts of its type, doubts are said."""

from __future__ import annotations

from typing import Any

import pytest

import sim
from sim.model.enums import ProviderType, label
from sim.model.indicators import access_measure
from sim.scenario.inferred_state import doubts
from sim.scenario.scenario_schema import Scenario
from sim.views.trust_view import described_trusts

FIGURES = {"access": 82.0, "engagement": 7.2, "surplus": -1.5, "vacancy_rate": 11.0, "chief_executive_tenure": 14}
SHOWN_AS = {
    "access": "four_hour_performance",
    "engagement": "engagement_score",
    "surplus": "surplus",
    "vacancy_rate": "vacancy_rate",
    "chief_executive_tenure": "chief_executive_tenure",
}


def scenario_of(**trust: Any) -> Scenario:
    """Return a scenario of one described trust."""
    return Scenario(name="x", title="T", trusts=[{"id": "a", **trust}])


@pytest.mark.parametrize("key", FIGURES)
def test_what_is_given_is_shown_as_given(key: str) -> None:
    (row,) = [row for row in _rows(scenario_of(published={key: FIGURES[key]})) if row["variable"] == SHOWN_AS[key]]
    assert row["given"] == FIGURES[key]
    assert row["p5"] == pytest.approx(FIGURES[key])
    assert row["p95"] == pytest.approx(FIGURES[key])


def _rows(scenario: Scenario) -> list[dict[str, Any]]:
    return sim.describe_trusts(scenario).to_dict("records")


def test_a_figure_with_an_error_is_in_the_middle_of_what_is_inferred() -> None:
    rows = _rows(scenario_of(published={"engagement": 7.2, "errors": {"engagement": 0.1}}))
    (row,) = [row for row in rows if row["variable"] == "engagement_score"]
    assert row["p50"] == pytest.approx(7.2, abs=0.01)
    assert row["p95"] - row["p5"] == pytest.approx(2 * 1.645 * 0.1, rel=0.1)


@pytest.mark.parametrize(
    "trust",
    [{"archetype": "failing"}, {"published": FIGURES}, {"state": {"quality": 0.4}}, {"published": {"access": 1}}],
)
def test_an_interval_contains_its_median(trust: dict[str, Any]) -> None:
    table = sim.describe_trusts(scenario_of(**trust))
    assert (table["p5"] <= table["p50"]).all()
    assert (table["p50"] <= table["p95"]).all()
    assert (table["population_p25"] <= table["population_p50"]).all()
    assert (table["population_p50"] <= table["population_p75"]).all()


@pytest.mark.parametrize("provider_type", list(map(label, ProviderType)))
def test_access_is_shown_as_the_measure_of_the_type(provider_type: str) -> None:
    table = sim.describe_trusts(scenario_of(provider_type=provider_type)).set_index("variable")
    item = access_measure(provider_type)
    assert table.loc[item.name, "unit"] == item.unit
    assert item.low <= table.loc[item.name, "p50"] <= item.high


def test_a_rare_figure_is_doubtful_with_what_is_usual() -> None:
    (doubt,) = doubts(scenario_of(published={"engagement": 5.0}).trusts[0])
    assert doubt.startswith("engagement_score: 5.00 lies beyond 99 % of trusts of its type (")


def test_a_figure_that_no_level_stands_for_is_doubtful_with_where_the_trust_begins() -> None:
    (doubt,) = doubts(scenario_of(published={"surplus": -12.0}).trusts[0])
    assert doubt.startswith("surplus: -12.00 lies beyond")
    assert doubt.endswith("the nearest with which the model can begin is -10.00")


TOGETHER = [
    {"access": 92, "history": [{"months_ago": 12, "access": 72}]},
    {"engagement": 7.7, "surplus": -4, "vacancy_rate": 14, "access": 72},
]


@pytest.mark.parametrize("figures", TOGETHER)
def test_figures_that_hardly_go_together_are_doubtful(figures: dict[str, Any]) -> None:
    (doubt,) = doubts(scenario_of(published=figures).trusts[0])
    assert doubt.startswith("the figures hardly go together")


@pytest.mark.parametrize(
    "trust",
    [{}, {"archetype": "failing"}, {"published": FIGURES}, {"published": {"engagement": 7.7}},
     {"published": {"access": 82, "history": [{"months_ago": 12, "access": 80}]}}],
)  # fmt: skip
def test_a_usual_trust_and_an_archetype_are_not_doubtful(trust: dict[str, Any]) -> None:
    assert doubts(scenario_of(**trust).trusts[0]) == []


def test_the_lines_on_a_trust_say_what_is_given_and_what_is_inferred() -> None:
    head, names, *rows = described_trusts(scenario_of(published={"engagement": 5.0}))
    assert head.startswith("a: what is given")
    assert names.split() == ["variable", "given", "inferred", "quartiles", "of", "its", "type", "unit"]
    (engagement,) = [row for row in rows if row.startswith("engagement_score")]
    assert engagement.split()[1:3] == ["5.00", "6.30"], "no level stands for a score as low as that"
    assert rows[-1].startswith("Doubtful: engagement_score: 5.00")
    assert all(row.isascii() for row in rows)


def test_every_described_trust_has_its_lines() -> None:
    lines = list(described_trusts(sim.load_scenario("case_b_buddying")))
    assert [line.split(":")[0] for line in lines if "what is given" in line] == ["green_bay", "regency_vale"]


def test_a_scenario_without_described_trusts_is_refused() -> None:
    with pytest.raises(ValueError, match="england_acute: describes no trust; its trusts are all drawn"):
        sim.describe_trusts("england_acute")


def test_changes_are_made_before_a_trust_is_described() -> None:
    rows = sim.describe_trusts("no_partner", {"trusts.green_bay.state.quality": 0.31})
    assert rows.set_index(["trust", "variable"]).loc[("green_bay", "quality"), "given"] == 0.31
