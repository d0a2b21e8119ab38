// Who gains and who pays: the target, the partner, and the others of the page, with and without the partnership.

import { mean, pairedDifference } from "./estimates.js";

/** Sides in the order in which they are told. */
export const SIDES = ["target", "partner", "other"];

/**
 * Return for each side that the scenario has the paired difference in an outcome, of the mean of its trusts.
 * @param {import("../data/worlds.js").Worlds} worlds
 * @param {{role: string, name: string}[]} trusts
 */
export function differencesOfSides(worlds, trusts, outcome) {
  return SIDES.flatMap((side) => {
    const own = trusts.flatMap((trust, at) => (trust.role === side ? [at] : []));
    if (!own.length) return [];
    const [withIt, without] = ["with", "without"].map((world) => meanOfTrusts(worlds, world, own, outcome));
    return [{ side, trusts: own.map((at) => trusts[at].name), ...pairedDifference(without, withIt, false) }];
  });
}

/** Return the mean of an outcome over some trusts, world by world; trusts without a value are left out. */
function meanOfTrusts(worlds, world, own, outcome) {
  const each = own.map((at) => worlds.outcome(world, outcome, at));
  return Float64Array.from(each[0], (_, number) => mean(each.map((values) => values[number])).value);
}
