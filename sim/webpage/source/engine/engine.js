// The engine of the page: it plays scenarios with settings and actions, in as many workers as there are processors.

import { Played } from "./actions.js";
import { yamlOf } from "./file_text.js";
import { calledIn, sentenceOf } from "./narrative.js";
import { rowsOf, unpacked } from "./packing.js";
import { policiesFor } from "./policies.js";
import { inThisThread, Pool, threadFrom } from "./pool.js";
import { nameOfLink } from "./records.js";
import { isLarge } from "./scenario_size.js";
import { fileOf, startsFor, writesOf } from "./settings.js";

/**
 * As many workers as leave a page below 300 MB with some to spare (tests/benchmarks/page_memory.csv): each takes some
 * 10 MB, and 25 where it holds a country, of which three were seen to take 294.
 */
const MOST_WORKERS = { small: 3, large: 2 };
const FIRST_WORLDS = 20; // of which something is drawn at once
const A_PIECE = 20; // milliseconds that a worker is asked to play at most at a time
const MOST_IN_A_PIECE = 64;
const MOST_BYTES = 2 << 20; // that a worker keeps of the months of a piece
const NUMBER = 8; // bytes

/**
 * Open the engine for the data of a page.
 *
 * @param workers how many play side by side; by default as many as there are processors, and memory for.
 */
export async function openEngine(data, { workers = defaultWorkers(data) } = {}) {
  const pool = new Pool(
    Array.from({ length: workers }, () => (data.worker ? threadFrom(data.worker) : inThisThread())),
  );
  const module = await WebAssembly.compile(await unpacked(data.module)); // once for all workers
  await pool.tell({ what: "begin", module, records: data.records });
  const opened = new Map();
  const open = (number) => {
    if (!opened.has(number)) opened.set(number, openScenario(data, number, pool));
    return opened.get(number);
  };
  return new Engine(data, pool, open);
}

function defaultWorkers({ scenarios }) {
  const most = MOST_WORKERS[scenarios.some(isLarge) ? "large" : "small"];
  return Math.max(1, Math.min(most, globalThis.navigator?.hardwareConcurrency ?? 2));
}

/** Unpack a scenario, and give every worker its image. */
async function openScenario(data, number, pool) {
  const scenario = data.scenarios[number];
  let image = await openImage(scenario.memory, data.tables);
  const levers = await Promise.all(
    scenario.levers.map(async (lever) => {
      if (lever.writes.kind !== "words") return lever;
      return { ...lever, writes: { ...lever.writes, words: await unpacked(lever.writes.words) } };
    }),
  );
  const { image: _, ...memory } = scenario.memory;
  const policies = policyTables(memory, image);
  for (const member of pool.workers) {
    // One image goes from worker to worker: what is copied to a worker instead lies there for long until it is collected.
    const given = { what: "scenario", scenario: number, memory, image };
    ({ image } = await pool.ask(given, { member, transfer: [image.buffer] }));
  }
  return { ...scenario, levers, memory, policies, pace: 0 };
}

/** Return the image of a scenario; its large tables are those of the page, which are written byte by byte. */
export async function openImage({ image: text, inputs, large }, tables) {
  const image = await unpacked(text);
  for (const [name, number] of Object.entries(large)) {
    const { offset, itemsize } = inputs[name];
    image.set(rowsOf(await unpacked(tables[number]), itemsize), offset);
  }
  return image;
}

/** Return a scenario with settings and actions as the text of a file, which the command plays to the last bit. */
export function yamlFor(data, { scenario = 0, settings = {}, actions = [] } = {}) {
  const played = playedWith(data, data.scenarios[scenario], settings, actions);
  return yamlOf(played.inFile());
}

function playedWith(data, scenario, settings, actions) {
  const played = new Played(data, scenario, fileOf(scenario, settings));
  for (const action of actions) played.take(action);
  return played;
}

class Engine {
  constructor(data, pool, open) {
    this.data = data;
    this.pool = pool;
    this.open = open;
  }

  /** Return what settings and actions change in the image of a scenario, with a key by which workers know it. */
  async prepared({ scenario: number = 0, settings = {}, actions = [] }) {
    const scenario = await this.open(number);
    const played = playedWith(this.data, scenario, settings, actions);
    const writes = [...writesOf(scenario, settings), ...played.writes];
    if (played.changes.length) writes.push(...policyWrites(scenario, writes, played));
    const key = JSON.stringify([number, Object.entries(settings).sort(), actions]);
    return { scenario, number, message: { scenario: number, key, writes, starts: startsFor(scenario, settings) } };
  }

  /**
   * Simulate replicates with and without partnerships, and hand them over in batches, in order, the first one small.
   *
   * @param asked `scenario` (its position), `settings` (a value by the key of a lever), `actions` of a player, `first`
   *   and `count` of the replicates, `outcomes` that are wanted (names; null: all), `columns` to follow month by month
   *   (names, or {name, code}: 1 where a choice has that code), `trusts` whose months are wanted (positions; null: all),
   *   `worlds` (1: with partnerships only).
   * @param signal stops what is under way within some 20 milliseconds.
   * @param onBatch takes {first, count, outcomes, months}: `outcomes.with` and `outcomes.without` are numbers
   *   [count, trusts, outcomes], NaN where an outcome is missing; `months.with` and `months.without` are
   *   [count, columns, months + 1, trusts].
   * @returns {Promise<{cancelled: boolean}>}
   */
  async play(asked, { signal, onBatch } = {}) {
    const { first = 0, count, outcomes: names = null, columns = [], trusts = null, worlds = 2 } = asked;
    const { scenario, message } = await this.prepared(asked);
    const places = columns.map((column) => this.placeOf(column));
    const outcomes = names && names.map((name) => this.positionOf(name));
    const wanted = { ...message, what: "replicates", outcomes, columns: places, trusts, worlds };
    const ready = new Map();
    let next = first;
    const hand_over = (batch) => {
      ready.set(batch.first, batch);
      while (ready.has(next) && !signal?.aborted) {
        const found = ready.get(next);
        ready.delete(next);
        next += found.count;
        onBatch?.(found);
      }
    };
    const most = mostInAPiece(scenario, places.length * worlds);
    const pieces = piecesOf(first, count, this.pool.size, most, () => scenario.pace);
    const work = async () => {
      for (let piece = pieces(); piece && !signal?.aborted; piece = pieces()) {
        const { took, ...batch } = await this.pool.ask({ ...wanted, ...piece }, { signal });
        const pace = took / piece.count;
        scenario.pace = scenario.pace ? 0.7 * scenario.pace + 0.3 * pace : pace;
        hand_over(batch);
      }
    };
    try {
      await Promise.all(this.pool.workers.map(work));
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
    return { cancelled: Boolean(signal?.aborted) };
  }

  positionOf(outcome) {
    const position = this.data.outcomes.findIndex((one) => one.name === outcome);
    if (position < 0) throw new RangeError(`there is no outcome ${outcome}`);
    return position;
  }

  /** Return a column as workers take it: what kind of number, where in the record, and which choice. */
  placeOf(column) {
    const { name, code = -1 } = typeof column === "string" ? { name: column } : column;
    const found = this.data.columns.find((one) => one.name === name);
    if (!found) throw new RangeError(`there is no column ${name}`);
    return [...found.place, code];
  }

  /**
   * Return one replicate month by month: `states` of both worlds, `with` and `without` partnerships (numbers
   * [months + 1, trusts] by the name of each column that is asked for), and of the world with partnerships
   * `partnership_months` (a row for each month of each partnership) and `events` with their words.
   */
  async record({ replicate, columns = [], ...asked }, { signal } = {}) {
    const { scenario, message } = await this.prepared(asked);
    const places = columns.map((column) => this.placeOf(column));
    const found = await this.pool.ask({ ...message, what: "record", replicate, columns: places }, { signal });
    const byName = (numbers) => {
      const size = numbers.length / columns.length;
      return Object.fromEntries(columns.map((name, at) => [name, numbers.subarray(at * size, (at + 1) * size)]));
    };
    const states = { with: byName(found.states.with), without: byName(found.states.without) };
    return { states, ...this.told(found, scenario) };
  }

  told({ events, partnership_months: months, links }, scenario) {
    const rows = months.map((row) => {
      const id = nameOfLink(links[row.first_link], scenario, this.data);
      const { name, title } = scenario.types[row.type];
      return { ...row, id, type: name, label: title };
    });
    const called = calledIn(rows, scenario);
    const words = events.map((event) => {
      const about = this.data.events[event.event];
      const partnership = event.named ? nameOfLink(event, scenario, this.data) : "";
      const told = { month: event.month, event: about.name, trust: event.trust, partnership, value: event.value };
      return { ...told, published: about.public, words: sentenceOf(told, about, scenario, called) };
    });
    return { partnership_months: rows, events: words };
  }

  /** Return the policies that are stated for a scenario. */
  policies(scenario = 0) {
    return policiesFor(this.data.scenarios[scenario]);
  }

  /**
   * Return the best of the stated policies, by the mean of an outcome of a trust over some worlds.
   *
   * @param first, count which worlds; others than those that are shown, so that it is not chosen by their luck.
   */
  async bestPolicy(asked, { signal, onProgress } = {}) {
    const { scenario = 0, settings = {}, outcome, trust, higher, first = 1_000_000, count = 20 } = asked;
    const policies = this.policies(scenario);
    const position = this.positionOf(outcome);
    const trusts = this.data.scenarios[scenario].trusts.length;
    const means = new Float64Array(policies.length).fill(NaN);
    let done = 0;
    const judge = async (number) => {
      const { message } = await this.prepared({ scenario, settings, actions: policies[number].actions });
      const found = await this.pool.ask(
        { ...message, what: "replicates", first, count, columns: [], trusts: null, worlds: this.worldsFor(position) },
        { signal },
      );
      means[number] = meanOf(found.outcomes.with, count, trusts, this.data.outcomes.length, trust, position);
      onProgress?.((done += 1), policies.length);
    };
    let next = 0;
    const work = async () => {
      while (next < policies.length && !signal?.aborted) await judge(next++);
    };
    await Promise.all(this.pool.workers.map(work));
    signal?.throwIfAborted();
    const better = (one, other) => Number.isNaN(other) || (higher ? one > other : one < other);
    const best = means.reduce((at, mean, number) => (!Number.isNaN(mean) && better(mean, means[at]) ? number : at), 0);
    return { policy: policies[best], mean: means[best], position: best, means };
  }

  worldsFor(position) {
    return this.data.outcomes[position].needs_twin ? 2 : 1;
  }

  /** Return why an action cannot be taken after some others, in words; nothing if it can. */
  actionFault({ scenario = 0, settings = {}, actions = [] }, action) {
    return playedWith(this.data, this.data.scenarios[scenario], settings, actions).fault(action);
  }

  close() {
    this.pool.close();
  }
}

/** Return the part of the image that changes of policy write, from which byte on, and where it ends. */
function policyTables(memory, image) {
  const tables = ["policies", "policy_months", "parameters"].map((name) => memory.inputs[name]);
  const [low, high] = [Math.min, Math.max].map((of, side) =>
    of(...tables.map(({ offset, itemsize, shape }) => offset + side * itemsize * shape.reduce((a, b) => a * b, 1))),
  );
  return { low, high, bytes: image.slice(low, high) };
}

/** Return what changes of policy write over the image, after everything else has been written. */
function policyWrites({ policies: { low, high, bytes: before } }, writes, played) {
  const image = new Uint8Array(high);
  image.set(before, low);
  for (const [offset, bytes] of writes) if (offset < high) image.set(bytes.subarray(0, high - offset), offset);
  played.writePolicies(image);
  return [[low, image.slice(low, high)]];
}

/** Return in how many worlds months fill no more of a worker's memory than is given to them; at least one. */
function mostInAPiece({ months, trusts }, columns) {
  const world = columns * (months + 1) * trusts.length * NUMBER;
  return Math.max(1, Math.min(MOST_IN_A_PIECE, Math.floor(MOST_BYTES / world)));
}

/**
 * Return what gives the next piece of the work: small ones at first, so that something can be drawn at once. Pieces are
 * of powers of two, so that few layouts of the engine's memory are needed.
 */
function piecesOf(first, count, workers, room, pace) {
  let next = first;
  return () => {
    const left = first + count - next;
    if (left <= 0) return null;
    const early = next - first < FIRST_WORLDS;
    const most = pace() ? Math.max(1, Math.round(A_PIECE / pace())) : Math.ceil(FIRST_WORLDS / workers);
    const wanted = Math.min(most, room, early ? Math.ceil(FIRST_WORLDS / workers) : room);
    const piece = { first: next, count: 2 ** Math.floor(Math.log2(Math.min(left, wanted))) };
    next += piece.count;
    return piece;
  };
}

function meanOf(numbers, count, trusts, outcomes, trust, outcome) {
  let sum = 0;
  let known = 0;
  for (let replicate = 0; replicate < count; replicate += 1) {
    const value = numbers[(replicate * trusts + trust) * outcomes + outcome];
    if (Number.isNaN(value)) continue;
    sum += value;
    known += 1;
  }
  return known ? sum / known : NaN;
}
