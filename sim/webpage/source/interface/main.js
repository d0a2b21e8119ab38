// The page: what is seen, kept in its address; the views, and what they share.

import { button, h, labelled, menu, newId } from "./dom.js";
import { fromAddress, toAddress } from "./data/address.js";
import { columnNamed, drawnColumns } from "./data/columns.js";
import { EVERYONE, preparedPage } from "./data/page_data.js";
import { Replay } from "./data/replay.js";
import { tellSource } from "./draw/figure.js";
import { AboutView } from "./panels/about_view.js";
import { CompareView } from "./panels/compare_view.js";
import { Controls, settingsInWords } from "./panels/controls.js";
import { PlayView } from "./panels/play_view.js";
import { ResultView } from "./panels/result_view.js";
import { TippingView } from "./panels/tipping_view.js";
import { WorldView } from "./panels/world_view.js";
import { listed } from "./words.js";

const VIEWS = {
  result: ResultView,
  tip: TippingView,
  world: WorldView,
  play: PlayView,
  compare: CompareView,
  about: AboutView,
};
const WITHOUT_LEVERS = ["about", "play"];
const FIRST_OUTCOME = "recovered_within_60";

/** Return what is seen when the page opens without an address. */
function openingOf(page) {
  const [scenario] = page.scenarios;
  const target = scenario.main?.trust ?? scenario.trusts.find((trust) => trust.role === "target")?.id ?? EVERYONE;
  const named = (name) => scenario.outcomes.find((outcome) => outcome.name === name);
  const outcome = named(scenario.main?.outcome) ?? named(FIRST_OUTCOME) ?? scenario.outcomes[0];
  const place = Math.max(
    0,
    scenario.trusts.findIndex((trust) => trust.id === target),
  );
  const levers = scenario.levers.map((lever) => lever.key);
  return {
    view: "result",
    scenario: scenario.name,
    settings: {},
    trust: target,
    outcome: outcome.name,
    variable: drawnColumns(scenario, place)[0]?.name ?? "",
    world: 0,
    along: levers[0] ?? "",
    across: levers[1] ?? "",
    kept: [],
  };
}

/** Trusts that are named in the head of the page; of more, only how many there are is said. */
const MOST_NAMED = 4;

/** Return who the trusts of a scenario are. */
function trustsInWords({ trusts }) {
  if (trusts.length > MOST_NAMED) return `Trusts: ${trusts.length}.`;
  const roles = { target: ", is helped", partner: ", helps", other: "" };
  const named = trusts.map(({ name, kind, role }) => `${name} (${kind}${roles[role]})`);
  return `Trusts: ${listed(named)}.`;
}

/** The page and everything its views share. */
class App {
  constructor(page, engine, yamlFor) {
    this.page = page;
    this.engine = engine;
    this.yamlFor = yamlFor;
    this.replay = new Replay(engine);
    this.opening = openingOf(page);
    this.live = h("p", { class: "visually-hidden", role: "status", ariaLive: "polite" });
    this.controls = new Controls(
      (key, value) => this.set(key, value),
      () => this.setAll({}),
    );
    this.views = Object.fromEntries(Object.entries(VIEWS).map(([name, View]) => [name, new View(this)]));
    this.readAddress();
  }

  readAddress() {
    const { seen, unknown } = fromAddress(location.hash, this.opening, this.page);
    this.seen = seen;
    this.unknown = unknown;
    if (!this.page.scenarios.some((one) => one.name === seen.scenario)) this.seen.scenario = this.opening.scenario;
    if (!(seen.view in VIEWS)) this.seen.view = this.opening.view;
  }

  /** Return the position of the scenario that is shown. */
  at() {
    return this.page.scenarios.findIndex((one) => one.name === this.seen.scenario);
  }

  /** Return the positions of the trusts that are shown of a scenario: the one chosen, its target, or all. */
  groupOf(scenario) {
    const find = (test) => scenario.trusts.findIndex(test);
    const chosen = find((trust) => trust.id === this.seen.trust);
    if (chosen >= 0) return [chosen];
    const target = find((trust) => trust.role === "target");
    if (target >= 0 && this.seen.trust !== EVERYONE) return [target];
    const all = scenario.trusts.flatMap((trust, at) => (trust.unit_of >= 0 ? [] : [at]));
    return all.length > 1 ? all : [0];
  }

  /** Return the position of one trust of those that are shown. */
  trustOf(scenario) {
    const group = this.groupOf(scenario);
    return group.length === 1
      ? group[0]
      : Math.max(
          0,
          scenario.trusts.findIndex((trust) => trust.role === "target"),
        );
  }

  /** Return what is shown now: scenario, settings, trusts (positions, in words, one of them), outcome and column. */
  now() {
    const scenario = this.page.scenarios[this.at()];
    const [group, trust] = [this.groupOf(scenario), this.trustOf(scenario)];
    return {
      scenario,
      settings: this.seen.settings[scenario.name] ?? {},
      group,
      trust,
      who: group.length === 1 ? scenario.trusts[trust].name : "all trusts",
      outcome: scenario.outcomes.find((one) => one.name === this.seen.outcome) ?? scenario.outcomes[0],
      column: columnNamed(scenario, this.seen.variable, trust),
    };
  }

  /** Return what is compared: every scenario in its settings, and what was kept. */
  cases() {
    const shipped = this.page.scenarios.map((scenario, at) => {
      const settings = this.seen.settings[scenario.name] ?? {};
      return { scenario, at, settings, name: scenario.title, kept: -1 };
    });
    const kept = this.seen.kept.map(({ scenario: name, settings }, number) => {
      const at = this.page.scenarios.findIndex((one) => one.name === name);
      return {
        scenario: this.page.scenarios[at],
        at,
        settings,
        name: `Kept ${number + 1}: ${this.page.scenarios[at].title}`,
        kept: number,
      };
    });
    return [...shipped, ...kept];
  }

  /** Set one lever of the scenario that is shown. */
  set(key, value) {
    const { scenario, settings } = this.now();
    const lever = scenario.levers.find((one) => one.key === key);
    const { [key]: _, ...others } = settings;
    this.setAll(value === lever.value ? others : { ...others, [key]: value });
  }

  /** Set all levers of the scenario that is shown; those not named are as shipped. */
  setAll(settings) {
    this.change({ settings: { ...this.seen.settings, [this.seen.scenario]: settings } });
  }

  /** Keep the present settings for comparison. */
  keep() {
    const { scenario, settings } = this.now();
    this.change({ kept: [...this.seen.kept, { scenario: scenario.name, settings }] });
    this.live.textContent = "The settings are kept. They stand in the view Compare.";
  }

  /** Remove kept settings. */
  drop(number) {
    this.change({ kept: this.seen.kept.filter((_, at) => at !== number) });
  }

  /** Show a case of the comparison in the results. */
  show({ scenario, settings }) {
    this.change({
      scenario: scenario.name,
      settings: { ...this.seen.settings, [scenario.name]: settings },
      view: "result",
    });
  }

  /** Change what is seen, write it to the address, and show it. */
  change(part) {
    this.seen = { ...this.seen, ...part };
    this.writeAddress();
    this.render();
  }

  writeAddress() {
    const text = toAddress(this.seen, this.opening);
    try {
      history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
    } catch {
      // In a notebook's cell the page has no address of its own.
    }
  }

  open() {
    document.getElementById("page").replaceChildren(this.header(), this.navigation(), this.live, this.body());
    window.addEventListener("hashchange", () => {
      this.readAddress();
      this.render();
    });
    this.render();
  }

  header() {
    this.scenarioRoom = h("div", { class: "scenario-room" });
    const options = this.page.scenarios.map((one) => ({ value: one.name, label: one.title }));
    this.scenarioMenu =
      options.length > 1 &&
      menu(newId("scenario"), options, this.seen.scenario, (name) => this.change({ scenario: name }));
    const choice = this.scenarioMenu && h("div", { class: "scenario-choice" }, labelled("Scenario", this.scenarioMenu));
    const theme = button("Dark or light", () => this.turnTheme(), { class: "plain theme" });
    return h(
      "header",
      { class: "top" },
      h(
        "div",
        { class: "top-row" },
        h(
          "a",
          {
            href: "#main",
            class: "skip",
            onclick: (event) => {
              event.preventDefault();
              this.main.focus();
            },
          },
          "Skip to the results",
        ),
        h("span", { class: "brand" }, "Turnaround"),
        h("span", { class: "caution" }, "Not a forecast"),
        choice,
        theme,
      ),
      this.scenarioRoom,
    );
  }

  turnTheme() {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  }

  navigation() {
    this.links = new Map(
      Object.entries(this.views).map(([name, view]) => [name, button(view.title, () => this.change({ view: name }))]),
    );
    return h("nav", { class: "views", ariaLabel: "Views" }, [...this.links.values()]);
  }

  body() {
    this.main = h("main", { id: "main", tabIndex: -1 });
    this.keepButton = button("Keep these settings to compare", () => this.keep(), { class: "wide" });
    this.side = h("section", { class: "side", ariaLabel: "Levers" }, this.controls.element, this.keepButton);
    this.room = h("div", { class: "room" }, this.side, this.main);
    this.footer = h("footer", {}, h("p", {}));
    return h("div", {}, this.room, this.footer);
  }

  render() {
    const { scenario, settings } = this.now();
    const view = this.views[this.seen.view];
    this.showScenario(scenario, settings);
    this.controls.show(scenario, settings);
    this.side.hidden = WITHOUT_LEVERS.includes(this.seen.view);
    this.room.classList.toggle("wide", this.side.hidden);
    for (const [name, link] of this.links) {
      if (name === this.seen.view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (this.main.firstChild !== view.element) this.main.replaceChildren(view.element);
    document.title = `${scenario.title}: ${view.title}`;
    const made = `Turnaround ${this.page.version}, digest ${scenario.digest.slice(0, 12)}, seed ${scenario.seed}.`;
    const caution = "Not a forecast for any named trust. Effects of partnerships are assumed.";
    this.footer.firstChild.textContent = `${caution} ${made} ${this.page.cite}`;
    tellSource([`${scenario.title}.`, ...settingsInWords(scenario, settings), caution, made].join(" "));
    this.attempt(view.refresh());
  }

  showScenario(scenario, settings) {
    const changed = settingsInWords(scenario, settings);
    const [first] = Array.isArray(scenario.text) ? scenario.text : [scenario.text ?? scenario.description];
    const key = [scenario.name, ...changed].join();
    if (this.shownScenario === key) return;
    this.shownScenario = key;
    if (this.scenarioMenu) this.scenarioMenu.value = scenario.name;
    this.scenarioRoom.replaceChildren(
      ...[
        h("h1", {}, scenario.title),
        h(
          "p",
          { class: "scenario-text" },
          `${(scenario.description || first).replaceAll("`", "")} ${trustsInWords(scenario)}`,
        ),
        changed.length > 0 && h("p", { class: "changed" }, `Changed: ${changed.join("; ")}.`),
      ].filter(Boolean),
    );
  }

  /** Say so if some work fails. @param {Promise|undefined} work */
  attempt(work) {
    work?.catch((error) => this.fail(error));
  }

  fail(error) {
    if (error.name === "AbortError") return; // what is no longer wanted ends so
    this.live.textContent = "";
    this.main.replaceChildren(
      h(
        "section",
        { class: "card fault" },
        h("h2", {}, "The page cannot play this"),
        h("p", {}, String(error.message ?? error)),
        button("Reset all levers", () => this.setAll({}), { class: "primary" }),
      ),
    );
  }
}

/** Open the page over an engine. @param {{openEngine: Function, yamlFor: Function}} engineModule */
export async function start(engineModule) {
  try {
    const data = JSON.parse(document.getElementById("page-data").textContent);
    const engine = await engineModule.openEngine(data);
    const yamlFor = (wanted) => engineModule.yamlFor(data, wanted);
    new App(preparedPage(data), engine, yamlFor).open();
  } catch (error) {
    document
      .getElementById("page")
      .replaceChildren(
        h(
          "main",
          { class: "card fault" },
          h("h1", {}, "This page cannot run here"),
          h(
            "p",
            {},
            `The browser does not let it: ${error.message ?? error}. It needs WebAssembly and workers, as in current versions of Edge, Chrome, Firefox and Safari.`,
          ),
        ),
      );
  }
}
