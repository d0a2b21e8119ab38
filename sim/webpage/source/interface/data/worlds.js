// The worlds played so far: outcomes and monthly columns, with and without the partnership.

/**
 * Worlds of one scenario in one setting, in the order of their numbers.
 *
 * `outcomes[world]` is [worlds, trusts, outcomes]; `months[world]` is [worlds, columns, months + 1, trusts asked].
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
    this.batches.push(batch);
    this.count += batch.count;
  }

  /** Return whether the worlds were also played without the partnership. */
  get paired() {
    return this.batches.length > 0 && Boolean(this.batches[0].outcomes.without?.length);
  }

  /** Return an outcome of a trust in all worlds. @param {"with"|"without"} world */
  outcome(world, name, trust) {
    const { outcomes, trusts } = this.shape;
    const place = this.places.outcomes.get(name);
    const found = new Float64Array(this.count);
    for (const { first, count, outcomes: held } of this.batches) {
      for (let at = 0; at < count; at += 1)
        found[first + at] = held[world][(at * trusts + trust) * outcomes.length + place];
    }
    return found;
  }

  /** Return a column of a trust that was asked for in all worlds, one array a month. */
  byMonth(world, column, trust) {
    const { months } = this.shape;
    const found = Array.from({ length: months + 1 }, () => new Float64Array(this.count));
    this.each(world, column, trust, (number, month, value) => {
      found[month][number] = value;
    });
    return found;
  }

  /** Give every value of a column to `take(number of the world, month, value)`. */
  each(world, column, trust, take) {
    const { months, columns, asked } = this.shape;
    const place = this.places.columns.get(column);
    const own = asked.indexOf(trust);
    for (const { first, count, months: held } of this.batches) {
      for (let at = 0; at < count; at += 1) {
        const start = (at * columns.length + place) * (months + 1);
        for (let month = 0; month <= months; month += 1) {
          take(first + at, month, held[world][(start + month) * asked.length + own]);
        }
      }
    }
  }
}
