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
