"""The figures about partnerships: what they read from small tables, what they draw, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.text import Text

from sim.model.enums import Nature, Phase, Rating, Scale
from sim.plots import FIGURES, accepted_options, draw
from sim.plots.data.network_snapshot import snapshot
from sim.plots.data.partnership_life import Life, chosen_partnership, listed, mean_over, quantiles_under_way
from sim.plots.figures.subcultures_figure import AT, BEFORE, Paths, beginnings, paths_after_integration
from sim.plots.layout.box_layout import border_point, place, shelve
from sim.plots.layout.captions import role_of
from sim.plots.layout.network_boxes import boxes_and_lines, initials

FEDERATION = ("north", "federation", (0, 1, 3), -1, Nature.VOLUNTARY, Scale.STRUCTURAL)
ADVISERS = ("advisers", "consultancy", (2,), -1, Nature.MANDATED, Scale.INDIVIDUAL)
Maker = Callable[..., Any]


def words(figure: Figure) -> str:
    """Return all that is written on a figure."""
    figure.draw_without_rendering()
    return " ".join(text.get_text().replace("\n", " ") for text in figure.findobj(Text))


def tiny_run() -> Any:
    """Return a run of replicates 3 and 7, trusts a to d, and months 0 to 3.

    In both, b helps a (`help`): replicate 3 from month 1, ended in month 3; replicate 7 from month 2 on. In replicate 7
    c and d are members of `both`, which d leaves in month 2. In replicate 3, an external body helps d from month 2.
    """
    rows = [
        (3, 1, "help", "buddying", "a", "b", 2, "exploring", 0.2, "not_ended"),
        (3, 2, "help", "buddying", "a", "b", 2, "operating", 0.4, "not_ended"),
        (3, 3, "help", "buddying", "a", "b", 2, "ended", 0.4, "term"),
        (7, 2, "help", "buddying", "a", "b", 2, "setting_up", 0.6, "not_ended"),
        (7, 3, "help", "buddying", "a", "b", 2, "operating", 0.8, "not_ended"),
        (7, 1, "both", "federation", "c", None, 2, "operating", 0.5, "not_ended"),
        (7, 1, "both", "federation", "d", None, 2, "operating", 0.7, "not_ended"),
        (7, 2, "both", "federation", "c", None, 1, "operating", 0.5, "not_ended"),
        (7, 2, "both", "federation", "d", None, 1, "ended", 0.7, "target_ended"),
        (7, 3, "both", "federation", "c", None, 1, "operating", 0.5, "not_ended"),
        (3, 2, "advice", "consultancy", "d", None, 1, "operating", 0.5, "not_ended"),
        (3, 3, "advice", "consultancy", "d", None, 1, "operating", 0.5, "not_ended"),
    ]
    names = ["replicate", "month", "partnership", "type", "target", "partner", "members", "phase"]
    names += ["relational_trust", "ending"]
    partnerships = pd.DataFrame(rows, columns=names).assign(nature="mandated", scale="structural", integration=0.0)
    for name in ("target", "partner"):
        partnerships[name] = pd.Categorical(partnerships[name], categories=["a", "b", "c", "d"])
    months = [(replicate, month, trust) for replicate in (3, 7) for month in range(4) for trust in "abcd"]
    trajectories = pd.DataFrame(months, columns=["replicate", "month", "trust"]).assign(
        rating_overall="good", special_measures=False, absorbed_by=-1, dissolved=False, coherence=0.8, integrating=False
    )
    at = (trajectories["replicate"] == 7) & (trajectories["month"] == 3)
    trajectories.loc[at & (trajectories["trust"] == "a"), "special_measures"] = True
    trajectories.loc[at & (trajectories["trust"] == "b"), "absorbed_by"] = 2
    trajectories.loc[at & (trajectories["trust"] == "c"), "absorbed_by"] = 3
    return SimpleNamespace(
        title="Tiny",
        replicates=2,
        months=3,
        start_month=4,
        policy_months=[],
        dated_marks=[],
        trust_names={"a": "Alpha NHS Trust", "b": "Beta", "c": "Gamma", "d": "Delta"},
        focal_trusts=["a"],
        trajectories=trajectories,
        partnerships=partnerships,
    )


def test_the_partnership_shown_is_the_one_that_occurs_most() -> None:
    run = tiny_run()
    assert chosen_partnership(run, None) == "help"
    assert chosen_partnership(run, "both") == "both"
    run.partnerships = run.partnerships[run.partnerships["replicate"] == 7]
    assert chosen_partnership(run, None) == "both"  # of two that occur once, the one that begins first
    run.partnerships = run.partnerships[:0]
    assert chosen_partnership(run, None) is None


def test_a_life_is_known_only_while_it_is_under_way() -> None:
    life = Life(tiny_run(), "help")
    assert (life.members, life.partners, life.joint) == (["a"], ["b"], False)
    np.testing.assert_array_equal(
        life.own("relational_trust")[:, 0], [[np.nan, 0.2, 0.4, np.nan], [np.nan, np.nan, 0.6, 0.8]]
    )
    assert life.phases().tolist() == [
        [4, Phase.EXPLORING, Phase.OPERATING, Phase.ENDED],
        [4, 4, Phase.SETTING_UP, Phase.OPERATING],
    ]
    assert "ended in 1 of 2 replicates in which it occurs (1 × its term is over)" in life.ending_note()


def test_a_member_that_leaves_does_not_end_a_joint_partnership() -> None:
    life = Life(tiny_run(), "both")
    assert (life.members, life.partners, life.joint) == (["c", "d"], [], True)
    assert life.phases()[1].tolist() == [4, Phase.OPERATING, Phase.OPERATING, Phase.OPERATING]
    assert mean_over(life.own("relational_trust"))[1, 1:].tolist() == pytest.approx([0.6, 0.5, 0.5])
    assert "still under way at the end in the one replicate" in life.ending_note()
    assert not Life(tiny_run(), "advice").joint


def test_bands_need_five_replicates() -> None:
    values = np.full((6, 3), np.nan)
    values[:, 0] = np.arange(6.0)
    values[:4, 1] = [1.0, 2.0, 3.0, 4.0]
    points = quantiles_under_way(values)
    assert points[:, 0].tolist() == pytest.approx([0.25, 1.25, 2.5, 3.75, 4.75])
    assert points[2, 1] == 2.5
    assert np.isnan(points[[0, 1, 3, 4], 1]).all()
    assert np.isnan(points[:, 2]).all()


def test_long_lists_are_cut() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(list("abcdefgh"), most=3) == "a, b and 6 more"


def test_a_snapshot_has_what_is_under_way() -> None:
    shown = snapshot(tiny_run(), 3, 7)
    assert [(item.identifier, item.joint, item.targets, item.partner) for item in shown.partnerships] == [
        ("both", True, ("c",), None),
        ("help", False, ("a",), "b"),
    ]
    assert shown.heads == {"b": "d", "c": "d"}  # b is a unit of c, and c of d
    assert shown.groups() == {"d": ["b", "c"]}
    assert shown.special == {"a"}
    assert shown.ratings["b"] == Rating.GOOD
    early = snapshot(tiny_run(), 2, 3)
    assert [(item.identifier, item.joint) for item in early.partnerships] == [("advice", False), ("help", False)]
    assert early.tied() == ["a", "b", "d"]
    assert snapshot(tiny_run(), None, None).replicate == 3


def test_lines_run_from_the_partner_to_the_trust_that_is_helped() -> None:
    shown = snapshot(tiny_run(), 2, 3)
    labels = {trust: [trust] for trust in shown.ratings}
    boxes, lines = boxes_and_lines(shown, labels, {"Buddying": "B", "Consultancy": "Consultancy"})
    assert [box.kind for box in boxes] == ["trust"] * 4 + ["name", "outside", "name"]
    assert [(line.ends, line.arrow) for line in lines] == [
        ((5, 4), False),
        ((4, 3), True),
        ((1, 6), False),
        ((6, 0), True),
    ]
    assert boxes[6].lines == [["B"]]


def test_units_are_drawn_with_their_head() -> None:
    shown = snapshot(tiny_run(), 3, 7)
    boxes, lines = boxes_and_lines(shown, {trust: [trust] for trust in shown.ratings}, {"Buddying": "Buddying"})
    assert [box.trusts for box in boxes if box.kind == "trust"] == [["a"], ["d", "b", "c"]]
    parts = boxes[1].part_centres(np.zeros(2))
    assert (np.diff(parts[:, 1]) > 0.0).all()
    assert sum(box.kind == "hub" for box in boxes) == 1
    assert [line.arrow for line in lines if line.partnership.joint] == [False]


def test_the_network_draws_as_many_lines_as_there_are_ties(made_up: Maker) -> None:
    run = made_up(focal=3, others=3, replicates=3, partnerships=False, further=(FEDERATION, ADVISERS))
    figure = draw(run, "network", month=20, replicate=1)
    arrows = [
        patch for patch in figure.findobj(FancyArrowPatch) if patch.get_arrowstyle().__class__.__name__ != "Curve"
    ]
    assert len(figure.findobj(FancyArrowPatch)) == 3 + 2
    assert len(arrows) == 1
    assert len([patch for patch in figure.axes[0].patches if isinstance(patch, FancyBboxPatch)]) == 1
    said = words(figure)
    assert "Replicate 1 (one of 3: one possible history, not an average), at the end of month 20" in said
    assert "2 partnerships under way (1 consultancy and 1 federation)" in said


def test_a_national_network_counts_the_trusts_it_does_not_name(made_up: Maker) -> None:
    run = made_up(focal=0, others=136, replicates=1, months=24, partnerships=False, further=(FEDERATION, ADVISERS))
    said = words(draw(run, "network", month=20))
    assert "132 of 136 trusts are in no partnership or group" in said
    assert "Midvale" not in said
    assert "Southfield" in said


def test_crowded_networks_have_numbers_and_initials(made_up: Maker) -> None:
    more = tuple((f"x{place}", "acquisition", (place,), place + 7) for place in range(0, 120, 3))
    run = made_up(focal=0, others=136, replicates=1, months=24, further=more)
    said = words(draw(run, "network", month=20))
    assert "Initials on lines: A acquisition; B buddying." in said
    assert "Trusts: 1 Northmoor Hospitals; 2 Eastbridge University Hospitals" in said
    assert initials(["Consultancy", "Clinician led", "Contractual", "Buddying"]) == {
        "Buddying": "B",
        "Clinician led": "CL",
        "Consultancy": "C",
        "Contractual": "Co",
    }


@pytest.mark.parametrize(("boxes", "members"), [(2, 1), (9, 8), (40, 5)])
def test_boxes_keep_clear_of_each_other_and_within_the_width(boxes: int, members: int) -> None:
    sizes = np.column_stack([10.0 + np.arange(boxes) % 5 * 4.0, np.full(boxes, 6.0)])
    ties = [(box - box % (members + 1), box) for box in range(boxes) if box % (members + 1)]
    ties += [(box, box + members + 1) for box in range(0, boxes - members - 1, members + 1)]
    centres, height = place(sizes, ties, 170.0, 25.0)
    assert (centres - sizes / 2 >= -1e-6).all()
    assert (centres + sizes / 2 <= np.array([170.0, height]) + 1e-6).all()
    for one, other in combinations(range(boxes), 2):
        apart = np.abs(centres[one] - centres[other]) - (sizes[one] + sizes[other]) / 2
        assert apart.max() > 1.0, (one, other)
    again, _ = place(sizes, ties, 170.0, 25.0)
    assert (again == centres).all()


def test_rows_are_filled_before_new_ones_begin() -> None:
    corners, height = shelve([np.array([60.0, 20.0]), np.array([60.0, 10.0]), np.array([20.0, 5.0])], 100.0)
    assert [corner.tolist() for corner in corners] == [[0.0, 0.0], [0.0, 26.0], [66.0, 0.0]]
    assert height == 36.0
    assert border_point(np.zeros(2), np.array([4.0, 2.0]), np.array([10.0, 0.0])).tolist() == [2.0, 0.0]


def paths_of(ends: list[float], followed: list[int]) -> Paths:
    coherence = np.tile(np.array(ends)[:, None], (1, BEFORE + AT + 1))
    return Paths(coherence, np.array(followed), ["merger"] * len(ends))


def test_integration_outcomes_are_distinguished_by_where_paths_end() -> None:
    assert paths_of([0.9, 0.7, 0.45, 0.44, 0.1], [60] * 5).outcomes().tolist() == [0, 1, 1, 2, 2]
    assert paths_of([0.9, 0.9, 0.1], [60, 23, 24]).outcomes().tolist() == [0, -1, 2]
    assert paths_of([0.9, 0.1], [9, 10]).outcomes().tolist() == [-1, 2]


def test_integration_begins_when_a_pooling_partnership_operates() -> None:
    run = tiny_run()
    assert beginnings(run, ["a", "b", "c", "d"]).to_numpy().tolist() == [[7, "b", 3, ""], [7, "c", 3, ""]]
    run.trajectories.loc[run.trajectories["trust"] == "a", "integrating"] = True
    found = beginnings(run, ["a", "b"])
    assert found.to_numpy().tolist() == [[3, "a", 2, "buddying"], [7, "a", 3, "buddying"], [7, "b", 3, ""]]
    run.trajectories["coherence"] = run.trajectories["month"] / 10.0
    paths = paths_after_integration(run, ["a"])
    assert paths is not None
    assert paths.followed.tolist() == [1, 0]
    assert paths.coherence[0, BEFORE - 2 : BEFORE + 2].tolist() == pytest.approx([0.0, 0.1, 0.2, 0.3])
    assert np.isfinite(paths.coherence[0]).sum() == 4
    assert paths.ends.tolist() == pytest.approx([0.3, 0.3])


def test_shares_of_integration_outcomes_are_printed(made_up: Maker) -> None:
    run = made_up(focal=2, replicates=30, months=96, partnership_type="acquisition")
    paths = paths_after_integration(run, list(run.trust_names))
    assert paths is not None
    ends = paths.coherence[:, -1]
    assert len(ends) == 30
    said = words(draw(run, "subcultures"))
    for name, found in (("One culture", ends > 0.7), ("Sub-cultures", ends < 0.45)):
        assert 0 < found.sum() < 30
        share = f"{100.0 * found.sum() / 30:.0f} % ({found.sum()} of 30)"
        assert any(share in text for text in said.split(name)[1:]), name
    said = words(draw(run, "subcultures", trust="trust_1"))
    assert "Eastbridge University Hospitals NHS Foundation Trust does not integrate with another trust" in said


def test_when_paths_are_compared_is_said(made_up: Maker) -> None:
    long, short = (made_up(replicates=30, months=months, partnership_type="acquisition") for months in (96, 48))
    assert "by coherence at month 60; dotted" in words(draw(long, "subcultures"))
    assert "by coherence at the end of the run, " in words(draw(short, "subcultures"))


def test_nothing_to_show_is_said_plainly(made_up: Maker) -> None:
    run = made_up(partnerships=False)
    assert "No partnership is under way in any month of any replicate" in words(draw(run, "partnership"))
    assert "month 48: no partnership is under way." in words(draw(run, "network"))
    assert "No trust integrates with another trust" in words(draw(run, "subcultures"))


def test_one_partnership_says_who_is_in_it(made_up: Maker) -> None:
    run = made_up(focal=3, others=3, replicates=6, partnerships=False, further=(FEDERATION, ADVISERS))
    said = words(draw(run, "partnership", partnership="north"))
    assert "Federation (voluntary, structural scale): Northmoor Hospitals NHS Trust" in said
    assert "on equal terms" in said
    assert "in 6 of 6 replicates" in said
    said = words(draw(run, "partnership", partnership="advisers"))
    assert "an external organisation supports Southfield NHS Trust" in said
    assert "(supports)" not in said
    assert role_of(run, "trust_0") == "member of federation"
    assert role_of(run, "trust_2") == "supported through consultancy"


def test_what_does_not_exist_is_refused(made_up: Maker) -> None:
    run = made_up(replicates=3)
    with pytest.raises(ValueError, match="unknown partnership 'p1': did you mean 'p0'"):
        draw(run, "partnership", partnership="p1")
    with pytest.raises(ValueError, match=r"unknown partnership 'p0'.*known: none"):
        draw(made_up(partnerships=False), "partnership", partnership="p0")
    assert words(draw(run, "partnership", partnership="P0")) == words(draw(run, "partnership", partnership="p0"))
    with pytest.raises(ValueError, match=r"month 49 is outside the run; allowed: 0 \(the start\) to 48"):
        draw(run, "network", month=49)
    with pytest.raises(ValueError, match="no replicate 3; allowed: 0 to 2"):
        draw(run, "network", replicate=3)
    with pytest.raises(ValueError, match="did you mean 'trust_1'"):
        draw(run, "subcultures", trust="trust1")


def test_options_reach_the_figures_that_take_them() -> None:
    options = {"partnership": "p0", "month": 3, "replicate": 1, "trust": "a"}
    taken = {name: sorted(accepted_options(name, options, strict=False)) for name in FIGURES}
    assert taken["partnership"] == ["partnership"]
    assert taken["network"] == ["month", "replicate"]
    assert taken["subcultures"] == ["trust"]
    with pytest.raises(ValueError, match="figure 'network' has no option partnership; allowed: month, replicate"):
        accepted_options("network", {"partnership": "p0"}, strict=True)
