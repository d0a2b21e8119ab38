"""Every mechanism that the sources report is switched off and changes an outcome, or is left out with an argument."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.document.model_tables import mechanisms as table
from sim.evidence import mechanisms as module
from sim.evidence.mechanisms import (
    EFFECTS,
    Finding,
    Mechanism,
    compare_mechanisms,
    finding,
    implemented_mechanisms,
    mechanism_scenario,
    mechanisms,
    mechanisms_named,
    read_findings,
    rule_of,
)
from sim.outcomes import OUTCOMES
from sim.scenario.expectation_checks import measured_variables

REPORTED = [f"M{number}" for number in range(1, 155)]
SOURCES = {"Miller & Millar (2017)", "Millar et al. (2020)", "Dalton (2014)"}
LEAST_REPRESENTED = 140
QUICK = ["M2", "M33", "M51", "M63", "M84", "M109"]


def turnaround(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let results be read from, and written to, a copy of the committed ones."""
    copy = tmp_path / "mechanisms.csv"
    copy.write_bytes(module.results_file().read_bytes())
    monkeypatch.setattr(module, "results_file", lambda: copy)
    return copy


def test_every_mechanism_is_reported_once() -> None:
    assert list(mechanisms()) == REPORTED


@pytest.mark.parametrize("name", REPORTED)
def test_mechanism_says_what_is_reported_and_how_to_see_it_or_why_it_is_left_out(name: str) -> None:
    item = mechanisms()[name]
    assert item.what
    assert item.source in SOURCES
    if item.left_out:
        assert {item.rule, item.scenario, *item.off} == {""}
        return
    assert item.effect in EFFECTS
    assert callable(rule_of(item))
    assert (rule_of(item).__doc__ or "").strip()


@pytest.mark.parametrize("item", implemented_mechanisms(), ids=lambda item: item.name)
def test_both_runs_load_and_hold_what_is_measured(item: Mechanism) -> None:
    at_work, switched_off = mechanism_scenario(item, switched_off=False), mechanism_scenario(item, switched_off=True)
    assert at_work.model_dump() != switched_off.model_dump()
    assert (at_work.seed, at_work.months) == (switched_off.seed, switched_off.months)
    assert bool(item.outcome) != bool(item.variable)
    if item.outcome:
        assert not OUTCOMES[item.outcome].needs_twin
    else:
        assert item.variable in measured_variables()
        assert 0 < item.month <= at_work.months
    assert not item.trust or item.trust in [trust.id for trust in at_work.trusts]


def test_most_mechanisms_are_represented() -> None:
    represented = [name for name, row in read_findings().items() if row.represented]
    assert len(represented) >= LEAST_REPRESENTED
    assert [item.name for item in implemented_mechanisms()] == represented


def test_no_mechanism_does_the_opposite_of_what_is_reported() -> None:
    assert [name for name, row in read_findings().items() if row.contradicts] == []


@pytest.mark.parametrize("item", implemented_mechanisms(), ids=lambda item: item.name)
def test_committed_results_are_those_of_the_data_file(item: Mechanism) -> None:
    row = read_findings()[item.name]
    assert row.scenario == item.scenario
    assert row.both == "; ".join(item.changes)
    assert row.off == "; ".join(item.off)
    assert row.measure == item.measure
    assert row.effect == item.effect
    assert row.replicates == str(item.replicates)


def test_spot_check_gives_the_committed_results() -> None:
    committed = read_findings()
    assert compare_mechanisms(mechanisms_named(QUICK)) == {name: committed[name] for name in QUICK}


def of(*values: float | None) -> pd.Series:
    return pd.Series([float("nan") if value is None else value for value in values], dtype=float)


def test_a_replicate_differs_by_more_than_rounding_or_by_what_is_missing() -> None:
    item = mechanisms()["M2"]
    same = finding(item, of(0.1, 0.2, None), of(0.1, 0.2 + 1e-12, None))
    assert not same.represented
    assert same.differ == "0"
    assert finding(item, of(0.1, 0.2, None), of(0.1, 0.3, None)).differ == "1"
    assert finding(item, of(0.1, 0.2, None), of(0.1, 0.2, 0.3)).differ == "1"


def test_difference_is_that_of_pairs() -> None:
    row = finding(mechanisms()["M2"], of(0.1, 0.2, 0.5), of(0.3, 0.4, None))
    assert float(row.difference) == pytest.approx(-0.2)
    assert float(row.mean_on) == pytest.approx(0.8 / 3, rel=1e-5)
    assert row.in_words.endswith("3 of 3 differ")


@pytest.mark.parametrize(
    ("effect", "off", "contradicts"),
    [
        ("lowers", (0.10, 0.21, 0.32), True),
        ("raises", (0.10, 0.21, 0.32), False),
        ("shifts", (0.10, 0.21, 0.32), False),
        ("lowers", (0.30, 0.20, 0.40), False),
    ],
)
def test_only_a_clear_difference_to_the_other_side_contradicts(
    effect: str, off: tuple[float, ...], contradicts: bool
) -> None:
    row = finding(mechanisms()["M2"], of(0.30, 0.40, 0.50), of(*off))
    reported = Finding(**{name: getattr(row, name) for name in Finding.__slots__} | {"effect": effect})
    assert reported.contradicts is contradicts


def test_table_of_the_model_description_has_a_row_for_each() -> None:
    rows = [line for line in table().splitlines() if line.startswith("| M")]
    assert len(rows) == len(REPORTED)
    assert sum("left out" in row for row in rows) == len(REPORTED) - len(implemented_mechanisms())
    assert not any("not computed" in row for row in rows)


def test_check_passes_for_committed_results() -> None:
    result = turnaround("mechanisms", "--only", "M84", "--check")
    assert result.exit_code == 0
    assert "1 of 1 mechanisms change their outcome" in result.output


def test_check_names_stale_results_and_writing_mends_them(elsewhere: Path) -> None:
    committed = elsewhere.read_bytes()
    elsewhere.write_text(elsewhere.read_text().replace("M84,case_e_merger", "M84,another"))
    result = turnaround("mechanisms", "--only", "M84", "--only", "M109", "--check")
    assert result.exit_code == 2
    assert "out of date for M84;" in result.output
    assert turnaround("mechanisms", "--only", "M84").exit_code == 0
    assert elsewhere.read_bytes() == committed


def test_other_replicates_are_shown_and_not_written(elsewhere: Path) -> None:
    committed = elsewhere.read_bytes()
    result = turnaround("mechanisms", "--only", "M84", "--replicates", "2")
    assert result.exit_code == 0
    assert elsewhere.read_bytes() == committed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "M155"], "no mechanism 'M155'"),
        (["--only", "M148"], "M148 is left out"),
        (["--only", "M84", "--check", "--replicates", "3"], "--check"),
    ],
)
def test_wrong_use_is_refused(arguments: list[str], message: str) -> None:
    result = turnaround("mechanisms", *arguments)
    assert result.exit_code == 2
    assert message in result.output
