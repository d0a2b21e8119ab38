// Where does it tip? The difference along one lever, and over two.

import { h, labelled, menu, newId } from "../dom.js";
import { isLarge } from "../../engine/scenario_size.js";
import { playWorlds } from "../data/replay.js";
import { Figure, keyEntry } from "../draw/figure.js";
import { curveChart, surfaceChart } from "../draw/tipping_charts.js";
import { FEWEST } from "../statistics/estimates.js";
import { coarseFirst, settingsAlong, signChanges } from "../statistics/tipping.js";
import { partnershipName, placesFor, scaleOf, small } from "../words.js";
import { settingText } from "./controls.js";
import { findings } from "./headline_card.js";
import { outcomeMenu, trustMenu } from "./menus.js";

/** Worlds of each setting, and settings along a lever: of the curve, and of each side of the surface. */
const WORLDS_OF_CURVE = 200;
const WORLDS_OF_CELL = 100;
const ON_CURVE = 11;
const ON_SIDE = 11;
/** In large scenarios a world takes long, and there are fewer. */
const SHARE_OF_LARGE = 0.2;

export class TippingView {
  constructor(app) {
    this.app = app;
    this.title = "Where does it tip?";
    this.choices = h("div", { class: "choices" });
    this.answer = h("p", { class: "sentence", role: "status" });
    this.progress = h("p", { class: "progress" });
    this.curve = new Figure("along_one_lever");
    this.surface = new Figure("over_two_levers");
    this.element = h(
      "div",
      {},
      this.choices,
      h("section", { class: "card tipping-answer" }, h("h2", {}, "Where does it tip?"), this.answer, this.progress),
      h("div", { class: "figures" }, this.curve.element, this.surface.element),
    );
  }

  async refresh() {
    const { app } = this;
    const now = app.now();
    const { scenario } = now;
    const levers = scenario.levers.filter((lever) => lever.kind !== "choice" || lever.options.length > 1);
    const first = levers.find((lever) => lever.key === app.seen.along) ?? levers[0];
    const second =
      levers.find((lever) => lever.key === app.seen.across && lever !== first) ??
      levers.find((lever) => lever !== first);
    const signal = app.replay.begin();
    this.showChoices(now, levers, first, second);
    if (!first) {
      this.answer.textContent = "The scenario names no levers.";
      return;
    }
    this.answer.textContent = "";
    this.curve.empty("Along one lever", "Being played …");
    this.surface.empty("Over two levers", second ? "Follows when the curve is there …" : "A surface needs two levers.");
    await this.playCurve(now, first, signal);
    if (second && !signal.aborted) await this.playSurface(now, first, second, signal);
  }

  showChoices(now, levers, first, second) {
    const { app } = this;
    const { scenario, who, outcome } = now;
    const key = [scenario.name, who, outcome.name, first?.key, second?.key].join();
    if (this.shownChoices === key) return;
    this.shownChoices = key;
    const at = [...this.choices.querySelectorAll("select")].indexOf(document.activeElement);
    const options = (without) =>
      levers.filter((lever) => lever !== without).map((lever) => ({ value: lever.key, label: lever.label }));
    this.choices.replaceChildren(
      ...[
        labelled(
          "Trust",
          trustMenu(now, true, (id) => app.change({ trust: id })),
        ),
        labelled(
          "Outcome",
          outcomeMenu(scenario, outcome.name, (name) => app.change({ outcome: name })),
        ),
        first &&
          labelled(
            "Along",
            menu(newId("along"), options(), first.key, (name) => app.change({ along: name })),
          ),
        second &&
          labelled(
            "And over",
            menu(newId("across"), options(first), second.key, (name) => app.change({ across: name })),
          ),
      ].filter(Boolean),
    );
    if (at >= 0) this.choices.querySelectorAll("select")[at]?.focus();
  }

  /** Return the paired difference in one setting, null if cancelled. */
  async differenceAt({ scenario, settings, group, outcome }, changed, worlds, signal) {
    const count = Math.max(20, isLarge(scenario) ? worlds * SHARE_OF_LARGE : worlds);
    const wanted = {
      scenario,
      at: this.app.at(),
      settings: { ...settings, ...changed },
      outcomes: [outcome.name],
      columns: [],
      asked: [group[0]],
      count,
    };
    const found = await playWorlds(this.app.engine, wanted, signal);
    return found && findings(found, outcome, group).difference;
  }

  async playCurve(now, lever, signal) {
    const points = [];
    const along = settingsAlong(lever, ON_CURVE);
    for (const at of along) {
      const found = await this.differenceAt(now, { [lever.key]: at }, WORLDS_OF_CURVE, signal);
      if (!found) return;
      points.push({ at, ...found });
      this.progress.textContent =
        points.length < along.length ? `${points.length} of ${along.length} settings played` : "";
      this.curve.update(curveShown(now, lever, points));
    }
    this.answer.textContent = answerOf(now, lever, points);
  }

  async playSurface(now, first, second, signal) {
    const [along, across] = [settingsAlong(first, ON_SIDE), settingsAlong(second, ON_SIDE)];
    const cells = new Map();
    const order = coarseFirst(along.length, across.length);
    for (const { column, row } of order) {
      const found = await this.differenceAt(
        now,
        { [first.key]: along[column], [second.key]: across[row] },
        WORLDS_OF_CELL,
        signal,
      );
      if (!found) return;
      cells.set(`${column},${row}`, found);
      this.progress.textContent =
        cells.size < order.length ? `${cells.size} of ${order.length} pairs of settings played` : "";
      this.surface.update(surfaceShown(now, first, second, along, across, cells));
    }
  }
}

/** Return what the partnership is called where some levers change; its type may be among them. */
function calledAlong(scenario, settings, levers) {
  return levers.some((lever) => lever.key.endsWith(".type")) ? "the partnership" : partnershipName(scenario, settings);
}

function gapTitle(outcome) {
  const { gapUnit } = scaleOf(outcome);
  return `Difference (${gapUnit})`;
}

function curveShown({ scenario, settings, who, outcome }, lever, points) {
  const scale = scaleOf(outcome);
  const changes = lever.kind === "choice" ? [] : signChanges(points);
  const now = settings[lever.key] ?? lever.value;
  return {
    title: `${outcome.label}: difference along ${small(lever.label)}`,
    describe: answerOf({ outcome }, lever, points),
    note: `Mean difference for ${who} between the same ${points[0].count} worlds with and without ${calledAlong(scenario, settings, [lever])}, at each setting; ${lever.kind === "choice" ? "lines" : "band"}: 95% interval.${changes.length ? " Diamond: where the mean changes its sign." : ""}`,
    draw: (width) => curveChart(width, { lever, points, changes, factor: scale.factor, title: gapTitle(outcome), now }),
    table: () => ({
      columns: [lever.label, "difference", "low", "high", "worlds"],
      rows: points.map((point) => [settingText(lever, point.at), point.value, point.low, point.high, point.count]),
    }),
  };
}

/** Return in a sentence where along a lever the difference changes its sign. */
function answerOf({ outcome }, lever, points) {
  const scale = scaleOf(outcome);
  const settled = points.filter((point) => point.settled);
  if (!points.some((point) => point.count))
    return "No pair of worlds has a value of this outcome in both, so that there is no difference.";
  if (lever.kind === "choice") return answerOfChoice(lever, points, settled, scale);
  if (!settled.length)
    return `Along ${small(lever.label)}, the worlds played do not tell the difference from nought at any setting: an interval includes it, or fewer than ${FEWEST} worlds differ.`;
  const changes = signChanges(points);
  const signs = new Set(settled.map((point) => Math.sign(point.value)));
  if (!changes.length)
    return `Along ${small(lever.label)} the difference keeps its sign: it does not tip between ${settingText(lever, lever.minimum)} and ${settingText(lever, lever.maximum)}.`;
  const places = changes
    .map((at) => settingText(lever, lever.kind === "month" ? Math.round(at) : Number(at.toFixed(2))))
    .join(", ");
  const sure = signs.size > 1 ? "" : " The worlds played tell only one of the two signs from nought.";
  return `Along ${small(lever.label)} the mean difference changes its sign at about ${places}.${sure}`;
}

function answerOfChoice(lever, points, settled, scale) {
  if (!settled.length) return "The worlds played do not tell any of the choices from nought.";
  const ordered = [...settled].sort((one, next) => next.value - one.value);
  const told = (point) => `${settingText(lever, point.at)} (${scale.gap(point.value)} ${scale.gapUnit})`;
  const [most, least] = [ordered[0], ordered.at(-1)];
  return most === least
    ? `Of ${points.length} choices, the worlds played tell only ${told(most)} from nought.`
    : `The difference is largest with ${told(most)} and smallest with ${told(least)}, of ${settled.length} choices that the worlds played tell from nought.`;
}

function surfaceShown({ scenario, settings, who, outcome }, first, second, along, across, cells) {
  const scale = scaleOf(outcome);
  const found = [...cells.values()];
  const tones =
    outcome.higher_is_better === null
      ? [keyEntry("cell less", "Less"), keyEntry("cell more", "More")]
      : [keyEntry("cell worse", "Worse with it"), keyEntry("cell better", "Better with it")];
  const titled = (lever, values) =>
    lever.kind === "choice" ? values.map((value) => settingText(lever, value)) : values;
  return {
    title: `${outcome.label}: ${small(first.label)} and ${small(second.label)}`,
    describe: `${found.filter((cell) => cell.settled && cell.value > 0).length} settings above nought, ${found.filter((cell) => cell.settled && cell.value < 0).length} below, ${found.filter((cell) => !cell.settled).length} not told from nought.`,
    note: `Mean difference for ${who} (${scale.gapUnit}) between the same ${found[0].count} worlds with and without ${calledAlong(scenario, settings, [first, second])}; bold, or a dot, where the worlds played tell it from nought.`,
    key: tones,
    draw: (width) =>
      surfaceChart(width, {
        first,
        second,
        along: titled(first, along),
        across: titled(second, across),
        cells,
        factor: scale.factor,
        higherIsBetter: outcome.higher_is_better,
        digits: outcome.kind === "share" ? 1 : placesFor(found.map((cell) => cell.value)),
      }),
    table: () => ({
      columns: [first.label, second.label, "difference", "low", "high", "worlds"],
      rows: [...cells].map(([place, cell]) => {
        const [column, row] = place.split(",").map(Number);
        return [
          settingText(first, along[column]),
          settingText(second, across[row]),
          cell.value,
          cell.low,
          cell.high,
          cell.count,
        ];
      }),
    }),
  };
}
