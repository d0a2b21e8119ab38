// A game: one world, played month by month by a reader who sees published figures only.

/** Worlds on which the stated policies are judged: none of them can be the one that is played. */
export const JUDGED_ON = { first: 20_000, count: 60 };

/** Numbers of worlds that games are played in. */
const WORLDS_OF_GAMES = { first: 10_000, count: 10_000 };

export const ROLES = { regulator: "The regulator", chief_executive: "The chief executive" };

/** Return the number of a world for a game. @param {number} chance from 0 to 1 */
export function worldOfGame(chance) {
  return WORLDS_OF_GAMES.first + Math.floor(chance * WORLDS_OF_GAMES.count);
}

/** What is decided in one game, and how far it has gone. */
export class Game {
  /** @param {object} scenario @param {"regulator"|"chief_executive"} role @param {number} world */
  constructor(scenario, role, world) {
    this.scenario = scenario;
    this.role = role;
    this.world = world;
    this.month = 0;
    this.actions = [];
    this.accepted = new Set();
  }

  get over() {
    return this.month >= this.scenario.months;
  }

  /** The month in which a decision taken now takes effect. */
  get next() {
    return this.month + 1;
  }

  /** Take a decision; one that sets the same thing in the same month replaces the one before. */
  decide(action) {
    const same = (one) =>
      one.what === action.what && one.month === action.month && ["support", "scrutiny"].includes(action.what);
    this.actions = [...this.actions.filter((one) => !same(one)), action];
  }

  /** Take back a decision that has not taken effect yet. */
  takeBack(action) {
    this.actions = this.actions.filter((one) => one !== action);
  }

  /** Return whether a decision can still be taken back: it takes effect in a month that has not been seen. */
  canTakeBack(action) {
    if (action.what === "refuse") return this.month < (this.planOf(action.id)?.month ?? 0);
    // The ids of partnerships follow the order of the decisions: only the last may go without renaming others.
    return action.month > this.month && (!["mandate", "seek"].includes(action.what) || action === this.actions.at(-1));
  }

  planOf(id) {
    return this.scenario.partnerships.find((plan) => plan.id === id);
  }

  /** Accept a plan: it comes about as it is planned. */
  accept(id) {
    this.accepted.add(id);
  }

  /** Return the plans that have not begun, and are neither accepted nor refused. */
  get openPlans() {
    const refused = this.actions.filter((action) => action.what === "refuse").map((action) => action.id);
    const decided = new Set([...refused, ...this.accepted]);
    return this.scenario.partnerships.filter((plan) => !decided.has(plan.id) && this.month < plan.month);
  }

  /** Return the level that a lever of the regulator has now. */
  levelOf(what, shipped) {
    const set = this.actions.filter((action) => action.what === what && action.month <= this.next);
    return set.length ? set.reduce((last, action) => (action.month >= last.month ? action : last)).value : shipped;
  }
}

/** Return a decision in words. */
export function decisionInWords(action, scenario) {
  const name = (id) => scenario.trusts.find((trust) => trust.id === id)?.name ?? id;
  const type = () => typeTitle(scenario, action.type).toLowerCase();
  const partner = action.partner ? ` with ${name(action.partner)}` : "";
  switch (action.what) {
    case "support":
    case "scrutiny":
      return `${action.what === "support" ? "Support" : "Scrutiny"} is ${action.value} from month ${action.month} on`;
    case "mandate":
      return `${name(action.target)} is told to enter ${type()}${partner} in month ${action.month}`;
    case "seek":
      return `${name(action.target)} seeks ${type()}${partner} in month ${action.month}`;
    case "refuse":
      return `${plainId(action.id)} does not come about`;
    case "end":
    case "withdraw":
      return `${plainId(action.id)} ends in month ${action.month}`;
    case "chief_executive":
      return `The chief executive of ${name(action.trust)} is replaced in month ${action.month}`;
    default:
      return action.what;
  }
}

function plainId(id) {
  const text = id.replace(/^play_(\d+)$/, "the partnership number $1").replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Return what a type of partnership is called. */
export function typeTitle(scenario, name) {
  return scenario.types.find((type) => type.name === name)?.title ?? name;
}
