"""Dated events as figures mark them."""

from __future__ import annotations

from sim.scenario.dated_marks import DatedMark, dated_marks
from sim.scenario.scenario_loader import load_scenario

EVENTS = [
    "{month: 9, type: scandal, trust: green_bay}",
    "{month: 3, type: shock, of: demand, size: 0.1, months: 6}",
    "{month: 4, type: grant, amount: 2, provider_type: mental_health}",
    "{month: 5, type: grant, amount: 2, local_health_economy: estuary}",
]


def test_marks_say_when_what_and_whom_in_the_order_of_months() -> None:
    scenario = load_scenario("local_health_economy", [f"events=[{', '.join(EVENTS)}]"])
    assert dated_marks(scenario) == [
        DatedMark(3, 9, "months 3 to 8, shock of demand +0.1 (all trusts)"),
        DatedMark(4, None, "month 4, grant (mental health trusts)"),
        DatedMark(5, None, "month 5, grant (Estuary)"),
        DatedMark(9, None, "month 9, scandal (Green Bay)"),
    ]
