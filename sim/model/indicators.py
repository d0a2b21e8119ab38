"""Levels in the units that people publish: four-hour performance, engagement score, surplus, vacancy rate.

The mappings are straight lines, so that they can be read both ways; they change nothing in the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.model.enums import ProviderType, label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Observable:
    """A published figure that a level stands for: `at_zero + slope * level`, kept within `low` and `high`.

    `published_by` names the types of provider that publish it; none: all do.
    """

    name: str
    level: str
    title: str
    unit: str
    at_zero: float
    slope: float
    low: float
    high: float
    source: str
    published_by: tuple[ProviderType, ...] = ()

    def level_of(self, figure: float) -> float:
        """Return the level that a published figure stands for, which may lie beyond [0, 1]."""
        return (figure - self.at_zero) / self.slope

    def is_published_by(self, provider_type: int) -> bool:
        """Return whether providers of a type publish the figure."""
        return not self.published_by or provider_type in self.published_by

    @property
    def publishers(self) -> str:
        """Return in words which types of provider publish the figure; nothing if all do."""
        return " and ".join(label(provider_type).replace("_", " ") for provider_type in self.published_by)

    def of(self, level: ArrayLike) -> NDArray[np.float64]:
        """Return the published figure for a level, or for an array of levels."""
        import numpy as np  # here, since checking a scenario needs the names of observables and no arrays

        figures: NDArray[np.float64] = np.clip(self.at_zero + self.slope * np.asarray(level), self.low, self.high)
        return figures

    def of_trusts(self, levels: ArrayLike, provider_types: ArrayLike) -> NDArray[np.float64]:
        """Return the published figures of trusts of some types; not a number where the type does not publish it."""
        import numpy as np

        publishers = self.published_by or tuple(ProviderType)
        return np.where(np.isin(provider_types, publishers), self.of(levels), np.nan)


OBSERVABLES: dict[str, Observable] = {
    observable.name: observable
    for observable in (
        Observable(
            "four_hour_performance",
            "published_access",
            "A&E four-hour performance",
            "%",
            48.0,
            62.0,
            0.0,
            100.0,
            "line assumed; mean and spread of type 1 performance 2016/17 to 2018/19, NHS England monthly data",
            (ProviderType.ACUTE, ProviderType.INTEGRATED),
        ),
        Observable(
            "response_time",
            "published_access",
            "Ambulance response time, category 2",
            "minutes, mean",
            45.0,
            -40.0,
            5.0,
            180.0,
            "line assumed; the standard is a mean of 18 minutes (NHS England, Ambulance Response Programme)",
            (ProviderType.AMBULANCE,),
        ),
        Observable(
            "talking_therapies_in_time",
            "published_access",
            "Talking therapies begun within 6 weeks",
            "% of people",
            60.0,
            50.0,
            0.0,
            100.0,
            "line assumed; the standard is 75 % (NHS England)",
            (ProviderType.MENTAL_HEALTH,),
        ),
        Observable(
            "community_waits_in_time",
            "published_access",
            "Community services begun within 18 weeks",
            "% of people",
            55.0,
            60.0,
            0.0,
            100.0,
            "line assumed; standard of 18 weeks (NHS England, community health services)",
            (ProviderType.COMMUNITY,),
        ),
        Observable(
            "treatment_in_time",
            "published_access",
            "Referral to treatment within 18 weeks",
            "% of people",
            65.0,
            45.0,
            0.0,
            100.0,
            "line assumed; the standard is 92 % (NHS England)",
            (ProviderType.SPECIALIST, ProviderType.INDEPENDENT),
        ),
        Observable(
            "engagement_score",
            "published_engagement",
            "Staff engagement score",
            "0 to 10",
            6.3,
            1.9,
            0.0,
            10.0,
            "line assumed; mean and spread of acute trusts, NHS staff survey 2019, rescaled from 1-5 to 0-10",
        ),
        Observable(
            "surplus",
            "published_finance",
            "Surplus or deficit",
            "% of turnover",
            -10.0,
            20.0,
            -30.0,
            30.0,
            "line assumed; 44 % of trusts in deficit in 2016/17 and 2017/18 (King's Fund)",
        ),
        Observable(
            "vacancy_rate",
            "published_workforce",
            "Vacancy rate",
            "% of posts",
            23.0,
            -24.0,
            0.0,
            60.0,
            "line assumed; nearly one nursing post in ten was vacant in 2015 (Health Foundation 2017)",
        ),
    )
}


def access_measure(provider_type: str) -> Observable:
    """Return the access measure that providers of a type publish, by the name of the type."""
    of_type = ProviderType[provider_type.upper()]
    return next(
        item for item in OBSERVABLES.values() if item.level == "published_access" and item.is_published_by(of_type)
    )


def published_instead(name: str, provider_types: Iterable[str]) -> list[str]:
    """Return the figures that trusts of some types publish of the level that a figure stands for."""
    types = [ProviderType[provider_type.upper()] for provider_type in provider_types]
    alike = [item for item in OBSERVABLES.values() if item.level == OBSERVABLES[name].level]
    return [item.name for item in alike if any(map(item.is_published_by, types))]
