// Scenarios and kept settings side by side, played in the same worlds.

import { button, h, labelled } from "../dom.js";
import { axisTitle, columnNamed, leastSpan, monthsOf, playedFor, shortLabel, STATUS } from "../data/columns.js";
import { playWorlds, USUAL } from "../data/replay.js";
import { csv, offer } from "../draw/export.js";
import { Figure } from "../draw/figure.js";
import { trajectoryChart } from "../draw/time_charts.js";
import { rangeOf } from "../draw/plane.js";
import { pairedDifference } from "../statistics/estimates.js";
import { quantilesByMonth } from "../statistics/monthly.js";
import { partnershipName, scaleOf, span } from "../words.js";
import { settingsInWords } from "./controls.js";
import { findings } from "./headline_card.js";
import { outcomeMenu, variableMenu } from "./menus.js";

export class CompareView {
  constructor(app) {
    this.app = app;
    this.title = "Compare";
    this.choices = h("div", { class: "choices" });
    this.tableRoom = h("div", { class: "scrolled", tabIndex: 0, role: "region", ariaLabel: "Comparison" });
    this.progress = h("p", { class: "progress", role: "status" });
    this.figures = h("div", { class: "figures compare-figures" });
    this.keep = button("Keep these settings", () => app.keep(), { class: "primary" });
    this.element = h(
      "div",
      {},
      this.choices,
      h(
        "section",
        { class: "card" },
        h(
          "div",
          { class: "figure-head" },
          h("h2", {}, "Side by side"),
          h(
            "div",
            { class: "figure-files" },
            this.keep,
            button("CSV", () => this.save(), { ariaLabel: "Download the comparison as CSV" }),
          ),
        ),
        h("p", { class: "quiet" }, "Every scenario of this page, and every setting that you keep, in the same worlds."),
        this.tableRoom,
        this.progress,
      ),
      this.figures,
    );
  }

  async refresh() {
    const { app } = this;
    const { scenario, outcome, trust, column } = app.now();
    this.showChoices(scenario, outcome, trust, column);
    const signal = app.replay.begin();
    const cases = app.cases();
    const played = [];
    for (const one of cases) {
      const found = await this.play(one, outcome.name, signal);
      if (!found) return;
      played.push(found);
      this.progress.textContent = played.length < cases.length ? `${played.length} of ${cases.length} played` : "";
      this.show(played);
    }
  }

  showChoices(scenario, outcome, trust, column) {
    const { app } = this;
    const key = [scenario.name, outcome.name, column.name].join();
    if (this.shownChoices === key) return;
    this.shownChoices = key;
    const at = [...this.choices.querySelectorAll("select")].indexOf(document.activeElement);
    this.choices.replaceChildren(
      labelled(
        "Outcome",
        outcomeMenu(scenario, outcome.name, (name) => app.change({ outcome: name })),
      ),
      labelled(
        "Drawn over time",
        variableMenu(scenario, trust, column.name, (name) => app.change({ variable: name })),
      ),
    );
    if (at >= 0) this.choices.querySelectorAll("select")[at].focus();
  }

  /** Play one case: the outcome and the variable of its own target. */
  async play(one, outcomeName, signal) {
    const { app } = this;
    const { scenario, settings } = one;
    const trust = app.trustOf(scenario);
    const column = columnNamed(scenario, app.seen.variable, trust);
    const outcome = scenario.outcomes.find((candidate) => candidate.name === outcomeName);
    const columns = [...new Set([playedFor(column), ...STATUS])];
    const wanted = { scenario, at: one.at, settings, outcomes: [outcomeName], columns, asked: [trust], count: USUAL };
    const worlds = await playWorlds(app.engine, wanted, signal);
    return worlds && { ...one, trust, column, outcome, worlds, found: findings(worlds, outcome, [trust]) };
  }

  show(played) {
    this.played = played;
    this.tableRoom.replaceChildren(
      comparisonTable(
        played,
        (at) => this.app.drop(at),
        (one) => this.app.show(one),
      ),
    );
    const rows = played.map((one) => quantilesByMonth(monthsOf(one.worlds, "with", one.column)));
    const range = rangeOf(
      rows.flat().flatMap((row) => row.quantiles),
      leastSpan(played[0].column),
    );
    this.made ??= [];
    while (this.made.length < played.length) {
      this.made.push(new Figure(`compare_${this.made.length + 1}`));
      this.figures.append(this.made.at(-1).element);
    }
    while (this.made.length > this.app.cases().length) this.made.pop().element.remove();
    played.forEach((one, at) => this.made[at].update(caseShown(one, rows[at], range)));
  }

  save() {
    if (!this.played) return;
    const rows = this.played.map((one) => {
      const gap = one.found.difference;
      const own = [
        one.scenario.name,
        settingsInWords(one.scenario, one.settings).join("; "),
        one.outcome.name,
        one.scenario.trusts[one.trust].id,
        one.found.withIt.value,
        one.found.withIt.low,
        one.found.withIt.high,
      ];
      return [...own, one.found.without?.value, gap?.value, gap?.low, gap?.high, gap?.count];
    });
    const columns = [
      "scenario",
      "settings",
      "outcome",
      "trust",
      "with",
      "with_low",
      "with_high",
      "without",
      "difference",
      "difference_low",
      "difference_high",
      "pairs",
    ];
    offer("comparison.csv", csv({ columns, rows }), "text/csv");
  }
}

function caseShown(one, rows, range) {
  const { scenario, settings, worlds, column, trust } = one;
  const without = worlds.paired ? quantilesByMonth(monthsOf(worlds, "without", column)) : null;
  return {
    title: one.name,
    describe: `${shortLabel(column)} of ${scenario.trusts[trust].name}: median at the end ${rows.at(-1).quantiles[2].toFixed(2)}.`,
    note: `${shortLabel(column)}, ${scenario.trusts[trust].name}, with ${partnershipName(scenario, settings)}: median, 25–75% and 5–95% of ${worlds.count} worlds.${without ? " Dashed: median without." : ""}`,
    draw: (width) =>
      trajectoryChart(width, { months: scenario.months, withIt: rows, without, title: axisTitle(column), range }),
    table: () => ({
      columns: ["month", "5%", "25%", "50%", "75%", "95%"],
      rows: rows.map((row) => [row.month, ...row.quantiles]),
    }),
  };
}

/** Return whether two cases meet the same random events, trust by trust, so that they can be compared in pairs. */
function arePaired(one, other) {
  const same = (key) => one.scenario[key] === other.scenario[key];
  const ids = (scenario) => scenario.trusts.map((trust) => trust.id).join();
  return same("seed") && same("months") && ids(one.scenario) === ids(other.scenario);
}

function comparisonTable(played, onDrop, onShow) {
  const [first] = played;
  const scale = scaleOf(first.outcome);
  const isShare = first.outcome.kind === "share";
  const cell = (found, write) =>
    found ? [h("b", {}, write(found.value)), h("span", { class: "side-span" }, ` (${span(found, write)})`)] : "–";
  const toFirst = (one) => {
    if (one === first) return "–";
    if (!arePaired(first, one)) return "other worlds";
    return cell(
      pairedDifference(
        first.worlds.outcome("with", first.outcome.name, [first.trust]),
        one.worlds.outcome("with", first.outcome.name, [one.trust]),
        isShare,
      ),
      scale.gap,
    );
  };
  const row = (title, unit, tell) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, title, unit && h("span", { class: "quiet" }, ` (${unit})`)),
      played.map((one) => h("td", {}, tell(one))),
    );
  const changes = (one) => settingsInWords(one.scenario, one.settings).map((text) => h("p", {}, text));
  return h(
    "table",
    { class: "compare-table" },
    h("caption", {}, `${first.outcome.label}, with 95% intervals, ${first.worlds.count} worlds each`),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("td", {}),
        played.map((one) => h("th", { scope: "col" }, one.name)),
      ),
    ),
    h(
      "tbody",
      {},
      row("Settings", "", (one) => (changes(one).length ? changes(one) : "as shipped")),
      row("With the partnership", scale.unit, (one) => cell(one.found.withIt, scale.value)),
      row("Without", scale.unit, (one) => cell(one.found.without, scale.value)),
      row("Difference it makes", scale.gapUnit, (one) => cell(one.found.difference, scale.gap)),
      row("With it, against the first", scale.gapUnit, toFirst),
      row("Open, or remove", "", (one) => [
        button("Show", () => onShow(one), { class: "plain", ariaLabel: `Show ${one.name}` }),
        one.kept >= 0 && button("Remove", () => onDrop(one.kept), { class: "plain", ariaLabel: `Remove ${one.name}` }),
      ]),
    ),
  );
}
