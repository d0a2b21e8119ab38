"""Where parameters are from, in words that stand beside every figure and table."""

from __future__ import annotations

from sim.scenario.scenario_schema import DEFAULTS, POSTERIOR

OWN_SETS = "each replicate with a parameter set of its own (posterior sample)"


OVER_SETS = "over replicates and parameter sets"


ASSUMED_RANGES = "partnership effects: assumed ranges"
"""What is said of everything that depends on attributes of partnership types and is drawn over them."""


ASSUMED_VALUES = "partnership effects: assumed values"
"""The same where they are not drawn."""


HINT = "--parameters posterior draws them over assumed ranges"


def words_on_partnerships(source: str) -> str:
    """Return what is said of what depends on attributes of partnership types, with parameters from a source."""
    return ASSUMED_RANGES if source == POSTERIOR else f"{ASSUMED_VALUES} ({HINT})"


def words_on_parameters(source: str, partnerships: bool, bands: bool = True) -> str:
    """Return in a sentence where a run has its parameters from, and what of that is assumed.

    Parameters
    ----------
    source : `defaults` or `posterior`.
    partnerships : whether there are any; without, and with defaults, nothing is said.
    bands : whether what is shown has bands or shares over replicates.
    """
    if source == DEFAULTS and not partnerships:
        return ""
    parts = [OWN_SETS if source == POSTERIOR else source]
    parts += [f"bands and shares are {OVER_SETS}"] if bands and source == POSTERIOR else []
    parts += [words_on_partnerships(source)] if partnerships else []
    return f"Parameters: {'; '.join(parts)}."


def band_in_words(band: str, source: str) -> str:
    """Return what a band is; with parameters that differ between replicates, that it is over these, too."""
    return f"{band.removesuffix(' over replicates')} {OVER_SETS}" if source == POSTERIOR else band
