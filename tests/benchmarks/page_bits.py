"""Whether a page plays every shipped scenario to the bits of the command: in node, and in headless Chromium.

Run on demand: `python tests/benchmarks/page_bits.py [SCENARIO...]`; it takes some minutes. Each scenario is played as
it is, and with random settings of its levers and random decisions of a player; what node gives is compared with the
native engine playing the file that the page writes, and what the page gives in Chromium with that. It writes
`page_bits.csv` beside itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from side_by_side import machine, write_rows

sys.path.insert(0, str(Path(__file__).parent.parent / "webpage"))
from headless_chromium import ChromiumPage, chromium_page
from page_equality import KEPT, differences, played_in_node

from sim.scenario.scenario_loader import load_scenario, shipped_scenarios
from sim.webpage.page import page

RESULTS = Path(__file__).with_name("page_bits.csv")
CASES, REPLICATES = 5, 2

IN_CHROMIUM = """
(async ({ settings, actions, columns, replicates }) => {
  globalThis.opened ??= turnaround.openEngine(turnaround.data(), { workers: 2 });
  const engine = await globalThis.opened;
  const parts = [];
  const asked = { scenario: 0, settings, actions, columns, first: 0, count: replicates };
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
    asked = {name: found[name] for name in ("settings", "actions", "columns")} | {"replicates": REPLICATES}
    digests = opened.run(f"{IN_CHROMIUM}({json.dumps(asked)})")
    return any(digests[name] != hashlib.sha256(bytes_of(found, name)).hexdigest() for name in KEPT)


def row_of(name: str, seed: int, folder: Path) -> dict[str, str]:
    scenario = load_scenario(name)
    file = page(scenario).save(folder / "page.html")
    cases = list(played_in_node([scenario], folder, CASES, REPLICATES, seed))
    wrong = [line for found in cases for line in differences(found, folder, REPLICATES)]
    print("\n".join(wrong), end="\n" if wrong else "")
    with chromium_page() as opened:
        opened.open(file)
        apart = sum(differs_in_chromium(found, opened) for found in cases)
    return {
        "scenario": name,
        "cases": str(len(cases)),
        "decisions_of_players": str(sum(len(found["actions"]) for found in cases)),
        "bytes_compared": str(sum(len(bytes_of(found, kept)) for found in cases for kept in KEPT)),
        "cases_that_differ_in_node": str(len({line.split(": ")[0] for line in wrong})),
        "cases_that_differ_in_chromium": str(apart),
        "page_bytes": str(file.stat().st_size),
        "machine": machine(),
    }


def main(names: list[str]) -> None:
    rows = []
    for seed, name in enumerate(names or sorted(shipped_scenarios()), 100):
        with TemporaryDirectory() as folder:
            rows.append(row_of(name, seed, Path(folder)))
        print(rows[-1], flush=True)
    if not names:
        write_rows(RESULTS, rows)


if __name__ == "__main__":
    main(sys.argv[1:])
