// The memory of the engine: where tables are, and how a call finds them.
//
// The module takes its arguments from memory, a word of eight bytes each: of every table the description that Numba
// gives an array (two pointers that are not used, items, bytes of an item, address, shape, strides), then numbers.

import { startWrites } from "./starts.js";

const ALIGNED = 16;
const WORD = 8;
const NUMBER = 8;
const NUMBERS_OF_A_CALL = 6; // behind the tables

const aligned = (bytes) => Math.ceil(bytes / ALIGNED) * ALIGNED;
const product = (numbers) => numbers.reduce((so_far, number) => so_far * number, 1);

/** Return the shape of a table once the numbers are known that it depends on. */
export function shapeOf(table, numbers) {
  const shape = table.dims.map((size) => (typeof size === "string" ? numbers[size] : size));
  if (table.name === "states") shape[1] = 0; // columns are followed instead, which takes less room
  if (table.name === "followed" && numbers.columns === 0) shape[0] = 0;
  if (table.name === "twin_followed" && (numbers.columns === 0 || numbers.worlds < 2)) shape[0] = 0;
  if (table.name === "twin_outcomes" && numbers.worlds < 2) shape[0] = 0;
  return shape;
}

/** Return tables with the first byte of each, laid out one after the other from an address on; and where they end. */
export function laidOut(tables, numbers, from) {
  const placed = {};
  let end = from;
  for (const table of tables) {
    const shape = shapeOf(table, numbers);
    const bytes = product(shape) * table.itemsize;
    const address = table.shares ? placed[table.shares].address : end;
    placed[table.name] = { address, shape, itemsize: table.itemsize, bytes };
    if (!table.shares) end += aligned(bytes);
  }
  return { placed, end };
}

/** Return the words that describe a table to the engine. */
export function descriptionOf({ address, shape, itemsize }) {
  const strides = shape.map((_, axis) => itemsize * product(shape.slice(axis + 1)));
  return [0, 0, product(shape), itemsize, address, ...shape, ...strides];
}

/** An instance of the engine for one scenario: its image in memory, and a place for what is worked on and kept. */
export class Simulator {
  /**
   * @param module the compiled WebAssembly module.
   * @param scenario what the page data say of the memory of a scenario, its starts opened.
   * @param image its image, an array of bytes.
   */
  constructor(module, scenario, image) {
    this.scenario = scenario;
    this.links = scenario.links;
    this.size = image.length;
    this.overwritten = [];
    this.shipped = new Map(); // the bytes of the image where something was written over it, by their first place
    this.begun = new Map(); // which setting of its starts each trust has in the image
    this.laid = null;
    const { exports } = new WebAssembly.Instance(module, {});
    this.memory = exports.memory;
    this.call = exports.simulate;
    this.start = aligned(exports.__heap_base.value);
    this.reserve(this.start + this.size);
    new Uint8Array(this.memory.buffer).set(image, this.start);
  }

  /**
   * Put the scenario as it is into memory, then what settings and actions write over it: [offset, bytes] each. The
   * engine itself changes nothing of the image, so that no other copy is needed.
   *
   * @param starts which of all settings of starts each trust has whose start levers move.
   */
  reset(writes, starts) {
    const image = new Uint8Array(this.memory.buffer, this.start, this.size);
    for (const [offset, length] of this.overwritten) image.set(this.shipped.get(offset).subarray(0, length), offset);
    for (const [offset, { length }] of writes) {
      const known = this.shipped.get(offset)?.length ?? 0;
      if (known < length) this.shipped.set(offset, image.slice(offset, offset + length));
    }
    for (const [offset, contents] of writes) image.set(contents, offset);
    this.overwritten = writes.map(([offset, { length }]) => [offset, length]);
    this.scenario.starts.trusts.forEach((trust, at) => this.begin(image, trust, starts[at]));
  }

  /** Put the starts of a trust into the image, unless those of this setting are there. */
  begin(image, trust, setting) {
    if (this.begun.get(trust) === setting) return;
    for (const [offset, bytes] of startWrites(this.scenario.starts, trust, setting)) image.set(bytes, offset);
    this.begun.set(trust, setting);
  }

  reserve(end) {
    const missing = end - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / 65536));
  }

  /**
   * Simulate replicates, and return where what is kept of them is.
   *
   * @param columns rows of the table of columns that are followed: [kind, place, choice].
   * @param worlds 2: with and without partnerships; 1: as the scenario says only.
   * @param rows room for events and months of partnerships of one replicate; 0: they are not wanted.
   */
  simulate({ first, count, columns = [], worlds = 2, rows = 0 }) {
    while (true) {
      const { workspace, outputs, call, numbersAt, result } = this.laidOutFor({
        count,
        rows,
        columns: columns.length,
        worlds,
        links: this.links,
      });
      const view = new DataView(this.memory.buffer);
      new Uint8Array(this.memory.buffer, workspace.end, outputs.end - workspace.end).fill(0);
      this.nameColumns(view, outputs.placed.followed_columns, columns);
      const { seed, population_seed, draws_anew } = this.scenario;
      this.setWords(view, numbersAt, [seed, population_seed, draws_anew ? 1 : 0, first, count, worlds]);
      if (this.call(call, result) !== 0) throw new Error("the engine has stopped");
      this.counts = workspace.placed.counts;
      this.worked = workspace.placed;
      if (Number(view.getBigInt64(result, true)) === count) return outputs.placed;
      this.links *= 2; // where links find no room, everything is simulated again with twice as much
    }
  }

  /** Return where everything is for some sizes; tables are described to the engine only where these have changed. */
  laidOutFor(numbers) {
    const key = Object.values(numbers).join();
    if (this.laid?.key === key) return this.laid;
    const given = Object.values(this.scenario.inputs).map((table) => ({
      ...table,
      address: this.start + table.offset,
    }));
    const workspace = laidOut(this.scenario.workspace, numbers, aligned(this.start + this.size));
    const outputs = laidOut(this.scenario.outputs, numbers, workspace.end);
    const tables = [...given, ...Object.values(workspace.placed), ...Object.values(outputs.placed)];
    const words = tables.flatMap(descriptionOf);
    const call = outputs.end;
    const numbersAt = call + words.length * WORD;
    const result = aligned(numbersAt + NUMBERS_OF_A_CALL * WORD);
    this.reserve(result + ALIGNED);
    this.setWords(new DataView(this.memory.buffer), call, words);
    this.laid = { key, workspace, outputs, call, numbersAt, result };
    return this.laid;
  }

  setWords(view, address, words) {
    words.forEach((word, position) => view.setBigInt64(address + position * WORD, BigInt(word), true));
  }

  nameColumns(view, table, columns) {
    columns.forEach(([kind, place, choice], position) => {
      const at = table.address + position * table.itemsize;
      [kind, place, choice].forEach((number, field) => view.setBigInt64(at + field * WORD, BigInt(number), true));
    });
  }

  /** Return the numbers of a table that was kept, where they are; the next call writes over them. */
  numbers(table) {
    return new Float64Array(this.memory.buffer, table.address, table.bytes / NUMBER);
  }
}
