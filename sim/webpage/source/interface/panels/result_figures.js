// What the figures of the results show: charts with their titles, notes, keys and tables.

import { axisTitle, differenceUnit, leastSpan, shortLabel } from "../data/columns.js";
import { keyEntry } from "../draw/figure.js";
import { differenceChart, incidenceChart, stagesChart, trajectoryChart } from "../draw/time_charts.js";
import {
  differenceByMonth,
  endOfSpecialMeasures,
  incidenceByMonth,
  lookLikeOne,
  quantilesByMonth,
  SHARES,
  sharesByMonth,
} from "../statistics/monthly.js";
import { number, signed } from "../words.js";

const ONE_LINE_WORDS = " Both lines lie on each other.";

/** Return the key of lines with and without. */
export function keyOfTwo() {
  return [keyEntry("line-with", "With the partnership"), keyEntry("line-without", "Without")];
}

/** Return what is shown of a variable over time. */
export function trajectoriesShown(withIt, without, column, { scenario, partnership, worlds, begins, who }) {
  const rows = quantilesByMonth(withIt);
  const twin = without && quantilesByMonth(without);
  const last = rows.at(-1).quantiles[2];
  const spread = rows.flatMap((row) => row.quantiles);
  const medians = (some) => some.map((row) => row.quantiles[2]);
  const range = Math.max(...spread) - Math.min(...spread);
  const same = twin && lookLikeOne(medians(rows), medians(twin), range) ? ONE_LINE_WORDS : "";
  return {
    title: `${shortLabel(column)}, ${who}`,
    describe: `Median at the end ${number(last)}${twin ? ` with ${partnership}, ${number(twin.at(-1).quantiles[2])} without` : ""}.`,
    note: `Line: median of ${worlds}${twin ? ` with ${partnership}` : ""}; bands: 25–75% (dark) and 5–95% (light) of them.${twin ? " Dashed line: median of the same worlds without." : ""}${same}`,
    key: twin ? keyOfTwo() : [],
    reading: (month) => {
      const [low, , middle, , high] = rows[month].quantiles.map((value) => number(value));
      const other = twin ? `; without ${number(twin[month].quantiles[2])}` : "";
      return `Month ${month}: median ${middle} (5–95%: ${low} to ${high})${other}`;
    },
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

/** Return what is shown of the difference in a variable over time. */
export function differenceShown(withIt, without, column, { scenario, partnership, worlds, group, begins }) {
  const rows = differenceByMonth(withIt, without, group.length);
  const last = rows.at(-1);
  return {
    title: `${shortLabel(column)}: difference it makes`,
    describe: `At the end ${signed(last.value, 4)}, 95% interval ${signed(last.low, 4)} to ${signed(last.high, 4)}.`,
    note: `Mean difference between the same worlds with ${partnership} and without (${worlds}); band: its 95% interval.`,
    reading: (month) => {
      const { value, low, high } = rows[month];
      return `Month ${month}: ${signed(value)} (${signed(low)} to ${signed(high)})`;
    },
    draw: (width) =>
      differenceChart(width, {
        months: scenario.months,
        rows,
        title: `Difference (${differenceUnit(column)})`,
        least: leastSpan(column) / 15,
        begins,
      }),
    table: () => ({
      columns: ["month", "difference", "low", "high", "worlds"],
      rows: rows.map((row) => [row.month, row.value, row.low, row.high, row.count]),
    }),
  };
}

/** Return what is shown of the stages of some trusts, with and without. */
export function stagesShown(worlds, paired, about) {
  const { scenario, partnership, who } = about;
  const { stages } = scenario;
  const codes = stages.map((stage) => stage.code);
  const shares = sharesOfStages(worlds, paired, codes);
  const titles = paired ? [`With ${partnership}`, "Without"] : [""];
  const panels = shares.map((rows, at) => ({ title: titles[at], rows }));
  const present = stages.filter((_, at) => panels.some(({ rows }) => rows.some((row) => row.shares[at] > 0)));
  return {
    title: `Stages of failure and turnaround, ${who}`,
    describe: panels.map(({ title, rows }) => endOfStages(title, rows.at(-1).shares, stages)).join(" "),
    note: `Areas: share of ${about.worlds} in each stage (Walshe et al. 2004) at the end of each month.`,
    key: present.map((stage) => keyEntry("area", stage.name, stage.colour)),
    reading: (month) => {
      const told = panels.map(({ title, rows }) => `${title || "in all"} ${stagesInWords(rows[month].shares, stages)}`);
      return `Month ${month}: ${told.join("; ")}`;
    },
    draw: (width) => stagesChart(width, { months: scenario.months, stages, panels }),
    table: () => ({
      columns: ["month", ...panels.flatMap(({ title }) => stages.map(({ name }) => [name, title].join(" ").trim()))],
      rows: panels[0].rows.map((_, month) => [month, ...panels.flatMap(({ rows }) => rows[month].shares)]),
    }),
  };
}

/** Return the shares of the stages; worked out apart, so that no function that a figure keeps holds all worlds. */
function sharesOfStages(worlds, paired, codes) {
  const sides = paired ? ["with", "without"] : ["with"];
  return sides.map((world) => sharesByMonth(worlds.byMonth(world, "stage"), codes));
}

/** Stages that are read out where a month is pointed at: the most common ones. */
const MOST_READ = 3;

function stagesInWords(shares, stages) {
  const ordered = shares.map((share, at) => ({ share, name: stages[at].name.toLowerCase() }));
  const most = ordered.sort((one, next) => next.share - one.share).slice(0, MOST_READ);
  return most.map(({ share, name }) => `${name} ${(100 * share).toFixed(0)}%`).join(", ");
}

function endOfStages(title, shares, stages) {
  const most = Math.max(...shares);
  const name = stages[shares.indexOf(most)].name.toLowerCase();
  return `${title ? `${title}, at` : "At"} the end ${(100 * most).toFixed(0)}% are in the stage ${name}.`;
}

/** Return how special measures ended in each world, of each trust that is shown. */
export function endsOf(worlds, world, months) {
  const [inside, absorbed] = ["special_measures", "absorbed_by"].map((column) => worlds.byMonth(world, column));
  const held = { special_measures: inside, absorbed_by: absorbed };
  return Array.from({ length: inside[0].length }, (_, number) => {
    const end = endOfSpecialMeasures((column, month) => held[column][month][number], months);
    return { ...end, entered: end.exit < Infinity || inside.some((values) => values[number] > 0) };
  });
}

/** Return what is shown of exit from special measures. */
export function exitShown(withIt, without, { scenario, partnership, group, worlds }) {
  const { months } = scenario;
  const independent = group.length === 1;
  const incidence = (ends, end) =>
    incidenceByMonth(
      ends.map((one) => one[end]),
      months,
      independent,
    );
  const [own, twin] = [incidence(withIt, "exit"), without && incidence(without, "exit")];
  const absorbed = incidence(withIt, "absorbed");
  const competing = absorbed.at(-1).value > 0 ? absorbed : null;
  const values = (rows) => rows.map((row) => row.value);
  const same = twin && lookLikeOne(values(own), values(twin), 1) ? ONE_LINE_WORDS : "";
  const last = (rows) => `${(100 * rows.at(-1).value).toFixed(0)}%`;
  const columns = (rows, name) =>
    rows ? { heads: [name, "low", "high"], cells: rows.map((row) => [row.value, row.low, row.high]) } : null;
  const told = [columns(own, "with"), columns(twin, "without"), columns(competing, "absorbed before")].filter(Boolean);
  return {
    title: "Out of special measures",
    describe: `By the last month ${last(own)}${twin ? ` with ${partnership}, ${last(twin)} without` : ""}.`,
    note: `Cumulative incidence of the first exit since the start of the run, of all ${worlds}${independent ? ", with 95% intervals (Wilson)" : ""}.${same}${competing ? " Dotted: absorbed by another trust before, which competes with exit." : ""}`,
    key: [...(twin ? keyOfTwo() : []), ...(competing ? [keyEntry("line-competing", "Absorbed before exit")] : [])],
    reading: (month) => {
      const share = (rows) => `${(100 * rows[month].value).toFixed(0)}%`;
      return `By month ${month}: ${share(own)}${twin ? `; without ${share(twin)}` : ""}`;
    },
    draw: (width) => incidenceChart(width, { months, withIt: own, without: twin, competing }),
    table: () => ({
      columns: ["month", ...told.flatMap(({ heads }) => heads)],
      rows: own.map((row, month) => [month, ...told.flatMap(({ cells }) => cells[month])]),
    }),
  };
}
