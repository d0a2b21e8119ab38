"""How fast a page is: its size, the first result after opening, a redraw after a move, worlds a second.

Run on demand, on a quiet machine: `python tests/benchmarks/page_speed.py`. It opens pages in headless Chromium and
writes `page_speed.csv` beside itself. A move is a step of a slider; it is drawn when the page has drawn its charts anew
from the first worlds, and in full when it has done so from 200. Memory is measured by `page_memory.py`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from side_by_side import machine, write_rows

sys.path.insert(0, str(Path(__file__).parent.parent / "webpage"))
from headless_chromium import ChromiumPage, chromium_page

from sim.engine.compiled.ensemble import Ensemble
from sim.scenario.scenario_loader import load_scenario
from sim.webpage.page import page

RESULTS = Path(__file__).with_name("page_speed.csv")
SCENARIOS = {"case_b_buddying": 2000, "local_health_economy": 400, "england_buddying": 40}
"""Scenarios, and how many worlds of each are timed."""
MOVES = 40
COLUMNS = ("quality", "stage", "special_measures", "absorbed_by")
MOST_CORES = 2

NOTE_DRAWINGS = """
globalThis.begun = [];
globalThis.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    globalThis.begun.push(this);
  }
};
globalThis.drawn = [];
new MutationObserver((changes) => {
  const charts = changes.some(({ target }) => target.closest?.("svg") || target.querySelector?.("svg path"));
  if (charts) requestAnimationFrame(() => globalThis.drawn.push(performance.now()));
}).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["d"] });
"""

MOVE = """
(async () => {
  const slider = document.querySelectorAll("input[type=range]")[%d];
  const steps = Math.round((slider.max - slider.min) / slider.step);
  const next = Number(slider.min) + (Math.floor(Math.random() * steps) * slider.step);
  const began = performance.now();
  globalThis.drawn.length = 0;
  slider.value = next;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  while (!globalThis.drawn.some((at) => at > began)) await new Promise((then) => setTimeout(then, 1));
  const first = globalThis.drawn.find((at) => at > began) - began;
  await new Promise((then) => setTimeout(then, 150));
  return first;
})()
"""

PLAY = """
(async () => {
  for (const worker of globalThis.begun) worker.terminate(); // those of the page itself, which would play on meanwhile
  const engine = await turnaround.openEngine(turnaround.data(), { workers: %d });
  const columns = %s;
  await engine.play({ scenario: 0, first: 0, count: 40, columns });
  const began = performance.now();
  let first = null;
  const onBatch = () => (first ??= performance.now() - began);
  await engine.play({ scenario: 0, first: 0, count: %d, columns }, { onBatch });
  const took = performance.now() - began;
  engine.close();
  return [first, took];
})()
"""


def native_seconds(name: str, worlds: int) -> float:
    made = Ensemble(load_scenario(name), with_twin=True)
    list(made.parts(0, 4))
    started = time.perf_counter()
    for _ in made.parts(0, worlds, threads=MOST_CORES, chunk=max(1, worlds // 8)):
        pass
    return time.perf_counter() - started


def redraws(opened: ChromiumPage) -> np.ndarray:
    """Return the milliseconds until something new is drawn after each move of a slider."""
    sliders = int(opened.run("document.querySelectorAll('input[type=range]').length"))
    return np.array([opened.run(MOVE % (number % sliders)) for number in range(MOVES)])


def row_of(name: str, worlds: int, folder: Path) -> dict[str, str]:
    file = page(name).save(folder / f"{name}.html")
    with chromium_page() as opened:
        opened.ask("Page.addScriptToEvaluateOnNewDocument", here=True, source=NOTE_DRAWINGS)
        opened.open(file)
        opened.run("(async () => { while (!drawn.length) await new Promise((then) => setTimeout(then, 5)); })()")
        first_result = opened.run("drawn[0]")
        time.sleep(3)
        after_moves = redraws(opened)
        first_worlds, took = opened.run(PLAY % (MOST_CORES, list(COLUMNS), worlds))
    native = native_seconds(name, worlds)
    return {
        "scenario": name,
        "page_bytes": str(file.stat().st_size),
        "first_result_ms": f"{first_result:.0f}",
        "redraw_median_ms": f"{np.median(after_moves):.0f}",
        "redraw_p95_ms": f"{np.percentile(after_moves, 95):.0f}",
        "first_worlds_ms": f"{first_worlds:.0f}",
        "paired_worlds_a_second": f"{1000 * worlds / took:.0f}",
        "native_paired_worlds_a_second": f"{worlds / native:.0f}",
        "page_to_native": f"{1000 * native / took:.2f}",
        "machine": machine(),
    }


def main() -> None:
    rows = []
    with TemporaryDirectory() as folder:
        for name, worlds in SCENARIOS.items():
            rows.append(row_of(name, worlds, Path(folder)))
            print(rows[-1], flush=True)
    write_rows(RESULTS, rows)


if __name__ == "__main__":
    main()
