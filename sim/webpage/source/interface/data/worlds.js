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
    const { months, columns, asked } = this.shape;
    const place = this.places.columns.get(column);
    const each = asked.length;
    const found = Array.from({ length: months + 1 }, () => new Float64Array(this.followed * each));
    for (const { first, count, months: held } of this.batches) {
      if (!held.with.length) continue;
      for (let at = 0; at < count; at += 1) {
        const start = (at * columns.length + place) * (months + 1);
        for (let month = 0; month <= months; month += 1) {
          const row = held[world].subarray((start + month) * each, (start + month + 1) * each);
          found[month].set(row, (first + at) * each);
        }
      }
    }
    return found;
  }

  /** Return whether the first batch has the same outcomes as other worlds have, in every trust and both worlds. */
  startsLike(other) {
    const [own, theirs] = [this.batches[0]?.outcomes, other.batches[0]?.outcomes];
    const same = (world) => {
      const length = Math.min(own[world].length, theirs[world].length);
      return own[world].subarray(0, length).every((value, at) => Object.is(value, theirs[world][at]));
    };
    return Boolean(own && theirs) && same("with") && same("without");
  }

  /** Return whether any trust is in a partnership in any of the worlds. */
  get anyPartnership() {
    const everyone = Array.from({ length: this.shape.trusts }, (_, trust) => trust);
    return this.outcome("with", "partnerships_joined", everyone).some((value) => value > 0);
  }
}

function meanOfKnown(values) {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : NaN;
}
