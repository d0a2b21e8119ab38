// The worlds played so far: outcomes and monthly columns, with and without the partnership.

/** The outcome that tells whether a trust was in a partnership at all. */
export const JOINED = "partnerships_joined";

/**
 * Worlds of one scenario in one setting, in the order of their numbers.
 *
 * Of a batch, `outcomes[world]` is [worlds, trusts, outcomes], and `months[world]` has a table [worlds, months + 1, trusts
 * asked] for each column.
 */
export class Worlds {
  /** @param {{outcomes: string[], trusts: number, columns: string[], asked: number[], months: number}} shape */
  constructor(shape) {
    this.shape = shape;
    this.count = 0;
    this.batches = [];
    this.places = { outcomes: new Map(), columns: new Map() };
    shape.outcomes.forEach((name, at) => this.places.outcomes.set(name, at));
    shape.columns.forEach((name, at) => this.places.columns.set(name, at));
  }

  /** Take a batch of worlds, which follow those that are there. */
  add(batch) {
    if (batch.first !== this.count) throw new Error(`worlds from ${batch.first} on, after ${this.count}`);
    const { first, count, digests, outcomes, months } = batch;
    const columns = { with: this.columnsOf(months.with, count), without: this.columnsOf(months.without, count) };
    this.batches.push({ first, count, digests, outcomes, months: columns });
    this.count += batch.count;
  }

  /** Return the columns of numbers [worlds, columns, months + 1, trusts asked], each kept in as few bytes as it needs. */
  columnsOf(numbers, count) {
    if (!numbers?.length) return [];
    const { columns } = this.shape;
    const size = numbers.length / (count * columns.length);
    return columns.map((_, place) => {
      const kept = new Float64Array(count * size);
      for (let at = 0; at < count; at += 1) {
        const start = (at * columns.length + place) * size;
        kept.set(numbers.subarray(start, start + size), at * size);
      }
      return areSmallWholes(kept) ? new Int16Array(kept) : kept;
    });
  }

  /** Return whether the worlds were also played without the partnership. */
  get paired() {
    return this.batches.length > 0 && Boolean(this.batches[0].outcomes.without?.length);
  }

  /**
   * Return an outcome in all worlds, of a trust, or the mean of those of a group that have a value.
   * @param {"with"|"without"} world
   * @param {number[]} group positions of trusts
   */
  outcome(world, name, group) {
    const { outcomes, trusts } = this.shape;
    const place = this.places.outcomes.get(name);
    const found = new Float64Array(this.count);
    for (const { first, count, outcomes: held } of this.batches) {
      for (let at = 0; at < count; at += 1) {
        const value = (trust) => held[world][(at * trusts + trust) * outcomes.length + place];
        found[first + at] = group.length === 1 ? value(group[0]) : meanOfKnown(group.map(value));
      }
    }
    return found;
  }

  /** Return how many worlds have monthly columns: the first ones. */
  get followed() {
    const own = this.batches.filter(({ months }) => months.with.length > 0);
    return own.reduce((sum, { count }) => sum + count, 0);
  }

  /**
   * Return a column in every month, one array a month: of each world that has columns, and in it of each trust that was
   * asked for.
   */
  byMonth(world, column) {
    const { months, asked } = this.shape;
    const place = this.places.columns.get(column);
    const each = asked.length;
    const found = Array.from({ length: months + 1 }, () => new Float64Array(this.followed * each));
    for (const { first, count, months: held } of this.batches) {
      if (!held.with.length) continue;
      for (let at = 0; at < count; at += 1) {
        const start = at * (months + 1);
        for (let month = 0; month <= months; month += 1) {
          const row = held[world][place].subarray((start + month) * each, (start + month + 1) * each);
          found[month].set(row, (first + at) * each);
        }
      }
    }
    return found;
  }

  /** What tells the worlds of the first batch apart from those of another setting. */
  get beginning() {
    return this.batches[0]?.digests ?? null;
  }

  /** Return whether the first worlds have the same outcomes as others began with, in every trust and both worlds. */
  startsLike(beginning) {
    const own = this.beginning;
    if (!own || !beginning) return false;
    return own.subarray(0, beginning.length).every((digest, at) => digest === beginning[at]);
  }

  /** Return whether any trust is in a partnership in any of the worlds. */
  get anyPartnership() {
    const everyone = Array.from({ length: this.shape.trusts }, (_, trust) => trust);
    return this.outcome("with", JOINED, everyone).some((value) => value > 0);
  }
}

const LARGEST = 2 ** 15 - 1;

/** Return whether all are small whole numbers: in a loop, since calling a function for each makes an object of each. */
function areSmallWholes(numbers) {
  for (let at = 0; at < numbers.length; at += 1) {
    if (!Number.isInteger(numbers[at]) || Math.abs(numbers[at]) > LARGEST) return false;
  }
  return true;
}

function meanOfKnown(values) {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : NaN;
}
