"""All the ways to a goal: two regions that were planted, what goes with none, and one search from file to figure."""

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
from sim.lever_search.found_ways import Ways
from sim.lever_search.goal_emulator import MeasureEmulator, means_of
from sim.lever_search.goal_search import impossible
from sim.lever_search.lever_space import LeverSpace, Values
from sim.lever_search.search_json_schema import ways_json_schema
from sim.lever_search.search_loader import load_ways, shipped_ways
from sim.lever_search.ways import reached_share, ways_found
from sim.plots import save
from sim.results.folder_kinds import kind_in_manifest
from sim.views.folder_figures import figures_of_folder

from .conftest import CHOICE, LEVERS, made_up, written

GOAL = """goal:
  - {outcome: recovered_within_60, trust: green_bay, at_least: 0.6}
search: {settings: 32, spread: 3, rounds: 6, worlds: 24, fresh: 30, fresh_worlds: 60}
"""
FILE = LEVERS + CHOICE + GOAL
CENTRES = ((0.25, 0.3), (0.75, 0.7))


def two_hills(places: Values) -> Values:
    """Two hills, the second under the first type of partnership only; the goal is reached on their tops."""
    support, scrutiny, type_ = places.T
    first, second = (np.hypot(support - x, scrutiny - y) for x, y in CENTRES)
    return np.maximum(1.0 - 2.0 * first, (type_ < 0.5) * (1.0 - 2.0 * second))[:, None]


TRUE_RADIUS = 0.2  # of both hills, where they are as high as the goal
TRUE_SHARES = (np.pi * TRUE_RADIUS**2, 0.5 * np.pi * TRUE_RADIUS**2)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Ways:
    search = load_ways(written(tmp_path_factory.mktemp("ways"), FILE))
    return ways_found(search, made_up(two_hills, noise=0.25, luck=0.05))


def test_two_planted_regions_are_told_apart_with_their_sizes(found: Ways) -> None:
    assert len(found.ways) == 2
    assert found.left_over == 0
    assert found.table["share"].tolist() == pytest.approx(TRUE_SHARES, rel=0.2)
    assert [list(way.perhaps_one_with) for way in found.ways] == [[], []]
    truth = two_hills(found.searched.lattice.places)[:, 0] >= 0.6
    assert (truth != found.searched.reaching.ravel()).mean() < 0.02


def test_bounds_lie_about_what_was_planted_and_say_which_lever_matters(found: Ways) -> None:
    bounds = found.bounds.set_index(["region", "lever"])
    for region, (support, scrutiny) in enumerate(CENTRES, 1):
        for lever, centre, scale in (("regulator.support", support, 1.0), ("regulator.scrutiny", scrutiny, 0.5)):
            own = bounds.loc[(region, lever)]
            assert own["matters"]
            assert (
                scale * (centre - TRUE_RADIUS)
                < own["low"]
                < scale * centre
                < own["high"]
                < scale * (centre + TRUE_RADIUS)
            )
            assert own["low"] <= own["example"] <= own["high"]
    types = bounds.xs("partnerships.buddying.type", level="lever")
    assert types["matters"].tolist() == [False, True]
    assert types["levels"].tolist() == ["buddying, management_contract", "buddying"]


def test_fresh_runs_say_how_far_bounds_can_be_relied_on_and_what_was_missed(found: Ways) -> None:
    assert (found.table["reached_share"] > 0.9).all()
    assert (found.table["low"] < found.table["reached_share"]).all()
    assert found.outside == 30
    assert found.outside_reached <= 2
    assert "were searched" in found.remarks[0]
    assert any("Outside all regions" in line for line in found.remarks)


def test_worlds_that_are_lucky_for_all_settings_make_the_interval_wide() -> None:
    shared = np.random.default_rng(1).standard_normal((1, 20, 1))
    count, low, high = reached_share(np.repeat(shared - shared.mean() + 0.01, 40, axis=0), [(0.0, None)], 1)
    assert count == 40
    assert low < 0.2
    assert high == 1.0


def test_luck_of_worlds_is_part_of_what_the_emulator_does_not_know() -> None:
    generator, features = np.random.default_rng(3), np.random.default_rng(2).random((30, 1))
    values = features + 0.3 * generator.standard_normal((1, 16)) + 0.02 * generator.standard_normal((30, 16))
    means = means_of(values)
    assert means.shared == pytest.approx(0.3 / 4.0, rel=0.5)
    _, error = MeasureEmulator(features, means).means_with_errors(features)
    assert (error >= means.shared).all()


def test_a_goal_that_nothing_reaches_has_no_region_and_says_which_condition_is_met(tmp_path: Path) -> None:
    text = FILE.replace("at_least: 0.6", "at_least: 1.6").replace("spread: 3, rounds: 6", "spread: 1, rounds: 1")
    found = ways_found(load_ways(written(tmp_path, text)), made_up(two_hills, noise=0.1))
    assert found.table.empty
    assert found.words[0] == "No region of the levers was found that reaches the goal."
    assert "met by 0 of 32 settings" in found.words[1]
    assert found.plot() is not None


def test_a_combination_of_choices_that_cannot_be_simulated_is_left_out(tmp_path: Path) -> None:
    space = LeverSpace(load_ways(written(tmp_path, FILE)).experiment.factors)
    places = space.spread(16, 1)
    assert impossible(space, places, places[:, 2] < 0.5) == [(1,)]


REFUSALS = {
    "a bound that says nothing": ((", at_least: 0.6", ""), "goal[0]", "at_least"),
    "bounds without values": (("at_least: 0.6", "at_least: 0.6, at_most: 0.5"), "goal[0].at_most", "at least 0.6"),
    "an unknown trust": (("trust: green_bay", "trust: green_bey"), "goal[0].trust", "green_bay"),
    "an unknown outcome": (("recovered_within_60", "recovered_within_61"), "goal[0].outcome", "recovered_within_60"),
    "an outcome beyond the run": (("seed: 5", "months: 48"), "goal[0].outcome", "60 months ahead"),
    "an unknown lever": (("regulator.support", "regulator.suport"), "levers.regulator.suport", "support"),
    "choices alone": (("{low: 0, high: 1}", "{levels: [0, 1]}"), "levers", "turnaround sweep"),
    "rounds that are fewer than even ones": (("rounds: 6", "rounds: 2"), "search.rounds", "at least `spread`"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSALS)
def test_what_is_wrong_is_named_with_its_place(what: str, tmp_path: Path) -> None:
    (old, new), place, allowed = REFUSALS[what]
    text = FILE.replace("{low: 0, high: 0.5}", "{levels: [0, 0.5]}") if what == "choices alone" else FILE
    assert old in text
    with pytest.raises(ScenarioError) as error:
        load_ways(written(tmp_path, text.replace(old, new, 1)))
    assert "made_up.yaml:" in str(error.value)
    assert place in str(error.value)
    assert allowed in str(error.value)


def test_a_search_is_simulated_written_and_read_again(in_folder: Path) -> None:
    few = [
        f"--set=search.{said}"
        for said in ("settings=16", "spread=1", "rounds=2", "worlds=4", "fresh=10", "fresh_worlds=4")
    ]
    done = turnaround("ways", "ways_to_recovery", *few, "--set", "goal.0.at_most=1", "--out", "made")
    assert done.exit_code == 0, done.output
    assert "fresh settings" in done.output
    made = in_folder / "made"
    assert {path.name for path in made.iterdir()} == {
        "regions.csv", "bounds.csv", "examples.csv", "settings.csv", "ways.png", "ways.svg", "manifest.json", "runs",
    }  # fmt: skip
    assert len(pd.read_csv(made / "settings.csv")) == 32
    parts = {path: path.stat().st_mtime_ns for path in (made / "runs").rglob("part-*.parquet")}
    again = turnaround("ways", "ways_to_recovery", *few, "--set", "goal.0.at_most=1", "--out", "made")
    assert again.output == done.output
    assert {path: path.stat().st_mtime_ns for path in (made / "runs").rglob("part-*.parquet")} == parts
    assert "turnaround sweep" in refused("ways", "support_or_scrutiny")


@pytest.mark.parametrize("name", sorted(shipped_ways()))
def test_shipped_searches_are_sound_and_meet_their_schema(name: str) -> None:
    search = load_ways(name)
    assert search.experiment.simulates_twin
    jsonschema.validate(YAML(typ="safe").load(shipped_ways()[name]), ways_json_schema())


def test_the_file_of_the_guide_is_sound(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "sim" / "GUIDE.md").read_text(encoding="utf-8")
    (text,) = [block for block in re.findall(r"```yaml\n(.*?)```", guide, flags=re.DOTALL) if "goal:" in block]
    assert len(load_ways(written(tmp_path, text)).goal) == 2


def test_the_figure_can_be_drawn_again_from_the_folder(found: Ways, tmp_path: Path) -> None:
    place = found.save(tmp_path / "ways")
    assert kind_in_manifest(place) == "ways"
    again = figures_of_folder(place, [], {}).draw["ways"]()
    assert again.caption == found.plot().caption
    save(again, tmp_path, "again", ("png",))
    assert compare_images(str(place / "ways.png"), str(tmp_path / "again.png"), tol=1.0) is None
