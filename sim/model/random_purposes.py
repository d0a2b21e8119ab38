"""What random numbers are for. Numbers are never reused or renumbered, so that old seeds keep their worlds."""

from __future__ import annotations

from enum import IntEnum


class Purpose(IntEnum):
    """The purpose of a random number of a month. Below 32: a standard normal shock. From 32: a uniform chance.

    Most concern one trust; those of `PAIR_CHANCES` concern two, or a member and a joint partnership.
    """

    QUALITY = 0
    ACCESS = 1
    FINANCE = 2
    CAPABILITY = 3
    ENGAGEMENT = 4
    WORKFORCE = 5
    LEADERSHIP = 6
    COHERENCE = 7
    OWN_PRESSURE = 8
    SUCCESSOR = 9
    INSPECTED_SAFE = 10
    INSPECTED_EFFECTIVE = 11
    INSPECTED_CARING = 12
    INSPECTED_RESPONSIVE = 13
    INSPECTED_WELL_LED = 14
    INSPECTION_TEAM = 15
    REGIONAL_PRESSURE = 16
    NATIONAL_PRESSURE = 17
    PUBLISHED_QUALITY = 18
    PUBLISHED_ACCESS = 19
    PUBLISHED_FINANCE = 20
    PUBLISHED_ENGAGEMENT = 21
    PUBLISHED_WORKFORCE = 22
    NATIONAL_FUNDING = 24

    DEPARTURE = 32
    RECOGNITION = 33
    STAGE = 34
    INSPECTION_INTERVAL = 35
    INSPECTION_OUT_OF_TURN = 36
    REPLACEMENT = 37
    MANDATE_ORDER = 38
    PARTNER_AGREES = 39
    BUILDING_PROJECT = 40
    SEEKING = 41
    TYPE_SOUGHT = 42
    DUE_DILIGENCE = 43
    JOINING = 44
    GUIDANCE = 45
    EARLY_END = 46
    ESCALATION = 47


class InitialDraw(IntEnum):
    """The purpose of a random number of the initial state, drawn at month 0. Below 96: a shock. From 96: a chance."""

    TURNOVER = 74
    CULTURE_CLAN = 75
    CULTURE_DEVELOPMENTAL = 76
    CULTURE_HIERARCHICAL = 77
    CULTURE_RATIONAL = 78
    OWN_PRESSURE = 79
    STRUCTURAL_PRESSURE = 80
    WINTER_EXPOSURE = 81

    STATE = 96
    TENURE = 98
    NEXT_INSPECTION = 99
    SITES = 100
    EASTING = 101
    NORTHING = 102
    COLLABORATION = 103
    BUILDING_PLAN = 104
    PRIOR_TIE = 105


NOT_OF_TRUSTS = (Purpose.REGIONAL_PRESSURE, Purpose.NATIONAL_PRESSURE, Purpose.NATIONAL_FUNDING)
TRUST_SHOCKS: tuple[Purpose, ...] = tuple(p for p in Purpose if p < Purpose.DEPARTURE and p not in NOT_OF_TRUSTS)
INSPECTION_SHOCKS: tuple[Purpose, ...] = tuple(
    p for p in Purpose if Purpose.INSPECTED_SAFE <= p <= Purpose.INSPECTION_TEAM
)
"""Shocks of a trust that only a month with an inspection needs."""
TRUST_CHANCES: tuple[Purpose, ...] = tuple(
    p for p in Purpose if Purpose.DEPARTURE <= p <= Purpose.TYPE_SOUGHT and p != Purpose.PARTNER_AGREES
)
PAIR_CHANCES: tuple[Purpose, ...] = (Purpose.PARTNER_AGREES, *(p for p in Purpose if p >= Purpose.DUE_DILIGENCE))
FIRST_CHANCE_OF_START = 96
