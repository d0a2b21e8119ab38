// What this is and is not: no forecast, what is assumed, version, digest, seed, how to cite; and files to take away.

import { button, h } from "../dom.js";
import { csv, offer } from "../draw/export.js";
import { playWorlds, USUAL } from "../data/replay.js";
import { capital } from "../words.js";

export class AboutView {
  constructor(app) {
    this.app = app;
    this.title = "About and files";
    this.element = h("div", { class: "about" });
    this.said = h("p", { class: "progress", role: "status" });
  }

  refresh() {
    const { app } = this;
    app.replay.cancel();
    const { scenario } = app.now();
    this.element.replaceChildren(
      h(
        "section",
        { class: "card" },
        h("h2", {}, scenario.title),
        paragraphs(scenario.text ?? scenario.description),
        trustList(scenario),
        scenario.source && h("p", { class: "quiet" }, `Source: ${scenario.source}.`),
      ),
      this.files(),
      h(
        "section",
        { class: "card" },
        h("h2", {}, "Not a forecast"),
        h(
          "p",
          {},
          "This is not a forecast for any named trust. The trusts are types. Read results as directions and orders of magnitude.",
        ),
        h(
          "p",
          {},
          "A world is one course of events that could be: its winters, inspections, departures and chances. Each is played twice, with the partnership and without, and meets the same events. Intervals reflect variation between worlds. They do not reflect uncertainty about the assumptions.",
        ),
        h("h3", {}, "What is assumed"),
        h(
          "ul",
          {},
          (scenario.assumed ?? []).map((sentence) => h("li", {}, sentence)),
        ),
      ),
      typeTable(scenario),
      this.provenance(scenario),
    );
  }

  files() {
    const { app } = this;
    return h(
      "section",
      { class: "card" },
      h("h2", {}, "Take it with you"),
      h(
        "div",
        { class: "buttons" },
        button("Scenario file (YAML)", () => this.saveScenario(), { class: "primary" }),
        button("Outcomes of all worlds (CSV)", () => this.saveOutcomes()),
        button("Copy the link to these settings", () => this.copyLink()),
      ),
      this.said,
      h(
        "p",
        { class: "quiet" },
        `The scenario file holds the settings that you chose. Run by the command line, as in "turnaround run FILE", it gives the same numbers to the last bit. Each chart has its own CSV and PNG. To print, use the print command of the browser.`,
      ),
      h(
        "p",
        { class: "quiet" },
        `Settings stand in the address of this page after #. ${app.unknown.length ? `Not known here, and left out: ${app.unknown.join(", ")}.` : ""}`,
      ),
    );
  }

  provenance(scenario) {
    const { page } = this.app;
    const rows = [
      ["Version", page.version],
      ["Digest of the scenario", scenario.digest],
      ["Seed", String(scenario.seed)],
      ["Length of a run", `${scenario.months} months`],
      ["Made by", page.made.command],
      ["Made on", page.made.date],
      ["How to cite", page.cite],
    ];
    return h(
      "section",
      { class: "card" },
      h("h2", {}, "Where it comes from"),
      h(
        "dl",
        { class: "provenance" },
        rows.map(([term, text]) => [h("dt", {}, term), h("dd", {}, text)]),
      ),
      h(
        "p",
        { class: "quiet" },
        "Charts are drawn with D3 (d3-scale, d3-shape; ISC licence, Mike Bostock). This file asks nothing of the network.",
      ),
    );
  }

  saveScenario() {
    const { app } = this;
    const { scenario, settings } = app.now();
    offer(`${scenario.name}.yaml`, app.yamlFor({ scenario: app.at(), settings, actions: [] }), "application/yaml");
  }

  async saveOutcomes() {
    const { app } = this;
    const { scenario, settings } = app.now();
    const outcomes = scenario.outcomes.map((outcome) => outcome.name);
    this.said.textContent = "Being played …";
    const signal = app.replay.begin();
    const worlds = await playWorlds(
      app.engine,
      { scenario, at: app.at(), settings, outcomes, columns: [], asked: [0], count: USUAL },
      signal,
    );
    if (!worlds) return;
    offer(`${scenario.name}_outcomes.csv`, csv(outcomesTable(worlds, scenario)), "text/csv");
    this.said.textContent = `Outcomes of ${worlds.count} worlds are in the file.`;
  }

  async copyLink() {
    try {
      await navigator.clipboard.writeText(location.href);
      this.said.textContent = "The link is copied.";
    } catch {
      this.said.textContent = `The browser does not let the page copy. The address is: ${location.href}`;
    }
  }
}

/** Return a row for each world, with and without, and trust, with all outcomes: the columns of the command's table. */
function outcomesTable(worlds, scenario) {
  const names = scenario.outcomes.map((outcome) => outcome.name);
  const sides = worlds.paired ? ["with", "without"] : ["with"];
  const rows = sides.flatMap((world) =>
    scenario.trusts.flatMap((trust, at) => {
      const values = names.map((name) => worlds.outcome(world, name, [at]));
      return Array.from({ length: worlds.count }, (_, number) => [
        number,
        world,
        trust.id,
        ...values.map((own) => own[number]),
      ]);
    }),
  );
  return { columns: ["replicate", "world", "trust", ...names], rows };
}

function paragraphs(text) {
  return (Array.isArray(text) ? text : [text]).map((one) => h("p", {}, one));
}

function trustList(scenario) {
  const roles = { target: "is helped", partner: "helps", other: "" };
  if (scenario.trusts.length > 12) return h("p", {}, `${scenario.trusts.length} trusts.`);
  return h(
    "ul",
    {},
    scenario.trusts.map((trust) =>
      h("li", {}, h("b", {}, trust.name), ` (${[trust.kind, roles[trust.role]].filter(Boolean).join("; ")})`),
    ),
  );
}

function typeTable(scenario) {
  const used = new Set(scenario.partnerships.map((one) => one.type));
  const types = scenario.types.filter((type) => used.has(type.name) && (type.description || type.source));
  if (!types.length) return "";
  return h(
    "section",
    { class: "card" },
    h("h2", {}, "Its types of partnership"),
    types.map((type) =>
      h(
        "p",
        {},
        h("b", {}, type.title),
        `. ${capital(type.description)}. `,
        type.source && h("span", { class: "quiet" }, `Source: ${type.source}.`),
      ),
    ),
  );
}
