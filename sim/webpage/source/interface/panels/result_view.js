// The results: headline, trajectories, difference, stages, exit. Every move of a lever plays them anew.

import { h, labelled, menu, newId } from "../dom.js";
import {
  axisTitle,
  columnNamed,
  drawnColumns,
  leastSpan,
  monthsOf,
  playedFor,
  shortLabel,
  STATUS,
} from "../data/columns.js";
import { MOST, playWorlds, USUAL } from "../data/replay.js";
import { Figure, keyEntry } from "../draw/figure.js";
import { differenceChart, incidenceChart, stagesChart, trajectoryChart } from "../draw/time_charts.js";
import {
  differenceByMonth,
  endOfSpecialMeasures,
  incidenceByMonth,
  quantilesByMonth,
  SHARES,
  sharesByMonth,
} from "../statistics/monthly.js";
import { partnershipName, signed } from "../words.js";
import { HeadlineCard } from "./headline_card.js";

/** More trusts than these, and a page holds no more than the usual number of worlds. */
const LARGE = 20;

/** Return the menu of trusts; a page of a nation has hundreds. */
export function trustMenu(scenario, chosen, onchange) {
  const group = { target: "Helped", partner: "Helps", other: "Others" };
  const several = scenario.trusts.length > 3;
  const options = scenario.trusts.map((trust) => ({
    value: trust.id,
    label: trust.name,
    group: several ? group[trust.role] : "",
  }));
  return menu(newId("trust"), options, chosen, onchange);
}

/** Return the menu of outcomes, those that can be better or worse first. */
export function outcomeMenu(scenario, chosen, onchange) {
  const group = (outcome) =>
    outcome.higher_is_better === null ? "What happened" : outcome.monetised ? "Money" : "Better or worse";
  const options = scenario.outcomes.map((outcome) => ({
    value: outcome.name,
    label: outcome.label,
    group: group(outcome),
  }));
  return menu(newId("outcome"), options, chosen, onchange);
}

/** Return the menu of variables that are drawn over time. */
export function variableMenu(scenario, trust, chosen, onchange) {
  const options = drawnColumns(scenario, trust).map((column) => ({
    value: column.name,
    label: shortLabel(column),
    group: column.of ? "Published figures" : column.published ? "Published, as levels" : "True levels and more",
  }));
  return menu(newId("variable"), options, chosen, onchange);
}

export class ResultView {
  constructor(app) {
    this.app = app;
    this.title = "Result";
    this.headline = new HeadlineCard(app.live);
    this.choices = h("div", { class: "choices" });
    this.figures = {
      trajectories: new Figure("trajectories"),
      difference: new Figure("difference"),
      exit: new Figure("exit_from_special_measures"),
      stages: new Figure("stages"),
    };
    this.element = h(
      "div",
      {},
      this.choices,
      this.headline.element,
      h(
        "div",
        { class: "figures three" },
        Object.values(this.figures).map((figure) => figure.element),
      ),
    );
    this.worlds = null;
    this.drawing = 0;
  }

  /** Play what is asked for now. */
  async refresh() {
    const { app } = this;
    const { scenario, settings, trust, outcome } = app.now();
    const column = columnNamed(scenario, app.seen.variable, trust);
    this.showChoices(scenario, trust, outcome, column);
    const signal = app.replay.begin();
    const count = scenario.trusts.length > LARGE ? USUAL : MOST;
    const columns = [...new Set([playedFor(column), ...STATUS])];
    const wanted = { scenario, at: app.at(), settings, columns, asked: [trust], count };
    const about = { scenario, settings, trust, outcome, column };
    const worlds = await playWorlds(app.engine, wanted, signal, (some) =>
      this.later({ worlds: some, ...about, wanted: some.count < USUAL ? USUAL : count }, signal),
    );
    if (worlds) this.later({ worlds, ...about, wanted: worlds.count }, signal);
  }

  showChoices(scenario, trust, outcome, column) {
    const { app } = this;
    const key = [scenario.name, trust, outcome.name, column.name].join();
    if (this.shownChoices === key) return;
    this.shownChoices = key;
    const restore = this.choices.contains(document.activeElement)
      ? [...this.choices.querySelectorAll("select")].indexOf(document.activeElement)
      : -1;
    this.choices.replaceChildren(
      labelled(
        "Trust",
        trustMenu(scenario, scenario.trusts[trust].id, (id) => app.change({ trust: id })),
      ),
      labelled(
        "Outcome",
        outcomeMenu(scenario, outcome.name, (name) => app.change({ outcome: name })),
      ),
      labelled(
        "Drawn over time",
        variableMenu(scenario, trust, column.name, (name) => app.change({ variable: name })),
      ),
    );
    if (restore >= 0) this.choices.querySelectorAll("select")[restore].focus();
  }

  /** Draw with the next picture of the screen; of several batches that come before it only the last is drawn. */
  later(shown, signal) {
    this.worlds = shown.worlds;
    this.pending = shown;
    if (this.drawing) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      if (!signal.aborted || this.pending !== shown) this.draw(this.pending);
    });
  }

  draw(shown) {
    const { worlds, scenario, settings, trust, outcome, column } = shown;
    const partnership = partnershipName(scenario, settings);
    this.headline.show({ ...shown, partnership, settled: worlds.count >= Math.min(USUAL, shown.wanted) });
    const about = {
      scenario,
      trust,
      partnership,
      count: worlds.count,
      begins: firstMonth(scenario, settings),
      name: scenario.trusts[trust].name,
    };
    const withIt = monthsOf(worlds, "with", column, trust);
    const without = worlds.paired ? monthsOf(worlds, "without", column, trust) : null;
    this.figures.trajectories.update(trajectoriesShown(withIt, without, column, about));
    this.figures.difference.element.hidden = !without;
    if (without) this.figures.difference.update(differenceShown(withIt, without, column, about));
    this.figures.stages.update(stagesShown(worlds, about));
    this.drawExit(worlds, about);
  }

  drawExit(worlds, about) {
    const ends = (world) => endsOf(worlds, world, about.trust, about.scenario.months);
    const withIt = ends("with");
    const entered = withIt.some(({ exit, absorbed, inside }) => exit < Infinity || inside || absorbed < Infinity);
    this.figures.exit.element.hidden = !entered;
    if (entered) this.figures.exit.update(exitShown(withIt, worlds.paired ? ends("without") : null, about));
  }
}

/** Return the month in which the first partnership begins in some settings. */
function firstMonth(scenario, settings) {
  const lever = scenario.levers.find((one) => one.kind === "month");
  if (lever && scenario.partnerships.length === 1) return settings[lever.key] ?? lever.value;
  const months = scenario.partnerships.map((one) => one.month).filter(Number.isFinite);
  return months.length ? Math.min(...months) : null;
}

function trajectoriesShown(withIt, without, column, { scenario, partnership, count, begins, name }) {
  const rows = quantilesByMonth(withIt);
  const twin = without && quantilesByMonth(without);
  const last = rows.at(-1).quantiles[2];
  return {
    title: `${shortLabel(column)}, ${name}`,
    describe: `Median at the end ${signed(last).replace("+", "")} with ${partnership}${twin ? `, ${signed(twin.at(-1).quantiles[2]).replace("+", "")} without` : ""}.`,
    note: `Line: median of ${count} worlds with ${partnership}; bands: 25–75% (dark) and 5–95% (light) of them.${twin ? " Dashed line: median of the same worlds without." : ""}`,
    key: [keyEntry("line-with", "With the partnership"), twin && keyEntry("line-without", "Without")].filter(Boolean),
    draw: (width) =>
      trajectoryChart(width, {
        months: scenario.months,
        withIt: rows,
        without: twin,
        title: axisTitle(column),
        least: leastSpan(column),
        begins,
      }),
    table: () => ({
      columns: [
        "month",
        ...SHARES.map((share) => `with ${100 * share}%`),
        ...(twin ? SHARES.map((share) => `without ${100 * share}%`) : []),
      ],
      rows: rows.map((row, month) => [month, ...row.quantiles, ...(twin ? twin[month].quantiles : [])]),
    }),
  };
}

function differenceShown(withIt, without, column, { scenario, partnership, count, begins }) {
  const rows = differenceByMonth(withIt, without);
  const last = rows.at(-1);
  return {
    title: "Difference the partnership makes",
    describe: `At the end ${signed(last.value, 4)}, 95% interval ${signed(last.low, 4)} to ${signed(last.high, 4)}.`,
    note: `Mean difference between the same ${count} worlds with ${partnership} and without; band: its 95% interval.`,
    draw: (width) =>
      differenceChart(width, {
        months: scenario.months,
        rows,
        title: axisTitle(column).replace("level, 0 to 1", "difference in level"),
        least: leastSpan(column) / 15,
        begins,
      }),
    table: () => ({
      columns: ["month", "difference", "low", "high", "worlds"],
      rows: rows.map((row) => [row.month, row.value, row.low, row.high, row.count]),
    }),
  };
}

/** Return what is shown of the stages of a trust, with and without. */
function stagesShown(worlds, { scenario, trust, partnership, count, name }) {
  const { stages } = scenario;
  const codes = stages.map((stage) => stage.code);
  const panel = (world, title) => ({ title, rows: sharesByMonth(worlds.byMonth(world, "stage", trust), codes) });
  const panels = [panel("with", `With ${partnership}`), ...(worlds.paired ? [panel("without", "Without")] : [])];
  const present = stages.filter((_, at) => panels.some(({ rows }) => rows.some((row) => row.shares[at] > 0)));
  return {
    title: `Stages of failure and turnaround, ${name}`,
    describe: panels
      .map(
        ({ title, rows }) =>
          `${title}, at the end ${percent(rows.at(-1).shares)} of worlds are in the stage ${mostCommon(rows.at(-1).shares, stages)}.`,
      )
      .join(" "),
    note: `Areas: share of ${count} worlds in each stage (Walshe et al. 2004) at the end of each month.`,
    key: present.map((stage) => keyEntry("area", stage.name, stage.colour)),
    draw: (width) => stagesChart(width, { months: scenario.months, stages, panels }),
    table: () => ({
      columns: [
        "month",
        ...panels.flatMap(({ title }) => stages.map((stage) => `${stage.name}, ${title.toLowerCase()}`)),
      ],
      rows: panels[0].rows.map((_, month) => [month, ...panels.flatMap(({ rows }) => rows[month].shares)]),
    }),
  };
}

function percent(shares) {
  return `${(100 * Math.max(...shares)).toFixed(0)}%`;
}

function mostCommon(shares, stages) {
  return stages[shares.indexOf(Math.max(...shares))].name.toLowerCase();
}

/** Return how special measures of a trust ended in each world. */
function endsOf(worlds, world, trust, months) {
  const held = Object.fromEntries(STATUS.slice(1).map((column) => [column, worlds.byMonth(world, column, trust)]));
  return Array.from({ length: worlds.count }, (_, number) => {
    const value = (column, month) => held[column][month][number];
    return { ...endOfSpecialMeasures(value, months), inside: held.special_measures[0][number] > 0 };
  });
}

function exitShown(withIt, without, { scenario, partnership, count }) {
  const { months } = scenario;
  const exits = (ends) =>
    incidenceByMonth(
      ends.map((end) => end.exit),
      months,
    );
  const [own, twin] = [exits(withIt), without && exits(without)];
  const absorbed = incidenceByMonth(
    withIt.map((end) => end.absorbed),
    months,
  );
  const competing = absorbed.at(-1).value > 0 ? absorbed : null;
  return {
    title: "Out of special measures",
    describe: `By the last month ${(100 * own.at(-1).value).toFixed(0)}% of worlds with ${partnership}${twin ? `, ${(100 * twin.at(-1).value).toFixed(0)}% without` : ""}.`,
    note: `Cumulative incidence of the first exit since the start of the run, of all ${count} worlds, with 95% intervals (Wilson).${competing ? " Dotted: absorbed by another trust before, which competes with exit." : ""}`,
    key: [
      keyEntry("line-with", "With the partnership"),
      twin && keyEntry("line-without", "Without"),
      competing && keyEntry("line-competing", "Absorbed before exit"),
    ].filter(Boolean),
    draw: (width) => incidenceChart(width, { months, withIt: own, without: twin, competing }),
    table: () => ({
      columns: [
        "month",
        "with",
        "low",
        "high",
        ...(twin ? ["without", "low", "high"] : []),
        ...(competing ? ["absorbed before"] : []),
      ],
      rows: own.map((row, month) => [
        month,
        row.value,
        row.low,
        row.high,
        ...(twin ? [twin[month].value, twin[month].low, twin[month].high] : []),
        ...(competing ? [competing[month].value] : []),
      ]),
    }),
  };
}
