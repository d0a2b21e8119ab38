"""Checks across the parts of a scenario, on plain data, so that they also work on a file with other faults."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

from sim.config.constraints import IDENTIFIER, IDENTIFIER_WORDS, is_number, is_whole
from sim.config.errors import MOST_PROBLEMS, Fault, Location, shorten
from sim.config.naming import reference_faults
from sim.model.partnership_types import catalogue_rows
from sim.model.state import RegulatorState
from sim.model.variables import partnership_type_variables
from sim.scenario.contradictions import contradictions
from sim.scenario.custom_types import escalation_faults, extends_faults, type_faults
from sim.scenario.event_checks import event_faults
from sim.scenario.expectation_checks import expectation_faults
from sim.scenario.names import names_by_id
from sim.scenario.oversight_regimes import NATIONAL_LEVERS, shipped_regimes
from sim.scenario.partial_scenario import MOST_BACKGROUND, Item, Written, late, reference
from sim.scenario.published_checks import published_faults

SHARES_TOLERANCE = 0.005
LEAST_SHARE = 0.01  # of a trust's income that a unit can have


def cross_faults(data: Mapping[str, Any]) -> list[Fault]:
    """Return every contradiction between parts of a scenario.

    Parameters
    ----------
    data
        a merged scenario as plain data, before or after it was checked part by part.
    """
    written = Written(data)
    checks = (
        _nobody,
        _identifiers,
        _units,
        _places,
        _background,
        _trends,
        published_faults,
        _types,
        _partnerships,
        _mandates,
        _regimes,
        _systems,
        event_faults,
        contradictions,
        expectation_faults,
    )
    return list(islice(chain.from_iterable(check(written) for check in checks), MOST_PROBLEMS + 1))


def _nobody(written: Written) -> Iterator[Fault]:
    background = written.data.get("background")
    empty = isinstance(background, Mapping) and all(row.get("trusts") == 0 for _, row in written.groups)
    if not written.data.get("trusts") and (background is None or empty):
        yield Fault(("trusts",), "there are no trusts", "at least one under `trusts` or `background`")


def _identifiers(written: Written) -> Iterator[Fault]:
    # The background population names its trusts trust_001 on and its places economy_01 on.
    taken = {"trusts": r"trust_\d+", "local_health_economies": r"economy_\d+"} if written.mapping("background") else {}
    for key in ("trusts", "local_health_economies", "systems", "partnerships"):
        seen: dict[str, tuple[str, Location]] = {}
        for location, row in written.items(key) + (written.units if key == "trusts" else []):
            name = row.get("id")
            if not isinstance(name, str):
                continue
            first, place = seen.setdefault(name.casefold(), (name, location))
            if place != location:
                found = "is used twice" if first == name else f"differs from {first!r} in nothing but capitals"
                yield Fault((*location, "id"), f"{name!r} {found}", "a unique id for each", other=place)
            elif key in taken and re.fullmatch(taken[key], name.casefold()):
                yield Fault((*location, "id"), f"{name!r} is reserved for the background population", "another id")


def _units(written: Written) -> Iterator[Fault]:
    """Yield the faults in what the units of each trust say together: how many they are, and their shares."""
    for location, row in written.items("trusts"):
        units = Written(row).items("units")
        if len(units) == 1:
            found = f"{row.get('id')!r} has one unit"
            yield Fault((*location, "units"), found, "at least two, which make it up, or none", at_key=True)
        elif units:
            yield from _unit_shares(location, [((*location, *place), unit) for place, unit in units])


def _unit_shares(location: Location, units: list[Item]) -> Iterator[Fault]:
    *earlier, (_, last) = units
    for place, unit in earlier:
        if unit.get("share") is None:
            yield Fault(
                (*place, "share"), "is missing", "a share; only that of the last unit may be left out: the rest"
            )
    shares: list[Any] = [unit["share"] for _, unit in units if unit.get("share") is not None]
    if not all(is_number(share) for share in shares) or len(shares) < len(earlier):
        return
    total = sum(shares)
    if last.get("share") is None and total > 1.0 - LEAST_SHARE:
        found = f"the shares of the others sum to {total:.4g}, which leaves nothing for {last.get('id')!r}"
        yield Fault((*location, "units"), found, f"a sum of at most {1.0 - LEAST_SHARE:g}")
    elif last.get("share") is not None and abs(total - 1.0) > SHARES_TOLERANCE:
        yield Fault((*location, "units"), f"the shares of units sum to {total:.4g}", "a sum of 1 within 0.005")


def _places(written: Written) -> Iterator[Fault]:
    names = names_by_id(written.data, "local_health_economies")
    for location, row in written.items("trusts"):
        found = row.get("local_health_economy")
        yield from reference_faults((*location, "local_health_economy"), "local health economy", found, names)


def _background(written: Written) -> Iterator[Fault]:
    for location, row in written.groups:
        yield from _shares((*location, "ratings"), row.get("ratings"))
    numbers = [int(row["trusts"]) for _, row in written.groups if is_whole(row.get("trusts"))]
    # One group that has too many by itself has a fault of its own.
    if sum(numbers) > MOST_BACKGROUND >= max(numbers):
        found = f"the background has {sum(numbers)} trusts, including `other_types`"
        yield Fault(("background", "other_types"), found, f"at most {MOST_BACKGROUND} over all groups")


def _trends(written: Written) -> Iterator[Fault]:
    for location, row in Written(written.mapping("environment")).items("trends"):
        place: Location = ("environment", *location)
        first: Any = 1 if row.get("from_month") is None else row["from_month"]
        last: Any = row.get("to_month")
        yield from late((*place, "from_month"), first, written.months)
        if is_whole(first) and is_whole(last) and last < first:
            found = f"ends in month {last}, before it begins in month {first}"
            yield Fault((*place, "to_month"), found, f"month {first} or later", other=(*place, "from_month"))


def _shares(location: Location, ratings: Any) -> Iterator[Fault]:
    shares = list(ratings.values()) if isinstance(ratings, Mapping) else []
    if len(shares) == 4 and all(is_number(share) for share in shares):
        total = sum(shares)
        if abs(total - 1.0) > SHARES_TOLERANCE:
            yield Fault(location, f"the shares of ratings sum to {total:.4g}", "a sum of 1 within 0.005")


def _types(written: Written) -> Iterator[Fault]:
    for fault in extends_faults({**{n: {} for n in written.types if n not in catalogue_rows()}, **written.own_types}):
        yield fault.under(("partnership_types",))
    for fault in (*type_faults(written.own_types), *escalation_faults(written.own_types)):
        yield fault.under(("partnership_types",))


def _partnerships(written: Written) -> Iterator[Fault]:
    for location, row in written.items("partnerships"):
        yield from _sides(written, location, row)
        yield from _kind_of_partnership(written, location, row)
        start, end = row.get("start_month"), row.get("end_month")
        yield from late((*location, "start_month"), start, written.months)
        if isinstance(start, int) and isinstance(end, int) and end < start:
            found = f"ends in month {end}, before it starts in month {start}"
            allowed = f"month {start} or later"
            yield Fault((*location, "end_month"), found, allowed, other=(*location, "start_month"))
        if row.get("insisted") is True and row.get("nature") in (None, "voluntary"):
            found = "a voluntary partnership cannot be imposed"
            yield Fault((*location, "insisted"), found, "`insisted: true` only with `nature: mandated`")
        others = [name for name in written.ids("partnerships") if name != row.get("id")]
        yield from reference((*location, "follows"), "partnership", row.get("follows"), others)
        yield from _predecessor(written, location, row)
        partnership_type = written.types.get(str(row.get("type")), {})
        if row.get("escalates") is True and partnership_type and not partnership_type.get("escalates_to"):
            found = f"type {row['type']!r} has no `escalates_to`, so it cannot escalate"
            yield Fault((*location, "escalates"), found, "a type with `escalates_to`", at_key=True)


def _predecessor(written: Written, location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of the partnership that another follows: other trusts, or a later start."""
    for place, earlier in written.items("partnerships"):
        if earlier.get("id") != row.get("follows") or row.get("follows") is None:
            continue
        sides = [{str(part.get(key)) for key in ("target", "partner")} for part in (earlier, row)]
        if sides[0] != sides[1]:
            found = f"{row['follows']!r} is a partnership between other trusts"
            yield Fault((*location, "follows"), found, "a partnership with the same target and partner", other=place)
        first, last, start = earlier.get("start_month"), earlier.get("end_month"), row.get("start_month")
        if isinstance(first, int) and isinstance(start, int) and first >= start:
            found = f"{row['follows']!r} does not start before month {start}"
            yield Fault((*location, "follows"), found, "a partnership that starts earlier", other=place)
        if isinstance(last, int) and isinstance(start, int) and last < start:
            found = f"{row['follows']!r} ends in month {last}, before this starts in month {start}"
            allowed = f"a partnership that is under way in month {start}"
            yield Fault((*location, "follows"), found, allowed, other=(*place, "end_month"))


def _sides(written: Written, location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults in who takes part: trusts that exist, each once, as many as the type needs."""
    trusts = written.trusts
    sides: list[tuple[Location, Any]] = [((*location, key), row.get(key)) for key in ("target", "partner")]
    members = row.get("members")
    if isinstance(members, list):
        sides += [((*location, "members", position), member) for position, member in enumerate(members)]
    seen: set[str] = set()
    for place, side in sides:
        what = "member" if "members" in place else "trust"
        yield from reference_faults(place, "trust", side, trusts)
        if isinstance(side, str) and side in seen:
            others = ", ".join(name for name in trusts if name not in seen) or "another trust"
            yield Fault(
                place,
                f"{side!r} cannot be its own partner" if what == "trust" else f"{side!r} is listed twice",
                others,
            )
        seen |= {side} if isinstance(side, str) else set()
    partnership_type = written.types.get(str(row.get("type")))
    if partnership_type:
        yield from _number_of_sides(location, row, partnership_type, len(seen))


def _number_of_sides(
    location: Location, row: Mapping[str, Any], partnership_type: Mapping[str, Any], sides: int
) -> Iterator[Fault]:
    name = row.get("type")
    if partnership_type.get("joint"):
        least = max(2, int(partnership_type.get("least_members", 2)))
        if sides < least:
            found = f"too few members for type {name!r}: {sides}"
            yield Fault((*location, "members"), found, f"at least {least} trusts")
        return
    if row.get("members"):
        allowed = "`target`" if partnership_type.get("external_body") else "`target` and `partner`"
        yield Fault((*location, "members"), f"type {name!r} is not a joint partnership", allowed, at_key=True)
    if row.get("target") is None:
        yield Fault((*location, "target"), "is missing", "the id of the trust to be helped")
    if partnership_type.get("external_body") and row.get("partner") is not None:
        found = f"type {name!r} is provided by an external organisation"
        yield Fault((*location, "partner"), found, "no `partner`", at_key=True)
    if not partnership_type.get("external_body") and row.get("partner") is None:
        yield Fault((*location, "partner"), "is missing", "the id of the trust that helps")


def _kind_of_partnership(written: Written, location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    name = row.get("type")
    yield from reference((*location, "type"), "partnership type", name, list(written.types))
    partnership_type = written.types.get(name, {}) if isinstance(name, str) else {}
    chosen = {"nature": row.get("nature") or "voluntary", "scale": row.get("scale")}
    for key, found in chosen.items():
        allowed = partnership_type.get(f"{key}s")
        if allowed and found in ("voluntary", "mandated", "individual", "structural") and found not in allowed:
            yield Fault((*location, key), f"type {name!r} cannot be {found!r}", ", ".join(allowed))
    if partnership_type.get("integrates"):
        for key in ("end_month", "term", "scope"):
            if row.get(key) is not None:
                found = f"type {name!r} merges two organisations permanently and completely, so it cannot have {key}"
                yield Fault((*location, key), found, f"no `{key}`, or a type that does not integrate", at_key=True)


def _mandates(written: Written) -> Iterator[Fault]:
    changes = written.items("policy_changes")
    policies = [(("regulator",), written.mapping("regulator")), *changes]
    policies += [((*location, "regulator"), row["regulator"]) for key in ("systems", "trusts")
                 for location, row in written.items(key) if isinstance(row.get("regulator"), Mapping)]  # fmt: skip
    for location, row in policies:
        for lever in partnership_type_variables(RegulatorState):
            yield from _mandated_type(written, (*location, lever), row.get(lever))
    for location, row in changes:
        yield from late((*location, "month"), row.get("month"), written.months)
        if not set(row) - {"month", "trust", "system"}:
            yield Fault(location, "changes nothing", "a month and at least one of the regulator's levers")
        yield from _whom_it_concerns(written, location, row)


def _whom_it_concerns(written: Written, location: Location, row: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of a change for one trust or one system: nobody of that name, both, or what is national."""
    yield from reference_faults((*location, "trust"), "trust", row.get("trust"), names_by_id(written.data, "trusts"))
    yield from reference_faults(
        (*location, "system"), "system", row.get("system"), names_by_id(written.data, "systems")
    )
    one = "trust" if row.get("trust") is not None else "system"
    if row.get(one) is None:
        return
    if one == "trust" and row.get("system") is not None:
        yield Fault((*location, "system"), "is named beside `trust`", "one of the two", at_key=True)
    for key in (*NATIONAL_LEVERS, "oversight_regime", "parameters"):
        if row.get(key) is not None:
            found = f"is the same for all trusts, and cannot change for one {one}"
            yield Fault((*location, key), found, f"a change without `{one}`", at_key=True)


def _regimes(written: Written) -> Iterator[Fault]:
    """Yield the faults of regimes that nobody knows."""
    names = list(dict.fromkeys((*shipped_regimes(), *map(str, written.mapping("oversight_regimes")))))
    yield from reference(("oversight_regime",), "oversight regime", written.data.get("oversight_regime"), names)
    for location, row in written.items("policy_changes"):
        yield from reference((*location, "oversight_regime"), "oversight regime", row.get("oversight_regime"), names)
    for name, row in written.mapping("oversight_regimes").items():
        if not re.fullmatch(IDENTIFIER, str(name)):
            what = f"{shorten(name)} is not a valid name"
            yield Fault(("oversight_regimes", name), what, IDENTIFIER_WORDS, at_key=True)
        if isinstance(row, Mapping):
            place = ("oversight_regimes", name, "extends")
            yield from reference(place, "shipped regime", row.get("extends"), list(shipped_regimes()))


def _systems(written: Written) -> Iterator[Fault]:
    """Yield the faults in the members of systems: who does not exist, is in two, or nobody at all."""
    background: Any = written.mapping("background").get("local_health_economies")
    drawn = [f"economy_{number + 1:02d}" for number in range(background)] if is_whole(background) else []
    places = {**names_by_id(written.data, "local_health_economies"), **{name: name for name in drawn[:1000]}}
    seen: dict[tuple[str, str], Location] = {}
    for location, row in written.items("systems"):
        if not row.get("trusts") and not row.get("local_health_economies"):
            yield Fault(location, "has no members", "ids under `trusts` or `local_health_economies`")
        for key, what, names in (
            ("trusts", "trust", names_by_id(written.data, "trusts")),
            ("local_health_economies", "local health economy", places),
        ):
            members = row.get(key)
            for position, member in enumerate(members if isinstance(members, list) else []):
                at = (*location, key, position)
                yield from reference_faults(at, what, member, names)
                if not isinstance(member, str):
                    continue
                first = seen.setdefault((key, member), at)
                if first != at:
                    yield Fault(at, f"{member!r} is a member of a system already", "each in one system", other=first)


def _mandated_type(written: Written, place: Location, name: Any) -> Iterator[Fault]:
    """Yield the faults of a type that the regulator mandates: it finds one partner, so no joint type is allowed."""
    yield from reference(place, "partnership type", name, list(written.types))
    if not isinstance(name, str):
        return
    suitable = [
        other
        for other, partnership_type in written.types.items()
        if "mandated" in partnership_type.get("natures", ("mandated",)) and not partnership_type.get("joint")
    ]
    if name in written.types and name not in suitable:
        yield Fault(place, f"the regulator cannot mandate type {name!r}", ", ".join(suitable))
