"""An appraisal from its file to the page of a board: options, money, words, and what is refused with its place."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import turnaround
from docx import Document

from sim.appraisal.appraisal import AppraisalResult, appraise, discounts, within
from sim.appraisal.appraisal_files import write_appraisal
from sim.appraisal.appraisal_loader import load_appraisal, shipped_appraisals
from sim.appraisal.appraisal_picture import ASSUMED
from sim.appraisal.appraisal_schema import Enough
from sim.appraisal.appraisal_tables import TABLES
from sim.appraisal.appraisal_words import in_words, pounds, switching_value, unknown_in_words
from sim.appraisal.appraised_folder import read_appraised
from sim.appraisal.board_page import HEADERS
from sim.appraisal.effects_by_kind import CASH_RELEASING, KINDS, SOCIETAL, SOURCES, effects_by_kind
from sim.appraisal.option_list import NEW_LEADER, SUPPORT, USUAL, options_of
from sim.appraisal.value_of_information import Tipping, tippings
from sim.config.errors import ScenarioError
from sim.evidence.headline_answers import meaning_of
from sim.export.export_folder import export_tables
from sim.parameters import parameter_table
from sim.results.checked_files import ResultsError

ROUNDING = 635  # a twentieth of a point, to which widths are rounded

FILE = """
title: Who should help Green Bay?
question: Which partnership, with whom?
scenario: local_health_economy
set:
  regulator.mandated_type: null
  regulator.remedy_type: null
  regulator.partnering_climate: 0.0
months: 60
options:
  target: green_bay
  partners: [Regency Vale]
  types: [buddying, management_contract, consultancy]
  natures: [voluntary, mandated]
  also:
    more_support: {title: Twice the support, set: {regulator.support: 0.6}}
enough:
  recovered_within_36: {at_least: 1}
worlds: {first: 12, most: 40, matters: 0.05}
"""


def written(folder: Path, *changed: tuple[str, str]) -> Path:
    text = FILE
    for old, new in changed:
        assert old in text
        text = text.replace(old, new)
    file = folder / "help.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> AppraisalResult:
    return appraise(written(tmp_path_factory.mktemp("appraisal")), threads=2)


# Options


def test_options_are_every_partner_type_and_nature_beside_doing_nothing_and_the_least_one_can_do(
    found: AppraisalResult,
) -> None:
    names = [option.name for option in found.options]
    assert names[:3] == [USUAL, NEW_LEADER, SUPPORT]
    assert set(names[3:]) == {
        "buddying_regency_vale_voluntary", "buddying_regency_vale_mandated",
        "management_contract_regency_vale_voluntary", "management_contract_regency_vale_mandated",
        "consultancy_voluntary", "consultancy_mandated", "more_support",
    }  # fmt: skip
    assert all(len(option.scenario.partnerships) == bool(option.type) for option in found.options)


def test_trusts_that_may_not_lead_are_named_with_the_reason(tmp_path: Path) -> None:
    one_type = ("[buddying, management_contract, consultancy]", "[buddying]")
    listed = options_of(load_appraisal(written(tmp_path, ("  partners: [Regency Vale]\n", ""), one_type)))
    assert "middleton_way" in listed.excluded
    assert all(listed.excluded.values())
    partners = {option.partner for option in listed.options} - {""}
    assert "regency_vale" in partners
    assert partners.isdisjoint(listed.excluded)


def test_plans_for_the_target_that_the_scenario_has_itself_are_what_is_to_be_decided(tmp_path: Path) -> None:
    file = written(tmp_path, ("local_health_economy", "case_b_buddying"), ("months: 60", "months: 48"))
    listed = options_of(load_appraisal(file))
    assert not listed.options[0].scenario.partnerships


# What is found


def test_every_option_is_simulated_in_the_same_worlds_and_the_reference_in_all(found: AppraisalResult) -> None:
    lengths = [len(own) for own in found.spent.payoffs]
    assert lengths[0] == max(lengths)
    assert min(lengths) >= 12
    assert found.table["worlds"].sum() == found.spent.simulated


def test_doing_nothing_changes_nothing_and_costs_nothing(found: AppraisalResult) -> None:
    usual = found.table.set_index("option").loc[USUAL]
    assert usual[["gain", "quality", "engagement", "cost_to_target", "cost_to_centre"]].tolist() == [0.0] * 5
    assert np.isnan(usual["partner_quality"])


def test_a_contract_costs_the_trust_a_fee_of_which_the_partner_keeps_a_margin(found: AppraisalResult) -> None:
    contract = found.table.set_index("option").loc["management_contract_regency_vale_voluntary"]
    assert contract["cost_to_target"] > 1.0
    assert contract["cost_to_partner"] < 0.0
    assert contract["partner_leaders_months"] > 0.0


def test_regret_and_shares_are_of_all_options(found: AppraisalResult) -> None:
    table = found.table
    assert (table["regret"] >= 0.0).all()
    assert table["best_in"].sum() == pytest.approx(1.0)
    assert table["good_enough_in"].between(0.0, 1.0).all()
    assert table.loc[table["still_in"], "regret"].is_monotonic_increasing


def test_money_of_later_months_counts_for_less() -> None:
    assert discounts(24, 0.035)[[0, 12, 24]] == pytest.approx([0.0, 1 / 1.035, 1 / 1.035**2])
    assert within(np.array([1.0, 2.0, 3.0]), Enough(at_least=2.0)).tolist() == [False, True, True]
    assert within(np.array([1.0, 2.0, 3.0]), Enough(at_most=2.0)).tolist() == [True, True, False]


# Words and files


def test_the_first_paragraph_says_that_effects_are_assumed_and_what_tips_comes_before_the_choice(
    found: AppraisalResult,
) -> None:
    told = list(in_words(found))
    assert told[0] == ASSUMED
    tips = next(at for at, line in enumerate(told) if "tip" in line)
    choice = next(at for at, line in enumerate(told) if "has the least regret" in line)
    assert tips < choice
    assert any("Who pays" in line for line in told)


def test_a_switching_value_is_told_with_its_range_and_who_is_ahead_beyond_it() -> None:
    name = next(iter(parameter_table()))
    tipping = Tipping(f"parameters.{name}", 0.27, True, 0.1, 0.9, 0.4, -0.1, 0.3)
    told = switching_value(tipping, "Buddying", "Merger", meaning_of(tipping.unknown))
    assert told.startswith("“Merger” is ahead where ")
    assert "is below 0.27 (plausible: 0.1 to 0.9; it accounts for 40 %" in told
    assert [pounds(value, "earns") for value in (1.234, -0.5, 0.001)] == ["£1.23m", "earns £0.50m", "nothing"]


def test_every_cost_and_change_of_an_option_is_of_one_kind_and_one_side(found: AppraisalResult) -> None:
    listed = effects_by_kind(found.table)
    assert set(listed["kind"]) == set(KINDS)
    assert listed.loc[listed["kind"] == SOCIETAL, "amount"].isna().all(), "health has no price here"
    amounts = [name for name in found.table if name.startswith("cost_") or name.endswith("_leaders_months")]
    amounts += [name for name in found.table if name.endswith(("quality", "engagement"))]
    told = [column for figures in SOURCES.values() for column, _ in figures.values() if column]
    assert sorted(told) == sorted(amounts)
    costs = listed[(listed["kind"] == CASH_RELEASING) & (listed["whom"] == "target")]
    assert costs["amount"].tolist() == found.table["cost_to_target"].tolist()


def test_a_page_for_a_board_is_written_as_html_and_word(found: AppraisalResult, tmp_path: Path) -> None:
    from docx import Document

    write_appraisal(found, tmp_path, word=True)
    assert {path.name for path in tmp_path.iterdir()} == {
        "appraisal.csv", "effects_by_kind.csv", "switching_values.csv", "worth_knowing.csv",
        "benefit_and_cost.png", "benefit_and_cost.svg", "board.html",
        "board.docx", "manifest.json", "report.html", "ro-crate-metadata.json",
    }  # fmt: skip
    assert len(pd.read_csv(tmp_path / "appraisal.csv")) == len(found.options)
    assert list(found.table.columns) == list(TABLES["appraisal"].meanings), "every column is explained"
    page = (tmp_path / "board.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "<script" not in page
    document = Document(str(tmp_path / "board.docx"))
    assert document.paragraphs[0].text == found.appraisal.title
    assert len(document.tables[0].rows) == min(9, 1 + len(found.options))
    assert len(document.inline_shapes) == 1


def test_an_appraisal_is_read_again_and_its_tables_are_exported_with_units(
    found: AppraisalResult, tmp_path: Path
) -> None:
    write_appraisal(found, tmp_path / "made")
    appraised = read_appraised(tmp_path / "made")
    assert appraised.manifest["answer"][0].startswith(f"“{found.table['title'].iloc[0]}” has the least regret")
    assert len(appraised.manifest["answer"]) == 3
    assert appraised.tables["appraisal"]["option"].tolist() == found.table["option"].tolist()
    export_tables(tmp_path / "made", tmp_path / "out")
    dictionary = pd.read_csv(tmp_path / "out" / "csv" / "data_dictionary.csv").set_index(["table", "column"])
    assert dictionary.loc[("appraisal", "cost_to_centre"), "unit"] == "£m"
    assert dictionary["meaning"].notna().all()


def test_results_of_another_kind_are_not_written_over(found: AppraisalResult, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"inputs": "", "format": 2}')
    with pytest.raises(ResultsError, match="holds a run"):
        write_appraisal(found, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


# Refusals


REFUSALS = {
    "an unknown trust": (("target: green_bay", "target: green_bey"), "options.target", "green_bay"),
    "an unknown partner": (("[Regency Vale]", "[Regency Veil]"), "options.partners", "trust"),
    "an unknown type": (("[buddying,", "[buddyng,"), "options.types", "buddying"),
    "an outcome of which neither way is better": (("enough:", "outcome: absorbed\nenough:"), "outcome", "neither way"),
    "a bound that says nothing": (("{at_least: 1}", "{}"), "enough.recovered_within_36", "at_least"),
    "an unknown outcome": (("recovered_within_36", "recovered_within_37"), "enough", "recovered_within_36"),
    "too few worlds": (("most: 40", "most: 10"), "worlds.most", "at least 12"),
    "a month that is not simulated": (
        ("target: green_bay", "target: green_bay\n  start_month: 90"),
        "start_month",
        "1 to 60",
    ),
    "a key that an option cannot set": (("regulator.support: 0.6", "regulator.suport: 0.6"), "suport", "support"),
    "a key that no option can set": (
        ("partnering_climate: 0.0", "partnering_climat: 0.0"),
        "set",
        "partnering_climate",
    ),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_is_wrong_is_named_with_its_place(what: str, tmp_path: Path) -> None:
    change, place, allowed = REFUSALS[what]
    with pytest.raises(ScenarioError) as error:
        load_appraisal(written(tmp_path, change))
    assert "help.yaml:" in str(error.value)
    assert place in str(error.value)
    assert allowed in str(error.value)


def blocks_of_the_guide() -> list[str]:
    guide = (Path(__file__).parents[2] / "sim" / "GUIDE.md").read_text(encoding="utf-8")
    return re.findall(r"```yaml\n(.*?)```", guide, flags=re.DOTALL)


def test_the_file_of_the_guide_is_sound_and_carried_out(tmp_path: Path) -> None:
    (text,) = [block for block in blocks_of_the_guide() if "more_support" in block]
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    found = appraise(file, {"worlds": {"first": 8, "most": 8}})
    assert {option.type for option in found.options} == {"", "buddying", "management_contract"}
    assert "more_support" in found.table["option"].tolist()


def test_a_trust_that_was_typed_in_ends_on_one_page_for_a_board(in_folder: Path) -> None:
    for block in blocks_of_the_guide():
        if name := re.match(r"# (\w+\.yaml)\n", block):
            (in_folder / name[1]).write_text(block, encoding="utf-8")
    listed = turnaround("partners", "marsh_end.yaml", "--trust", "marsh_end", "--replicates", "4")
    assert "Hill Top" in listed.output
    worlds = ("--set", "worlds.first=8", "--set", "worlds.most=8")
    done = turnaround("appraise", "help_for_marsh_end.yaml", "--word", *worlds, "--out", "out")
    assert done.exit_code == 0, done.output
    page = Document(str(in_folder / "out" / "board.docx"))
    assert page.paragraphs[2].text == ASSUMED
    assert len(page.tables) == len(page.inline_shapes) == 1
    width, margins = page.sections[0].page_width, page.sections[0].left_margin + page.sections[0].right_margin
    assert sum(column.width for column in page.tables[0].columns) <= width - margins + len(HEADERS) * ROUNDING


NARROWED = {"new_leader_or_support": 4}
"""Shipped appraisals that name their partners and types, with how many options that leaves."""


@pytest.mark.parametrize("name", sorted(shipped_appraisals()))
def test_shipped_appraisals_are_sound_and_have_many_options_unless_they_name_a_few(name: str) -> None:
    options = options_of(load_appraisal(name)).options
    assert len(options) == NARROWED[name] if name in NARROWED else len(options) >= 30


@pytest.mark.slow
def test_the_best_option_changes_over_the_map_of_regret_of_a_shipped_appraisal(tmp_path: Path) -> None:
    found = appraise("new_leader_or_support", threads=2)
    mapped = found.regret_map()
    assert mapped is not None
    cells, unknowns, _ = mapped
    assert set(unknowns) == {"trusts.green_bay.state.leadership", "regulator.support"}
    assert cells["best"].nunique() >= 2
    write_appraisal(found, tmp_path / "made")
    assert (tmp_path / "made" / "regret_map.png").is_file()


# Values that are not known

UNCERTAIN = """
title: How much support?
question: Is half of what there could be better than what there is, of which nobody knows how much it is?
scenario: case_b_buddying
options:
  target: green_bay
  types: []
  also:
    half: {title: Half, set: {regulator.support: 0.5}}
parameters: defaults
uncertainties:
  regulator.support: {low: 0.0, high: 1.0, title: the support that there is}
  trusts.regency_vale.state.leadership: {low: 0.2, high: 0.9}
worlds: {first: 80, most: 80}
"""


def uncertain(folder: Path) -> Path:
    file = folder / "uncertain.yaml"
    file.write_text(UNCERTAIN, encoding="utf-8")
    return file


def test_a_planted_switching_value_of_a_lever_is_found(tmp_path: Path) -> None:
    found = appraise(uncertain(tmp_path), threads=2)
    unknowns = found._unknowns(80)
    assert unknowns["trusts.regency_vale.state.leadership"].between(0.2, 0.9).all()
    usual, half = (next(at for at, one in enumerate(found.options) if one.name == name) for name in (USUAL, "half"))
    gap = found.spent.payoffs[usual][:80] - found.spent.payoffs[half][:80]
    first = tippings(gap, unknowns)[0]
    assert first.unknown == "regulator.support"
    assert first.at == pytest.approx(0.5, abs=0.1)
    assert first.above
    told = switching_value(first, "Usual", "Half", unknown_in_words(found, first.unknown))
    assert told.startswith("“Half” is ahead where the support that there is is below")


@pytest.mark.parametrize(
    ("old", "new", "place", "allowed"),
    [("high: 0.9", "high: 1.9", "uncertainties.trusts.regency_vale.state.leadership.high", "0 to 1"),
     ("state.leadership", "state.leadrship", "leadrship", "leadership"),
     ("low: 0.2, high: 0.9", "low: 0.9, high: 0.2", "leadership.high", "more than `low`")],
)  # fmt: skip
def test_a_value_that_the_scenario_cannot_have_is_refused(
    old: str, new: str, place: str, allowed: str, tmp_path: Path
) -> None:
    file = uncertain(tmp_path)
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load_appraisal(file)
    assert place in str(error.value)
    assert allowed in str(error.value)
