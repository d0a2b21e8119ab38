"""What is published of a trust is said once, goes together, and lies within what its unit allows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.config.errors import Problem, ScenarioError
from sim.model.enums import ProviderType, Rating, label
from sim.model.indicators import access_measure
from sim.rules.ratings import overall_rating
from sim.scenario.conditional_start import starts_of
from sim.scenario.published_keys import LEVELS, SPELLS
from sim.scenario.scenario_loader import change_scenario, load_scenario, resolved, scenario_digest, to_yaml
from sim.scenario.what_is_known import what_is_known

Problems = Callable[..., list[Problem]]
Write = Callable[..., Path]

HEAD = "title: T\ntrusts:\n  - id: a\n"
FULL = """\
    published:
      ratings: {overall: requires_improvement, safe: requires_improvement, well_led: good}
      access: 78.5
      engagement: 7.1
      surplus: -2.5
      vacancy_rate: 11
      months_in_special_measures: 0
      chief_executive_tenure: 14
      errors: {engagement: 0.1}
      history: [{months_ago: 12, access: 81}, {months_ago: 24, engagement: 7.2, surplus: -1}]
"""
TYPES = [label(provider_type) for provider_type in ProviderType]


def published(figures: str, more: str = "") -> str:
    """Return a scenario of one trust with published figures, on line 4, and further keys of the trust, on line 5."""
    return f"{HEAD}    published: {{{figures}}}\n{more}"


def test_everything_that_can_be_published_is_taken(write: Write) -> None:
    (trust,) = load_scenario(write(HEAD + FULL)).trusts
    assert trust.published is not None
    assert trust.published.ratings.well_led == "good"
    assert [past.months_ago for past in trust.published.history] == [12, 24]


@pytest.mark.parametrize("figures", ["", "access: null, ratings: {overall: null}, history: []"])
def test_a_trust_of_which_nothing_is_published_may_be_any_of_its_type(figures: str, write: Write) -> None:
    (trust,) = load_scenario(write(published(figures))).trusts
    starts = starts_of(what_is_known(trust))
    assert len(set(starts["rating_overall"])) > 1


TWICE = {
    "ratings: {overall: inadequate}": ("ratings.overall", "rating_overall: inadequate"),
    "ratings: {well_led: good}": ("ratings.well_led", "rating_well_led: good"),
    "chief_executive_tenure: 9": ("chief_executive_tenure", "chief_executive_tenure: 9"),
    "months_in_special_measures: 4": ("months_in_special_measures", "special_measures: true"),
    "months_in_special_measures: 5": ("months_in_special_measures", "months_in_special_measures: 5"),
    "access: 80": ("access", "annual_access: 0.5"),
    "engagement: 7": ("engagement", "published_engagement: 0.5"),
    "surplus: 0": ("surplus", "annual_finance: 0.5"),
    "vacancy_rate: 10": ("vacancy_rate", "published_workforce: 0.5"),
}


@pytest.mark.parametrize("figure", TWICE)
def test_a_figure_given_twice_is_refused_with_both_lines(figure: str, problems: Problems) -> None:
    key, said = TWICE[figure]
    variable = said.split(":")[0]
    (found,) = problems(published(figure, f"    state: {{{said}}}\n"))
    assert (found.line, found.path) == (5, f"trusts[0].state.{variable}")
    assert found.what == f"is said by published.{key}, too; the other begins in line 4"
    assert found.allowed == f"either published.{key} or state.{variable}"


def test_every_key_that_settles_a_variable_is_known_to_be_given_twice() -> None:
    keys = {key.partition(".")[0] for key, _ in TWICE.values()}
    assert keys == {"ratings", *LEVELS, *SPELLS}


def test_a_hidden_variable_beside_a_figure_is_said_once(write: Write) -> None:
    (trust,) = load_scenario(write(published("access: 80", "    state: {access: 0.3, published_access: 0.4}\n"))).trusts
    starts = starts_of(what_is_known(trust))
    assert set(starts["access"]) == {0.3}


def test_an_archetype_beside_what_is_published_is_refused(problems: Problems) -> None:
    (found,) = problems(published("access: 80", "    archetype: average\n"))
    assert (found.line, found.path) == (5, "trusts[0].archetype")
    assert "by its archetype or by what is published of it, not by both; the other begins in line 4" in found.what


def test_a_variant_may_replace_an_archetype_by_what_is_published(write: Write) -> None:
    write(HEAD + "    archetype: failing\n", "base.yaml")
    text = "extends: base\ntitle: V\ntrusts: [{id: a, archetype: null, published: {engagement: 6.9}}]\n"
    (trust,) = load_scenario(write(text)).trusts
    assert trust.published is not None


ALL_GOOD = ", ".join(f"{domain}: good" for domain in ("safe", "effective", "caring", "responsive", "well_led"))
EXCLUDED = {
    "overall by all domains": (
        "ratings: {overall: good, safe: inadequate, effective: good, caring: good, responsive: good, well_led: good}",
        "published.ratings.overall",
        "an overall rating of 'good' is excluded by the five domains: safe inadequate, ",
        "overall: requires_improvement",
    ),
    "overall by some domains": (
        "ratings: {overall: good, safe: inadequate, well_led: inadequate}",
        "published.ratings.overall",
        "an overall rating of 'good' is excluded by the domains: safe inadequate, well_led inadequate",
        "overall: inadequate",
    ),
    "overall by one domain": (
        "ratings: {overall: outstanding, caring: requires_improvement}",
        "published.ratings.overall",
        "excluded by the domains: caring requires_improvement",
        "overall: inadequate or requires_improvement or good",
    ),
    "special measures": (
        "months_in_special_measures: 3, ratings: {overall: good}",
        "published.months_in_special_measures",
        "is in special measures, and its overall rating is 'good'",
        "inadequate or requires_improvement, or no special measures",
    ),
    "special measures and good domains": (
        f"months_in_special_measures: 3, ratings: {{{ALL_GOOD}}}",
        "published.months_in_special_measures",
        "is in special measures, and its overall rating is 'good'",
        "inadequate or requires_improvement, or no special measures",
    ),
}


@pytest.mark.parametrize("name", EXCLUDED)
def test_published_ratings_that_exclude_each_other_are_refused(name: str, problems: Problems) -> None:
    figures, place, what, allowed = EXCLUDED[name]
    (found,) = problems(published(figures))
    assert (found.path, found.allowed) == (f"trusts[0].{place}", allowed)
    assert what in found.what
    assert found.what.endswith("; the other begins in line 4")


def test_a_published_rating_and_one_of_the_state_exclude_each_other(problems: Problems) -> None:
    state = "    state: {rating_safe: inadequate, rating_caring: inadequate}\n"
    (found,) = problems(published("ratings: {overall: good}", state))
    assert found.path == "trusts[0].published.ratings.overall"
    assert "; the other begins in line 5" in found.what


@pytest.mark.parametrize(
    "figures",
    [
        "ratings: {overall: inadequate, safe: inadequate}",
        "ratings: {overall: good, safe: requires_improvement}",
        "ratings: {safe: outstanding, caring: inadequate}",
        "months_in_special_measures: 0, ratings: {overall: outstanding}",
        "months_in_special_measures: 9, ratings: {overall: requires_improvement}",
        "months_in_special_measures: 9, ratings: {safe: good, caring: good}",
    ],
)
def test_published_ratings_that_can_be_together_are_allowed(figures: str, write: Write) -> None:
    assert load_scenario(write(published(figures))).trusts


@pytest.mark.parametrize(
    "figures",
    [
        *(f"ratings: {{overall: {label(rating)}}}" for rating in Rating),
        "ratings: {overall: inadequate, safe: inadequate}",
        "ratings: {safe: outstanding, caring: inadequate}",
        "ratings: {well_led: inadequate, safe: inadequate}",
        f"ratings: {{{ALL_GOOD}}}",
        "months_in_special_measures: 9",
        "months_in_special_measures: 9, ratings: {safe: good, caring: good}",
        "access: 80",
    ],
)
def test_what_is_drawn_beside_a_rating_goes_with_it(figures: str, write: Write) -> None:
    (trust,) = load_scenario(write(published(figures))).trusts
    for start in starts_of(what_is_known(trust)).view(np.recarray):
        assert start.rating_overall == overall_rating(start)
        assert not start.special_measures or start.rating_overall < Rating.GOOD


@pytest.mark.parametrize("provider_type", TYPES)
def test_an_access_figure_is_one_of_the_measure_of_its_type(
    provider_type: str, problems: Problems, write: Write
) -> None:
    item, more = access_measure(provider_type), f"    provider_type: {provider_type}\n"
    for fits in (item.low, item.high):
        assert load_scenario(write(published(f"access: {fits}", more))).trusts
    for beyond in (item.low - 1, item.high + 1, 5000):
        (found,) = problems(published(f"access: {beyond}", more))
        assert (found.line, found.path) == (4, "trusts[0].published.access")
        assert found.what.startswith(f"found {beyond:g}; {provider_type.replace('_', ' ')} trusts publish")
        assert f"{item.title!r} ({item.unit})" in found.what
        assert found.allowed == f"a number from {item.low:g} to {item.high:g}"


def test_figures_of_the_past_and_errors_are_in_the_same_unit(problems: Problems) -> None:
    minutes = "    provider_type: ambulance\n"
    (found,) = problems(published("access: 30, history: [{months_ago: 12, access: 200}]", minutes))
    assert (found.path, found.allowed) == ("trusts[0].published.history[0].access", "a number from 5 to 180")
    (found,) = problems(published("access: 30, errors: {access: 176}", minutes))
    assert (found.path, found.allowed) == ("trusts[0].published.errors.access", "a number from 0 to 175")


@pytest.mark.parametrize(
    ("figures", "path", "allowed"),
    [
        ("engagement: 10.5", "engagement", "a number from 0 to 10"),
        ("surplus: -31", "surplus", "a number from -30 to 30"),
        ("vacancy_rate: 61", "vacancy_rate", "a number from 0 to 60"),
        ("months_in_special_measures: -1", "months_in_special_measures", "a whole number from 0 to 600"),
        ("history: [{months_ago: 18, access: 80}]", "history[0].months_ago", "12 or 24"),
        ("history: [{months_ago: 36, access: 80}]", "history[0].months_ago", "12 or 24"),
        ("history: [{months_ago: a year, access: 80}]", "history[0].months_ago", "12 or 24"),
        ("history: [{access: 80}]", "history[0].months_ago", "12 or 24"),
        ("history: [{months_ago: 12}]", "history[0]", "at least one of access, engagement, surplus"),
        (
            "history: [{months_ago: 12, access: 80}, {months_ago: 12, surplus: 0}]",
            "history[1].months_ago",
            "one item for each time",
        ),
        ("errors: {surplus: 1}", "errors.surplus", "only beside `surplus` under `published`"),
    ],
)
def test_what_no_trust_can_publish_is_refused(figures: str, path: str, allowed: str, problems: Problems) -> None:
    (found,) = problems(published(figures))
    assert (found.line, found.path, found.allowed) == (4, f"trusts[0].published.{path}", allowed)


def test_a_rare_figure_is_allowed(write: Write) -> None:
    (trust,) = load_scenario(write(published("access: 1, engagement: 1, surplus: 30, vacancy_rate: 60"))).trusts
    starts = starts_of(what_is_known(trust))
    for level in LEVELS.values():
        assert 0.0 <= starts[level].min() <= starts[level].max() <= 1.0


def test_what_is_published_is_written_out_and_loads_as_the_same(write: Write) -> None:
    scenario = load_scenario(write(HEAD + FULL + "    state: {leadership: 0.3}\n"))
    data = resolved(scenario)
    assert data["trusts"][0]["state"] == {"leadership": 0.3}, "no archetype says anything"
    again = load_scenario(write(to_yaml(data), "again.yaml"))
    assert resolved(again) == data
    assert scenario_digest(again) == scenario_digest(scenario)
    assert what_is_known(again.trusts[0]) == what_is_known(scenario.trusts[0])


def test_a_published_figure_is_set_by_hand(write: Write) -> None:
    scenario = load_scenario(write(HEAD), ["trusts.a.published.engagement=6.5"])
    assert scenario.trusts[0].published.engagement == 6.5  # type: ignore[union-attr]
    again = change_scenario(scenario, ["trusts.a.published.engagement=7"])
    assert again.trusts[0].published.engagement == 7  # type: ignore[union-attr]
    assert again.shown_title == "T (changed: trusts.a.published.engagement=7)"
    with pytest.raises(ScenarioError, match=r"--set trusts.a.published.engagement=11.*a number from 0 to 10"):
        change_scenario(scenario, ["trusts.a.published.engagement=11"])


def test_trends_of_one_kind_may_overlap(write: Write) -> None:
    trends = "environment: {trends: [{of: demand, a_year: 0.01}, {of: demand, a_year: 0.02, from_month: 13}]}\n"
    assert len(load_scenario(write(HEAD + trends)).environment.trends) == 2
