"""How much memory a page takes, in headless Chromium (Linux alone): of the process that holds it with its workers.

Run on demand: `python tests/benchmarks/page_memory.py`; it takes some seven minutes. A page is opened, its sliders are
moved, three worlds are looked at one by one, and the results are seen again; what counts is the most that is resident
at any of these steps, half of which is the browser itself. It writes `page_memory.csv` beside itself.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from page_speed import NOTE_DRAWINGS, SCENARIOS, redraws
from side_by_side import ROUNDS, machine, write_rows

sys.path.insert(0, str(Path(__file__).parent.parent / "webpage"))
from headless_chromium import chromium_page

from sim.webpage.page import page

RESULTS = Path(__file__).with_name("page_memory.csv")
PROCESSORS = 8
"""Of the machine that the page believes it is on, so that it has as many workers as it ever has."""

SETTLING = 3
"""Seconds after which a step is over."""

FIRST_DRAWN = "(async () => { while (!drawn.length) await new Promise((then) => setTimeout(then, 5)); })()"


def resident_memory(marker: str) -> float:
    """Return the largest resident memory (MB) of the processes that draw pages for a browser with a profile."""
    sizes = [0.0]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_text()
            if "--type=renderer" in command and marker in command:
                line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
                sizes.append(float(line.split()[1]) / 1000)
        except (OSError, StopIteration):
            continue  # it has ended meanwhile
    return max(sizes)


def most_memory(file: Path) -> tuple[float, int]:
    """Return the most memory (MB) that a page takes at any step, and how many workers it has."""
    believed = f"Object.defineProperty(navigator, 'hardwareConcurrency', {{ get: () => {PROCESSORS} }});"
    with chromium_page() as opened:
        opened.ask("Page.addScriptToEvaluateOnNewDocument", here=True, source=NOTE_DRAWINGS + believed)
        opened.open(file)
        opened.run(FIRST_DRAWN)
        time.sleep(SETTLING)
        sizes = [resident_memory(opened.profile)]
        redraws(opened)
        for anchor in ("", "view=world", "view=world&world=1", "view=world&world=2", "view=result"):
            if anchor:
                opened.run(f"location.hash = '{anchor}'")
            time.sleep(SETTLING)
            sizes.append(resident_memory(opened.profile))
        return max(sizes), int(opened.run("begun.length"))


def row_of(name: str, file: Path) -> dict[str, str]:
    rounds = [most_memory(file) for _ in range(ROUNDS)]
    sizes = [size for size, _ in rounds]
    return {
        "scenario": name,
        "workers": str(rounds[0][1]),
        "median_mb": f"{median(sizes):.0f}",
        "most_mb": f"{max(sizes):.0f}",
        "machine": machine(),
    }


def main() -> None:
    rows = []
    with TemporaryDirectory() as folder:
        for name in SCENARIOS:
            file = page(name).save(Path(folder) / f"{name}.html")
            rows.append(row_of(name, file))
            print(rows[-1], flush=True)
    write_rows(RESULTS, rows)


if __name__ == "__main__":
    main()
