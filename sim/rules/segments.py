"""Segments: the graded oversight of every trust, which decides who gets which support and which freedoms."""

from __future__ import annotations

from sim.model.enums import Rating, Segmentation
from sim.model.state import RegulatorState, TrustState
from sim.parameters import Parameters


def oversight_segment(trust: TrustState, regulator: RegulatorState, parameters: Parameters) -> int:
    """Return the segment of graded oversight, from 1, most autonomy; it decides who gets which support.

    By ratings the fourth is special measures. By scores the fifth is the programme, and nobody else moves between two
    quarterly tables (NHS England 2025).
    """
    if regulator.segmentation == Segmentation.RATINGS:
        if trust.special_measures:
            return 4
        if trust.rating_overall == Rating.INADEQUATE or trust.months_poor >= parameters.segment_poor_months:
            return 3
        if trust.rating_overall == Rating.REQUIRES_IMPROVEMENT:
            return 2
        return 1
    if regulator.segmentation == Segmentation.SCORES:
        return segment_by_scores(trust)
    return 1


def segment_by_scores(trust: TrustState) -> int:
    """Return the segment of the last table; the fifth is the programme."""
    if trust.special_measures:
        return 5
    return trust.league_segment


def is_in_deficit(trust: TrustState, parameters: Parameters) -> bool:
    """Return whether the published result of about a year is a deficit."""
    return trust.annual_finance < parameters.break_even


def is_in_difficulty(trust: TrustState, regulator: RegulatorState) -> bool:
    """Return whether a trust is in a segment of mandated support: the third by ratings, the fourth by scores."""
    if regulator.segmentation == Segmentation.SCORES:
        return trust.oversight_segment >= 4
    return trust.oversight_segment >= 3
