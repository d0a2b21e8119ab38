// What a worker does: it holds the engine and the images of the scenarios, and simulates replicates when it is asked.

import { Simulator } from "./memory.js";
import { linksOf, monthsOfLinks, rowsOfWorld, statesOf } from "./records.js";

const FIRST_ROWS = 4096;
const NUMBER = 8; // bytes

/** Return what answers messages: of a module, of scenarios and their images, then of replicates to simulate. */
export function player() {
  let module;
  let records;
  const scenarios = new Map();
  const simulators = new Map();

  const simulatorOf = (number) => {
    if (!simulators.has(number)) {
      const { memory, image } = scenarios.get(number);
      simulators.set(number, new Simulator(module, memory, image));
      scenarios.delete(number); // its image is in the memory of the engine now
    }
    return simulators.get(number);
  };

  // Nothing to write means that what was last written still holds; keys tell scenarios apart as well.
  const made_ready = ({ scenario, writes }) => {
    const simulator = simulatorOf(scenario);
    if (writes !== null) simulator.reset(writes);
    return simulator;
  };

  const answers = {
    begin(message) {
      ({ module, records } = message);
      return {};
    },
    scenario({ scenario, memory, image }) {
      scenarios.set(scenario, { memory, image });
      return {};
    },
    /** Outcomes and months of some replicates, of both worlds; of outcomes those that are asked for. */
    replicates(message) {
      const simulator = made_ready(message);
      const { first, count, columns, worlds, trusts, outcomes = null } = message;
      const began = performance.now();
      const kept = simulator.simulate({ first, count, columns, worlds });
      const numbers = (name) => simulator.numbers(kept[name]);
      const months = (name) => columnsOf(numbers(name), kept[name].shape.at(-1), trusts);
      const ends = (name) => columnsOf(numbers(name), kept[name].itemsize / NUMBER, outcomes);
      return {
        first,
        count,
        took: performance.now() - began,
        digests: digestsOf(simulator.memory.buffer, [kept.outcomes, kept.twin_outcomes], count),
        outcomes: { with: ends("outcomes"), without: ends("twin_outcomes") },
        months: { with: months("followed"), without: months("twin_followed") },
      };
    },
    /** One replicate in full. */
    record(message) {
      const simulator = made_ready(message);
      let rows = FIRST_ROWS;
      while (true) {
        const kept = simulator.simulate({ first: message.replicate, count: 1, worlds: 2, rows });
        const view = new DataView(simulator.memory.buffer);
        const counts = rowsOfWorld(view, { ...simulator.counts, shape: [2, 1] }, records.counts, 0, 1);
        const twin = rowsOfWorld(view, { ...simulator.counts, shape: [2, 1] }, records.counts, 1, 1);
        const most = Math.max(...[...counts, ...twin].flatMap(({ events, link_months: links }) => [events, links]));
        if (most > rows) {
          rows = most;
          continue;
        }
        const world = (at, { events, link_months: links }) => ({
          states: statesOf(view, kept.states, records.states, at),
          events: rowsOfWorld(view, kept.events, records.events, at, events),
          partnership_months: at === 0 ? monthsOfLinks(view, kept.link_months, records, links) : [],
        });
        const formed = linksOf(view, simulator.worked.links, records, linksFormed(view, simulator));
        const found = { with: world(0, counts[0]), without: world(1, twin[0]), links: formed };
        simulator.giveBack(); // all states of a country take some 40 MB
        return found;
      }
    },
  };

  const linksFormed = (view, simulator) => {
    const { progress } = simulator.worked;
    return Number(view.getBigInt64(progress.address + records.progress.fields.links[0], true));
  };

  return async (message) => {
    try {
      return { id: message.id, answer: await answers[message.what](message) };
    } catch (error) {
      return { id: message.id, error: String(error?.message ?? error) };
    }
  };
}

/** Return a number for each replicate that tells whether any outcome of any trust is another (FNV-1a, of words). */
function digestsOf(buffer, tables, count) {
  return Uint32Array.from({ length: count }, (_, replicate) => {
    let digest = 0x811c9dc5;
    for (const { address, bytes } of tables) {
      const own = bytes / count;
      for (const word of new Uint32Array(buffer, address + replicate * own, own / 4)) {
        digest = Math.imul(digest ^ word, 0x01000193);
      }
    }
    return digest;
  });
}

/** Return a copy of rows of so many numbers, with only those at some places; null: all. */
function columnsOf(numbers, all, places) {
  if (places === null || numbers.length === 0) return numbers.slice();
  const kept = new Float64Array((numbers.length / all) * places.length);
  for (let row = 0; row < numbers.length / all; row += 1) {
    for (let n = 0; n < places.length; n += 1) kept[row * places.length + n] = numbers[row * all + places[n]];
  }
  return kept;
}
