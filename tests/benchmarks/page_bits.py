"""Whether a page plays every scenario to the bits of the command: in node, and in headless Chromium.

Run on demand: `python tests/benchmarks/page_bits.py [SCENARIO...]`; it takes some minutes. Each shipped scenario, and a
hundred random ones of which some share a page, is played as it is, and with random settings of its levers and random
decisions of a player; what node gives is compared with the native engine playing the file that the page writes, and
what the page gives in Chromium with that. It writes `page_bits.csv` beside itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from side_by_side import machine, write_rows

sys.path.insert(0, str(Path(__file__).parent.parent / "webpage"))
sys.path.insert(0, str(Path(__file__).parent.parent / "properties"))
from headless_chromium import ChromiumPage, chromium_page
from page_equality import KEPT, differences, played_in_node
from random_scenarios import scenarios

from sim.scenario.scenario_loader import load_scenario, shipped_scenarios
from sim.scenario.scenario_schema import Scenario
from sim.webpage.page import page

RESULTS = Path(__file__).with_name("page_bits.csv")
CASES, REPLICATES = 5, 2
RANDOM, IN_A_PAGE, CASES_OF_RANDOM = 100, 10, 2

IN_CHROMIUM = """
(async ({ position, settings, actions, columns, replicates }) => {
  globalThis.opened ??= turnaround.openEngine(turnaround.data(), { workers: 2 });
  const engine = await globalThis.opened;
  const parts = [];
  const asked = { scenario: position, settings, actions, columns, first: 0, count: replicates };
  await engine.play(asked, { onBatch: (part) => parts.push(part) });
  const digest = async (of) => {
    const bytes = new Uint8Array(await new Blob(parts.map(of)).arrayBuffer());
    const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return [...found].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  return {
    outcomes: await digest((part) => part.outcomes.with),
    twin_outcomes: await digest((part) => part.outcomes.without),
    followed: await digest((part) => part.months.with),
    twin_followed: await digest((part) => part.months.without),
  };
})
"""


def bytes_of(found: dict[str, Any], name: str) -> bytes:
    """Return the bytes of one table of a case, as node gave them."""
    texts = found[name] if isinstance(found[name], list) else [found[name]]
    return b"".join(map(base64.b64decode, texts))


def differs_in_chromium(found: dict[str, Any], opened: ChromiumPage) -> bool:
    """Return whether Chromium gives other bytes than node for a case."""
    asked = {name: found[name] for name in ("position", "settings", "actions", "columns")} | {"replicates": REPLICATES}
    digests = opened.run(f"{IN_CHROMIUM}({json.dumps(asked)})")
    return any(digests[name] != hashlib.sha256(bytes_of(found, name)).hexdigest() for name in KEPT)


def random_ones(count: int) -> list[Scenario]:
    """Return random scenarios, the same whenever they are asked for."""
    found: list[Scenario] = []

    @settings(max_examples=count, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(scenarios())
    def keep(scenario: Scenario) -> None:
        found.append(scenario)

    keep()
    return found[:count]


def compared(played: Sequence[Scenario], count: int, seed: int, folder: Path) -> dict[str, int]:
    """Return how many cases of scenarios in one page differ, and how much was compared."""
    file = page(*played).save(folder / "page.html")
    cases = list(played_in_node(played, folder, count, REPLICATES, seed))
    wrong = [differences(found, folder, REPLICATES) for found in cases]
    for line in (line for lines in wrong for line in lines):
        print(line)
    with chromium_page() as opened:
        opened.open(file)
        apart = sum(differs_in_chromium(found, opened) for found in cases)
    return {
        "cases": len(cases),
        "decisions_of_players": sum(len(found["actions"]) for found in cases),
        "bytes_compared": sum(len(bytes_of(found, kept)) for found in cases for kept in KEPT),
        "cases_that_differ_in_node": sum(map(bool, wrong)),
        "cases_that_differ_in_chromium": apart,
        "page_bytes": file.stat().st_size,
    }


def row_of(name: str, found: dict[str, int]) -> dict[str, str]:
    row = {"scenario": name, **{key: str(value) for key, value in found.items()}, "machine": machine()}
    print(row, flush=True)
    return row


def row_of_random_ones() -> dict[str, str]:
    """Compare random scenarios, several in a page; the size of a page is the mean of all."""
    drawn = random_ones(RANDOM)
    parts = []
    for first in range(0, len(drawn), IN_A_PAGE):
        with TemporaryDirectory() as folder:
            parts.append(compared(drawn[first : first + IN_A_PAGE], CASES_OF_RANDOM, first + 1, Path(folder)))
    total = {key: sum(part[key] for part in parts) for key in parts[0]}
    return row_of(f"{len(drawn)} random ones", total | {"page_bytes": total["page_bytes"] // len(parts)})


def main(names: list[str]) -> None:
    rows = []
    for seed, name in enumerate(names or sorted(shipped_scenarios()), 100):
        with TemporaryDirectory() as folder:
            rows.append(row_of(name, compared([load_scenario(name)], CASES, seed, Path(folder))))
    if not names:
        write_rows(RESULTS, [*rows, row_of_random_ones()])


if __name__ == "__main__":
    main(sys.argv[1:])
