"""Report pages as tests look at them: what a reader reads, and what axe-core finds in a browser."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

AXE = """
<script>{axe}</script>
<script>
document.querySelectorAll("details").forEach((one) => {{ one.open = true; }});
axe.run(document, {{ resultTypes: ["violations"] }}).then((found) => {{
  const told = found.violations.map((one) => [one.impact, one.id, one.nodes.length, one.nodes[0].html.slice(0, 200)]);
  document.body.style.width = "{width}px";
  const needed = document.body.scrollWidth;
  document.body.innerHTML = "<pre id='found'></pre>";
  document.getElementById("found").textContent = JSON.stringify({{ violations: told, needed: needed }});
}});
</script>
"""
"""What is added to a copy of a page: axe-core, with every section open, and what it finds as the only text."""


def words_of(page: str) -> str:
    """Return what a reader reads of a page, without figures."""
    text = re.sub(r"<(svg|style|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def browser() -> str | None:
    """Return the command of Chromium, where it is installed."""
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


def found_by_axe(page: Path, axe: Path, place: Path, width: int) -> dict[str, object]:
    """Return what axe-core finds in a page of some width: violations by impact, and the width that it needs."""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
    added = AXE.format(width=width, axe=axe.read_text(encoding="utf-8").replace("</script>", "<\\/script>"))
    inner = place / "inner.html"
    inner.write_text(text.replace("</body>", f"{added}</body>"), encoding="utf-8")
    command = [
        str(browser()), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update", f"--user-data-dir={place / 'profile'}",
        "--window-size=1000,900", "--virtual-time-budget=30000", "--dump-dom", inner.as_uri(),
    ]  # fmt: skip
    dumped = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    told = re.search(r'<pre id="found">(.*?)</pre>', dumped, flags=re.DOTALL)
    assert told is not None, dumped[-2000:]
    found: dict[str, object] = json.loads(html.unescape(told[1]))
    return found
