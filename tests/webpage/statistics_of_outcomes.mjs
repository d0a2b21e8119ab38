// Reads outcomes and monthly columns as JSON from standard input, and writes what the page would show of them.

import { readFileSync } from "node:fs";

import { estimateOf, pairedDifference } from "../../sim/webpage/source/interface/statistics/estimates.js";
import {
  differenceByMonth,
  endOfSpecialMeasures,
  incidenceByMonth,
  quantilesByMonth,
  sharesByMonth,
} from "../../sim/webpage/source/interface/statistics/monthly.js";
import { differencesOfSides } from "../../sim/webpage/source/interface/statistics/sides.js";
import { Worlds } from "../../sim/webpage/source/interface/data/worlds.js";

const given = JSON.parse(readFileSync(0, "utf8"), (key, value) => (value === "NaN" ? NaN : value));
const worlds = new Worlds(given.shape);
const arrays = (both) =>
  Object.fromEntries(Object.entries(both).map(([world, values]) => [world, Float64Array.from(values)]));
for (const { first, count, outcomes, months } of given.batches) {
  worlds.add({ first, count, outcomes: arrays(outcomes), months: arrays(months) });
}
const { trust } = given;
const each = given.shape.asked.length;
const byTrust = (months) => months.map((values) => values.filter((_, at) => at % each === trust));

const outcomes = Object.fromEntries(
  given.outcomes.map(({ name, kind }) => {
    const [withIt, without] = ["with", "without"].map((world) => worlds.outcome(world, name, [trust]));
    const isShare = kind === "share";
    return [name, { estimate: estimateOf(withIt, isShare), difference: pairedDifference(without, withIt, isShare) }];
  }),
);
const months = (world, column) => byTrust(worlds.byMonth(world, column));
const held = Object.fromEntries(["special_measures", "absorbed_by"].map((column) => [column, months("with", column)]));
const ends = Array.from({ length: worlds.count }, (_, number) =>
  endOfSpecialMeasures((column, month) => held[column][month][number], given.shape.months),
);
const shown = {
  outcomes,
  quantiles: quantilesByMonth(months("with", "quality")).map((row) => row.quantiles),
  difference: differenceByMonth(months("with", "quality"), months("without", "quality")),
  stages: sharesByMonth(months("with", "stage"), given.stages).map((row) => row.shares),
  exit: incidenceByMonth(
    ends.map((end) => end.exit),
    given.shape.months,
  ),
  absorbed: incidenceByMonth(
    ends.map((end) => end.absorbed),
    given.shape.months,
  ),
  sides: differencesOfSides(worlds, given.trusts, given.horizon),
};
process.stdout.write(JSON.stringify(shown, (key, value) => (Number.isNaN(value) ? "NaN" : value)));
