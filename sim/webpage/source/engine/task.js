// What a worker does: it holds the engine and the images of the scenarios, and simulates replicates when it is asked.

import { Simulator } from "./memory.js";
import { linksOf, monthsOfLinks, rowsOfWorld, statesOf } from "./records.js";

const FIRST_ROWS = 4096;

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
    async begin(message) {
      module = await WebAssembly.compile(message.module);
      records = message.records;
      return {};
    },
    scenario({ scenario, memory, image }) {
      scenarios.set(scenario, { memory, image });
      return {};
    },
    /** Outcomes and months of some replicates, of both worlds. */
    replicates(message) {
      const simulator = made_ready(message);
      const { first, count, columns, worlds, trusts } = message;
      const began = performance.now();
      const kept = simulator.simulate({ first, count, columns, worlds });
      const numbers = (name) => simulator.numbers(kept[name]);
      const months = (name) => ofTrusts(numbers(name), kept[name].shape, trusts);
      return {
        first,
        count,
        took: performance.now() - began,
        outcomes: { with: numbers("outcomes"), without: numbers("twin_outcomes") },
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
        return { with: world(0, counts[0]), without: world(1, twin[0]), links: formed };
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

/** Return numbers [replicates, columns, months + 1, trusts] of some trusts only. */
function ofTrusts(numbers, shape, trusts) {
  if (trusts === null || numbers.length === 0) return numbers;
  const all = shape[3];
  const kept = new Float64Array((numbers.length / all) * trusts.length);
  for (let row = 0; row < numbers.length / all; row += 1) {
    for (let n = 0; n < trusts.length; n += 1) kept[row * trusts.length + n] = numbers[row * all + trusts[n]];
  }
  return kept;
}
