"""What a reader may do in a page at any time, tried in headless Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from headless_chromium import CHROMIUM, ChromiumPage, chromium_page

from sim.webpage.page import page

pytestmark = [
    pytest.mark.xdist_group("page"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

WORLDS_ON_DEMAND = """
globalThis.held = [];
globalThis.played = () => globalThis.held.splice(0).forEach((send) => send());
globalThis.Worker = class extends Worker {
  postMessage(message, transfer) {
    if (message.what === "record") globalThis.held.push(() => super.postMessage(message, transfer));
    else super.postMessage(message, transfer);
  }
};
globalThis.until = async (test) => {
  while (!test()) await new Promise((then) => setTimeout(then, 5));
};
globalThis.moveMonths = () => {
  const slider = document.querySelector(".month-row input");
  slider.value = slider.max;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  for (const button of document.querySelectorAll(".month-row button")) button.click();
  document.querySelector(".month-row button:nth-of-type(3)").click(); // pauses again
};
globalThis.chosen = (label) => {
  const menu = [...document.querySelectorAll(".field")].find((one) => one.textContent.startsWith(label));
  const select = menu.querySelector("select");
  select.selectedIndex = select.options.length - 1;
  select.dispatchEvent(new Event("change", { bubbles: true }));
};
globalThis.title = () => document.querySelector(".world figure h3").textContent;
globalThis.drawn = 0;
new MutationObserver((changes) => {
  globalThis.drawn += changes.filter(({ target }) => target.matches?.(".world figure h3")).length;
}).observe(document, { childList: true, subtree: true });
"""
"""Of single worlds workers hear only when `played` is called."""


@pytest.fixture(scope="module")
def case_b(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page("case_b_buddying").save(tmp_path_factory.mktemp("page") / "page.html")


@pytest.fixture
def one_world(case_b: Path) -> Iterator[ChromiumPage]:
    with chromium_page() as opened:
        opened.ask("Page.addScriptToEvaluateOnNewDocument", here=True, source=WORLDS_ON_DEMAND)
        opened.open(case_b, "#view=world")
        opened.run("until(() => held.length > 0)")
        yield opened


def test_months_can_be_moved_while_the_first_world_is_still_being_played(one_world: ChromiumPage) -> None:
    one_world.run("moveMonths()")
    assert one_world.complaints == []
    one_world.run("played(); until(() => drawn > 0)")
    one_world.run("moveMonths()")
    assert one_world.complaints == []


@pytest.mark.parametrize("move", ["chosen('Drawn over time')", "chosen('Trust')"])
def test_months_of_the_last_world_can_be_moved_until_the_next_one_is_there(one_world: ChromiumPage, move: str) -> None:
    before = one_world.run("played(); until(() => drawn > 0).then(title)")
    one_world.run(f"{move}; until(() => held.length > 0).then(moveMonths)")
    assert one_world.complaints == []
    assert one_world.run("title()") == before
    one_world.run("drawn = 0; played(); until(() => drawn > 0).then(moveMonths)")
    assert one_world.complaints == []


OVERLAPS = """
[...document.querySelectorAll(".network")].map((chart) => {
  const boxes = [...chart.querySelectorAll("text")].filter((one) => one.textContent)
    .map((one) => [one.textContent, one.getBBox()]);
  return boxes.flatMap(([words, a], at) => boxes.slice(at + 1)
    .filter(([, b]) => a.x < b.x + b.width && b.x < a.x + a.width)
    .filter(([, b]) => a.y + 2 < b.y + b.height && b.y + 2 < a.y + a.height)
    .map(([others]) => `${words} / ${others}`));
}).flat()
"""
"""Words in the network that overlap by more than 2 points."""


@pytest.mark.parametrize("width", [400, 1280])
def test_words_in_the_network_do_not_overlap(width: int, tmp_path: Path) -> None:
    with chromium_page() as opened:
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        opened.ask("Emulation.setDeviceMetricsOverride", here=True, **size)
        opened.ask("Page.addScriptToEvaluateOnNewDocument", here=True, source=WORLDS_ON_DEMAND)
        opened.open(page("england_buddying").save(tmp_path / "page.html"), "#view=world")
        opened.run("until(() => held.length > 0).then(played); until(() => drawn > 0)")
        named = 0
        for month in range(2, 20):
            opened.run(f"document.querySelector('.month-row input').value = {month}")
            opened.run("document.querySelector('.month-row input').dispatchEvent(new Event('input', {bubbles: true}))")
            assert opened.run(OVERLAPS) == [], month
            named += opened.run("document.querySelectorAll('.network .link-text').length")
        assert named > 0
        assert opened.complaints == []
