"""How long a workbook of ratings (ods) of 100,000 rows takes to read, which is about as many as the published one has.

Run on demand: `python tests/benchmarks/ods_reader.py`. The workbook is made up, of invented providers. Seconds of the
processor are given beside those that pass, since other work on the machine makes the latter longer.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ods_files import write_ods

from sim.imports.import_trust import read_published

ROWS = 100_000
HEADERS = ("Provider ID", "Provider ODS Code", "Provider Name", "Provider Type", "Provider Region", "Provider Postcode",
           "Service / Population Group", "Domain", "Latest Rating", "Publication Date", "Report Type",
           "Inherited Rating (Y/N)", "URL")  # fmt: skip
DOMAINS = ("Overall", "Safe", "Effective", "Caring", "Responsive", "Well-led")


def made_up(rows: int) -> Iterator[Sequence[str]]:
    """Yield a preamble, the headers, and six ratings of each service of each provider."""
    yield from (["Latest ratings"], [], HEADERS)
    for number in range(rows):
        provider, service = number // 60, number // 6 % 10
        about = [f"1-{provider}", f"X{provider:04d}", f"Invented Provider {provider}", "NHS Healthcare Organisation"]
        group = "Overall" if service == 0 else f"Service {service}"
        rating = ("Good", "Requires improvement", "Outstanding")[number % 3]
        yield [*about, "Ours", "AB1 2CD", group, DOMAINS[number % 6], rating, "15/01/2025", "Provider", "N",
               f"https://example.org/{provider}"]  # fmt: skip


def seconds_to_read(rows: int) -> tuple[float, float]:
    """Return how long the file of so many rows takes to read: seconds that pass, and those of the processor."""
    with TemporaryDirectory() as place:
        path = Path(place) / "ratings.ods"
        write_ods(path, {"Providers": made_up(rows)})
        began, worked = time.perf_counter(), time.process_time()
        reading, _ = read_published([path])
        took = time.perf_counter() - began, time.process_time() - worked
    assert len(reading.observations) == rows // 60 * 6 + min(rows % 60, 6)
    return took


if __name__ == "__main__":
    passed, of_processor = seconds_to_read(ROWS)
    print(f"{ROWS:,} rows read in {passed:.1f} s ({of_processor:.1f} s of the processor)")
