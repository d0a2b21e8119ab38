// The results: headline, trajectories, difference, stages, exit. Every move of a lever plays them anew.

import { h, labelled } from "../dom.js";
import { monthsOf, playedFor, STATUS } from "../data/columns.js";
import { isLarge } from "../../engine/scenario_size.js";
import { MOST, playWorlds, USUAL } from "../data/replay.js";
import { Figure } from "../draw/figure.js";
import { partnershipName } from "../words.js";
import { HeadlineCard, outcomesFor } from "./headline_card.js";
import { outcomeMenu, trustMenu, variableMenu } from "./menus.js";
import { differenceShown, endsOf, exitShown, stagesShown, trajectoriesShown } from "./result_figures.js";

/** Milliseconds between two pictures while worlds stream in. */
const BETWEEN_PICTURES = 300;

/** Fewer worlds than this share ever in special measures, and exit from them tells nothing. */
const LEAST_ENTERED = 0.02;

export class ResultView {
  constructor(app) {
    this.app = app;
    this.title = "Result";
    this.headline = new HeadlineCard(app.live);
    this.choices = h("div", { class: "choices" });
    this.figures = {
      trajectories: new Figure("trajectories"),
      difference: new Figure("difference"),
      exit: new Figure("exit_from_special_measures"),
      stages: new Figure("stages"),
    };
    const figures = Object.values(this.figures).map((figure) => figure.element);
    this.room = h("div", { class: "figures three" }, figures);
    this.element = h("div", {}, this.choices, this.headline.element, this.room);
    this.drawnAt = 0;
  }

  /** Play what is asked for now. */
  async refresh() {
    const { app } = this;
    const now = app.now();
    const { scenario, settings, group, column } = now;
    this.showChoices(now);
    this.release();
    const signal = app.replay.begin();
    const count = isLarge(scenario) ? USUAL : MOST;
    const columns = [...new Set([playedFor(column), ...STATUS])];
    const outcomes = outcomesFor(now.outcome, scenario);
    const wanted = { scenario, at: app.at(), settings, outcomes, columns, asked: group, count };
    const set = JSON.stringify(settings);
    const moved = this.last?.scenario === scenario && this.last.set !== set;
    const before = moved ? this.last.beginning : null;
    const show = (worlds, until) => {
      this.last = { scenario, set, beginning: worlds.beginning };
      this.later({ ...now, worlds, wanted: until, unmoved: worlds.startsLike(before) }, signal);
    };
    const worlds = await playWorlds(app.engine, wanted, signal, (some) =>
      show(some, some.count < USUAL ? USUAL : count),
    );
    if (worlds) show(worlds, worlds.count);
  }

  /** Let go of the worlds of the last move, which would otherwise lie beside those of this one. */
  release() {
    clearTimeout(this.waiting);
    this.waiting = null;
    this.pending = null;
    this.monthsDrawn = null;
  }

  showChoices(now) {
    const { app } = this;
    const { scenario, who, trust, outcome, column } = now;
    const key = [scenario.name, who, outcome.name, column.name].join();
    if (this.shownChoices === key) return;
    this.shownChoices = key;
    const restore = this.choices.contains(document.activeElement)
      ? [...this.choices.querySelectorAll("select")].indexOf(document.activeElement)
      : -1;
    this.choices.replaceChildren(
      labelled(
        "Trust",
        trustMenu(now, true, (id) => app.change({ trust: id })),
      ),
      labelled(
        "Outcome",
        outcomeMenu(scenario, outcome.name, (name) => app.change({ outcome: name })),
      ),
      labelled(
        "Drawn over time",
        variableMenu(scenario, trust, column.name, (name) => app.change({ variable: name })),
      ),
    );
    if (restore >= 0) this.choices.querySelectorAll("select")[restore].focus();
  }

  /**
   * Draw what there is, at once for the first worlds of a move, and from time to time while more come, so that the page
   * stays free to answer.
   */
  later(shown, signal) {
    this.pending = { shown, signal };
    const isFirst = signal !== this.drawnFor;
    const isLast = shown.worlds.count >= shown.wanted;
    const wait = isFirst || isLast ? 0 : Math.max(0, this.drawnAt + BETWEEN_PICTURES - performance.now());
    if (this.waiting && wait > 0) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.drawPending(), wait);
  }

  drawPending() {
    this.waiting = null;
    const { shown, signal } = this.pending;
    if (signal.aborted) return;
    this.draw({ ...shown, move: signal });
    this.drawnFor = signal;
    this.drawnAt = performance.now();
  }

  draw(shown) {
    const { worlds, scenario, settings, group, who, column } = shown;
    // Where no partnership is planned and none comes about, both worlds are the same one.
    const paired = worlds.paired && (scenario.partnerships.length > 0 || worlds.anyPartnership);
    const partnership = partnershipName(scenario, settings);
    this.headline.show({ ...shown, paired, partnership, settled: worlds.count >= Math.min(USUAL, shown.wanted) });
    // Of a country the months of the first worlds are all that there will be: their charts are drawn once.
    const { worlds: before, followed, paired: pairedBefore } = this.monthsDrawn ?? {};
    if (before === worlds && followed === worlds.followed && pairedBefore === paired) return;
    this.monthsDrawn = { worlds, followed: worlds.followed, paired };
    const about = { scenario, partnership, who, group, worlds: worldsInWords(worlds, group), begins: null };
    if (paired) about.begins = firstMonth(scenario, settings);
    const withIt = monthsOf(worlds, "with", column);
    const without = paired ? monthsOf(worlds, "without", column) : null;
    this.figures.trajectories.update(trajectoriesShown(withIt, without, column, about));
    this.figures.difference.element.hidden = !without;
    if (without) this.figures.difference.update(differenceShown(withIt, without, column, about));
    this.figures.stages.update(stagesShown(worlds, paired, about));
    this.drawExit(worlds, paired, about);
    const hidden = Object.values(this.figures).filter((figure) => figure.element.hidden).length;
    this.room.dataset.beside = String(3 - hidden);
  }

  drawExit(worlds, paired, about) {
    const withIt = endsOf(worlds, "with", about.scenario.months);
    const entered = withIt.filter((end) => end.entered).length / withIt.length;
    this.figures.exit.element.hidden = entered < LEAST_ENTERED;
    const without = paired ? endsOf(worlds, "without", about.scenario.months) : null;
    if (entered >= LEAST_ENTERED) this.figures.exit.update(exitShown(withIt, without, about));
  }
}

/** Return in words of how many worlds something is drawn. */
function worldsInWords(worlds, group) {
  const count = worlds.followed.toLocaleString("en-GB");
  return group.length === 1 ? `${count} worlds` : `${group.length} trusts in ${count} worlds`;
}

/** Return the month in which the first partnership begins in some settings. */
function firstMonth(scenario, settings) {
  const lever = scenario.levers.find((one) => one.kind === "month");
  if (lever && scenario.partnerships.length === 1) return settings[lever.key] ?? lever.value;
  const months = scenario.partnerships.map((one) => one.month).filter(Number.isFinite);
  return months.length ? Math.min(...months) : null;
}
