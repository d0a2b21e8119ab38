"""Oversight regimes: what is published when, who enters and leaves the most intensive support, and who pays.

A regime is a data file of levers and of parameters of regulation, each with its source; a scenario may have its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator
from ruamel.yaml import YAML

from sim.config.constraints import Allowed, allowed_parameters, checked_parameters
from sim.config.errors import Fault, FaultsError
from sim.config.fields import Section, table_fields, text
from sim.model.state import RegulatorState
from sim.model.variables import partnership_type_variables, variables
from sim.parameters import parameter_groups

NATIONAL_LEVERS = (
    "partner_limit", "rating_grace", "inspects", "segmentation", "deficit_segment", "entry_rule", "exit_rule",
)  # fmt: skip
"""Levers that are the same for all trusts, whatever a system or a single trust is under."""

FIRST_REGIME = "special_measures"


def regime_parameters() -> list[str]:
    """Return the names of the parameters that belong to a regime, so that a change of policy may change them."""
    return parameter_groups()["regulation"]


def allowed_regime_parameters() -> dict[str, Allowed]:
    """Return what each parameter of a regime may be, by name."""
    return {name: allowed for name, allowed in allowed_parameters().items() if name in regime_parameters()}


def checked_regime_parameters(value: Any) -> dict[str, int | float]:
    """Return parameters that a regime or a change of policy sets; raises `FaultsError`."""
    checked = checked_parameters(value)
    others = [name for name in checked if name not in regime_parameters()]
    if others:
        allowed = f"a parameter of regulation: {', '.join(regime_parameters())}"
        raise FaultsError([Fault((name,), f"{name!r} is no part of a regime", allowed, at_key=True) for name in others])
    return checked


RegimeParameters = Annotated[dict[str, int | float], PlainValidator(checked_regime_parameters)]


@table_fields(RegulatorState, changes=True)
class RegimeLevers(Section):
    """Levers that a regime sets; those it does not name are what they are by default."""

    keeps_null: ClassVar[frozenset[str]] = frozenset(partnership_type_variables(RegulatorState))


class OversightRegime(Section):
    """A regime of oversight."""

    extends: str | None = Field(None, description="a shipped regime that this one starts from; if omitted: none")
    title: str = text("title in tables and figures", "")
    years: str = text("years in which it was in force", "")
    meaning: str = text("what it is, in a sentence", "")
    tier: str = text("what its most intensive support is called", "special measures")
    source: str = text("source of the regime", "assumed")
    levers: RegimeLevers = Field(default_factory=RegimeLevers, description="levers of the regulator under it")
    parameters: RegimeParameters = Field(default_factory=dict, description="parameters of regulation under it")
    sources: dict[str, str] = Field(default_factory=dict, description="source of each value")

    def set_levers(self) -> dict[str, Any]:
        """Return the levers that it sets, as files have them."""
        return {name: getattr(self.levers, name) for name in variables(RegulatorState)
                if name in self.levers.model_fields_set}  # fmt: skip


@cache
def shipped_regimes() -> dict[str, OversightRegime]:
    """Return the regimes that come with the package, by name.

    Examples
    --------
    >>> shipped_regimes()["oversight_framework"].levers.deficit_segment
    3
    """
    yaml = YAML(typ="safe", pure=True)
    folder = files("sim.scenario").joinpath("oversight_regimes")
    tables = {file.name.removesuffix(".yaml"): yaml.load(file.read_text(encoding="utf-8")) for file in folder.iterdir()}
    names = sorted(tables, key=lambda name: (name != FIRST_REGIME, name == "none", tables[name]["years"]))
    return {name: OversightRegime.model_validate(tables[name]) for name in names}


def regime_of(name: str, own: Mapping[str, OversightRegime]) -> OversightRegime:
    """Return a regime by name, with what it starts from filled in; the scenario's own come first."""
    regime = own.get(name) or shipped_regimes()[name]
    if regime.extends is None:
        return regime
    base = shipped_regimes()[regime.extends]
    levers = RegimeLevers.model_validate({**base.set_levers(), **regime.set_levers()})
    return regime.model_copy(
        update={
            "extends": None,
            "levers": levers,
            "parameters": {**base.parameters, **regime.parameters},
            "sources": {**base.sources, **regime.sources},
        }
    )
