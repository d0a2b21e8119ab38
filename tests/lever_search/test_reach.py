"""Which combinations of outcomes can be reached: a forbidden one that was planted, and one search to its figure."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from commands import refused, turnaround
from matplotlib.testing.compare import compare_images
from ruamel.yaml import YAML

from sim.config.errors import ScenarioError
from sim.lever_search.lever_space import Values
from sim.lever_search.outcome_cells import NOWHERE, OutcomeCells, cells_of
from sim.lever_search.reach import NOT_REACHED, NOT_SHOWN_AGAIN, REACHED, Reach, cells_found
from sim.lever_search.search_json_schema import reach_json_schema
from sim.lever_search.search_loader import load_reach, shipped_reaches
from sim.plots import save
from sim.results.checked_files import ResultsError
from sim.views.folder_figures import figures_of_folder

from .conftest import LEVERS, made_up, written

ROOT = Path(__file__).parents[2]
OUTCOMES = """outcomes:
  - {outcome: recovered_within_60, trust: green_bay, cells: 5}
  - {outcome: recovered_within_60, trust: regency_vale, cells: 5}
search: {settings: 24, rounds: 4, worlds: 24, fresh_worlds: 100, attempts: 2}
"""
FILE = LEVERS + OUTCOMES
NOISE = 0.2  # of a run; of a mean over fresh worlds 0.02, a tenth of a cell


def what_one_gains_the_other_loses(places: Values) -> Values:
    """No setting gives both much: both together are at most 1. Much for the second takes a corner of lever space."""
    first, spread = places.T
    return np.stack([first, (1.0 - first) * spread**3], axis=1)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Reach:
    search = load_reach(written(tmp_path_factory.mktemp("reach"), FILE))
    return cells_found(search, made_up(what_one_gains_the_other_loses, NOISE))


def are_forbidden(found: Reach, cell: int) -> bool:
    """Return whether no combination in a cell is possible: even its lowest corner lies above the line."""
    first, second = found.cells.positions(cell)
    return first + second >= 5


def test_no_cell_of_a_forbidden_combination_counts_as_reached(found: Reach) -> None:
    reached = found.cells_with(REACHED)
    assert [cell for cell in reached if are_forbidden(found, cell)] == []


def test_nearly_all_other_cells_are_reached_those_in_corners_of_lever_space_too(found: Reach) -> None:
    allowed = [cell for cell in range(found.cells.count) if not are_forbidden(found, cell)]
    inner = [cell for cell in allowed if sum(found.cells.positions(cell)) < 4]  # not cut by the line
    assert set(inner) <= set(found.cells_with(REACHED))
    assert found.cells_with(NOT_REACHED)


def test_an_example_shows_its_cell_in_fresh_worlds_and_in_truth(found: Reach) -> None:
    for cell in found.cells_with(REACHED):
        own = found.tried[cell]
        shown = np.array([[estimate.value for estimate in own.shown]])
        assert found.cells.cell_of(shown).tolist() == [cell]
        assert {estimate.count for estimate in own.shown} == {100}
    truth = what_one_gains_the_other_loses(np.array([found.tried[cell].place for cell in found.cells_with(REACHED)]))
    assert (found.cells.cell_of(truth) == found.cells_with(REACHED)).mean() > 0.85


def test_what_was_not_reached_is_not_called_impossible(found: Reach) -> None:
    told = " ".join(found.words)
    assert "Not reached is not impossible" in told
    assert f"{found.runs:,} runs" in told
    assert f"settings: {len(found.cells_with(NOT_SHOWN_AGAIN))} of 25 cells" in told
    assert "0.8 or more; with it at best" in told


def test_cells_begin_and_end_with_what_was_found_and_are_open_outwards() -> None:
    outcomes = load_reach("gain_and_burden").outcomes
    cells = cells_of(outcomes, np.array([[0.0, 1.0], [4.0, 3.0], [np.nan, 9.0]])[:2])
    assert cells.edges[0][[0, -1]].tolist() == [-1.0, 5.0]
    assert cells.cell_of(np.array([[-9.0, 99.0], [np.nan, 1.0]])).tolist() == [7, NOWHERE]
    assert cells.bounds(7)[0][0] == -np.inf
    with pytest.raises(ValueError, match="is 1 at all of them"):
        cells_of(outcomes, np.ones((8, 2)))


def test_the_chances_of_all_cells_add_up() -> None:
    cells = OutcomeCells([np.linspace(0.0, 1.0, 5), np.linspace(0.0, 1.0, 4)])
    chances = cells.chances(np.array([[0.1, 0.5], [3.0, 0.2]]), np.full((2, 2), 0.2))
    assert chances.sum(axis=1).tolist() == pytest.approx([1.0, 1.0])
    assert int(chances[1].argmax()) == cells.cell_of(np.array([[3.0, 0.2]]))[0]


REFUSALS = {
    "one outcome": (
        "  - {outcome: recovered_within_60, trust: regency_vale, cells: 5}\n", "", "outcomes", "two or three outcomes",
    ),
    "the same twice": ("regency_vale", "green_bay", "outcomes[1]", "each outcome of a trust once"),
    "more cells than can be searched": ("cells: 5", "cells: 500", "outcomes[0].cells", "2 to 50"),
    "a range that ends before it begins": ("cells: 5", "low: 1, high: 0", "outcomes[0].high", "more than 1"),
    "a difference that is one already": (
        "{outcome: recovered_within_60, trust: green_bay, cells: 5}",
        "{outcome: rating_lost_to_partnerships, difference: true}", "outcomes[0].difference", "no `difference:`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSALS)
def test_what_is_wrong_is_named_with_its_place(what: str, tmp_path: Path) -> None:
    old, new, place, allowed = REFUSALS[what]
    assert old in FILE
    with pytest.raises(ScenarioError) as error:
        load_reach(written(tmp_path, FILE.replace(old, new, 1)))
    assert "made_up.yaml:" in str(error.value)
    assert place in str(error.value)
    assert allowed in str(error.value)


def test_a_search_is_simulated_and_written(in_folder: Path) -> None:
    few = [f"--set=search.{said}" for said in ("settings=16", "rounds=1", "worlds=4", "fresh_worlds=4", "attempts=1")]
    done = turnaround("reach", "gain_and_burden", *few)
    assert done.exit_code == 0, done.output
    assert "Not reached is not impossible" in " ".join(done.output.split())
    made = in_folder / "results" / "gain_and_burden"
    written = {"cells.csv", "settings.csv", "reach.png", "reach.svg", "manifest.json", "runs"}
    assert {path.name for path in made.iterdir()} == written
    cells = pd.read_csv(made / "cells.csv")
    assert len(cells) == 40
    assert set(cells["status"]) <= {REACHED, NOT_SHOWN_AGAIN, NOT_REACHED}
    assert "turnaround ways" in refused("reach", "ways_to_recovery")


@pytest.mark.parametrize("name", sorted(shipped_reaches()))
def test_shipped_searches_are_sound_and_meet_their_schema(name: str) -> None:
    assert load_reach(name).experiment.simulates_twin
    jsonschema.validate(YAML(typ="safe").load(shipped_reaches()[name]), reach_json_schema())


def test_the_file_of_the_guide_is_sound(tmp_path: Path) -> None:
    guide = (ROOT / "sim" / "GUIDE.md").read_text(encoding="utf-8")
    (text,) = [block for block in re.findall(r"```yaml\n(.*?)```", guide, flags=re.DOTALL) if "cells:" in block]
    assert len(load_reach(written(tmp_path, text)).outcomes) == 2


def test_the_guide_quotes_what_the_comparison_of_ways_to_choose_settings_found() -> None:
    found = pd.read_csv(ROOT / "tests" / "benchmarks" / "cells_reached.csv")
    told = " ".join((ROOT / "sim" / "GUIDE.md").read_text(encoding="utf-8").split())
    for model, sentence in SAID.items():
        means = found[found["model"] == model].groupby(["settings_by", "tried_by"])["reached"].mean().round()
        own, same = (means.xs(by, level="tried_by").drop("emulators") for by in ("own best settings", "emulators"))
        numbers = [means["emulators", "emulators"], own.min(), own.max(), same.min(), same.max()]
        assert sentence.format(*map(int, numbers)) in told


SAID = {
    "made up": (
        "this reached {} cells of a made-up model, on average of three trials, where settings at random, MAP-Elites "
        "and CMA-ME with their own best settings reached {} to {}; tried by the same emulators they reached {} or {}."
    ),
    "gain_and_burden": "it reached {}, and the others {} to {}, or {} to {} with the same emulators",
}


def test_the_figure_can_be_drawn_again_from_the_folder_unless_a_table_was_changed(found: Reach, tmp_path: Path) -> None:
    place = found.save(tmp_path / "reach")
    again = figures_of_folder(place, [], {}).draw["reach"]()
    assert again.caption == found.plot().caption
    save(again, tmp_path, "again", ("png",))
    assert compare_images(str(place / "reach.png"), str(tmp_path / "again.png"), tol=1.0) is None
    (place / "cells.csv").write_text("changed")
    with pytest.raises(ResultsError, match=r"cells\.csv"):
        figures_of_folder(place, [], {})
