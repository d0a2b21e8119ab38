// What is drawn month by month: quantiles over worlds, paired differences, shares of stages, cumulative incidence.

import { mean, wilson } from "./estimates.js";

/** Quantiles of the bands: 5-95 % (light), 25-75 % (dark), and the median. */
export const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95];

/** Return a quantile of sorted numbers, by linear interpolation between neighbours. */
export function quantileOfSorted(sorted, share) {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

/**
 * Return the quantiles of a variable in every month.
 * @param {Float64Array[]} byMonth values of all worlds, one array a month
 * @returns {{month: number, quantiles: number[]}[]} quantiles in the order of `SHARES`
 */
export function quantilesByMonth(byMonth) {
  return byMonth.map((values, month) => {
    const sorted = Float64Array.from(values).sort();
    return { month, quantiles: SHARES.map((share) => quantileOfSorted(sorted, share)) };
  });
}

/**
 * Return the mean paired difference in every month with its 95 % interval. Trusts of one world are not independent of
 * each other, so that their mean is what counts as one.
 * @param {number} together how many values in a row are of the trusts of one world
 */
export function differenceByMonth(withIt, without, together = 1) {
  return withIt.map((values, month) => {
    const gaps = Float64Array.from({ length: values.length / together }, (_, world) => {
      let sum = 0;
      for (let at = world * together; at < (world + 1) * together; at += 1) sum += values[at] - without[month][at];
      return sum / together;
    });
    return { month, ...mean(gaps) };
  });
}

/** Return the share of worlds in which a variable has each of some codes, small whole numbers, in every month. */
export function sharesByMonth(byMonth, codes) {
  const counts = new Float64Array(Math.max(...codes) + 1);
  return byMonth.map((values, month) => {
    counts.fill(0);
    for (let at = 0; at < values.length; at += 1) counts[values[at]] += 1;
    return { month, shares: codes.map((code) => counts[code] / values.length) };
  });
}

/**
 * Return the month in which a trust first left special measures, and whether absorption came before.
 * @param {(column: string, month: number) => number} value of one world
 * @returns {{exit: number, absorbed: number}} months, Infinity for never
 */
export function endOfSpecialMeasures(value, months) {
  let entered = false;
  for (let month = 0; month <= months; month += 1) {
    if (value("absorbed_by", month) >= 0) return { exit: Infinity, absorbed: month }; // in the same month it comes first
    const inside = value("special_measures", month) > 0;
    if (entered && !inside) return { exit: month, absorbed: Infinity };
    entered ||= inside;
  }
  return { exit: Infinity, absorbed: Infinity };
}

/**
 * Return the cumulative incidence of an end by every month, with Wilson's interval. All worlds are followed from the
 * start to the end, so that the estimate of Aalen and Johansen is the plain share.
 * @param {number[]} ends month of the end in each world, Infinity for never
 * @param {boolean} independent whether each end is of a world of its own; the interval would be too narrow otherwise
 */
export function incidenceByMonth(ends, months, independent = true) {
  const ended = new Float64Array(months + 1);
  for (const end of ends) if (end <= months) ended[end] += 1;
  let yes = 0;
  return Array.from({ length: months + 1 }, (_, month) => {
    yes += ended[month];
    const [low, high] = independent ? wilson(yes, ends.length) : [NaN, NaN];
    return { month, value: yes / ends.length, low, high, count: ends.length };
  });
}

/** Part of what an axis shows within which two lines look like one. */
const ONE_LINE = 0.01;

/** Return whether two lines look like one on an axis that shows a range of values. */
export function lookLikeOne(values, others, range) {
  return values.every((value, at) => Math.abs(value - others[at]) <= ONE_LINE * range);
}
