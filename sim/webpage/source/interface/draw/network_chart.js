// The network of partnerships in a month: trusts by their rating, partnerships by where they stand.

import { put, s } from "../dom.js";

const PHASES = ["exploring", "being set up", "operating", "ended"];
const MOST_SHOWN = 14;
const MOST_RATED = 6; // trusts whose ratings are named beneath them
const ALONG = [0.5, 0.4, 0.6, 0.3, 0.7]; // of a line, where its words may stand, the first that is free
const STEPS = 720; // by which the length of a ring is measured
const LETTER = 7; // width of a letter at most, on average over a name
const LINE = 13; // height of a line of words

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
  const crowded = shown.length > MOST_RATED;
  const height = heightFor(shown.length, width);
  const root = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "chart network", role: "img" });
  const rated = new Map(shown.map((at) => [at, ratings.find((one) => one.code === ratingOf[at])]));
  const named = (at) => [trusts[at].name, crowded ? "" : (rated.get(at)?.name ?? "")]; // the key says it by colour, too
  const place = placesOf(shown, width, height, crowded);
  const taken = shown.map((at) => boxOfTrust(place.get(at), ...named(at)));
  for (const link of links) {
    const [from, to] = [place.get(link.partner), place.get(link.target)];
    if (!from || !to) continue;
    const words = `${link.label}, ${phaseName(link.phase)}`;
    const line = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
    const kind = `link phase-${link.phase}${link.mandated ? " mandated" : ""}`;
    put(root, s("line", { class: kind, ...line }, s("title", {}, words)));
    const free = freePlace(from, to, words, taken, width);
    if (!free) continue; // the table beneath says it
    taken.push(free.box);
    put(root, s("text", { class: "link-text", x: free.x, y: free.y, "text-anchor": "middle" }, words));
  }
  for (const at of shown) {
    const { x, y } = place.get(at);
    const [name, rating] = named(at);
    put(
      root,
      special[at] && s("circle", { class: "special", cx: x, cy: y, r: 24 }),
      s("circle", { class: "trust", cx: x, cy: y, r: 18, fill: rated.get(at)?.colour ?? "#8C8C8C" }),
      s("text", { class: "trust-name", x, y: y + 42, "text-anchor": "middle" }, name),
      s("text", { class: "trust-rating", x, y: y + 57, "text-anchor": "middle" }, rating),
    );
  }
  return root;
}

/** Return the room that a trust takes with its circle and its words, as [left, top, right, bottom]. */
function boxOfTrust({ x, y }, name, rating) {
  const half = Math.max(24, (LETTER * Math.max(name.length, rating.length)) / 2);
  return [x - half, y - 24, x + half, y + (rating ? 60 : 45)];
}

/** Return where along a line there is room for words, and the box that they take there; nothing if nowhere. */
function freePlace(from, to, words, taken, width) {
  const half = (LETTER * words.length) / 2;
  for (const share of ALONG) {
    const x = Math.min(Math.max(from.x + share * (to.x - from.x), half), width - half);
    const y = from.y + share * (to.y - from.y) - 7;
    const box = [x - half, y - LINE, x + half, y + LINE / 3];
    if (taken.every((other) => !overlap(box, other))) return { x, y, box };
  }
  return null;
}

/** Return whether two boxes overlap. */
function overlap([left, top, right, bottom], other) {
  return left < other[2] && other[0] < right && top < other[3] && other[1] < bottom;
}

/** Return the height of the network of so many trusts, which stand in a ring if they are more than two. */
function heightFor(count, width) {
  if (count === 2) return 150;
  return Math.max(Math.min(330, Math.max(250, width * 0.7)), 34 * count + 20);
}

/** Return where each trust stands. */
function placesOf(shown, width, height, crowded) {
  const middle = { x: width / 2, y: height / 2 - 18 };
  if (shown.length === 2) {
    const apart = Math.min(150, width / 2 - 60);
    return new Map(shown.map((at, number) => [at, { x: middle.x + (number ? -apart : apart), y: middle.y }]));
  }
  const ring = { wide: width / 2 - (crowded ? 48 : 80), high: height / 2 - 52 };
  const angles = evenAngles(shown.length, ring);
  return new Map(
    shown.map((at, number) => [
      at,
      { x: middle.x + ring.wide * Math.cos(angles[number]), y: middle.y + ring.high * Math.sin(angles[number]) },
    ]),
  );
}

/** Return angles at which places stand along an ellipse as far from each other, from its top on. */
function evenAngles(count, { wide, high }) {
  const steps = Array.from({ length: STEPS + 1 }, (_, step) => (2 * Math.PI * step) / STEPS - Math.PI / 2);
  const lengths = [0];
  for (const angle of steps.slice(1)) {
    lengths.push(lengths.at(-1) + Math.hypot(wide * Math.sin(angle), high * Math.cos(angle)));
  }
  return Array.from({ length: count }, (_, number) => {
    const along = (number / count) * lengths.at(-1);
    return steps[lengths.findIndex((length) => length >= along)];
  });
}
