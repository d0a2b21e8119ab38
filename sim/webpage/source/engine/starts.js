// Where described trusts start, put together from the parts that Python has written into the page.
//
// Each start is a trust of the stationary population whose levels are what is expected at this setting of the levers
// plus how far that trust is from what is expected of it: the very sum that Python does, so that the bits are the same.

import { rowsOf, unpacked, wordOf } from "./packing.js";

const WORD = 8;

/** Unpack the parts of the starts of all described trusts; nothing where the scenario describes none. */
export async function openStarts(data) {
  if (!data.trusts) return { trusts: [] };
  const settings = data.counts.length;
  const [donors, unexplained, donorOf, unexplainedOf, expected] = await Promise.all(
    [data.donors, data.unexplained, data.donor_of, data.unexplained_of, data.expected].map(unpacked),
  );
  const open = async (field) => ({ ...field, words: await unpacked(field.words) });
  return {
    ...data,
    donors: rowsOf(donors, data.itemsize),
    unexplained: new Float64Array(rowsOf(unexplained, WORD * data.levels.length).buffer),
    donor_of: new Uint16Array(donorOf.buffer),
    unexplained_of: new Uint16Array(unexplainedOf.buffer),
    expected: new Float64Array(rowsOf(expected, WORD).buffer), // [levels, settings]
    fixed: await Promise.all(data.fixed.map(open)),
    columns: await Promise.all(data.columns.map(open)),
    firsts: data.counts.reduce((firsts, count) => [...firsts, firsts.at(-1) + count], [0]),
    settings,
  };
}

/** Return what the starts of a trust write over the image at one of the settings of all: [offset, bytes] each. */
export function startWrites(starts, trust, setting) {
  const { count, rows } = startsAt(starts, setting);
  return [
    [trust.block, rows],
    [trust.choices, wordOf(count, "i8")],
  ];
}

/** Return how many starts a trust has at one of the settings of all, and their records one after the other. */
function startsAt(starts, setting) {
  const { itemsize, levels, low, high, settings } = starts;
  const count = starts.counts[setting];
  const first = starts.firsts[setting];
  const rows = new Uint8Array(count * itemsize);
  const view = new DataView(rows.buffer);
  for (let row = 0; row < count; row += 1) {
    const donor = starts.donor_of[first + row] * itemsize;
    rows.set(starts.donors.subarray(donor, donor + itemsize), row * itemsize);
    const apart = starts.unexplained_of[first + row] * levels.length;
    for (let level = 0; level < levels.length; level += 1) {
      let value = starts.expected[level * settings + setting] + starts.unexplained[apart + level];
      if (low[level] !== null && value < low[level]) value = low[level];
      if (high[level] !== null && value > high[level]) value = high[level];
      view.setFloat64(row * itemsize + levels[level], value, true);
    }
  }
  for (const field of starts.fixed) {
    if (!field.set[setting]) continue;
    const word = field.words.subarray(setting * WORD, setting * WORD + field.size);
    for (let row = 0; row < count; row += 1) rows.set(word, row * itemsize + field.offset);
  }
  for (const field of starts.columns) {
    if (!field.set[setting]) continue;
    const before = starts.counts.slice(0, setting).reduce((sum, n, at) => sum + (field.set[at] ? n : 0), 0);
    for (let row = 0; row < count; row += 1) {
      const word = (before + row) * WORD;
      rows.set(field.words.subarray(word, word + field.size), row * itemsize + field.offset);
    }
  }
  return { count, rows };
}
