"""Answers to headline questions: over sets, told apart from chance, with what they rest on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.evidence import headline_answers
from sim.evidence.headline_answers import (
    HARM,
    NO,
    OPEN,
    YES,
    _answered,
    answer_of,
    answers_in_words,
    meaning_of,
    rests_on,
    unknowns_of,
)
from sim.evidence.headlines import HEADLINES, MATTERS
from sim.scenario.parameter_sets import sample

SETS, WORLDS = 300, 8


@pytest.fixture
def generator() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        ([0.05] * 9 + [-0.01], YES),
        ([-0.05] * 9 + [0.01], HARM),
        ([0.5 * MATTERS] * 10, NO),
        ([0.05] * 6 + [0.0] * 4, OPEN),
    ],
)
def test_an_answer_is_given_only_where_most_of_what_is_possible_agrees(answers: list[float], word: str) -> None:
    assert answer_of(np.array(answers)) == word


def test_an_answer_rests_on_what_moves_it_and_on_nothing_else(generator: np.random.Generator) -> None:
    unknowns = pd.DataFrame(generator.random((SETS, 20)), columns=[f"unknown_{at}" for at in range(20)])
    answers = 2.0 * unknowns["unknown_3"] + 4.0 * (unknowns["unknown_7"] - 0.5) ** 2 + 0.1 * generator.random(SETS)
    found = rests_on(answers.to_numpy(), unknowns)
    assert [name for name, _ in found] == ["unknown_3", "unknown_7"]
    assert found[0][1] == pytest.approx(4 / 12 / (4 / 12 + 16 / 180 + 0.01 / 12), abs=0.08)


def test_chance_alone_seems_to_rest_on_something_in_one_case_of_twenty(generator: np.random.Generator) -> None:
    unknowns = pd.DataFrame(generator.random((SETS, 20)), columns=[f"unknown_{at}" for at in range(20)])
    seeming = sum(bool(rests_on(generator.random(SETS), unknowns)) for _ in range(20))
    assert seeming <= 4


def test_an_answer_that_sets_agree_on_is_as_sure_as_the_worlds_make_it(generator: np.random.Generator) -> None:
    differences = 0.1 * generator.standard_normal((len(sample()), WORLDS))
    row = _answered(HEADLINES[0], differences)
    assert row["low"] < row["mean"] < row["high"]
    assert 0.0 < row["positive"] < 1.0


def test_chance_between_worlds_is_told_apart_from_what_the_record_leaves_open(generator: np.random.Generator) -> None:
    answers = 0.05 + 0.02 * generator.standard_normal(len(sample()))
    differences = answers[:, None] + 0.1 * generator.standard_normal((len(answers), WORLDS))
    row = _answered(HEADLINES[0], differences)
    assert row["mean"] == pytest.approx(0.05, abs=0.01)
    assert row["by_chance"] == pytest.approx(0.1, rel=0.1)
    assert row["between_sets"] == pytest.approx(0.02, rel=0.6)
    assert row["high"] - row["low"] == pytest.approx(2 * 1.645 * row["between_sets"], rel=0.15)


def test_every_headline_is_answered_in_words_with_what_would_have_to_be_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = sample()[:12]
    monkeypatch.setattr("sim.scenario.parameter_sets.sample", lambda: few)
    monkeypatch.setattr(headline_answers, "sample", lambda: few)
    found = headline_answers.headline_answers(worlds=2, threads=2)
    assert found["name"].tolist() == [headline.name for headline in HEADLINES]
    assert found[["mean", "low", "high"]].notna().all(axis=None)
    sentences = answers_in_words(found)
    assert all(headline.question in sentence for headline, sentence in zip(HEADLINES, sentences, strict=True))


def test_what_an_answer_may_rest_on_are_parameters_and_attributes_of_its_types() -> None:
    support = next(headline for headline in HEADLINES if headline.name == "effect of support")
    both = next(headline for headline in HEADLINES if headline.name == "acquisition less buddying")
    assert not [key for key in unknowns_of(support.types) if key.startswith("partnership_types.")]
    assert {key.split(".")[1] for key in unknowns_of(both.types) if key.startswith("partnership_types.")} == {
        "acquisition", "buddying"
    }  # fmt: skip
    assert meaning_of("parameters.winter_amplitude")
