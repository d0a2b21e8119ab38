"""The one table of parameters: name, unit, default, bounds, meaning and source, a module for each process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import get_args, get_type_hints

from sim.parameters.attention_parameters import AttentionParameters
from sim.parameters.capability_parameters import CapabilityParameters
from sim.parameters.culture_parameters import CultureParameters
from sim.parameters.environment_parameters import EnvironmentParameters
from sim.parameters.formation_parameters import FormationParameters
from sim.parameters.integration_parameters import IntegrationParameters
from sim.parameters.leadership_parameters import LeadershipParameters
from sim.parameters.parameter import Parameter
from sim.parameters.partnership_parameters import PartnershipParameters
from sim.parameters.people_parameters import PeopleParameters
from sim.parameters.performance_parameters import PerformanceParameters
from sim.parameters.published_parameters import PublishedParameters
from sim.parameters.regulation_parameters import RegulationParameters
from sim.parameters.reputation_parameters import ReputationParameters
from sim.parameters.stage_parameters import StageParameters


class Parameters(
    EnvironmentParameters,
    AttentionParameters,
    PerformanceParameters,
    PublishedParameters,
    CapabilityParameters,
    PeopleParameters,
    LeadershipParameters,
    CultureParameters,
    ReputationParameters,
    FormationParameters,
    PartnershipParameters,
    IntegrationParameters,
    RegulationParameters,
    StageParameters,
):
    """A value for every parameter, as attributes.

    Parameters
    ----------
    overrides : values that differ from the defaults, by name.

    Raises
    ------
    KeyError : a name that is not a parameter.
    ValueError : a value outside its bounds.
    """

    def __init__(self, overrides: Mapping[str, float] | None = None) -> None:
        values = dict(_defaults())
        for name, value in (overrides or {}).items():
            parameter = parameter_table()[name]
            if not parameter.low <= value <= parameter.high:
                raise ValueError(f"{name} is {value}; allowed: {parameter.low} to {parameter.high}")
            values[name] = parameter_kinds()[name](value)
        vars(self).update(values)


@cache
def parameter_table() -> dict[str, Parameter]:
    """Return every parameter by name, in the order of the processes of a month.

    Examples
    --------
    >>> parameter_table()["gaming"].low
    0.0
    """
    return {name: get_args(hint)[1] for name, hint in _hints().items()}


@cache
def parameter_kinds() -> dict[str, type]:
    """Return whether each parameter is a float or an int, by name."""
    return {name: get_args(hint)[0] for name, hint in _hints().items()}


@cache
def _defaults() -> dict[str, float]:
    kinds = parameter_kinds()
    return {name: kinds[name](parameter.default) for name, parameter in parameter_table().items()}


@cache
def parameter_groups() -> dict[str, list[str]]:
    """Return the names of the parameters of each process, in the order of the processes of a month."""
    return {
        group.__name__.removesuffix("Parameters").lower(): list(group.__annotations__) for group in Parameters.__bases__
    }


def _hints() -> dict[str, object]:
    found: dict[str, object] = {}
    for group in Parameters.__bases__:
        found.update(get_type_hints(group, include_extras=True))
    return found
