// Drives a page in headless Chromium: pictures of every view, accessibility, requests, files, and random moves.
//
//     npm install && npm run drive -- PAGE.html FOLDER [SECONDS] [CHROMIUM]
//
// It writes pictures to the folder and what it found to standard output as JSON, and ends with 1 if anything is wrong.

import { readFileSync, mkdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const installed = createRequire(resolve(process.cwd(), "package.json"));
const { chromium } = installed("playwright-core");
const axe = readFileSync(installed.resolve("axe-core/axe.min.js"), "utf8");

const VIEWS = ["result", "tip", "world", "play", "compare", "about"];
const SCREENS = [
  { width: 1280, height: 800, colorScheme: "light" },
  { width: 1280, height: 800, colorScheme: "dark" },
  { width: 400, height: 800, colorScheme: "light" },
  { width: 400, height: 800, colorScheme: "dark" },
];
const GRAVE = ["serious", "critical"];
const SETTLING = 1500; // milliseconds in which a view has drawn something

const [page, folder, seconds = "30", executablePath = "/usr/bin/chromium"] = process.argv.slice(2);
const address = pathToFileURL(resolve(page)).href;
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const found = {
  bytes: statSync(page).size,
  errors: [],
  requests: [],
  grave: [],
  wide: [],
  files: {},
  moves: 0,
  heap: [],
};

/** Open a page in a new window, and note what goes wrong in it. */
async function opened(screen, hash = "") {
  const { width, height, colorScheme } = screen;
  const window = await browser.newPage({ viewport: { width, height }, colorScheme, acceptDownloads: true });
  window.on("pageerror", (error) => found.errors.push(error.message));
  window.on("console", (message) => message.type() === "error" && found.errors.push(message.text()));
  window.on("request", (request) => {
    const { protocol } = new URL(request.url());
    if (!["blob:", "data:"].includes(protocol) && request.url().split("#")[0] !== address)
      found.requests.push(request.url());
  });
  await window.goto(`${address}#${hash}`);
  await window.waitForTimeout(SETTLING);
  return window;
}

/** Look at every view on every screen. */
async function look() {
  for (const screen of SCREENS) {
    for (const view of VIEWS) {
      const window = await opened(screen, `view=${view}`);
      const name = `${view}_${screen.width}_${screen.colorScheme}`;
      await window.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
      // Playwright's own world, which the page's content security policy does not bind.
      await window.evaluate(axe);
      const { violations } = await window.evaluate(() => globalThis.axe.run());
      const grave = violations.filter(({ impact }) => GRAVE.includes(impact));
      found.grave.push(...grave.map(({ id, nodes }) => `${name}: ${id}: ${nodes[0].html}`));
      const width = await window.evaluate(() => document.documentElement.scrollWidth);
      if (width > screen.width) found.wide.push(`${name}: ${width}`);
      await window.close();
    }
  }
}

/** Take the files that a page offers. */
async function take() {
  const window = await opened(SCREENS[0], "view=about");
  for (const title of ["Scenario file", "Outcomes of all worlds"]) {
    const [file] = await Promise.all([
      window.waitForEvent("download"),
      window.getByRole("button", { name: title }).click(),
    ]);
    await file.saveAs(`${folder}/${file.suggestedFilename()}`);
    found.files[file.suggestedFilename()] = statSync(await file.path()).size;
  }
  await window.getByRole("button", { name: "Result" }).click();
  await window.waitForTimeout(SETTLING);
  for (const title of ["PNG", "CSV"]) {
    const button = window.locator(".figure-files button", { hasText: title }).first();
    const [file] = await Promise.all([window.waitForEvent("download"), button.click()]);
    await file.saveAs(`${folder}/${file.suggestedFilename()}`);
    found.files[file.suggestedFilename()] = statSync(await file.path()).size;
  }
  await window.close();
}

/** Move levers, menus and buttons at random; memory is read after the garbage is collected. */
async function move() {
  const window = await opened(SCREENS[0]);
  const inside = await window.context().newCDPSession(window);
  let seed = 2013;
  const chance = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const end = Date.now() + 1000 * Number(seconds);
  while (Date.now() < end) {
    await window.evaluate(moveOnce, [chance(), chance(), chance()]);
    await window.waitForTimeout(10 + 200 * chance() ** 2);
    found.moves += 1;
    if (found.moves % 100 === 0) {
      await inside.send("HeapProfiler.collectGarbage");
      // What the page itself may know of its memory is rounded to 10 MB.
      const { usedSize, backingStorageSize } = await inside.send("Runtime.getHeapUsage");
      found.heap.push(Number(((usedSize + backingStorageSize) / 1e6).toFixed(1)));
    }
    const fault = window.locator(".card.fault");
    if (await fault.count()) {
      found.errors.push(`${await fault.innerText()} at ${window.url()}`);
      break;
    }
  }
  await window.close();
}

/** Move one thing in the page, as a reader might. */
function moveOnce([kind, which, where]) {
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.offsetParent !== null);
  const pick = (list) => list[Math.floor(which * list.length)];
  const tell = (element, ...events) =>
    events.forEach((name) => element.dispatchEvent(new Event(name, { bubbles: true })));
  if (kind < 0.5) {
    const slider = pick(seen("input[type=range]"));
    if (!slider) return;
    slider.value = Number(slider.min) + where * (slider.max - slider.min);
    tell(slider, "input", "change");
  } else if (kind < 0.7) {
    const menu = pick(seen("select"));
    if (!menu) return;
    menu.selectedIndex = Math.floor(where * menu.options.length);
    tell(menu, "change");
  } else {
    const many = document.querySelectorAll(".compare-figures figure").length > 4;
    const left = many ? /CSV|PNG|YAML|link|Keep/ : /CSV|PNG|YAML|link/;
    pick(seen("button:enabled").filter((one) => !left.test(one.textContent)))?.click();
  }
}

await look();
await take();
await move();
await browser.close();
process.stdout.write(`${JSON.stringify(found, null, 1)}\n`);
process.exit(found.errors.length + found.requests.length + found.grave.length + found.wide.length > 0 ? 1 : 0);
