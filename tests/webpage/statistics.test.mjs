// Statistics of the page, at values that are known without a computer, and at the edges.

import assert from "node:assert/strict";
import { test } from "node:test";

import { mean, pairedDifference, share, wilson } from "../../sim/webpage/source/interface/statistics/estimates.js";
import {
  differenceByMonth,
  endOfSpecialMeasures,
  incidenceByMonth,
  lookLikeOne,
  quantileOfSorted,
} from "../../sim/webpage/source/interface/statistics/monthly.js";
import { halfWidthInErrors } from "../../sim/webpage/source/interface/statistics/student.js";
import { coarseFirst, settingsAlong, signChanges } from "../../sim/webpage/source/interface/statistics/tipping.js";

const close = (found, expected, within = 1e-9) =>
  assert.ok(Math.abs(found - expected) <= within, `${found} is not ${expected}`);

test("Student's t has the printed quantiles", () => {
  // Table of the t distribution, two-sided 5 %.
  for (const [freedom, printed] of [
    [1, 12.706],
    [2, 4.303],
    [10, 2.228],
    [30, 2.042],
    [120, 1.98],
  ])
    close(halfWidthInErrors(freedom), printed, 5e-4);
  close(halfWidthInErrors(100_000), 1.95999, 5e-5);
});

test("a share of none or all is not certain", () => {
  assert.equal(wilson(0, 20)[0], 0);
  assert.ok(wilson(0, 20)[1] > 0.1);
  assert.equal(wilson(20, 20)[1], 1);
  assert.ok(Number.isNaN(share(new Float64Array()).value));
});

test("one world has a mean and no interval, and missing values do not count", () => {
  const one = mean(Float64Array.of(3, NaN));
  assert.deepEqual([one.value, one.count], [3, 1]);
  assert.ok(Number.isNaN(one.low));
});

test("equal worlds differ in nothing, and say how sure that is", () => {
  const worlds = Float64Array.from({ length: 50 }, (_, at) => at % 2);
  const found = pairedDifference(worlds, worlds, true);
  assert.deepEqual([found.value, found.differ, found.settled], [0, 0, false]);
  assert.ok(found.high > 0 && found.low === -found.high);
});

test("a sign is settled by six worlds that differ, not by five", () => {
  const without = new Float64Array(2000);
  const withSome = (count) => Float64Array.from(without, (_, at) => (at < count ? 1 : 0));
  assert.equal(pairedDifference(without, withSome(5), true).settled, false);
  assert.equal(pairedDifference(without, withSome(9), true).settled, true);
});

test("what rounding leaves is no difference", () => {
  assert.equal(pairedDifference(Float64Array.of(0.1, 0.2), Float64Array.of(0.1 + 1e-12, 0.2), false).differ, 0);
});

test("a quantile lies between its neighbours in proportion", () => {
  assert.equal(quantileOfSorted([0, 10], 0.25), 2.5);
  assert.equal(quantileOfSorted([7], 0.95), 7);
});

test("absorption in the month of exit comes first, and coming back is no second exit", () => {
  const world = (measures, absorbed) =>
    endOfSpecialMeasures(
      (column, month) => (column === "absorbed_by" ? absorbed[month] : measures[month]),
      measures.length - 1,
    );
  assert.deepEqual(world([1, 1, 0, 1], [-1, -1, -1, -1]), { exit: 2, absorbed: Infinity });
  assert.deepEqual(world([1, 1, 0], [-1, -1, 4]), { exit: Infinity, absorbed: 2 });
  assert.deepEqual(world([0, 0, 0], [-1, -1, -1]), { exit: Infinity, absorbed: Infinity });
});

test("cumulative incidence never falls, and ends at the share that ended", () => {
  const rows = incidenceByMonth([1, 3, Infinity, 3], 4);
  assert.deepEqual(
    rows.map((row) => row.value),
    [0, 0.25, 0.25, 0.75, 0.75],
  );
});

test("a difference tips where its line crosses nought", () => {
  assert.deepEqual(
    signChanges([
      { at: 0, value: -1 },
      { at: 1, value: 3 },
    ]),
    [0.25],
  );
  assert.deepEqual(
    signChanges([
      { at: 0, value: 1 },
      { at: 1, value: 3 },
    ]),
    [],
  );
});

test("settings along a lever are ones that it has, ends included", () => {
  assert.deepEqual(settingsAlong({ kind: "number", minimum: 0, maximum: 1, step: 0.25 }, 11), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(settingsAlong({ kind: "month", minimum: 1, maximum: 60, step: 1 }, 3), [1, 31, 60]);
  assert.deepEqual(
    settingsAlong({ kind: "number", minimum: 0, maximum: 1, step: 0.1, levels: [0.1, 0.4, 0.9] }, 11),
    [0.1, 0.4, 0.9],
  );
  assert.deepEqual(settingsAlong({ kind: "choice", options: [{ value: "a" }, { value: "b" }] }, 11), ["a", "b"]);
});

test("a surface is played once everywhere, its corners early", () => {
  const cells = coarseFirst(9, 9);
  assert.equal(new Set(cells.map(({ column, row }) => `${column},${row}`)).size, 81);
  const early = cells.slice(0, 9);
  assert.ok(early.some(({ column, row }) => column === 8 && row === 8));
});

test("of several trusts, the mean of each world counts as one", () => {
  // Two worlds of two trusts: gaps 1 and 3 in the first world, 5 and 7 in the second.
  const [row] = differenceByMonth([Float64Array.of(1, 3, 5, 7)], [new Float64Array(4)], 2);
  assert.deepEqual([row.value, row.count], [4, 2]);
  close(row.high - row.value, halfWidthInErrors(1) * 2, 1e-6);
});

test("lines look like one where they differ by less than a hundredth of what is shown", () => {
  assert.equal(lookLikeOne([1, 2], [1.005, 2], 1), true);
  assert.equal(lookLikeOne([1, 2], [1.05, 2], 1), false);
});
