// The headline: what the worlds played so far say, in one sentence and three figures, and who gains and who pays.

import { h } from "../dom.js";
import { JOINED } from "../data/worlds.js";
import { estimateOf, mean, pairedDifference } from "../statistics/estimates.js";
import { differencesOfSides } from "../statistics/sides.js";
import { headline, listed, number, progressWords, scaleOf, signed, span } from "../words.js";

/** Sides of a partnership that there is room for beside the headline. */
const MOST_BESIDE = 2;

const HORIZONS = [60, 36, 24, 12];
const COSTS = [
  ["partnership_attention", "Leaders' time", "team-months"],
  ["cost_to_trust", "Cost to the trust", "£m"],
  ["cost_to_centre", "Cost to the centre", "£m"],
];
const SIDE_WORDS = { target: "helped", partner: "helps", other: "neither" };

/**
 * Return what the worlds say of an outcome of some trusts: with, without, difference.
 * @param {number[]} group positions of the trusts; of several, the mean in each world
 * @param {boolean} paired whether the worlds without are told, too
 */
export function findings(worlds, outcome, group, paired = worlds.paired) {
  const isShare = outcome.kind === "share";
  const estimate = (values) => (group.length === 1 ? estimateOf(values, isShare) : mean(values));
  const withIt = worlds.outcome("with", outcome.name, group);
  const without = paired ? worlds.outcome("without", outcome.name, group) : null;
  return {
    withIt: estimate(withIt),
    without: without && estimate(without),
    difference: without && pairedDifference(without, withIt, isShare),
  };
}

/** Return the names of all outcomes that the headline on one of them needs. */
export function outcomesFor(outcome, scenario) {
  const named = [outcome.name, lastPerformance(scenario).name, JOINED, ...COSTS.map(([name]) => name)];
  return [...new Set(named)].filter((name) => scenario.outcomes.some((one) => one.name === name));
}

/** The card at the top of the results. */
export class HeadlineCard {
  /** @param {HTMLElement} live where the headline is said to screen readers when it has settled */
  constructor(live) {
    this.live = live;
    this.verdict = h("h2", { class: "verdict" });
    this.sentence = h("p", { class: "sentence" });
    this.tiles = h("div", { class: "tiles" });
    this.change = h("p", { class: "quiet change" });
    this.progress = h("p", { class: "progress" });
    this.bar = h("progress", { max: 1, value: 0, ariaLabel: "Worlds played" });
    this.sides = h("div", { class: "sides", role: "region", ariaLabel: "Who gains, and who pays", tabIndex: 0 });
    this.element = h(
      "section",
      { class: "card headline", ariaLabel: "Headline" },
      h(
        "div",
        { class: "headline-main" },
        this.verdict,
        this.sentence,
        this.tiles,
        this.change,
        h("div", { class: "progress-row" }, this.bar, this.progress),
      ),
      this.sides,
    );
  }

  /** Show what some worlds say. `wanted` is how many are under way; `settled`: no more will come soon. */
  show({ worlds, scenario, outcome, group, who, paired, partnership, wanted, settled, move, unmoved }) {
    const found = findings(worlds, outcome, group, paired);
    const said = headline({
      who,
      plural: group.length > 1,
      outcome,
      ...found,
      partnership,
      count: found.withIt.count,
    });
    this.element.dataset.tone = said.tone;
    this.verdict.textContent = said.verdict;
    const sentence = [said.sentence, ...(paired ? payWords(worlds, scenario) : [])].join(" ");
    this.sentence.textContent = sentence;
    this.tiles.replaceChildren(...tilesOf(found, outcome));
    this.change.textContent = [
      `${outcome.label}: ${outcome.meaning}.`,
      changeWords(found, outcome, worlds.count),
      unmoved ? "The last move changed no outcome in any of the first worlds." : "",
    ].join(" ");
    this.progress.textContent = `${progressWords(worlds.count, wanted)}. Intervals: variation between worlds, not what is assumed.`;
    this.bar.value = worlds.count / wanted;
    this.sides.replaceChildren(...(paired ? sidesOf(worlds, scenario) : []));
    const sides = this.sides.querySelectorAll("thead th").length;
    this.element.classList.toggle("one-column", sides === 0 || sides > MOST_BESIDE);
    this.element.setAttribute("aria-busy", String(!settled));
    if (settled) this.say(move, said.verdict, sentence);
  }

  /** Say the headline to screen readers: once for each move of a lever, and again only if more worlds change it. */
  say(move, verdict, sentence) {
    if (this.said?.move === move && this.said.verdict === verdict) return;
    this.said = { move, verdict };
    this.live.textContent = `${verdict}. ${sentence}`;
  }
}

function tilesOf({ withIt, without, difference }, outcome) {
  const scale = scaleOf(outcome);
  const tile = (name, title, text, unit, found, write) =>
    h(
      "div",
      { class: `tile ${name}` },
      h("div", { class: "tile-title" }, title),
      h("div", { class: "tile-figure" }, text, unit && h("span", { class: "tile-unit" }, ` ${unit}`)),
      h("div", { class: "tile-span" }, Number.isNaN(found.low) ? "" : `95% interval ${span(found, write)}`),
    );
  if (!without) return [tile("with", "All worlds", scale.value(withIt.value), scale.unit, withIt, scale.value)];
  return [
    tile("with", "With the partnership", scale.value(withIt.value), scale.unit, withIt, scale.value),
    tile("without", "Without it", scale.value(without.value), scale.unit, without, scale.value),
    tile("difference", "Difference", scale.gap(difference.value), scale.gapUnit, difference, scale.gap),
  ];
}

function changeWords({ difference }, outcome, count) {
  if (!difference) return "";
  if (outcome.kind === "share") {
    if (!difference.differ) return `The answer is the same in all ${difference.count} pairs of worlds.`;
    return `The answer changed in ${difference.differ.toLocaleString("en-GB")} of ${difference.count.toLocaleString("en-GB")} pairs of worlds: from no to yes in ${difference.toYes}, from yes to no in ${difference.toNo}.`;
  }
  const left = count - difference.count;
  return `A difference in ${difference.differ} of ${difference.count} pairs of worlds${left ? `; ${left} pairs have no value` : ""}.`;
}

/** Return the outcome of performance at the last horizon that a run reaches, and its month. */
function lastPerformance(scenario) {
  const month = HORIZONS.find((months) => months <= scenario.months);
  return { name: `performance_change_${month}`, month };
}

/** Return in a sentence what the partner pays in performance, where the worlds tell it. */
function payWords(worlds, scenario) {
  const { name, month } = lastPerformance(scenario);
  if (!month) return [];
  const partner = differencesOfSides(worlds, scenario.trusts, name).find((side) => side.side === "partner");
  if (!partner?.settled || partner.value > 0) return [];
  const lower = { value: -partner.value, low: -partner.high, high: -partner.low };
  const write = (value, more) => number(value, 3, more);
  const its = partner.trusts.length > 1 ? "their" : "its";
  return [
    `${listed(partner.trusts)} ${partner.trusts.length > 1 ? "pay" : "pays"}: ${its} performance in month ${month} is ${write(lower.value)} lower (${span(lower, write)}).`,
  ];
}

/** Return the table of who gains and who pays: performance at the last horizon, leaders' time, and money. */
function sidesOf(worlds, scenario) {
  const performance = lastPerformance(scenario);
  const rows = [
    [performance.name, `Performance, month ${performance.month}`, "level, 0\u00a0to\u00a01"],
    ...COSTS,
  ].filter(([name]) => scenario.outcomes.some((outcome) => outcome.name === name));
  const found = rows.map(([name]) => differencesOfSides(worlds, scenario.trusts, name));
  if (!found.length) return [];
  const heads = found[0].map((side) =>
    h(
      "th",
      { scope: "col" },
      side.trusts.length > 2 ? `${side.trusts.length} trusts` : listed(side.trusts),
      h("span", { class: "side-role" }, ` ${found[0].length > 1 ? SIDE_WORDS[side.side] : "all of them"}`),
    ),
  );
  const body = rows.map(([, title, unit], at) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, title, h("span", { class: "quiet" }, ` (${unit})`)),
      found[at].map((side) => h("td", {}, figureWithSpan(side))),
    ),
  );
  return [
    h("h3", {}, "Who gains, and who pays"),
    h(
      "table",
      { class: "sides-table" },
      h("caption", { class: "visually-hidden" }, "Difference that the partnership makes, with 95% intervals"),
      h("thead", {}, h("tr", {}, h("td", {}), heads)),
      h("tbody", {}, body),
    ),
    h(
      "p",
      { class: "quiet note" },
      "Mean difference from the same worlds without, with its 95% interval. Costs of partnerships are assumed.",
    ),
  ];
}

function figureWithSpan(found) {
  if (!found.differ) return "0";
  const digits = Math.abs(found.value) < 0.1 ? 3 : 2;
  const write = (value, more) => signed(value, digits, more);
  return [h("b", {}, write(found.value)), h("span", { class: "side-span" }, ` (${span(found, write)})`)];
}
