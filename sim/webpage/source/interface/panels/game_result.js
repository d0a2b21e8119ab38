// The end of a game: the same world under one's own decisions, the shipped policy, and the best of the stated policies.

import { h } from "../dom.js";
import { decisionInWords, JUDGED_ON } from "../data/game.js";
import { axisTitle, columnNamed, leastSpan, playedFor, shortLabel } from "../data/columns.js";
import { Worlds } from "../data/worlds.js";
import { Figure, keyEntry } from "../draw/figure.js";
import { offer } from "../draw/export.js";
import { comparedChart } from "../draw/time_charts.js";
import { capital, number } from "../words.js";
import { lineOf } from "./world_view.js";

const SHOWN = [
  "performance_change_60",
  "performance_change_36",
  "performance_shortfall",
  "months_in_special_measures",
  "recovered_within_60",
  "recovered_within_36",
  "partnership_attention",
  "cost_to_trust",
  "cost_to_centre",
];

/** What is drawn at the end: what was true all along, and not published. */
const TRUE_COLUMN = "quality";

export class GameResult {
  constructor(app, game) {
    this.app = app;
    this.game = game;
    this.progress = h("p", { class: "progress", role: "status" });
    this.table = h("div", {
      class: "scrolled",
      tabIndex: 0,
      role: "region",
      ariaLabel: "The same world under three policies",
    });
    this.said = h("p", { class: "sentence" });
    this.figure = new Figure("game");
    this.element = h(
      "div",
      {},
      h("section", { class: "card" }, h("h3", {}, "The same world, three ways"), this.said, this.progress, this.table),
      this.figure.element,
    );
    this.cases = [];
  }

  async play(signal) {
    const { game, app } = this;
    this.cases = [];
    await this.add("Your decisions", game.actions, null, signal);
    await this.add("As the scenario has it", [], "The shipped policy", signal);
    if (signal.aborted || !app.engine.bestPolicy) return;
    const best = await this.findBest(signal);
    if (!best || signal.aborted) return;
    await this.add("The best stated policy", best.actions, best.words, signal);
    this.progress.textContent = `The best of ${app.engine.policies(app.at()).length} stated policies was found on ${JUDGED_ON.count} other worlds, by ${app.now().outcome.label.toLowerCase()}. It need not be the best in this one.`;
  }

  async findBest(signal) {
    const { app } = this;
    const { scenario, settings, outcome } = app.now();
    const trust = app.trustOf(scenario);
    const judged =
      outcome.higher_is_better === null
        ? scenario.outcomes.find((one) => one.name === "performance_shortfall")
        : outcome;
    const wanted = {
      scenario: app.at(),
      settings,
      outcome: judged.name,
      trust,
      higher: judged.higher_is_better,
      ...JUDGED_ON,
    };
    const found = await app.engine.bestPolicy(wanted, {
      signal,
      onProgress: (done, of) => {
        this.progress.textContent = `${done} of ${of} stated policies played on other worlds`;
      },
    });
    return found?.policy ?? null;
  }

  /** Play the world of the game under some actions and show it beside the others. */
  async add(title, actions, words, signal) {
    const { app, game } = this;
    const { scenario, settings } = app.now();
    const trust = app.trustOf(scenario);
    const column = columnNamed(scenario, TRUE_COLUMN, trust);
    const { states } = await app.engine.record(
      { scenario: app.at(), settings, actions, replicate: game.world, columns: [playedFor(column)] },
      { signal },
    );
    if (signal.aborted) return;
    const worlds = await this.outcomesUnder(actions, signal);
    if (!worlds) return;
    const own = actions
      .filter((action) => action.what !== "refuse" || game.role !== "regulator" || title !== "Your decisions")
      .map((action) => decisionInWords(action, scenario));
    const rows = lineOf(states.with, column, trust, scenario.trusts.length);
    this.cases.push({ title, actions, words: words ? [capital(words)] : own, rows, worlds });
    this.show();
  }

  async outcomesUnder(actions, signal) {
    const { app, game } = this;
    const { scenario, settings } = app.now();
    const worlds = new Worlds({
      outcomes: scenario.outcomes.map((one) => one.name),
      trusts: scenario.trusts.length,
      columns: [],
      asked: [0],
      months: scenario.months,
    });
    await app.engine.play(
      { scenario: app.at(), settings, actions, first: game.world, count: 1, columns: [], trusts: [0] },
      { signal, onBatch: (batch) => worlds.add({ ...batch, first: 0 }) },
    );
    return signal.aborted ? null : worlds;
  }

  show() {
    const { scenario, trust, outcome } = this.app.now();
    const column = columnNamed(scenario, TRUE_COLUMN, trust);
    this.said.textContent = endInWords(this.cases, outcome, scenario, trust);
    this.table.replaceChildren(resultTable(this.cases, scenario, trust));
    const lines = this.cases.map(({ title, rows }) => ({ title, rows }));
    this.figure.update({
      title: `${shortLabel(column)}, ${scenario.trusts[trust].name}`,
      describe: lines.map((line) => `${line.title}: ${number(line.rows.at(-1).value)} at the end`).join("; "),
      note: `World ${this.game.world} under each policy: the same winters, inspections and chances.`,
      key: lines.map((line, at) => keyEntry(`line-case-${at}`, line.title)),
      reading: (month) =>
        `Month ${month}: ${lines.map((line) => `${line.title} ${number(line.rows[month].value)}`).join("; ")}`,
      draw: (width) =>
        comparedChart(width, { months: scenario.months, lines, title: axisTitle(column), least: leastSpan(column) }),
      table: () => ({
        columns: ["month", ...lines.map((line) => line.title)],
        rows: lines[0].rows.map((_, month) => [month, ...lines.map((line) => line.rows[month].value)]),
      }),
    });
  }

  saveScenario() {
    const { app, game } = this;
    const text = app.yamlFor({ scenario: app.at(), settings: app.now().settings, actions: game.actions });
    offer(`${game.scenario.name}_played.yaml`, text, "application/yaml");
  }
}

function valueText(outcome, value) {
  if (Number.isNaN(value)) return "–";
  return outcome.kind === "share" ? (value ? "yes" : "no") : number(value);
}

/** Return how the game ended, in the outcome that the reader chose. */
function endInWords(cases, outcome, scenario, trust) {
  const told = cases.map(
    (one) => `${one.title.toLowerCase()}: ${valueText(outcome, one.worlds.outcome("with", outcome.name, [trust])[0])}`,
  );
  return `${outcome.label}, ${scenario.trusts[trust].name}. ${capital(told.join("; "))}.`;
}

function resultTable(cases, scenario, trust) {
  const rows = SHOWN.flatMap((name) => scenario.outcomes.filter((outcome) => outcome.name === name));
  return h(
    "table",
    { class: "compare-table" },
    h("caption", { class: "visually-hidden" }, "The same world under three policies"),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("td", {}),
        cases.map((one) => h("th", { scope: "col" }, one.title)),
      ),
    ),
    h(
      "tbody",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "row" }, "What was decided"),
        cases.map((one) => h("td", {}, one.words.length ? one.words.map((words) => h("p", {}, words)) : "nothing")),
      ),
      rows.map((outcome) =>
        h(
          "tr",
          {},
          h(
            "th",
            { scope: "row" },
            outcome.label,
            outcome.kind !== "share" && h("span", { class: "quiet" }, ` (${outcome.unit})`),
          ),
          cases.map((one) => h("td", {}, valueText(outcome, one.worlds.outcome("with", outcome.name, [trust])[0]))),
        ),
      ),
    ),
  );
}
