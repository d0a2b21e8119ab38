// Means, shares and paired differences with their 95 % intervals: those that the commands print.

import { halfWidthInErrors } from "./student.js";

/** Standard deviations on either side of the mean within which 95 % of a normal distribution lies. */
const NORMAL = 1.959963984540054;

/** Differences up to this are the rounding of sums, and count as none. */
const ROUNDING = 1e-9;

/** Worlds that must differ before a sign counts as settled: of five, all may lie on one side by chance alone. */
export const FEWEST = 6;

/**
 * @typedef {{value: number, low: number, high: number, count: number}} Estimate a figure, its 95 % interval, and how
 *   many worlds it rests on; NaN where there are too few
 */

/** Return Wilson's 95 % interval of a share. */
export function wilson(yes, count) {
  const squared = NORMAL ** 2;
  const among = yes / count;
  const middle = (2 * count * among + squared) / (2 * (count + squared));
  const half = (NORMAL / (2 * (count + squared))) * Math.sqrt(4 * count * among * (1 - among) + squared);
  return [yes ? middle - half : 0, yes < count ? middle + half : 1];
}

/** Return the values that are known: those that are numbers. */
function knownOf(values) {
  return values.filter((value) => !Number.isNaN(value));
}

function averageOf(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Return the mean of the known values with its 95 % interval (Student's t). @returns {Estimate} */
export function mean(values) {
  const known = knownOf(values);
  const count = known.length;
  const value = count ? averageOf(known) : NaN;
  if (count < 2) return { value, low: NaN, high: NaN, count };
  let squares = 0;
  for (const one of known) squares += (one - value) ** 2;
  const half = (halfWidthInErrors(count - 1) * Math.sqrt(squares / (count - 1))) / Math.sqrt(count);
  return { value, low: value - half, high: value + half, count };
}

/** Return the share of yes (1) among the known values, with Wilson's interval. @returns {Estimate} */
export function share(values) {
  const known = knownOf(values);
  const count = known.length;
  if (!count) return { value: NaN, low: NaN, high: NaN, count };
  const value = averageOf(known);
  const [low, high] = wilson(Math.round(value * count), count);
  return { value, low, high, count };
}

/** Return the statistic of an outcome in one world: a share of yes or no, otherwise a mean. */
export function estimateOf(values, isShare) {
  return isShare ? share(values) : mean(values);
}

/**
 * Return what differs between the same worlds with and without something, pair by pair.
 * @param {Float64Array} reference values of the worlds without, NaN where a value does not apply
 * @param {Float64Array} other values of the same worlds with
 * @param {boolean} isShare whether the values are yes (1) or no (0)
 * @returns {Estimate & {differ: number, toYes: number, toNo: number, settled: boolean}} `differ`: worlds with a
 *   difference; `toYes`, `toNo`: answers that changed; `settled`: the interval excludes nought, and enough worlds differ
 */
export function pairedDifference(reference, other, isShare) {
  const gaps = knownOf(other.map((value, at) => value - reference[at])).map((gap) =>
    Math.abs(gap) <= ROUNDING ? 0 : gap,
  );
  const differ = gaps.filter((gap) => gap !== 0).length;
  const found = intervalOfGaps(gaps, isShare);
  return {
    ...found,
    differ,
    toYes: gaps.filter((gap) => gap > 0).length,
    toNo: gaps.filter((gap) => gap < 0).length,
    settled: differ >= FEWEST && (found.low > 0 || found.high < 0),
  };
}

function intervalOfGaps(gaps, isShare) {
  const first = gaps[0];
  if (
    isShare &&
    gaps.length > 1 &&
    Math.abs(first) <= 1 &&
    Number.isInteger(first) &&
    gaps.every((gap) => gap === first)
  ) {
    return intervalOfOneAnswer(first, gaps.length);
  }
  const found = mean(gaps);
  return isShare ? { ...found, low: Math.max(-1, found.low), high: Math.min(1, found.high) } : found;
}

/** Where every world gives the same change of a yes or no there is no spread, and Wilson's interval is used instead. */
function intervalOfOneAnswer(answer, count) {
  if (answer === 0) {
    const high = wilson(0, count)[1];
    return { value: 0, low: -high, high, count };
  }
  const [low, high] = wilson(count, count)
    .map((limit) => answer * limit)
    .sort((one, next) => one - next);
  return { value: answer, low, high, count };
}
