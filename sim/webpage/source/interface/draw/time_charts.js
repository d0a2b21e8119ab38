// Charts over the months of a run: trajectories, difference, stages, cumulative incidence.

import { area, curveStepAfter, line } from "d3-shape";
import { put, s } from "../dom.js";
import { inkOn, roomFor } from "./area_labels.js";
import { MARGIN, plane, rangeOf, yearTicks } from "./plane.js";

const HEIGHT = 230;

function overMonths(width, months, about) {
  const ticks = { xTitle: "Month", xTicks: yearTicks(months, width) };
  const drawn = plane({ width, height: HEIGHT, x: [0, months], ...ticks, ...about });
  // Where the months are, for who points at the chart.
  Object.assign(drawn.root.dataset, { left: drawn.inside.left, right: drawn.inside.right, months });
  return drawn;
}

/** A vertical line at a month that matters, such as the beginning of the partnership. */
function mark({ root, x, inside }, month, text) {
  if (month === undefined || month === null) return;
  put(
    root,
    s("line", { class: "mark", x1: x(month), x2: x(month), y1: inside.top, y2: inside.bottom }),
    s("text", { class: "mark-text", x: x(month) + 4, y: inside.top + 9 }, text),
  );
}

function band({ root, x, y }, rows, low, high, name, step = false) {
  if (!rows.every((row) => Number.isFinite(low(row)))) return; // no interval can be given
  const shape = area(
    (row) => x(row.month),
    (row) => y(low(row)),
    (row) => y(high(row)),
  );
  put(root, s("path", { class: name, d: (step ? shape.curve(curveStepAfter) : shape)(rows) }));
}

function curve({ root, x, y }, rows, value, name, step = false) {
  const shape = line(
    (row) => x(row.month),
    (row) => y(value(row)),
  );
  put(root, s("path", { class: name, d: (step ? shape.curve(curveStepAfter) : shape)(rows) }));
}

/**
 * Draw the median and bands of a variable with the partnership, and the median without as a thin line.
 * @param {{months: number, withIt: object[], without: object[]|null, title: string, unit: string, window?: [number, number],
 *   begins?: number}} shown `withIt`, `without`: rows of `quantilesByMonth`
 */
export function trajectoryChart(width, shown) {
  const { months, withIt, without, title, range, begins } = shown;
  const values = withIt.flatMap((row) => row.quantiles).concat(without?.map((row) => row.quantiles[2]) ?? []);
  const drawn = overMonths(width, months, { y: range ?? rangeOf(values, shown.least), yTitle: title });
  mark(drawn, begins, "partnership begins");
  band(
    drawn,
    withIt,
    (row) => row.quantiles[0],
    (row) => row.quantiles[4],
    "band-wide",
  );
  band(
    drawn,
    withIt,
    (row) => row.quantiles[1],
    (row) => row.quantiles[3],
    "band-narrow",
  );
  curve(drawn, withIt, (row) => row.quantiles[2], "line-with");
  if (without) curve(drawn, without, (row) => row.quantiles[2], "line-without");
  return drawn.root;
}

/** Draw the mean paired difference by month, with its 95 % interval. */
export function differenceChart(width, { months, rows, title, least, begins }) {
  const known = rows.filter((row) => Number.isFinite(row.low));
  const values = known.flatMap((row) => [row.low, row.high]).concat(0);
  const drawn = overMonths(width, months, { y: rangeOf(values, least), yTitle: title });
  mark(drawn, begins, "partnership begins");
  band(
    drawn,
    known,
    (row) => row.low,
    (row) => row.high,
    "band-narrow",
  );
  curve(drawn, rows, (row) => row.value, "line-with");
  return drawn.root;
}

/** Narrower than this, panels stand one below the other. */
const BESIDE = 560;
const PANEL_HEAD = 20;

/**
 * Draw the share of worlds in each stage as stacked areas, a panel for each of some worlds.
 * @param {{months: number, stages: object[], panels: {title: string, rows: object[]}[]}} shown
 */
export function stagesChart(width, { months, stages, panels }) {
  const beside = width >= BESIDE;
  const wide = beside ? width / panels.length : width;
  const height = (HEIGHT + PANEL_HEAD) * (beside ? 1 : panels.length);
  const root = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "chart", role: "img" });
  panels.forEach(({ title, rows }, at) => {
    const [left, top] = beside ? [at * wide, 0] : [0, at * (HEIGHT + PANEL_HEAD)];
    const panel = stackedPanel(wide, { months, stages, rows });
    panel.setAttribute("x", left);
    panel.setAttribute("y", top + PANEL_HEAD);
    put(root, s("text", { class: "panel-title", x: left + MARGIN.left, y: top + 14 }, title), panel);
  });
  return root;
}

function stackedPanel(width, { months, stages, rows }) {
  const drawn = overMonths(width, months, { y: [0, 1], percent: true, yTitle: "Share of worlds" });
  const { root, x, y } = drawn;
  root.removeAttribute("role");
  const labels = [];
  let below = rows.map(() => 0);
  stages.forEach((stage, at) => {
    const above = rows.map((row, month) => below[month] + row.shares[at]);
    const [floor, ceiling] = [below.map((share) => y(share)), above.map((share) => y(share))];
    const shape = area(
      (row) => x(row.month),
      (row, month) => floor[month],
      (row, month) => ceiling[month],
    );
    put(root, s("path", { class: "stage", fill: stage.colour, d: shape(rows) }));
    const place = roomFor(stage.name, floor, ceiling, x(1) - x(0));
    if (place)
      labels.push(
        s("text", { class: "stage-name", fill: inkOn(stage.colour), x: x(place.month), y: place.y }, stage.name),
      );
    below = above;
  });
  put(root, labels);
  return root;
}

/** Draw the cumulative incidence of an end as steps, with and without. */
export function incidenceChart(width, { months, withIt, without, competing }) {
  const drawn = overMonths(width, months, { y: [0, 1], percent: true, yTitle: "Share of worlds" });
  band(
    drawn,
    withIt,
    (row) => row.low,
    (row) => row.high,
    "band-narrow",
    true,
  );
  if (without)
    band(
      drawn,
      without,
      (row) => row.low,
      (row) => row.high,
      "band-without",
      true,
    );
  curve(drawn, withIt, (row) => row.value, "line-with", true);
  if (without) curve(drawn, without, (row) => row.value, "line-without", true);
  if (competing) curve(drawn, competing, (row) => row.value, "line-competing", true);
  return drawn.root;
}

/** Draw one world: a line with and one without, up to a month. */
export function worldChart(width, { months, withIt, without, title, month, range, least, height = 210 }) {
  const shown = [withIt, without].filter(Boolean);
  const values = shown.flatMap((lines) => lines.map((row) => row.value));
  const drawn = overMonths(width, months, { height, y: range ?? rangeOf(values, least), yTitle: title });
  curve(drawn, withIt, (row) => row.value, "line-with");
  if (without) curve(drawn, without, (row) => row.value, "line-without");
  if (month !== undefined) {
    const { root, x, y, inside } = drawn;
    put(
      root,
      s("line", { class: "now", x1: x(month), x2: x(month), y1: inside.top, y2: inside.bottom }),
      withIt[month] && s("circle", { class: "now-point", cx: x(month), cy: y(withIt[month].value), r: 4 }),
    );
  }
  return drawn.root;
}

/** Draw one world under several policies. @param {{lines: {title: string, rows: object[]}[]}} shown */
export function comparedChart(width, { months, lines, title, least }) {
  const values = lines.flatMap((one) => one.rows.map((row) => row.value));
  const drawn = overMonths(width, months, { y: rangeOf(values, least), yTitle: title });
  lines.forEach((one, at) => curve(drawn, one.rows, (row) => row.value, `line-case-${at}`));
  return drawn.root;
}
