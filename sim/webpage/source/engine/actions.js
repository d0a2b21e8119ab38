// What a player does, month by month: rows that are written into the room which the image has for them, and the same
// as parts of the scenario's file. All are replayed from the start, so that an action is nothing but a line of a file.

import { bytesOf, wordOf } from "./packing.js";

const WORD = 8;

/** A scenario with actions: what they write over its image, and what they make of its file. */
export class Played {
  /**
   * @param shared the data that all scenarios of the page share.
   * @param scenario the data of one.
   * @param file the scenario with its settings, as a file would say it.
   */
  constructor(shared, scenario, file) {
    this.shared = shared;
    this.scenario = scenario;
    this.play = scenario.play;
    this.file = file;
    this.writes = [];
    this.changes = [];
    this.partnerships = file.partnerships.map((plan, position) => this.planAsSaid(plan, position));
    this.added = [];
    this.events = [];
  }

  planAsSaid(plan, position) {
    const { type, start_month, end_month = null, follows = null } = plan;
    const { sides } = this.play.plans[position];
    const kind = this.type(type);
    return {
      id: plan.id,
      type,
      start_month,
      end_month,
      follows,
      sides,
      integrates: kind.integrates,
      term: plan.term ?? kind.term,
    };
  }

  at(table, row, field) {
    const { offset, itemsize } = this.scenario.memory.inputs[table];
    const inside = field === undefined ? 0 : this.shared.records[table].fields[field][0];
    return offset + row * itemsize + inside;
  }

  whole(table, row, field, value) {
    this.writes.push([this.at(table, row, field), wordOf(value, "i8")]);
  }

  /** Take an action, or throw why it cannot be taken. */
  take(action) {
    const fault = this.fault(action);
    if (fault) throw new RangeError(fault);
    const { what } = action;
    if (this.play.policy.levers.includes(what))
      this.changes.push({ month: action.month, set: { [what]: action.value } });
    else if (what === "mandate" || what === "seek") this.begin(action);
    else if (what === "refuse") this.refuse(action);
    else if (what === "end" || what === "withdraw") this.end(action);
    else this.replace(action);
  }

  /** Return why an action cannot be taken, in words; nothing if it can. */
  fault(action) {
    const { what, month } = action;
    const { policy } = this.play;
    if (what !== "refuse" && !(Number.isInteger(month) && month >= 1 && month <= this.scenario.months)) {
      return `there is no month ${month}`;
    }
    if (policy.levers.includes(what)) return this.policyFault(action);
    if (what === "mandate" || what === "seek") return this.partnershipFault(action);
    if (what === "refuse") return this.planOf(action.id) ? "" : `there is no planned partnership ${action.id}`;
    if (what === "end" || what === "withdraw") return this.endFault(action);
    if (what !== "chief_executive") return `there is no action ${what}`;
    const position = this.trust(action.trust);
    if (position < 0 || position >= this.play.described)
      return `there is no trust ${action.trust} that the scenario describes`;
    if (this.trustOf(action.trust) !== position) return "a unit has no chief executive of its own";
    if (this.events.some((event) => event.month === month && event.trust === action.trust)) {
      return "the chief executive is replaced this month already";
    }
    return this.events.length < this.play.room ? "" : "there is no room for more";
  }

  policyFault({ month, value }) {
    const { policy, room } = this.play;
    if (!(value >= 0 && value <= 1)) return "it goes from 0 to 1";
    const same = policy.months.indexOf(month);
    if (same >= 0 && !policy.national[same])
      return "the scenario changes the policy for one trust or system this month";
    const months = new Set(this.changes.map((change) => change.month).filter((one) => !policy.months.includes(one)));
    return months.size < room || months.has(month) ? "" : "there is no room for more changes of policy";
  }

  partnershipFault({ what, month, type, target, partner = null }) {
    const list = what === "mandate" ? this.play.mandates : this.play.offers;
    const same = (pair) => pair.type === type && pair.target === target && pair.partner === partner;
    if (!list.some(same)) return "no such partnership can be, whatever else is planned";
    if (this.added.length >= this.play.room) return "there is no room for more partnerships";
    const sides = [target, ...(partner === null ? [] : [partner])];
    const kind = this.type(type);
    for (const plan of this.partnerships) {
      if (
        plan.type === type &&
        sameSides(plan.sides, sides) &&
        overlap(plan, { start_month: month, term: kind.term })
      ) {
        return "the two have one of this type that may be under way";
      }
      if (kind.integrates && plan.integrates && plan.sides.some((side) => sides.includes(side))) {
        return "one of the two is being made one with another";
      }
    }
    return "";
  }

  endFault({ month, id }) {
    const plan = this.planOf(id);
    if (!plan) return `there is no planned partnership ${id}`;
    if (plan.integrates) return "what makes one organisation of two does not end";
    if (month < plan.start_month) return "it has not begun";
    const follower = this.partnerships.find((other) => other.follows === id && other.start_month > month);
    return follower ? `${follower.id} grows out of it` : "";
  }

  planOf(id) {
    return this.partnerships.find((plan) => plan.id === id);
  }

  type(name) {
    return this.scenario.types.find((type) => type.name === name);
  }

  trust(id) {
    return this.scenario.trusts.findIndex((trust) => trust.id === id);
  }

  trustOf(id) {
    const { unit_of: whole } = this.scenario.trusts[this.trust(id)];
    return whole < 0 ? this.trust(id) : whole;
  }

  /** Plan a partnership, in a row that is not in use. */
  begin({ what, month, type, target, partner = null }) {
    const number = this.added.length;
    const row = this.play.plans.length + number;
    const nature = what === "mandate" ? "mandated" : "voluntary";
    const sides = [target, ...(partner === null ? [] : [partner])];
    const first = this.play.sides + 2 * number;
    this.writes.push([this.at("plans", row), bytesOf(this.play.plan_rows[`${nature} ${type}`])]);
    this.whole("plans", row, "start_month", month);
    this.whole("plans", row, "first_side", first);
    sides.forEach((side, n) => this.whole("sides", first + n, undefined, this.trust(side)));
    const id = `${this.shared.added}${number + 1}`;
    const { joint, integrates } = this.type(type);
    const named = joint ? { members: sides } : { target, ...(partner === null ? {} : { partner }) };
    const said = { id, type, ...named, start_month: month };
    const plan = { id, row, type, sides, start_month: month, end_month: null, integrates };
    this.added.push({ ...said, ...this.play.added[nature] });
    this.partnerships.push({ ...plan, term: this.type(type).term, follows: null });
  }

  rowOf(id) {
    return this.planOf(id).row ?? this.play.plan_ids.indexOf(id);
  }

  /** Let a planned partnership never begin; what was to grow out of it begins by itself. */
  refuse({ id }) {
    this.whole("plans", this.rowOf(id), "start_month", this.shared.never);
    for (const other of this.partnerships.filter((plan) => plan.follows === id)) {
      this.whole("plans", this.rowOf(other.id), "follows", -1);
      other.follows = null;
    }
    this.partnerships = this.partnerships.filter((plan) => plan.id !== id);
    this.added = this.added.map((plan) => (plan.id === id ? { ...plan, refused: true } : plan));
  }

  end({ month, id }) {
    const plan = this.planOf(id);
    plan.end_month = plan.end_month === null ? month : Math.min(month, plan.end_month);
    this.whole("plans", this.rowOf(id), "end_month", plan.end_month);
  }

  replace({ month, trust }) {
    const row = this.play.dated_events + this.events.length;
    this.writes.push([this.at("dated_events", row), bytesOf(this.play.chief_executive_row)]);
    this.whole("dated_events", row, "month", month);
    this.whole("dated_events", row, "trust", this.trust(trust));
    this.events.push({ month, type: "chief_executive_replaced", trust });
  }

  /** Write the changes of policy into an image: each has all levers from its month on, so that they build on another. */
  writePolicies(image) {
    const { policy } = this.play;
    const given = policy.months.length;
    const rows = policy.months.map((month, n) => ({ month, row: n + 1 }));
    const actions = [...this.changes].sort((one, other) => one.month - other.month);
    const own = [];
    for (const { month, set } of actions) {
      let entry = [...rows, ...own].find((one) => one.month === month);
      if (!entry) {
        entry = { month, row: 1 + given + own.length };
        const before = [...rows, ...own]
          .filter((one) => one.month < month)
          .sort((one, other) => one.month - other.month);
        this.copyPolicy(image, before.length ? before.at(-1).row : 0, entry.row);
        setWord(image, this.at("policy_months", entry.row - 1), wordOf(month, "i8"));
        own.push(entry);
      }
      const after = policy.months.filter((one) => one <= month).length;
      for (const [lever, value] of Object.entries(set)) {
        const [now, ...later] = policy.reach[lever][after];
        this.setLever(image, entry.row, now, lever, value);
        later.forEach((bodies, n) => this.setLever(image, after + n + 1, bodies, lever, value));
        // A later action in the same month writes over an earlier one; those of later months come after it.
      }
    }
  }

  copyPolicy(image, from, to) {
    const bodies = this.play.policy.bodies;
    const size = this.scenario.memory.inputs.policies.itemsize * bodies;
    const policies = this.scenario.memory.inputs.policies.offset;
    image.copyWithin(policies + to * size, policies + from * size, policies + (from + 1) * size);
    const { offset, itemsize } = this.scenario.memory.inputs.parameters;
    image.copyWithin(offset + to * itemsize, offset + from * itemsize, offset + (from + 1) * itemsize);
  }

  setLever(image, row, bodies, lever, value) {
    for (const body of bodies) {
      setWord(image, this.at("policies", row * this.play.policy.bodies + body, lever), wordOf(value, "f8"));
    }
  }

  /** Return the scenario with its settings and the actions, as a file would say it. */
  inFile() {
    const file = structuredClone(this.file);
    for (const { month, set } of this.changes) {
      const same = file.policy_changes.find((change) => change.month === month);
      if (same) Object.assign(same, set);
      else file.policy_changes.push({ month, ...set });
    }
    const known = (plan) => this.planOf(plan.id);
    file.partnerships = [...file.partnerships, ...this.added.filter((plan) => !plan.refused)]
      .filter(known)
      .map((plan) => {
        const { end_month: end, follows } = known(plan);
        const said = { ...plan };
        if (end !== null) said.end_month = end;
        if (follows === null) delete said.follows;
        return said;
      });
    file.events = [...file.events, ...this.events];
    return { ...file, expect: [], twin: true };
  }
}

function setWord(image, offset, bytes) {
  image.set(bytes, offset);
}

function sameSides(some, others) {
  return some.length === others.length && some.every((side) => others.includes(side));
}

/** Return whether of two partnerships the earlier may be under way when the later begins, if nobody leaves it. */
function overlap(one, other) {
  const [earlier, later] = one.start_month <= other.start_month ? [one, other] : [other, one];
  const ends = [];
  if (earlier.end_month !== null && earlier.end_month !== undefined) ends.push(earlier.end_month);
  if (earlier.term > 0) ends.push(earlier.start_month + earlier.term);
  return later.start_month === earlier.start_month || later.start_month < Math.min(...ends, Infinity);
}
