"""Parameters: fit, adoption of a culture, coherence."""

from __future__ import annotations

from typing import Annotated

from sim.parameters.parameter import Parameter


class CultureParameters:
    """Fit, adoption of a culture, coherence."""

    cultural_range: Annotated[
        float,
        Parameter(0.45, 0.1, 1.0, "share", "distance of two cultures that counts as no fit"),
    ]
    fit_from_culture: Annotated[float, Parameter(0.65, 0.0, 1.0, "weight", "culture against context in fit")]
    context_size: Annotated[
        float, Parameter(0.7, 0.0, 2.0, "share", "difference in turnover, and in sites, as a share of the sum")
    ]
    context_type: Annotated[float, Parameter(0.3, 0.0, 1.0, "level", "another type of provider")]
    threat_when_voluntary: Annotated[
        float,
        Parameter(0.45, 0.0, 1.0, "share", "sense of being taken over in a voluntary partnership"),
    ]
    imposed_when_offered: Annotated[
        float,
        Parameter(0.55, 0.0, 1.0, "share", "how far a mandate that could be refused is imposed; insisted on: all"),
    ]
    threat_from_misfit: Annotated[
        float,
        Parameter(0.7, 0.0, 1.0, "share", "part of the threat that full fit takes away"),
    ]
    pull_rate: Annotated[
        float,
        Parameter(
            0.035,
            0.0,
            0.15,
            "share a month",
            "cultural gap closed under full pull",
            "Miller & Millar (2017): years rather than months",
        ),
    ]
    left_without_attention: Annotated[
        float,
        Parameter(
            0.33,
            0.0,
            1.0,
            "share",
            "pull of a culture, capacity of a partner, and speed of pooling management left without attention for them",
        ),
    ]
    left_without_trust: Annotated[
        float,
        Parameter(0.37, 0.0, 1.0, "share", "pull of a culture, and support delivered, left without relational trust"),
    ]
    coherence_rate: Annotated[
        float,
        Parameter(0.12, 0.0, 0.5, "share a month", "speed of coming together or falling apart while integrating"),
    ]
    best_of_both_slowing: Annotated[
        float,
        Parameter(
            0.6,
            0.0,
            1.0,
            "share",
            "pace lost where both cultures are to change alike",
            "direction: Miller & Millar (2017), case C; size assumed",
        ),
    ]
    coherence_floor: Annotated[
        float,
        Parameter(0.10, 0.0, 0.4, "level", "least coherence of an organisation that still works"),
    ]
    coherence_usual: Annotated[float, Parameter(0.80, 0.4, 1.0, "level", "coherence of an ordinary trust")]
    coherence_lost_to_mixing: Annotated[
        float,
        Parameter(0.55, 0.0, 1.0, "share", "coherence lost when two organisations without fit are joined"),
    ]
    energy_from_attention: Annotated[float, Parameter(1.5, 0.0, 4.0, "weight", "leaders with time for it")]
    energy_from_coherence: Annotated[
        float, Parameter(1.5, 0.0, 6.0, "weight", "one way of working that is already felt")
    ]
    energy_tipping_point: Annotated[
        float,
        Parameter(2.37, 0.2, 4.0, "level", "energy at which an integration could go one of two ways"),
    ]
    remote_distance: Annotated[
        float, Parameter(60.0, 5.0, 400.0, "km", "distance at which travel is half of what it can be")
    ]
    open_culture: Annotated[
        float, Parameter(0.5, 0.1, 1.0, "share", "outward values from which a trust is not insular")
    ]
    threat_from_gap: Annotated[
        float, Parameter(1.0, 0.0, 4.0, "ratio per level", "further threat from a partner felt as superior")
    ]
    threat_from_pride: Annotated[
        float, Parameter(0.4, 0.0, 2.0, "ratio per level", "further threat for a trust with a good name to lose")
    ]
    threat_eased_by_contact: Annotated[
        float,
        Parameter(
            0.35, 0.0, 1.0, "share", "threat taken off by full work on values, or where clinicians know their peers"
        ),
    ]
    pull_from_programme: Annotated[
        float, Parameter(0.8, 0.0, 3.0, "ratio", "gain in pull where appraisal and recruitment carry the values")
    ]
    coherence_noise_settled: Annotated[
        float,
        Parameter(
            0.2,
            0.0,
            1.0,
            "share",
            "monthly shocks to coherence left where one that integrates is of one mind or firmly divided",
        ),
    ]
    energy_from_programme: Annotated[float, Parameter(0.5, 0.0, 2.0, "weight", "work on values and a common language")]
    own_culture_neglected: Annotated[
        float,
        Parameter(
            0.008,
            0.0,
            0.05,
            "share a month",
            "own coherence lost by leaders fully busy with others",
            "direction: Miller & Millar (2017), case C; size assumed",
        ),
    ]
