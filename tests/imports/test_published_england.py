"""An England of ours, written out in the published layouts, is read back figure by figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from published_files import (
    DOMAINS,
    LAST,
    InventedTrust,
    our_england,
    write_ae,
    write_league,
    write_oversight,
    write_ratings,
    write_rtt,
    write_survey,
)

from sim.imports.import_trust import read_published
from sim.imports.observations import Reading

MONTHS = range(LAST - 2, LAST + 1)


@pytest.fixture(scope="module")
def england() -> list[InventedTrust]:
    return our_england(months=MONTHS)


@pytest.fixture(scope="module")
def read_back(england: list[InventedTrust], tmp_path_factory: pytest.TempPathFactory) -> Reading:
    folder = tmp_path_factory.mktemp("published")
    for month in MONTHS:
        write_ae(folder, england, month)
    write_rtt(folder, england, LAST)
    for ago in (24, 12, 0):
        write_oversight(folder, england, LAST - ago, f"oversight-{ago}.csv")
    write_league(folder, england)
    write_survey(folder, england)
    write_ratings(folder, england)
    reading, not_read = read_published([folder])
    assert not_read == []
    return reading


def figures(reading: Reading, figure: str, show: Callable[[Any], Any] = lambda row: row.value) -> dict[Any, Any]:
    return {(row.code, row.month): show(row) for row in reading.observations if row.figure == figure}


def test_nothing_is_wrong_with_what_was_written(read_back: Reading, england: list[InventedTrust]) -> None:
    assert read_back.faults == {}
    assert {row.code for row in read_back.observations} == {trust.code for trust in england}
    assert len(england) == 213


def test_every_count_of_attendances_is_read_back(read_back: Reading, england: list[InventedTrust]) -> None:
    written = {(trust.code, month): (whole - late, whole) for trust in england
               for month, (whole, late) in trust.attendances.items()}  # fmt: skip
    assert written
    assert figures(read_back, "four_hour_performance", lambda row: (row.part, row.whole)) == written


def test_every_count_of_those_who_wait_is_read_back_once(read_back: Reading, england: list[InventedTrust]) -> None:
    written = {(trust.code, LAST): (trust.waiting[LAST][0] - trust.waiting[LAST][1], trust.waiting[LAST][0])
               for trust in england}  # fmt: skip
    assert figures(read_back, "treatment_in_time", lambda row: (row.part, row.whole)) == written


def test_every_year_of_engagement_is_read_back(read_back: Reading, england: list[InventedTrust]) -> None:
    written = {(trust.code, 12 * year + 10): value for trust in england for year, value in trust.engagement.items()}
    assert figures(read_back, "engagement") == written


def test_every_surplus_and_segment_is_read_back(read_back: Reading, england: list[InventedTrust]) -> None:
    written = {(trust.code, month): value for trust in england for month, value in trust.surplus.items()}
    assert figures(read_back, "surplus") == written
    assert {code: value for (code, _), value in figures(read_back, "segment").items()} == {
        trust.code: trust.segment for trust in england
    }
    assert {code: value for (code, _), value in figures(read_back, "average_score").items()} == {
        trust.code: trust.score for trust in england
    }


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_rating_of_a_provider_is_read_back_and_none_of_a_place_or_service(
    read_back: Reading, england: list[InventedTrust], domain: str
) -> None:
    found = figures(read_back, f"rating_{domain.lower().replace('-', '_')}")
    assert {code: word for (code, _), word in found.items()} == {t.code: t.ratings[domain] for t in england}


def test_every_name_type_and_region_is_read_back(read_back: Reading, england: list[InventedTrust]) -> None:
    for trust in england:
        about = read_back.trusts[trust.code]
        assert (about.name, about.provider_type, about.region) == (trust.name, trust.provider_type, trust.region)
