// What a worker does: it holds the engine and the images of the scenarios, and simulates replicates when it is asked.

import { Simulator } from "./memory.js";
import { monthsOfLinks, rowsOf } from "./records.js";
import { openStarts } from "./starts.js";

const FIRST_ROWS = 4096;
const NUMBER = 8; // bytes

/** Return what answers messages: of a module, of scenarios and their images, then of replicates to simulate. */
export function player() {
  let module;
  let records;
  const simulators = new Map();

  // Nothing to write means that what was last written still holds; keys tell scenarios apart as well.
  const made_ready = ({ scenario, writes, starts }) => {
    const simulator = simulators.get(scenario);
    if (writes !== null) simulator.reset(writes, starts);
    return simulator;
  };

  const answers = {
    begin(message) {
      ({ module, records } = message);
      return {};
    },
    /** The image is given back once it is in the memory of the engine, so that the next worker can have it. */
    async scenario({ scenario, memory, image }) {
      const starts = await openStarts(memory.starts);
      simulators.set(scenario, new Simulator(module, { ...memory, starts }, image));
      return { image };
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
    /** One replicate: columns of both worlds [columns, months + 1, trusts], and what happened with partnerships. */
    record(message) {
      const simulator = made_ready(message);
      const { replicate, columns } = message;
      let rows = FIRST_ROWS;
      while (true) {
        const kept = simulator.simulate({ first: replicate, count: 1, columns, rows });
        const view = new DataView(simulator.memory.buffer);
        const [{ events, link_months: months }] = rowsOf(view, simulator.counts, records.counts, 1);
        if (Math.max(events, months) > rows) {
          rows = Math.max(events, months);
          continue;
        }
        return {
          states: {
            with: simulator.numbers(kept.followed).slice(),
            without: simulator.numbers(kept.twin_followed).slice(),
          },
          events: rowsOf(view, kept.events, records.events, events),
          partnership_months: monthsOfLinks(view, kept.link_months, records, months),
          links: rowsOf(view, simulator.worked.links, records.links, linksFormed(view, simulator)),
        };
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
      const words = new Uint32Array(buffer, address + replicate * own, own / 4);
      for (let at = 0; at < words.length; at += 1) digest = Math.imul(digest ^ words[at], 0x01000193);
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
