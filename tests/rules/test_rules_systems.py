"""Systems: money that members level out, and a control total that they miss together."""

from __future__ import annotations

import pytest

from sim.engine.mesa.mesa_model import TurnaroundModel
from sim.rules.attention import compliance_demand
from sim.rules.systems import add_up_systems, judge_systems, share_money_in_systems
from sim.scenario.scenario_loader import load_scenario


def system(pooling: float = 0.5, control_total: float | None = 0.0) -> TurnaroundModel:
    """Return a system of Green Bay (£560m) and Regency Vale (£420m), each in its own place."""
    systems = [
        {"id": "both", "trusts": ["green_bay", "Regency Vale"], "pooling": pooling, "control_total": control_total}
    ]
    model = TurnaroundModel(load_scenario("no_partner", {"systems": systems}), 0)
    for trust, level in zip(model.trusts, (0.2, 0.6), strict=True):
        trust.finance = trust.annual_finance = level
    return model


def test_position_of_a_system_is_that_of_its_members_by_income() -> None:
    model = system()
    add_up_systems(model)
    assert model.systems[0].income == pytest.approx(980.0)
    assert model.systems[0].position == pytest.approx((0.2 * 560 + 0.6 * 420) / 980)
    assert model.systems[0].money == pytest.approx(model.systems[0].position)


def test_members_level_out_their_money_and_have_together_what_they_had() -> None:
    model, before = system(pooling=0.6), (0.2 * 560 + 0.6 * 420)
    share_money_in_systems(model)
    poor, rich = (trust.finance for trust in model.trusts)
    assert 0.2 < poor < rich < 0.6
    assert poor * 560 + rich * 420 == pytest.approx(before)
    apart = system(pooling=0.0)
    share_money_in_systems(apart)
    assert [trust.finance for trust in apart.trusts] == [0.2, 0.6]


def test_members_of_a_system_that_misses_its_control_total_all_answer_for_it() -> None:
    model = system()
    judge_systems(model)
    short = 0.5 - (0.2 * 560 + 0.6 * 420) / 980
    assert [trust.missed_control_total for trust in model.trusts] == pytest.approx([short, short])
    asked = [compliance_demand(trust, model.regulator, model.parameters) for trust in model.trusts]
    for trust in model.trusts:
        trust.annual_finance = 0.6
    judge_systems(model)
    assert [trust.missed_control_total for trust in model.trusts] == [0.0, 0.0]
    free = [compliance_demand(trust, model.regulator, model.parameters) for trust in model.trusts]
    assert all(less < more for less, more in zip(free, asked, strict=True))


def test_system_without_a_control_total_asks_nobody_for_anything() -> None:
    model = system(control_total=None)
    judge_systems(model)
    assert [trust.missed_control_total for trust in model.trusts] == [0.0, 0.0]
