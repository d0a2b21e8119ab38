"""Contradictions: parts of a scenario that are each right by themselves and cannot both be.

Only what contradicts for certain is named: a partnership that may break off, or an approval that may take longer, is
given the benefit of the doubt. Each fault names the place of the other part.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations
from typing import Any

from sim.config.constraints import is_whole
from sim.config.errors import Fault, Location
from sim.model.enums import ProviderType, Service, label
from sim.model.services import SHARE_OF_SERVICE
from sim.model.state import RegulatorState
from sim.model.variables import partnership_type_variables
from sim.scenario.custom_types import TypeRow
from sim.scenario.event_checks import useless_events
from sim.scenario.partial_scenario import Written
from sim.scenario.starting_ratings import rating_faults

NAME_OF_THE_BACKGROUND = r"trust \d{3,}"


def contradictions(written: Written) -> Iterator[Fault]:
    """Yield what a scenario says twice, or says and excludes, each with the place of the other."""
    of_partnerships = (_at_once, _within_a_trust, _absorbed, _no_room, _without_service, _nobody_to_mandate)
    checks = (_same_names, _same_months, *of_partnerships, useless_events, rating_faults)
    return chain.from_iterable(check(written) for check in checks)


def _same_names(written: Written) -> Iterator[Fault]:
    """Yield trusts and units that figures would show under one name; the same id twice has a fault of its own."""
    seen: dict[str, tuple[str, Location]] = {}
    for location, row, shown in _shown_names(written):
        if not shown:
            continue
        name = " ".join(shown.replace("_", " ").split()).casefold()
        at = (*location, "name" if row.get("name") else "id")
        identifier, other = seen.setdefault(name, (str(row.get("id")), at))
        if other is not at and identifier != row.get("id"):
            yield Fault(at, f"{shown!r} is the name of two trusts", "a name of its own for each", other=other)
        elif row.get("name") and written.mapping("background") and re.fullmatch(NAME_OF_THE_BACKGROUND, name):
            yield Fault(at, f"{shown!r} is a name of the background population", "another name", other=("background",))


def _shown_names(written: Written) -> Iterator[tuple[Location, Mapping[str, Any], str]]:
    """Give every trust and unit with its name in figures; that of a unit comes after that of its trust."""
    shown = {location: _shown_name(row) for location, row in written.items("trusts")}
    for location, row in written.items("trusts"):
        yield location, row, shown[location]
    for location, row in written.units:
        name = _shown_name(row)
        yield location, row, f"{shown[location[:2]]}: {name}" if name else ""


def _shown_name(row: Mapping[str, Any]) -> str:
    """Return the name of a trust for figures, as far as a file says it: its name, or else its id in words."""
    name, identifier = row.get("name"), row.get("id")
    if isinstance(name, str) and name:
        return name
    return identifier.replace("_", " ").title() if isinstance(identifier, str) else ""


def _same_months(written: Written) -> Iterator[Fault]:
    seen: dict[int, Location] = {}
    for location, row in written.items("policy_changes"):
        month: Any = row.get("month")
        if not is_whole(month):
            continue
        if month in seen:
            allowed = "one change for a month, with all its levers"
            yield Fault((*location, "month"), f"policy changes twice in month {month}", allowed, other=seen[month])
        seen.setdefault(month, location)


@dataclass(frozen=True)
class _Plan:
    """A planned partnership that can be read, with its type.

    Attributes
    ----------
    location : where it was written.
    row : what was written.
    kind : its type, with what the type extends filled in.
    """

    location: Location
    row: Mapping[str, Any]
    kind: TypeRow

    @property
    def start(self) -> int:
        """Return the month in which it is agreed."""
        return int(self.row["start_month"])

    @cached_property
    def sides(self) -> frozenset[str]:
        """Return the trusts in it."""
        return frozenset(side for _, side in self.places)

    @property
    def places(self) -> list[tuple[Location, Any]]:
        """Return where each side is written, with what is written there."""
        members = self.row.get("members")
        listed = members if isinstance(members, list) else []
        keys: list[tuple[Location, Any]] = [((key,), self.row.get(key)) for key in ("target", "partner")]
        keys += [(("members", position), member) for position, member in enumerate(listed)]
        return [((*self.location, *key), side) for key, side in keys if isinstance(side, str)]

    @property
    def may_break_off(self) -> bool:
        """Return whether the sides look into each other first, so that it may come to nothing."""
        return self.row.get("explores") is True

    def follows(self, other: _Plan) -> bool:
        """Return whether it grows out of another."""
        return self.row.get("follows") is not None and self.row["follows"] == other.row.get("id")


def _plans(written: Written) -> list[_Plan]:
    """Return the planned partnerships of which type and start can be read."""
    rows = [(at, row, written.types.get(str(row.get("type")))) for at, row in written.items("partnerships")]
    return [_Plan(at, row, kind) for at, row, kind in rows if kind and is_whole(row.get("start_month"))]


def _at_once(written: Written) -> Iterator[Fault]:
    """Yield partnerships of one type between the same trusts, of which one begins while the other is under way."""
    plans = [plan for plan in _plans(written) if plan.sides and not plan.kind.get("integrates")]
    for first, second in combinations(plans, 2):
        same = first.row["type"] == second.row["type"] and first.sides == second.sides
        if same and not first.follows(second) and not second.follows(first) and _overlap(first, second, plans):
            found = f"type {second.row['type']!r} is planned twice at once for the same trusts"
            yield Fault(second.location, found, "one that ends before the other starts", other=first.location)


def _overlap(one: _Plan, other: _Plan, plans: list[_Plan]) -> bool:
    """Return whether the later of two begins for certain before the earlier has ended."""
    earlier, later = sorted((one, other), key=lambda plan: plan.start)
    return later.start == earlier.start or later.start < _least_end(earlier, plans)


def _least_end(plan: _Plan, plans: list[_Plan]) -> float:
    """Return the month in which a partnership can have ended at the earliest, if nobody leaves it."""
    if plan.may_break_off:
        return plan.start
    ends: list[int] = [other.start for other in plans if other.follows(plan)]
    ends += [plan.row["end_month"]] if is_whole(plan.row.get("end_month")) else []
    term = plan.row.get("term")
    months: Any = plan.kind.get("term") if term is None else term
    ends += [plan.start + months] if is_whole(months) and months > 0 else []
    return min(ends, default=math.inf)


def _absorbed(written: Written) -> Iterator[Fault]:
    """Yield integrations that another excludes: who is absorbed neither absorbs nor is absorbed again."""
    plans = [plan for plan in _plans(written) if plan.kind.get("integrates") and len(plan.sides) == 2]
    for position, plan in enumerate(plans):
        for other in plans[:position]:
            first = min(plan, other, key=lambda each: each.start)
            certain = plan.start == other.start or not first.may_break_off
            if certain and (found := _excluded(plan.row, other.row) or _broken_up(plan.row, other.row, written)):
                allowed = "a trust is absorbed once, and by one that is not absorbed itself"
                yield Fault(plan.location, found, allowed, other=other.location)
                break


def _excluded(row: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Return in words why two integrations cannot both be, or nothing."""
    target, partner = row.get("target"), row.get("partner")
    if {target, partner} == {other.get("target"), other.get("partner")}:
        return f"makes one organisation of {target!r} and {partner!r}, as {other.get('id')!r} does"
    if target == other.get("target"):
        return f"{target!r} is absorbed by {other.get('partner')!r}, too"
    if partner == other.get("target"):
        return f"{partner!r} absorbs {target!r}, and is itself absorbed by {other.get('partner')!r}"
    if target == other.get("partner"):
        return f"{target!r} is absorbed by {partner!r}, and itself absorbs {other.get('target')!r}"
    return ""


def _broken_up(row: Mapping[str, Any], other: Mapping[str, Any], written: Written) -> str:
    """Return in words why two integrations cannot both be, of which one takes on a unit of a trust, or nothing."""
    for one, two in ((row, other), (other, row)):
        unit, trust = one.get("target"), written.trust_of(one.get("target"))
        if unit == trust:
            continue
        if two.get("target") == trust:
            return f"{unit!r} is a unit of {trust!r}, which is absorbed by {two.get('partner')!r}"
        if two.get("partner") == trust:
            return f"{unit!r} is a unit of {trust!r}, which itself absorbs {two.get('target')!r}"
    return ""


def _within_a_trust(written: Written) -> Iterator[Fault]:
    """Yield partnerships between a trust and its own unit, or of two of its units, and units that absorb others."""
    for plan in _plans(written):
        first: dict[Any, Any] = {}
        for location, side in plan.places:
            trust = written.trust_of(side)
            if first.setdefault(trust, side) != side:
                found = f"{side!r} and {first[trust]!r} are of one trust"
                yield Fault(location, found, f"a trust other than {trust!r}, or a unit of one")
        partner = plan.row.get("partner")
        if plan.kind.get("integrates") and written.trust_of(partner) != partner:
            found = f"{partner!r} is a unit, which absorbs no trust"
            yield Fault((*plan.location, "partner"), found, f"a trust, such as {written.trust_of(partner)!r}")


def _no_room(written: Written) -> Iterator[Fault]:
    """Yield integrations, which last, for which `most_partnerships` leaves no room."""
    most: Any = written.data.get("most_partnerships")
    plans = [plan for plan in _plans(written) if plan.kind.get("integrates") and not plan.may_break_off]
    if not is_whole(most):
        return
    for plan in sorted(plans, key=lambda each: each.start)[most:]:
        found = f"there is no room for it in month {plan.start}: {most} that last were begun before"
        yield Fault(plan.location, found, f"`most_partnerships` of at least {len(plans)}", other=("most_partnerships",))


def _without_service(written: Written) -> Iterator[Fault]:
    """Yield the sides of planned partnerships that have nothing of the service that these are about."""
    trusts: dict[str, tuple[Location, ProviderType | None]] = {
        str(row.get("id")): (at, _provider_type(row)) for at, row in written.items("trusts")
    }
    for plan in _plans(written):
        service = Service[plan.kind.get("service", label(Service.WHOLE_TRUST)).upper()]
        for location, side in plan.places:
            at, provider = trusts.get(written.trust_of(side), ((), None))
            if provider is not None and SHARE_OF_SERVICE[service][provider] <= 0.0:
                about = f"type {plan.row['type']!r} is about {label(service)!r}"
                found = f"{about}, of which {side!r} ({label(provider)}) has nothing"
                yield Fault(location, found, _providers_of(service), other=at)


def _provider_type(row: Mapping[str, Any]) -> ProviderType | None:
    """Return the type of a trust; None for one that does not exist, which has a fault of its own."""
    word = row.get("provider_type")
    by_word = {label(provider): provider for provider in ProviderType} | {None: ProviderType.ACUTE}
    return by_word.get(word) if word is None or isinstance(word, str) else None


def _providers_of(service: Service) -> str:
    """Return in words which trusts have something of a service."""
    *some, last = [label(provider) for provider in ProviderType if SHARE_OF_SERVICE[service][provider] > 0.0]
    return f"a trust of type {', '.join(some)} or {last}"


def _nobody_to_mandate(written: Written) -> Iterator[Fault]:
    """Yield mandates of help by a partner where no trust could ever be one."""
    nobody = _no_partner(written)
    if nobody is None:
        return
    why, other = nobody
    for location, row in ((("regulator",), written.mapping("regulator")), *written.items("policy_changes")):
        for lever in partnership_type_variables(RegulatorState):
            kind = written.types.get(str(row.get(lever)))
            if kind and not kind.get("external_body"):
                found = f"{row[lever]!r} needs a partner, and {why}"
                yield Fault((*location, lever), found, "a body outside, or a trust that can be a partner", other=other)


def _no_partner(written: Written) -> tuple[str, Location] | None:
    """Return why no trust can ever be a mandated partner, and where that was written; None where one can."""
    policies = [written.mapping("regulator"), *(row for _, row in written.items("policy_changes"))]
    limits = [row["partner_limit"] for row in policies if is_whole(row.get("partner_limit"))]
    if is_whole(policies[0].get("partner_limit")) and max(limits) == 0:
        return "no trust may ever support another", ("regulator", "partner_limit")
    named = len(written.items("trusts"))
    drawn = sum(row["trusts"] for _, row in written.groups if is_whole(row.get("trusts")))
    if named + drawn == 1:
        return "there is only one trust", ("trusts", 0) if named else ("background",)
    return None
