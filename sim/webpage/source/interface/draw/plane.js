// The plane that charts over time or over a lever share: margins, scales, axes, grid.

import { scaleLinear } from "d3-scale";
import { put, s } from "../dom.js";
import { number } from "../words.js";

export const MARGIN = { left: 60, right: 14, top: 12, bottom: 40 };

/**
 * Return a plane to draw on.
 * @param {{width: number, height: number, x: [number, number], y: [number, number], xTitle: string, yTitle: string,
 *   percent?: boolean, xTicks?: number[], xText?: (at: number) => string, margin?: object}} about
 */
export function plane(about) {
  const margin = { ...MARGIN, ...about.margin };
  const { width, height } = about;
  const x = scaleLinear(about.x, [margin.left, width - margin.right]);
  const y = scaleLinear(about.y, [height - margin.bottom, margin.top]);
  const root = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "chart", role: "img" });
  const inside = { left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom };
  put(root, valueAxis(y, inside, about), lengthAxis(x, inside, about));
  return { root, x, y, inside };
}

function valueAxis(y, inside, { percent, yTitle, height }) {
  const ticks = y.ticks(Math.max(3, Math.round((inside.bottom - inside.top) / 42)));
  const write = tickText(ticks, percent);
  return s(
    "g",
    { class: "axis" },
    ticks.map((tick) => [
      s("line", { class: tick === 0 ? "nought" : "grid", x1: inside.left, x2: inside.right, y1: y(tick), y2: y(tick) }),
      s("text", { x: inside.left - 6, y: y(tick), dy: "0.32em", "text-anchor": "end" }, write(tick)),
    ]),
    s(
      "text",
      {
        class: "axis-title",
        transform: `translate(12 ${(inside.top + inside.bottom) / 2}) rotate(-90)`,
        "text-anchor": "middle",
      },
      fitted(yTitle, height),
    ),
  );
}

/** Return how ticks are written: all with as many digits as the finest needs. */
function tickText(ticks, percent) {
  const factor = percent ? 100 : 1;
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) * factor : 1;
  const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
  return (tick) => `${number(tick * factor, digits)}${percent ? "%" : ""}`;
}

function lengthAxis(x, inside, { xTicks, xText, xTitle }) {
  const ticks = xTicks ?? x.ticks(Math.max(2, Math.round((inside.right - inside.left) / 70)));
  const write = xText ?? tickText(ticks, false);
  return s(
    "g",
    { class: "axis" },
    s("line", { class: "frame", x1: inside.left, x2: inside.right, y1: inside.bottom, y2: inside.bottom }),
    ticks.map((tick) => [
      s("line", { class: "frame", x1: x(tick), x2: x(tick), y1: inside.bottom, y2: inside.bottom + 4 }),
      s("text", { x: x(tick), y: inside.bottom + 16, "text-anchor": "middle" }, write(tick)),
    ]),
    s(
      "text",
      { class: "axis-title", x: (inside.left + inside.right) / 2, y: inside.bottom + 33, "text-anchor": "middle" },
      xTitle,
    ),
  );
}

/** Return a title cut to what fits a height, at about 6 px a letter. */
export function fitted(text, height) {
  const letters = Math.floor((height - 20) / 6);
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}

/** Return ticks at whole years of a run. */
export function yearTicks(months, width) {
  const every = width < 300 && months > 60 ? 24 : 12;
  const ticks = [];
  for (let month = 0; month <= months; month += every) ticks.push(month);
  return ticks;
}

/** Return the range that holds all values, a little wider; at least `least` wide. */
export function rangeOf(values, least = 0) {
  const known = values.filter(Number.isFinite);
  let [low, high] = known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
  const lacking = least - (high - low);
  if (lacking > 0) [low, high] = [low - lacking / 2, high + lacking / 2];
  const room = (high - low) * 0.04 || 0.5;
  return [low - room, high + room];
}
