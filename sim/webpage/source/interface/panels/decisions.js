// What can be decided in a month of a game, by each role.

import { button, h, newId } from "../dom.js";
import { decisionInWords } from "../data/game.js";
import { dealForm } from "./deal_form.js";
import { linksIn } from "./world_view.js";

/** The forms of the role that is played; each decision is checked before it is taken. */
export class Decisions {
  /** @param {import("../data/game.js").Game} game @param {object} record the world so far @param {() => void} onDecided */
  constructor(app, game, record, onDecided) {
    this.app = app;
    this.game = game;
    this.onDecided = onDecided;
    this.fault = h("p", { class: "fault", role: "alert" });
    const { scenario } = game;
    this.target = scenario.trusts[app.trustOf(scenario)];
    this.standing = linksIn(record, game.month);
    this.element = h("div", { class: "decisions" }, this.forms(), this.fault, this.taken());
  }

  forms() {
    const { game } = this;
    const { play } = game.scenario;
    if (game.role === "regulator") {
      return [
        this.levels(),
        this.deal("mandate", "Mandate", play.mandates),
        this.endings("withdraw", "Withdraw"),
        this.newLeader(),
      ];
    }
    return [this.plans(), this.deal("seek", "Seek", play.offers), this.endings("end", "End")];
  }

  decide(action) {
    const { app, game } = this;
    const { settings } = app.now();
    const fault = app.engine.actionFault({ scenario: app.at(), settings, actions: game.actions }, action);
    this.fault.textContent = fault;
    if (fault) return;
    game.decide(action);
    this.onDecided();
  }

  /** Return the level of a lever of the regulator as the page has it now; undefined if the page has no such lever. */
  shippedLevel(what) {
    const { scenario, settings } = this.app.now();
    const lever = scenario.levers.find((one) => one.key === `regulator.${what}`);
    return lever && (settings[lever.key] ?? lever.value);
  }

  levels() {
    return ["support", "scrutiny"].map((what) => {
      const level = this.game.levelOf(what, this.shippedLevel(what));
      const id = newId(what);
      const shown = h("output", { class: "setting", htmlFor: id }, level ?? "as shipped");
      const slider = h("input", {
        type: "range",
        id,
        min: 0,
        max: 1,
        step: 0.1,
        oninput: () => {
          shown.textContent = slider.value;
        },
        onchange: () => this.decide({ what, month: this.game.next, value: Number(slider.value) }),
      });
      slider.value = level ?? 0;
      return h(
        "div",
        { class: "lever" },
        h(
          "div",
          { class: "lever-head" },
          h("label", { htmlFor: id }, `${what === "support" ? "Support" : "Scrutiny"} (0 none, 1 most)`),
          shown,
        ),
        slider,
      );
    });
  }

  /** The form of a partnership: its type, with whom, and from which month. */
  deal(what, verb, possible) {
    const own = possible.filter((one) => one.target === this.target.id);
    if (!own.length) return h("p", { class: "quiet" }, "No partnership can be arranged in this scenario.");
    const title = what === "mandate" ? "Mandate a partnership" : "Seek a partner";
    const take = (chosen) => this.decide({ what, target: this.target.id, ...chosen });
    return dealForm({ title, verb, own, scenario: this.game.scenario, from: this.game.next, take });
  }

  endings(what, verb) {
    const own = this.standing.filter(
      (link) => this.game.scenario.trusts[link.target]?.id === this.target.id || this.game.role === "regulator",
    );
    const ended = new Set(
      this.game.actions.filter((action) => ["end", "withdraw"].includes(action.what)).map((action) => action.id),
    );
    return own
      .filter((link) => !ended.has(link.id))
      .map((link) =>
        h(
          "p",
          { class: "decision-row" },
          `${link.label} stands. `,
          button(verb, () => this.decide({ what, month: this.game.next, id: link.id })),
        ),
      );
  }

  /** Plans that a chief executive is offered; one that is not refused until its month is accepted. */
  plans() {
    const { scenario } = this.game;
    return this.game.openPlans.map((plan) => {
      const partners = plan.partners
        .map((id) => scenario.trusts.find((trust) => trust.id === id)?.name ?? id)
        .join(" and ");
      return h(
        "p",
        { class: "decision-row" },
        `${plan.label} with ${partners} is arranged for month ${plan.month}. Who goes on accepts. `,
        button("Accept", () => {
          this.game.accept(plan.id);
          this.onDecided();
        }),
        " ",
        button("Refuse", () => this.decide({ what: "refuse", id: plan.id })),
      );
    });
  }

  newLeader() {
    return h(
      "p",
      { class: "decision-row" },
      button(`Replace the chief executive of ${this.target.name}`, () =>
        this.decide({ what: "chief_executive", month: this.game.next, trust: this.target.id }),
      ),
    );
  }

  /** What has been decided so far; what has not taken effect yet can be taken back. */
  taken() {
    const { game } = this;
    const accepted = [...game.accepted].map((id) => h("li", {}, `${game.planOf(id).label} is accepted.`));
    const chosen = game.actions.filter((action) => action.what !== "refuse" || game.role !== "regulator");
    const decided = [...accepted, ...chosen.map((action) => this.takenRow(action))];
    if (!decided.length)
      return h("p", { class: "quiet" }, "You have decided nothing yet. To go on without deciding is a decision, too.");
    return [h("h4", {}, "Decided"), h("ul", { class: "decided" }, decided)];
  }

  takenRow(action) {
    const { game } = this;
    const takeBack = () => {
      game.takeBack(action);
      this.onDecided();
    };
    return h(
      "li",
      {},
      `${decisionInWords(action, game.scenario)}. `,
      game.canTakeBack(action) && button("Take back", takeBack, { class: "plain" }),
    );
  }
}
