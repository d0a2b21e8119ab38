// Charts over levers: the curve of the difference along one, and its surface over two.

import { area, line } from "d3-shape";
import { put, s } from "../dom.js";
import { signed } from "../words.js";
import { fitted, plane, rangeOf } from "./plane.js";

/** Height below a chart in which slanted words stand. */
const ROOM_FOR_WORDS = 112;

/**
 * Draw the mean paired difference along a lever with its 95 % interval, and where it changes its sign.
 * @param {{lever: object, points: object[], changes: number[], factor: number, title: string, now: number|string}} shown
 */
export function curveChart(width, { lever, points, changes, factor, title, now }) {
  // Where no world has a value, as of an outcome that no one reaches, there is nothing to draw.
  const known = points.map((point, at) => ({ ...point, x: lever.kind === "choice" ? at : point.at }));
  const places = known.filter((point) => Number.isFinite(point.low));
  const values = places.flatMap((point) => [point.low, point.high, point.value]).map((value) => value * factor);
  const drawn = plane({
    width,
    height: lever.kind === "choice" ? 330 : 280,
    x: lever.kind === "choice" ? [-0.5, Math.max(0.5, lever.options.length - 0.5)] : [lever.minimum, lever.maximum],
    y: rangeOf(values.concat(0), factor * 0.004),
    xTitle: lever.kind === "choice" ? "" : `${lever.label}${lever.unit ? ` (${lever.unit})` : ""}`,
    yTitle: title,
    xTicks: lever.kind === "choice" ? [] : undefined,
    margin: lever.kind === "choice" ? { bottom: ROOM_FOR_WORDS } : {},
  });
  const { root, x, y, inside } = drawn;
  if (lever.kind === "choice") drawOptions(drawn, lever, places, factor, now);
  else {
    const shape = area(
      (point) => x(point.x),
      (point) => y(factor * point.low),
      (point) => y(factor * point.high),
    );
    put(
      root,
      s("path", { class: "band-narrow", d: shape(places) }),
      s("path", {
        class: "line-with",
        d: line(
          (point) => x(point.x),
          (point) => y(factor * point.value),
        )(places),
      }),
      places.map((point) => s("circle", { class: "point", cx: x(point.x), cy: y(factor * point.value), r: 3 })),
      s("line", { class: "now", x1: x(now), x2: x(now), y1: inside.top, y2: inside.bottom }),
      s(
        "text",
        {
          class: "mark-text",
          x: x(now) + (now > (lever.minimum + lever.maximum) / 2 ? -4 : 4),
          y: inside.top + 9,
          "text-anchor": now > (lever.minimum + lever.maximum) / 2 ? "end" : "start",
        },
        "now",
      ),
      changes.map((at) => s("path", { class: "tip", d: `M${x(at)},${y(0) - 7}l6,7l-6,7l-6,-7z` })),
    );
  }
  return root;
}

function drawOptions({ root, x, y, inside }, lever, places, factor, now) {
  const labels = lever.options.map((option) => option.label);
  const chosen = lever.options.find((option) => option.value === now)?.label;
  put(
    root,
    wordsBelow(
      labels,
      labels.map((_, at) => x(at)),
      inside.bottom,
      chosen,
    ),
  );
  for (const point of places) {
    const [low, high] = [y(factor * point.low), y(factor * point.high)];
    put(root, s("line", { class: "whisker", x1: x(point.x), x2: x(point.x), y1: low, y2: high }));
    put(root, s("circle", { class: "point large", cx: x(point.x), cy: y(factor * point.value), r: 5 }));
  }
}

/** Opacity of the cell with the largest difference: its figure must stay legible on it. */
const STRONGEST = 0.75;

/** In cells that are not wider there is no room for a figure; the table has it. */
const NARROW_CELL = 28;

/**
 * Draw the difference over two levers: a cell for each pair of settings, its colour from worse to better, its figure, and
 * bold where the worlds played tell it from nought.
 * @param {{along: number[], across: number[], cells: Map<string, object>, factor: number, higherIsBetter: boolean|null}} shown
 */
export function surfaceChart(width, shown) {
  const { first, second, along, across, cells } = shown;
  const words = first.kind === "choice";
  const margin = { left: second.kind === "choice" ? 150 : 66, right: 12, top: 10, bottom: words ? ROOM_FOR_WORDS : 46 };
  const wide = (width - margin.left - margin.right) / along.length;
  const high = Math.max(26, Math.min(40, 300 / across.length));
  const height = margin.top + margin.bottom + high * across.length;
  const root = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "chart", role: "img" });
  const sizes = [...cells.values()].map((cell) => Math.abs(cell.value)).filter(Number.isFinite);
  const most = Math.max(...sizes, 1e-12);
  along.forEach((_, column) =>
    across.forEach((__, row) => {
      const place = { x: margin.left + column * wide, y: margin.top + (across.length - 1 - row) * high, wide, high };
      put(root, cellShape(cells.get(`${column},${row}`), place, most, shown));
    }),
  );
  const bottom = height - margin.bottom;
  const places = along.map((_, at) => margin.left + (at + 0.5) * wide);
  put(root, words ? wordsBelow(along, places, bottom) : axisOfCells(along, places, wide, bottom, first));
  put(root, sideOfCells(across, margin, high, second));
  return root;
}

/** Return the rectangle of a pair of settings and its figure; an empty one where it has not been played yet. */
function cellShape(cell, { x, y, wide, high }, most, { factor, higherIsBetter, digits }) {
  const place = { x: x + 1, y: y + 1, width: wide - 2, height: high - 2 };
  if (!cell) return s("rect", { class: "cell empty", ...place });
  if (!Number.isFinite(cell.value)) return [s("rect", { class: "cell empty", ...place }), cellText("–", place, "open")];
  const strength = cell.value / most;
  const tone = toneOf(strength, higherIsBetter);
  const text = signed(factor * cell.value, digits);
  const dot = { class: "cell-dot", cx: x + wide / 2, cy: y + high / 2, r: 2.2 };
  return [
    s("rect", { class: `cell ${tone}`, ...place, "fill-opacity": (STRONGEST * Math.abs(strength)).toFixed(3) }),
    wide > NARROW_CELL ? cellText(text, place, cell.settled ? "settled" : "open") : cell.settled && s("circle", dot),
  ];
}

function cellText(text, { x, y, width, height }, name) {
  const middle = { x: x + width / 2, y: y + height / 2, dy: "0.35em", "text-anchor": "middle" };
  return s("text", { class: `cell-text ${name}`, ...middle }, text);
}

function toneOf(strength, higherIsBetter) {
  if (higherIsBetter === null) return strength > 0 ? "more" : "less";
  return strength > 0 === higherIsBetter ? "better" : "worse";
}

function titleOf(lever) {
  return `${lever.label}${lever.unit ? ` (${lever.unit})` : ""}`;
}

/** Return slanted words below a chart. */
function wordsBelow(words, places, bottom, chosen = null) {
  return words.map((word, at) => {
    const place = `translate(${places[at] + 4} ${bottom + 12}) rotate(-38)`;
    const name = word === chosen ? "option chosen" : "option";
    return s("text", { class: name, transform: place, "text-anchor": "end" }, word);
  });
}

function short(value) {
  return typeof value === "number" ? String(Number(value.toFixed(3))) : value;
}

function axisOfCells(settings, places, wide, bottom, lever) {
  const every = Math.ceil(34 / wide);
  const middle = (places[0] + places.at(-1)) / 2;
  return s(
    "g",
    { class: "axis" },
    settings.map(
      (setting, at) =>
        at % every === 0 && s("text", { x: places[at], y: bottom + 15, "text-anchor": "middle" }, short(setting)),
    ),
    s("text", { class: "axis-title", x: middle, y: bottom + 34, "text-anchor": "middle" }, titleOf(lever)),
  );
}

function sideOfCells(settings, margin, high, lever) {
  const top = (row) => margin.top + (settings.length - 0.5 - row) * high;
  return s(
    "g",
    { class: "axis" },
    settings.map((setting, row) =>
      s("text", { x: margin.left - 6, y: top(row), dy: "0.32em", "text-anchor": "end" }, short(setting)),
    ),
    lever.kind !== "choice" &&
      s(
        "text",
        {
          class: "axis-title",
          transform: `translate(13 ${margin.top + (settings.length * high) / 2}) rotate(-90)`,
          "text-anchor": "middle",
        },
        fitted(titleOf(lever), settings.length * high + 40),
      ),
  );
}
