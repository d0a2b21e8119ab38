// One world, month by month: what happened, in words, beside the network of partnerships and the course of the trust.

import { button, h, labelled, newId } from "../dom.js";
import { axisTitle, inUnit, leastSpan, playedFor, shortLabel } from "../data/columns.js";
import { Figure, keyEntry } from "../draw/figure.js";
import { networkChart, phaseName } from "../draw/network_chart.js";
import { worldChart } from "../draw/time_charts.js";
import { lowered, monthName, number, partnershipName } from "../words.js";
import { trustMenu, variableMenu } from "./menus.js";
import { keyOfTwo } from "./result_figures.js";

/** Milliseconds of a month when the months pass by themselves. */
const BETWEEN_MONTHS = 350;

/** Code of the phase of a partnership that operates. */
const OPERATING = 2;

/** Code of the phase of a partnership that stands no more. */
const ENDED = 3;

/** What the network and the sentence on the trust show of every trust. */
const SHOWN = ["stage", "rating_overall", "special_measures"];

/** Return the values of a column of a trust in one world of a record, as rows of month and value. */
export function lineOf(states, column, trust, trusts) {
  const values = states[playedFor(column)];
  const months = values.length / trusts;
  return Array.from({ length: months }, (_, month) => ({
    month,
    value: inUnit(column, values[month * trusts + trust]),
  }));
}

/** Return the partnerships that stand in a month, with what they are called. */
export function linksIn(record, month) {
  return record.partnership_months
    .filter((row) => row.month === month && row.phase < ENDED)
    .map(({ id, label, target, partner, phase, nature }) => ({
      id,
      label,
      target,
      partner,
      phase,
      mandated: nature > 0,
    }));
}

/** Return a month in which there is something to see: a partnership operates, or stands, or the first. */
function openingMonth(record) {
  const rows = record.partnership_months;
  return (rows.find((row) => row.phase === OPERATING) ?? rows[0])?.month ?? 1;
}

export class WorldView {
  constructor(app) {
    this.app = app;
    this.title = "One world";
    this.month = 0;
    this.choices = h("div", { class: "choices" });
    this.monthText = h("output", { class: "month-name" });
    this.slider = h("input", {
      type: "range",
      id: newId("month"),
      min: 0,
      step: 1,
      value: 0,
      oninput: () => this.showMonth(Number(this.slider.value)),
    });
    this.monthText.htmlFor = this.slider.id;
    this.timer = null;
    // Who asks for less motion moves the months by the slider.
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.runButton = button("Play", () => this.turnRun(), { hidden: still });
    this.story = h("ol", { class: "story", tabIndex: 0, ariaLabel: "What happened" });
    this.standing = h("div", { class: "standing" });
    this.course = new Figure("one_world");
    this.network = new Figure("partnerships");
    this.element = h(
      "div",
      {},
      h("h2", { class: "visually-hidden" }, "One world, month by month"),
      this.choices,
      h(
        "section",
        { class: "card month-row" },
        h("label", { htmlFor: this.slider.id }, "Month"),
        button("‹", () => this.showMonth(this.month - 1), { ariaLabel: "One month back" }),
        this.slider,
        button("›", () => this.showMonth(this.month + 1), { ariaLabel: "One month on" }),
        this.runButton,
        this.monthText,
      ),
      h(
        "div",
        { class: "world" },
        h("div", { class: "world-figures" }, this.course.element, this.network.element),
        h("section", { class: "card story-card" }, h("h3", {}, "What happened"), this.standing, this.story),
      ),
    );
    this.record = null;
  }

  async refresh() {
    const { app } = this;
    const now = app.now();
    this.showChoices(now);
    const signal = app.replay.begin();
    const columns = [...new Set([playedFor(now.column), ...SHOWN])];
    const made = await app.engine.record(
      { scenario: app.at(), settings: now.settings, actions: [], replicate: app.seen.world, columns },
      { signal },
    );
    if (signal.aborted || !made) return;
    // Until now the world before this one stood there, with its scenario, trust and column.
    this.now = now;
    this.record = made;
    this.slider.max = now.scenario.months;
    if (this.opened !== now.scenario.name) this.month = openingMonth(made);
    this.opened = now.scenario.name;
    this.entries = storyOf(made.events, now.scenario);
    this.story.replaceChildren(...this.entries.map(({ element }) => element));
    this.showMonth(this.month);
  }

  showChoices(now) {
    const { app } = this;
    const { scenario, trust, column } = now;
    const key = [scenario.name, trust, column.name, app.seen.world].join();
    if (this.shownChoices === key) return;
    this.shownChoices = key;
    const focused = [...this.choices.querySelectorAll("select, input")].indexOf(document.activeElement);
    const id = newId("world");
    const world = h("input", {
      type: "number",
      id,
      min: 0,
      max: 1_000_000,
      step: 1,
      value: app.seen.world,
      onchange: () => app.change({ world: Math.max(0, Math.floor(Number(world.value) || 0)) }),
    });
    this.choices.replaceChildren(
      labelled("World", world),
      labelled(
        "Trust",
        trustMenu(now, false, (chosen) => app.change({ trust: chosen })),
      ),
      labelled(
        "Drawn over time",
        variableMenu(scenario, trust, column.name, (name) => app.change({ variable: name })),
      ),
    );
    if (focused >= 0) this.choices.querySelectorAll("select, input")[focused]?.focus();
  }

  /** Let the months pass by themselves, or stop them. */
  run(on) {
    clearInterval(this.timer);
    this.timer = on ? setInterval(() => this.pass(), BETWEEN_MONTHS) : null;
    this.runButton.textContent = on ? "Pause" : "Play";
  }

  pass() {
    const over = this.month >= this.now.scenario.months;
    if (over || !this.element.isConnected) this.run(false);
    else this.showMonth(this.month + 1);
  }

  /** Begin anew at the start if the end is reached. */
  turnRun() {
    if (!this.record) return; // the world is still being played
    if (!this.timer && this.month >= this.now.scenario.months) this.showMonth(0);
    this.run(!this.timer);
  }

  showMonth(month) {
    if (!this.record) return; // the world is still being played
    const { scenario } = this.now;
    this.month = Math.min(Math.max(0, month), scenario.months);
    this.slider.value = this.month;
    this.monthText.textContent = monthName(this.month, scenario.start);
    this.slider.setAttribute("aria-valuetext", this.monthText.textContent);
    this.course.update(this.courseShown());
    this.network.update(networkShown(this.record, this.month, scenario));
    this.standing.replaceChildren(...standingOf(this.record.states.with, this.month, this.now));
    this.showStory();
  }

  courseShown() {
    const { scenario, settings, trust, column } = this.now;
    const partnership = partnershipName(scenario, settings);
    const { states } = this.record;
    const [withIt, without] = [states.with, states.without].map((own) =>
      lineOf(own, column, trust, scenario.trusts.length),
    );
    const at = withIt[this.month].value;
    return {
      title: `${shortLabel(column)}, ${scenario.trusts[trust].name}, world ${this.app.seen.world}`,
      describe: `In ${monthName(this.month, scenario.start)}: ${number(at)}; without the partnership ${number(without[this.month].value)}.`,
      note: `One of the many worlds that could be, with ${partnership}; dashed: the same world without.`,
      key: keyOfTwo(),
      reading: (month) => `Month ${month}: ${number(withIt[month].value)}; without ${number(without[month].value)}`,
      draw: (width) =>
        worldChart(width, {
          months: scenario.months,
          withIt,
          without,
          title: axisTitle(column),
          month: this.month,
          least: leastSpan(column),
        }),
      table: () => ({
        columns: ["month", "with", "without"],
        rows: withIt.map((row, month) => [month, row.value, without[month].value]),
      }),
    };
  }

  /** List what happened up to now, month by month; what is of this month stands out, and is in view. */
  showStory() {
    for (const { month, element } of this.entries) {
      element.hidden = month > this.month;
      element.classList.toggle("now", month === this.month);
    }
    this.story.scrollTop = this.story.scrollHeight;
  }
}

/** Return the entries of a story: a month, and an element that says what happened in it. */
export function storyOf(events, scenario) {
  const months = new Map();
  for (const event of events) months.set(event.month, [...(months.get(event.month) ?? []), event.words]);
  return [...months].map(([month, words]) => ({
    month,
    element: h(
      "li",
      {},
      h("span", { class: "story-month" }, monthName(month, scenario.start)),
      words.map((text) => h("p", {}, text)),
    ),
  }));
}

/** Return the stage and rating of the trust in a month, in words. */
function standingOf(states, month, { scenario, trust }) {
  const at = (column) => states[column][month * scenario.trusts.length + trust];
  const stage = scenario.stages.find((one) => one.code === at("stage"));
  const rating = scenario.ratings.find((one) => one.code === at("rating_overall"));
  return [
    h(
      "p",
      {},
      h("b", {}, scenario.trusts[trust].name),
      `: ${stage ? stage.name.toLowerCase() : ""}; rated ${rating?.name ?? "–"}${at("special_measures") ? "; in special measures" : ""}.`,
    ),
  ];
}

function networkShown(record, month, scenario) {
  const count = scenario.trusts.length;
  const of = (column) => scenario.trusts.map((_, at) => record.states.with[column][month * count + at]);
  const links = linksIn(record, month);
  const names = (at) => scenario.trusts[at]?.name ?? "a body outside";
  const shown = {
    trusts: scenario.trusts,
    ratings: scenario.ratings,
    ratingOf: of("rating_overall"),
    special: of("special_measures").map(Boolean),
    links,
  };
  return {
    title: `Partnerships, ${lowered(monthName(month, scenario.start))}`,
    describe: links.length
      ? links
          .map((link) => `${names(link.target)} and ${names(link.partner)}: ${link.label}, ${phaseName(link.phase)}`)
          .join("; ")
      : "There is none in this month.",
    note: `${links.length ? "" : "No partnership stands in this month. "}Colour: overall rating; ring: in special measures; dashed line: being set up or explored.`,
    key: scenario.ratings.map((rating) => keyEntry("area", rating.name, rating.colour)),
    draw: (width) => networkChart(width, shown),
    table: () => ({
      columns: ["partnership", "target", "partner", "stands"],
      rows: links.map((link) => [link.label, names(link.target), names(link.partner), phaseName(link.phase)]),
    }),
  };
}
