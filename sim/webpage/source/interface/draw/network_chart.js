// The network of partnerships in a month: trusts by their rating, partnerships by where they stand.

import { put, s } from "../dom.js";

const PHASES = ["exploring", "being set up", "operating", "ended"];
const MOST_SHOWN = 14;

/** Return what a phase of a partnership is called. */
export function phaseName(phase) {
  return PHASES[phase] ?? "";
}

/** Return which trusts are shown: those of the scenario's partnerships and of the links, as many as there is room for. */
function shownTrusts(trusts, links) {
  const linked = new Set(links.flatMap((link) => [link.target, link.partner]));
  const first = trusts.map((_, at) => at).filter((at) => trusts[at].role !== "other" || linked.has(at));
  const rest = trusts.map((_, at) => at).filter((at) => !first.includes(at));
  return [...first, ...(trusts.length <= MOST_SHOWN ? rest : [])].slice(0, MOST_SHOWN);
}

/**
 * Draw trusts as circles around a centre, and partnerships as lines between them.
 * @param {{trusts: object[], ratings: object[], ratingOf: number[], special: boolean[], links: {target: number,
 *   partner: number, phase: number, mandated: boolean, label: string}[]}} shown
 */
export function networkChart(width, { trusts, ratings, ratingOf, special, links }) {
  const shown = shownTrusts(trusts, links);
  const height = shown.length === 2 ? 150 : Math.min(330, Math.max(250, width * 0.7));
  const root = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "chart network", role: "img" });
  const place = placesOf(shown, width, height);
  for (const link of links) {
    const [from, to] = [place.get(link.partner), place.get(link.target)];
    if (!from || !to) continue;
    put(
      root,
      s("line", {
        class: `link phase-${link.phase}${link.mandated ? " mandated" : ""}`,
        x1: from.x,
        y1: from.y,
        x2: to.x,
        y2: to.y,
      }),
    );
    put(
      root,
      s(
        "text",
        { class: "link-text", x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - 7, "text-anchor": "middle" },
        `${link.label}, ${phaseName(link.phase)}`,
      ),
    );
  }
  for (const at of shown) {
    const { x, y } = place.get(at);
    const rating = ratings.find((one) => one.code === ratingOf[at]);
    put(
      root,
      special[at] && s("circle", { class: "special", cx: x, cy: y, r: 24 }),
      s("circle", { class: "trust", cx: x, cy: y, r: 18, fill: rating?.colour ?? "#8C8C8C" }),
      s("text", { class: "trust-name", x, y: y + 42, "text-anchor": "middle" }, trusts[at].name),
      s("text", { class: "trust-rating", x, y: y + 57, "text-anchor": "middle" }, rating?.name ?? ""),
    );
  }
  return root;
}

function placesOf(shown, width, height) {
  const middle = { x: width / 2, y: height / 2 - 18 };
  if (shown.length === 2) {
    const apart = Math.min(150, width / 2 - 60);
    return new Map(shown.map((at, number) => [at, { x: middle.x + (number ? -apart : apart), y: middle.y }]));
  }
  return new Map(
    shown.map((at, number) => {
      const angle = (2 * Math.PI * number) / shown.length - Math.PI / 2;
      return [
        at,
        { x: middle.x + (width / 2 - 80) * Math.cos(angle), y: middle.y + (height / 2 - 52) * Math.sin(angle) },
      ];
    }),
  );
}
