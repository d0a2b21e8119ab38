"""The waterfall of a difference can be read, whatever its parts are called and whichever way they go."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.plots.figures.waterfall_figure import Steps, waterfall

from .conftest import read

LONG = "trusts.university_hospitals_of_northmoor.state.frontline_adoption: 0.21 to 0.87"
PARTS = {
    "up and down": {"regulator.support: 0.3 to 0.9": 0.12, "regulator.scrutiny: 0.2 to 0.9": -0.05, LONG: 0.01},
    "one part": {"with partnerships.help": -0.3},
    "eight parts": {f"{LONG} {number}": (-1) ** number * number / 10 for number in range(1, 9)},
    "nothing differs": {"regulator.support: 0.3 to 0.4": 0.0, "regulator.scrutiny: 0.3 to 0.4": 0.0},
}


def steps(added: dict[str, float]) -> Steps:
    rows = [(name, value, value - 0.02, value + 0.03, 200) for name, value in added.items()]
    whole = sum(added.values())
    table = pd.DataFrame(
        [*rows, ("whole difference", whole, whole - 0.04, whole + 0.04, 200)],
        columns=["part", "difference", "low", "high", "n"],
    )
    note = f"Together, beyond what each does alone: {LONG} and regulator.support: 0.3 to 0.9 +0.04."
    return Steps("From no_partner to case_b_buddying", "performance_shortfall", "green_bay", table, (note,))


@pytest.mark.parametrize("what", PARTS)
def test_the_waterfall_can_be_read(what: str) -> None:
    figure = waterfall(steps(PARTS[what]))
    told = read(figure)
    assert "whole difference" in told
    assert "From no_partner to case_b_buddying" in told


def test_bars_begin_where_the_one_before_ends_and_the_whole_begins_at_nothing() -> None:
    (axes,) = waterfall(steps(PARTS["up and down"])).axes
    bars = [(bar.get_x(), bar.get_width()) for bar in axes.patches]
    assert bars[1][0] == pytest.approx(0.12)
    assert bars[2][0] == pytest.approx(0.07)
    assert bars[3] == pytest.approx((0.0, 0.08))
