"""The evidence that ships with the model is tidy: every row named, bounded, sourced and of a known basis."""

from __future__ import annotations

from importlib.resources import files

import pandas as pd
import pytest

COLUMNS = ["id", "topic", "statement", "value", "low", "high", "unit", "n", "period", "source", "link", "basis"]
NUMBERS = ["value", "low", "high"]


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    with files("sim").joinpath("evidence/facts.csv").open(encoding="utf-8") as file:
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
    assert list(table.columns) == COLUMNS
    assert len(table)
    for column in NUMBERS:  # raises where a cell holds anything but one number
        table[column] = pd.to_numeric(table[column].where(table[column] != ""))
    return table


def test_ids_are_unique_and_name_their_topic(facts: pd.DataFrame) -> None:
    assert facts["id"].is_unique
    assert facts["id"].str.fullmatch(r"[A-Z]{2,3}\d{2}").all()


def test_every_row_is_stated_sourced_and_of_a_known_basis(facts: pd.DataFrame) -> None:
    for column in ("topic", "statement", "source"):
        assert (facts[column].str.strip() != "").all(), column
    assert set(facts["basis"]) == {"read", "computed", "derived", "gap"}


def test_values_lie_between_their_limits(facts: pd.DataFrame) -> None:
    for lower, upper in (("low", "value"), ("value", "high"), ("low", "high")):
        given = facts.dropna(subset=[lower, upper])
        assert len(given)
        crossed = given.loc[given[lower] > given[upper], "id"]
        assert crossed.empty, f"{lower} above {upper}: {list(crossed)}"


def test_shares_are_fractions_of_one(facts: pd.DataFrame) -> None:
    shares = facts.loc[facts["unit"] == "share", NUMBERS]
    assert len(shares)
    assert ((shares >= 0) & (shares <= 1) | shares.isna()).all(axis=None)


def test_links_are_web_addresses(facts: pd.DataFrame) -> None:
    linked = facts.loc[facts["link"] != "", "link"]
    assert len(linked)
    assert linked.str.fullmatch(r"https?://\S+").all()
    assert not facts["source"].str.contains("http").any(), "addresses stand in their own column"
    computed = facts.loc[facts["basis"] == "computed", "link"]
    assert len(computed)
    assert computed.str.startswith("https://github.com/").all()


def test_numbers_have_units_and_gaps_have_neither(facts: pd.DataFrame) -> None:
    numbered = facts[NUMBERS].notna().any(axis=1)
    assert numbered.any()
    assert (facts.loc[numbered, "unit"] != "").all()
    gaps = facts[facts["basis"] == "gap"]
    assert len(gaps)
    assert gaps[NUMBERS].isna().all(axis=None)


def test_rows_worked_out_from_others_name_rows_that_exist(facts: pd.DataFrame) -> None:
    derived = facts.loc[facts["basis"] == "derived", "source"]
    named = derived.str.findall(r"\b[A-Z]{2,3}\d{2}\b")
    assert len(named)
    assert named.str.len().ge(1).all()
    assert set(named.explode()) <= set(facts["id"])
