// What is published of a trust: its figures of the month, and their course so far.

import { h } from "../dom.js";
import { drawnColumns, inUnit, leastSpan, playedFor, shortLabel } from "../data/columns.js";
import { worldChart } from "../draw/time_charts.js";
import { rangeOf } from "../draw/plane.js";
import { number } from "../words.js";

const CHART = { width: 300, height: 150 };

/** Return the figures that a trust publishes in their own units; where there are none, the published levels. */
function publishedColumns(scenario, trust) {
  const published = drawnColumns(scenario, trust).filter((column) => column.published);
  const figures = published.filter((column) => column.of);
  return figures.length ? figures : published;
}

/** Return the names of the columns that are played to show what a trust publishes. */
export function publishedNames(scenario, trust) {
  return [...new Set([...publishedColumns(scenario, trust).map(playedFor), "rating_overall", "special_measures"])];
}

function valueIn(states, column, month, scenario, trust) {
  return inUnit(column, states[playedFor(column)][month * scenario.trusts.length + trust]);
}

/** Return the published figures of a month as tiles. */
export function publishedNow(states, month, scenario, trust) {
  const at = (column) => states[column][month * scenario.trusts.length + trust];
  const rating = scenario.ratings.find((one) => one.code === at("rating_overall"));
  const tile = (title, text, unit = "") =>
    h(
      "div",
      { class: "tile" },
      h("div", { class: "tile-title" }, title),
      h("div", { class: "tile-figure small" }, text, unit && h("span", { class: "tile-unit" }, ` ${unit}`)),
    );
  const figures = publishedColumns(scenario, trust).map((column) =>
    tile(shortLabel(column), number(valueIn(states, column, month, scenario, trust), 1), column.unit),
  );
  return h(
    "div",
    { class: "tiles published" },
    tile("Overall rating", rating?.name ?? "–"),
    tile("Special measures", at("special_measures") ? "yes" : "no"),
    figures,
  );
}

/** Return small charts of the published figures up to a month. */
export function publishedSeries(states, month, scenario, trust) {
  return h(
    "div",
    { class: "small-charts" },
    publishedColumns(scenario, trust).map((column) => {
      const rows = Array.from({ length: month + 1 }, (_, at) => ({
        month: at,
        value: valueIn(states, column, at, scenario, trust),
      }));
      const chart = worldChart(CHART.width, {
        months: scenario.months,
        withIt: rows,
        without: null,
        title: column.unit,
        month,
        range: rangeOf(
          rows.map((row) => row.value),
          leastSpan(column),
        ),
        height: CHART.height,
      });
      chart.setAttribute(
        "aria-label",
        `${shortLabel(column)}: ${number(rows[0].value, 1)} at the start, ${number(rows.at(-1).value, 1)} now.`,
      );
      chart.setAttribute("class", "chart scaled");
      return h("div", {}, h("h4", {}, shortLabel(column)), chart);
    }),
  );
}
