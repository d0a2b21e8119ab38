"""The schema of a calibration file: free parameters with priors, patterns with weights, replicates, and the budget."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import Annotated

from pydantic import Field, model_validator

from sim.config.errors import Fault, FaultsError, Location, unknown
from sim.config.fields import OneOf, Section, number, text
from sim.evidence.patterns import REPORT, patterns
from sim.parameters import parameter_kinds, parameter_table

SCALES = ("linear", "log")
SAMPLING, HISTORY_MATCHING = "sampling", "history_matching"
METHODS = (SAMPLING, HISTORY_MATCHING)
LARGEST, SECOND_LARGEST = "largest", "second_largest"
FEWEST_WALKERS = 2  # for each free parameter: fewer cannot span the space
FEWEST_POINTS = 4  # for each free parameter: an emulator learns a slope and a curvature of each


class Prior(Section):
    """The prior of a parameter: all values between two bounds are equally likely."""

    low: float = Field(description="lower bound, included")
    high: float = Field(description="upper bound, included")
    scale: Annotated[str, OneOf("scale", lambda: SCALES)] = Field(
        "linear", description="linear, or log (equal ratios are equally likely)"
    )

    @model_validator(mode="after")
    def _check_together(self) -> Prior:
        if self.low >= self.high:
            raise FaultsError([Fault(("high",), f"found {self.high:g}", f"a number above `low` ({self.low:g})")])
        if self.scale == "log" and self.low <= 0.0:
            raise FaultsError([Fault(("low",), f"found {self.low:g} on a log scale", "a number above 0")])
        return self


class Replicates(Section):
    """The number of replicates of each evaluation; every evaluation simulates new worlds."""

    national: int = number("replicates of national scenarios", 6, 2, 1000)
    local: int = number("replicates of scenarios with a few trusts", 60, 2, 10_000)


class Search(Section):
    """The search for the best point, by CMA-ES."""

    evaluations: int = number("maximum number of parameter sets to evaluate", 2000, 1, 1_000_000)
    population: int = number("parameter sets per generation", 16, 4, 1000)
    start: dict[str, float] = Field(
        default_factory=dict, description="starting values; if a parameter is omitted: the middle of its prior"
    )


class Posterior(Section):
    """The sample of the posterior, by an ensemble of walkers (affine-invariant Markov chain Monte Carlo)."""

    walkers: int = number("number of walkers: even, and at least two for each free parameter", 64, 4, 1000)
    steps: int = number("steps of each walker", 400, 1, 100_000)
    discard: int = number("initial steps to discard (burn-in)", 200, 0, 100_000)
    keep: int = number("parameter sets to keep from the remaining steps, evenly spread", 300, 1, 100_000)


class HistoryMatching(Section):
    """Waves of parameter sets: after each, what an emulator shows to be implausible is ruled out."""

    waves: int = number("maximum number of waves", 4, 1, 20)
    points: int = number("parameter sets of a wave: at least four for each free parameter", 400, 8, 100_000)
    cut: float = number("standard deviations between model and record beyond which a set is ruled out", 3.0, 0.5, 10)
    cut_on: Annotated[str, OneOf("figure", lambda: (LARGEST, SECOND_LARGEST))] = Field(
        SECOND_LARGEST,
        description="which distance of a set is held against the cut: that of the figure that is furthest from its "
        "record (largest), or of the next (second_largest), which forgives one figure",
    )
    shrinkage: float = number("stop when a wave leaves more than this share of the volume before it", 0.9, 0.05, 1)
    keep: int = number("parameter sets of the posterior sample", 300, 8, 100_000)
    learning: int = number("rounds in which the sample is simulated and emulators learn from it", 6, 0, 1000)
    approaching: int = number(
        "steps after that, in each of which a move of every set is simulated, and accepted or not; after them, "
        "emulators learn for the last time",
        6,
        0,
        10_000,
    )
    settling: int = number("steps of that kind with emulators that are fixed", 20, 1, 10_000)


class Calibration(Section):
    """A calibration: the free parameters, the patterns they are fitted to, and the computing budget."""

    name: str = ""
    title: str = text("title in figures and reports", longest=300)
    description: str = text("description of the calibration", "")
    parameters: dict[str, Prior] = Field(description="free parameters, each with its prior")
    patterns: dict[str, float] = Field(
        description="patterns to fit, each with its weight: 1 is full weight; 0 is shown, and not fitted"
    )
    set: list[str] = Field(
        default_factory=list, description="changes made in all national scenarios, as key=value, as in --set"
    )
    replicates: Replicates = Field(default_factory=Replicates, description="replicates of each evaluation")
    discrepancy: float = number(
        "standard deviation of what the model leaves out, as a share of the width of each band; assumed", 0.1, 0, 2
    )
    method: Annotated[str, OneOf("method", lambda: METHODS)] = Field(
        SAMPLING,
        description="sampling (a search, then a Markov chain), or history_matching (waves over an emulator, for many "
        "parameters with wide priors)",
    )
    history_matching: HistoryMatching = Field(
        default_factory=HistoryMatching, description="waves of history matching; used if that is the method"
    )
    search: Search | None = Field(None, description="search for the best point; if omitted: no search")
    posterior: Posterior | None = Field(None, description="sample of the posterior; if omitted: no sample")
    seed: int = number("seed of the parameter sets and of the worlds", 1, 0, 2**31 - 1)

    @model_validator(mode="after")
    def _check_together(self) -> Calibration:
        faults = [
            *self._parameter_faults(), *self._pattern_faults(), *self._search_faults(), *self._posterior_faults(),
            *self._wave_faults(),
        ]  # fmt: skip
        if faults:
            raise FaultsError(faults)
        return self

    def _parameter_faults(self) -> list[Fault]:
        table = parameter_table()
        faults = [] if self.parameters else [Fault(("parameters",), "no parameter is named", "at least one")]
        for name, prior in self.parameters.items():
            at = ("parameters", name)
            if name not in table:
                faults.append(unknown(at, "parameter", name, list(table), at_key=True))
            elif not table[name].low <= prior.low < prior.high <= table[name].high:
                allowed = f"bounds within {table[name].low:g} to {table[name].high:g}"
                faults.append(Fault(at, f"found {prior.low:g} to {prior.high:g}", allowed))
        return faults

    def _pattern_faults(self) -> list[Fault]:
        table = patterns()
        faults = [] if self.patterns else [Fault(("patterns",), "no pattern is named", "at least one")]
        for name, weight in self.patterns.items():
            at = ("patterns", name)
            if name not in table:
                faults.append(unknown(at, "pattern", name, list(table), at_key=True))
            elif table[name].use == REPORT:
                faults.append(
                    Fault(at, f"{name} is only reported", "a pattern that can be used for calibration", at_key=True)
                )
            elif weight < 0.0:
                faults.append(Fault(at, f"found {weight:g}", "a weight of 0 or more"))
        if self.patterns and not any(self.patterns.values()):
            faults.append(Fault(("patterns",), "no pattern has any weight", "at least one weight above 0"))
        return faults

    def _search_faults(self) -> list[Fault]:
        faults = []
        for name, value in (self.search.start if self.search else {}).items():
            at: Location = ("search", "start", name)
            prior = self.parameters.get(name)
            if prior is None:
                faults.append(unknown(at, "free parameter", name, list(self.parameters), at_key=True))
            elif not prior.low <= value <= prior.high:
                faults.append(
                    Fault(at, f"found {value:g}", f"{prior.low:g} to {prior.high:g}, the bounds of its prior")
                )
        return faults

    def _posterior_faults(self) -> list[Fault]:
        if self.posterior is None:
            return []
        faults, least = [], FEWEST_WALKERS * len(self.parameters)
        if self.posterior.walkers < least or self.posterior.walkers % 2:
            allowed = f"an even number, at least {least} for {len(self.parameters)} parameters"
            faults.append(Fault(("posterior", "walkers"), f"found {self.posterior.walkers}", allowed))
        if self.posterior.discard >= self.posterior.steps:
            allowed = f"fewer than the {self.posterior.steps} steps"
            faults.append(Fault(("posterior", "discard"), f"found {self.posterior.discard}", allowed))
        return faults

    def _wave_faults(self) -> list[Fault]:
        if self.method != HISTORY_MATCHING:
            return []
        points, least = self.history_matching.points, FEWEST_POINTS * len(self.parameters)
        if points >= least:
            return []
        allowed = f"at least {least} for {len(self.parameters)} parameters"
        return [Fault(("history_matching", "points"), f"found {points}", allowed)]

    def place_of(self, values: Mapping[str, float]) -> list[float]:
        """Return the place of the unit cube where parameters have these values; in the middle where none is given."""
        place = []
        for name, prior in self.parameters.items():
            if name not in values:
                place.append(0.5)
            elif prior.scale == "log":
                place.append(log(values[name] / prior.low) / log(prior.high / prior.low))
            else:
                place.append((values[name] - prior.low) / (prior.high - prior.low))
        return place

    def parameters_at(self, place: list[float]) -> dict[str, float]:
        """Return the values of the free parameters at a place of the unit cube, one number for each in their order."""
        kinds = parameter_kinds()
        values = {}
        for (name, prior), share in zip(self.parameters.items(), place, strict=True):
            if prior.scale == "log":
                value = prior.low * (prior.high / prior.low) ** share
            else:
                value = prior.low + (prior.high - prior.low) * share
            value = min(max(value, prior.low), prior.high)
            values[name] = kinds[name](round(value)) if kinds[name] is int else value
        return values
