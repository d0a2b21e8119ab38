// Playing a scenario in a setting: the first worlds at once, more while one looks, and nothing that is no longer wanted.

import { Worlds } from "./worlds.js";

/** Worlds that are drawn as soon as they are there; that a move plays; and that stream in while one looks. */
const FIRST = 20;
export const USUAL = 200;
export const MOST = 1000;

/** Trusts drawn together, above which only the first worlds are followed. */
const MOST_FOLLOWED = 3;

/**
 * Plays one thing at a time: what is asked for anew cancels what is under way.
 */
export class Replay {
  constructor(engine) {
    this.engine = engine;
    this.underWay = null;
  }

  /** Cancel what is under way. */
  cancel() {
    this.underWay?.abort();
    this.underWay = null;
  }

  /** Return a signal for a new task, after cancelling the one before. */
  begin() {
    this.cancel();
    this.underWay = new AbortController();
    return this.underWay.signal;
  }
}

/**
 * Play worlds until there are `count`, and give what there is after each batch. Of many trusts at once the monthly
 * columns are kept of the first worlds only, since those of all would not fit into the memory of a page.
 * @param {{scenario: object, at: number, settings: object, outcomes: string[], columns: string[], asked: number[],
 *   count: number}} wanted `outcomes`: those that are needed; the others are not kept
 * @param {AbortSignal} signal
 * @param {(worlds: Worlds) => void} onWorlds
 * @returns {Promise<Worlds|null>} null if cancelled
 */
export async function playWorlds(engine, wanted, signal, onWorlds = () => {}) {
  const { scenario, at, settings, outcomes, columns, asked, count } = wanted;
  const worlds = new Worlds({
    outcomes,
    trusts: scenario.trusts.length,
    columns,
    asked,
    months: scenario.months,
  });
  for (const end of [FIRST, USUAL, 400, 600, 800, MOST]) {
    const until = Math.min(end, count);
    if (until <= worlds.count) continue;
    const followed = asked.length <= MOST_FOLLOWED || worlds.count < FIRST ? columns : [];
    const range = { first: worlds.count, count: until - worlds.count };
    await engine.play(
      { scenario: at, settings, actions: [], ...range, outcomes, columns: followed, trusts: asked },
      { signal, onBatch: (batch) => signal.aborted || take(worlds, batch, onWorlds) },
    );
    if (signal.aborted) return null;
    await breath();
  }
  return worlds;
}

function take(worlds, batch, onWorlds) {
  worlds.add(batch);
  onWorlds(worlds);
}

/** Let the page answer to its reader before more is asked of it. */
function breath() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
