"""The model held against the record: nothing that held is lost, and what is lost is said."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest

from sim.document import HOME
from sim.evidence.assessment import (
    COLUMNS,
    QUICK,
    Effort,
    assess_patterns,
    assessment_summary,
    lost_patterns,
    read_committed,
    verdicts,
)
from sim.evidence.patterns import patterns, patterns_named
from sim.scenario.scenario_schema import DEFAULTS, POSTERIOR


@pytest.fixture(scope="module")
def quick() -> pd.DataFrame:
    return assess_patterns(patterns_named([]), QUICK, threads=os.cpu_count() or 1)


def test_no_pattern_that_held_is_lost(quick: pd.DataFrame) -> None:
    gone = lost_patterns(quick, read_committed())
    rows = quick[quick["pattern"].isin(gone)]
    assert not gone, rows[["pattern", "figure", "band", "value", "error"]].to_string()


def test_the_committed_results_are_those_of_every_pattern() -> None:
    for source in (DEFAULTS, POSTERIOR):
        committed = read_committed(source)
        assert list(committed.columns) == list(COLUMNS)
        assert list(dict.fromkeys(committed["pattern"])) == list(patterns())


def test_enough_of_the_record_holds_with_one_set_of_defaults() -> None:
    """All but a few patterns, every fitted input; one case is missed, and said to be."""
    by_pattern = verdicts(read_committed())
    record = [name for name, item in patterns().items() if name[0] in "PN" and item.use in ("calibrate", "check")]
    fitted = [name for name, item in patterns().items() if item.use == "fitted input"]
    others = [name for name in patterns() if name[0] in "DC"]
    assert len(record) == 35
    assert len(fitted) == 4
    assert len(others) == 20
    assert sum(by_pattern[name] == "pass" for name in record) >= 32
    assert [name for name in (*fitted, *others) if by_pattern[name] != "pass"] == ["C_C"]
    told = (HOME / "EVIDENCE.md").read_text(encoding="utf-8")
    assert "**Case C.**" in told
    assert "**Persistence of advocacy (P12e).**" in told
    assert "**Scrutiny without support (D03, over the sample).**" in told


def test_nations_of_trusts_are_simulated_less_often_than_a_few_trusts_whatever_their_name() -> None:
    effort = Effort(national=3, local=7)
    names = ("england_acute", "pandemic", "country_without_ratings", "no_partner", "local_health_economy")
    assert [effort.replicates(name) for name in names] == [3, 3, 3, 7, 7]


def row(pattern: str, value: float, verdict: str, error: float = 0.01) -> dict[str, object]:
    return {"pattern": pattern, "use": "calibrate", "band_low": 0.2, "band_high": 0.4, "value": value, "error": error,
            "verdict": verdict}  # fmt: skip


def test_a_pattern_is_lost_if_chance_does_not_explain_that_it_left_its_band() -> None:
    before = pd.DataFrame([row("P02", 0.3, "pass"), row("P04", 0.3, "pass"), row("P14", 0.5, "miss")])
    after = pd.DataFrame([row("P02", 0.41, "miss"), row("P04", 0.45, "miss"), row("P14", 0.6, "miss")])
    assert lost_patterns(after, before) == ["P04"]


def test_a_figure_that_can_no_longer_be_computed_is_lost() -> None:
    before, after = pd.DataFrame([row("P02", 0.3, "pass")]), pd.DataFrame([row("P02", np.nan, "miss", np.nan)])
    assert lost_patterns(after, before) == ["P02"]


def test_a_pattern_of_several_figures_passes_only_if_all_do() -> None:
    table = pd.DataFrame([row("P12d", 0.3, "pass"), row("P12d", 0.5, "miss"), row("P14", 0.3, "pass")])
    assert verdicts(table) == {"P12d": "miss", "P14": "pass"}


def test_misses_are_counted_by_what_a_pattern_is_for() -> None:
    table = pd.DataFrame([row("P02", 0.5, "miss"), row("P04", 0.3, "pass")])
    assert assessment_summary(table) == ["Patterns of the record, calibrated to: 1 of 2 pass; missed: P02"]
