// Play it: month by month, as the regulator or the chief executive, seeing published figures only.

import { button, h } from "../dom.js";
import { Game, ROLES, worldOfGame } from "../data/game.js";
import { monthName } from "../words.js";
import { Decisions } from "./decisions.js";
import { GameResult } from "./game_result.js";
import { publishedNames, publishedNow, publishedSeries } from "./published.js";
import { storyOf } from "./world_view.js";

const STRIDES = [
  [1, "Next month"],
  [3, "Three months on"],
  [12, "A year on"],
];

/** A partnership's fit, which the story of a world tells, is the model's, and nobody publishes it. */
const NOT_PUBLIC = /, with a fit of \d+\.\d+/;

/** Return what the public knows of what happened up to a month. */
function publicEvents(record, month) {
  const known = record.events.filter((event) => event.published && event.month <= month);
  return known.map((event) => ({ ...event, words: event.words.replace(NOT_PUBLIC, "") }));
}

export class PlayView {
  constructor(app) {
    this.app = app;
    this.title = "Play it";
    this.game = null;
    this.element = h("div", {});
    this.said = h("p", { class: "visually-hidden", role: "status" });
  }

  refresh() {
    this.app.replay.cancel();
    const { scenario } = this.app.now();
    if (this.game?.scenario !== scenario) this.game = null;
    if (this.game) return this.showGame();
    this.showStart();
    return undefined;
  }

  showStart() {
    const { scenario, trust } = this.app.now();
    const can = scenario.play;
    const target = scenario.trusts.find((one) => one.role === "target") ?? scenario.trusts[trust];
    const start = (role) => button(ROLES[role], () => this.start(role), { class: "primary" });
    this.element.replaceChildren(
      h(
        "section",
        { class: "card play-start" },
        h("h2", {}, "Could you turn it round?"),
        h(
          "p",
          { class: "sentence" },
          `You lead ${target.name} or its regulator through ${scenario.months} months of one world. You see what the public sees: published figures, ratings and announcements. What is true shows at the end, beside the same world under the shipped policy and under the best of 200 stated policies.`,
        ),
        can
          ? [h("p", {}, "Who are you?"), h("div", { class: "buttons" }, start("regulator"), start("chief_executive"))]
          : h("p", {}, "This scenario cannot be played."),
        h(
          "dl",
          { class: "roles" },
          h("dt", {}, "The regulator"),
          h(
            "dd",
            {},
            "sets scrutiny and support, mandates a partnership (type, partner, month), withdraws one, and can replace the chief executive. No partnership is arranged when you begin.",
          ),
          h("dt", {}, "The chief executive"),
          h("dd", {}, "seeks a partner, accepts or refuses what is arranged, and ends a partnership."),
        ),
        h("p", { class: "quiet" }, leftOutInWords(scenario)),
      ),
    );
  }

  start(role) {
    const { scenario } = this.app.now();
    this.game = new Game(scenario, role, worldOfGame(Math.random()));
    if (role === "regulator")
      for (const plan of scenario.partnerships) this.game.decide({ what: "refuse", id: plan.id });
    this.app.attempt(this.showGame());
  }

  async showGame() {
    const { game, app } = this;
    const { settings } = app.now();
    const signal = app.replay.begin();
    const columns = publishedNames(game.scenario, app.trustOf(game.scenario));
    const record = await app.engine.record(
      { scenario: app.at(), settings, actions: game.actions, replicate: game.world, columns },
      { signal },
    );
    if (signal.aborted || game !== this.game) return;
    if (game.over) {
      await this.showEnd(signal);
      return;
    }
    this.draw(record);
  }

  draw(record) {
    const { game, app } = this;
    const { scenario } = game;
    const trust = app.trustOf(scenario);
    const events = publicEvents(record, game.month);
    const decisions = new Decisions(app, game, record, () => this.app.attempt(this.showGame()));
    const month = monthName(game.month, scenario.start);
    this.said.textContent = `${month}. ${events
      .filter((event) => event.month === game.month)
      .map((event) => event.words)
      .join(" ")}`;
    this.element.replaceChildren(
      this.said,
      h(
        "section",
        { class: "card game-head" },
        h(
          "h2",
          {},
          month,
          h("span", { class: "quiet" }, ` of ${scenario.months}; you are ${ROLES[game.role].toLowerCase()}`),
        ),
        h(
          "div",
          { class: "buttons" },
          STRIDES.map(([stride, text], at) =>
            button(text, () => this.on(stride), { class: at ? "" : "primary", name: `stride-${stride}` }),
          ),
          button("To the end", () => this.on(scenario.months), { name: "stride-end" }),
          button("Give up", () => this.stop(), { class: "plain" }),
        ),
      ),
      h(
        "div",
        { class: "game" },
        h(
          "section",
          { class: "card" },
          h("h3", {}, `${scenario.trusts[trust].name}: what is published`),
          publishedNow(record.states.with, game.month, scenario, trust),
          publishedSeries(record.states.with, game.month, scenario, trust),
        ),
        h(
          "div",
          { class: "game-side" },
          h("section", { class: "card" }, h("h3", {}, "Decide"), decisions.element),
          h(
            "section",
            { class: "card story-card" },
            h("h3", {}, "What the public knows"),
            h(
              "ol",
              { class: "story", tabIndex: 0, ariaLabel: "What the public knows" },
              storyOf(events, scenario).map(({ month, element }) => {
                element.classList.toggle("now", month === game.month);
                return element;
              }),
            ),
          ),
        ),
      ),
    );
    const story = this.element.querySelector(".story");
    story.scrollTop = story.scrollHeight;
    if (this.lastStride) this.element.querySelector(`[name="${this.lastStride}"]`)?.focus();
  }

  on(stride) {
    this.lastStride = `stride-${stride >= this.game.scenario.months ? "end" : stride}`;
    this.game.month = Math.min(this.game.scenario.months, this.game.month + stride);
    this.app.attempt(this.showGame());
  }

  stop() {
    this.game = null;
    this.lastStride = null;
    this.refresh();
  }

  async showEnd(signal) {
    const { game, app } = this;
    const result = new GameResult(app, game);
    this.element.replaceChildren(
      this.said,
      h(
        "section",
        { class: "card game-head" },
        h("h2", {}, "The end: what is true shows now"),
        h(
          "div",
          { class: "buttons" },
          button("Play again", () => this.stop(), { class: "primary" }),
          button("Scenario file of your decisions (YAML)", () => result.saveScenario()),
        ),
      ),
      result.element,
    );
    this.said.textContent =
      "The game is over. Your world is compared with the shipped policy and the best of the stated policies.";
    this.element.querySelector("button").focus();
    await result.play(signal);
  }
}

/** Return which joint types cannot be arranged in a game, and why; nothing if all can. */
function leftOutInWords({ types, play }) {
  const offered = new Set([...play.mandates, ...play.offers].map((one) => one.type));
  const others = types.filter((type) => type.joint && !offered.has(type.name)).map((type) => type.title.toLowerCase());
  if (!offered.size || !others.length) return "";
  return `You arrange partnerships of two. Types with three or more members (${others.join(", ")}) can be planned in a scenario file.`;
}
