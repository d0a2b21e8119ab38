"""The source of the parameters, in words that accompany every figure and table."""

from __future__ import annotations

from sim.scenario.scenario_schema import DEFAULTS, POSTERIOR

LIKE_YOURS = "A trust like yours, not a forecast of it."
"""What stands on everything that is made for or from published figures of a trust."""


OWN_SETS = "each replicate with its own parameter set (posterior sample)"


OVER_SETS = "over replicates and parameter sets"


ASSUMED_RANGES = "partnership effects: assumed ranges"
"""Note on results that depend on attributes of partnership types, where these are drawn."""


ASSUMED_VALUES = "partnership effects: assumed values"
"""The same note where they are not drawn."""


HINT = "--parameters posterior draws them over assumed ranges"


def words_on_partnerships(source: str, hint: bool = True) -> str:
    """Return the note on results that depend on attributes of partnership types, for a source of parameters."""
    if source == POSTERIOR:
        return ASSUMED_RANGES
    return f"{ASSUMED_VALUES} ({HINT})" if hint else ASSUMED_VALUES


def words_on_parameters(source: str, partnerships: bool, bands: bool = True, hint: bool = True) -> str:
    """Return in a sentence where the parameters of a run come from, and which of them are assumed.

    Parameters
    ----------
    source : `defaults` or `posterior`.
    partnerships : whether there are any; if not, the sentence is empty for the defaults.
    bands : whether what is shown has bands or shares over replicates.
    hint : whether to say which option draws them; a reader of a paper has no use for it.
    """
    if source == DEFAULTS and not partnerships:
        return ""
    parts = [OWN_SETS if source == POSTERIOR else source]
    parts += [f"bands and shares are {OVER_SETS}"] if bands and source == POSTERIOR else []
    parts += [words_on_partnerships(source, hint)] if partnerships else []
    return f"Parameters: {'; '.join(parts)}."


def band_in_words(band: str, source: str) -> str:
    """Return what a band is; it is also over parameter sets where these differ between replicates."""
    return f"{band.removesuffix(' over replicates')} {OVER_SETS}" if source == POSTERIOR else band
