// Who gains and who pays: the target, the partner, and the others of the page, with and without the partnership.

import { pairedDifference } from "./estimates.js";

/** Sides in the order in which they are told. */
const SIDES = ["target", "partner", "other"];

/**
 * Return for each side that the scenario has the paired difference in an outcome, of the mean of its trusts. Units that
 * are not helped themselves are no trusts of their own.
 * @param {import("../data/worlds.js").Worlds} worlds
 * @param {{role: string, name: string, unit_of: number}[]} trusts
 */
export function differencesOfSides(worlds, trusts, outcome) {
  return SIDES.flatMap((side) => {
    const isOf = (trust) => trust.role === side && !(side === "other" && trust.unit_of >= 0);
    const own = trusts.flatMap((trust, at) => (isOf(trust) ? [at] : []));
    if (!own.length) return [];
    const [withIt, without] = ["with", "without"].map((world) => worlds.outcome(world, outcome, own));
    return [{ side, trusts: own.map((at) => trusts[at].name), ...pairedDifference(without, withIt, false) }];
  });
}
