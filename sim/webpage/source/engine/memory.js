// The memory of the engine: where tables are, and how a call finds them.
//
// The module takes its arguments from memory, a word of eight bytes each: of every table the description that Numba
// gives an array (two pointers that are not used, items, bytes of an item, address, shape, strides), then numbers.

const ALIGNED = 16;
const WORD = 8;

const aligned = (bytes) => Math.ceil(bytes / ALIGNED) * ALIGNED;
const product = (numbers) => numbers.reduce((so_far, number) => so_far * number, 1);

/** Return the shape of a table once the numbers are known that it depends on. */
export function shapeOf(table, numbers) {
  const shape = table.dims.map((size) => (typeof size === "string" ? numbers[size] : size));
  if (table.name === "states" && numbers.rows === 0) shape[1] = 0;
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
   * @param scenario what the page data say of the memory of a scenario.
   * @param image its image, an array of bytes.
   */
  constructor(module, scenario, image) {
    this.scenario = scenario;
    this.image = image;
    this.links = scenario.links;
    const { exports } = new WebAssembly.Instance(module, {});
    this.memory = exports.memory;
    this.call = exports.simulate;
    this.start = aligned(exports.__heap_base.value);
    this.reset([]);
  }

  /** Put the scenario as it is into memory, then what settings and actions write over it: [offset, bytes] each. */
  reset(writes) {
    this.reserve(this.start + this.image.length);
    const bytes = new Uint8Array(this.memory.buffer);
    bytes.set(this.image, this.start);
    for (const [offset, contents] of writes) bytes.set(contents, this.start + offset);
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
   * @param rows room for events and months of partnerships of one replicate in full; 0: it is not wanted in full.
   */
  simulate({ first, count, columns = [], worlds = 2, rows = 0 }) {
    let done = 0;
    let outputs;
    while (true) {
      const numbers = { count, rows, columns: columns.length, worlds, links: this.links };
      const { seed, population_seed, draws_anew, inputs } = this.scenario;
      const given = Object.values(inputs).map((table) => ({ ...table, address: this.start + table.offset }));
      const workspace = laidOut(this.scenario.workspace, numbers, aligned(this.start + this.image.length));
      outputs = laidOut(this.scenario.outputs, numbers, workspace.end);
      const tables = [...given, ...Object.values(workspace.placed), ...Object.values(outputs.placed)];
      const words = tables.flatMap(descriptionOf);
      words.push(seed, population_seed, draws_anew ? 1 : 0, first, count, worlds);
      const call = outputs.end;
      const result = call + aligned(words.length * WORD);
      this.reserve(result + ALIGNED);
      const view = new DataView(this.memory.buffer);
      new Uint8Array(this.memory.buffer, workspace.end, outputs.end - workspace.end).fill(0);
      this.nameColumns(view, outputs.placed.followed_columns, columns);
      words.forEach((word, position) => view.setBigInt64(call + position * WORD, BigInt(word), true));
      if (this.call(call, result) !== 0) throw new Error("the engine has stopped");
      done = Number(view.getBigInt64(result, true));
      this.kept = outputs.placed;
      this.counts = workspace.placed.counts;
      this.worked = workspace.placed;
      if (done === count) return outputs.placed;
      this.links *= 2; // where links find no room, everything is simulated again with twice as much
    }
  }

  nameColumns(view, table, columns) {
    columns.forEach(([kind, place, choice], position) => {
      const at = table.address + position * table.itemsize;
      [kind, place, choice].forEach((number, field) => view.setBigInt64(at + field * WORD, BigInt(number), true));
    });
  }

  /** Return a copy of a table of numbers that was kept. */
  numbers(table) {
    return new Float64Array(this.memory.buffer.slice(table.address, table.address + table.bytes));
  }
}
