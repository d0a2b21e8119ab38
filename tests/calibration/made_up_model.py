"""A made-up model of four parameters, to test how a calibration in waves finds what is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from sim.calibration.calibration_schema import LARGEST, Calibration, HistoryMatching, Prior
from sim.calibration.objective import Evaluations, Values
from sim.evidence.patterns import Band, patterns

NAMES = ("winter_amplitude", "rating_noise", "cut_good", "gaming")
BOUNDS = {"winter_amplitude": (0.0, 0.2), "rating_noise": (0.0, 0.2), "cut_good": (0.3, 0.7), "gaming": (0.0, 1.0)}
JUDGED = ("P14", "P15", "P28b", "P36")
NOISE = 0.05
SMALL = {"waves": 2, "points": 60, "keep": 60, "cut_on": LARGEST, "learning": 2, "approaching": 2, "settling": 6}

Shown = Callable[[Values], Values]
"""What a made-up model shows at places of the unit cube: an array [places, figures]."""


def slopes_and_a_bend(places: Values) -> Values:
    one, two, three, four = places.T
    return np.column_stack([one + 0.3 * two, two**2, np.sin(3.0 * three) + one * two, four])


def made(**settings: object) -> Calibration:
    return Calibration(
        name="made",
        title="Made",
        parameters={name: Prior(low=low, high=high) for name, (low, high) in BOUNDS.items()},
        patterns=dict.fromkeys(JUDGED, 1.0),
        method="history_matching",
        history_matching=HistoryMatching(**{**SMALL, **settings}),
        discrepancy=0.0,
        seed=3,
    )


class MadeUp(Evaluations):
    """Evaluations of a made-up model, with replicates' noise, against records of its own."""

    def __init__(self, calibration: Calibration, shown: Shown, bands: list[Band]) -> None:
        super().__init__(calibration)
        self.weights = {
            replace(patterns()[name], bands=(band,)): 1.0 for name, band in zip(JUDGED, bands, strict=False)
        }
        self.shown = shown

    def evaluation(self, parameters: Mapping[str, float], number: int) -> tuple[float, list[float], list[float]]:
        place = np.array([self.calibration.place_of(parameters)])
        figures = self.shown(place)[0]
        self.names = list(JUDGED[: len(figures)])
        noisy = figures + NOISE * np.random.default_rng(number).standard_normal(len(figures))
        return 0.0, noisy.tolist(), [NOISE] * len(figures)


def bands_about(figures: Values, half: float = 0.1) -> list[Band]:
    return [Band("", value - half, value + half) for value in figures.tolist()]
