// Menus that several views share: trusts, outcomes, variables.

import { menu, newId } from "../dom.js";
import { drawnColumns, shortLabel } from "../data/columns.js";
import { EVERYONE } from "../data/page_data.js";

/** More trusts than these, and they can also be shown together. */
const FEW = 3;

/** Return the menu of trusts. @param {boolean} together whether all together can be chosen */
export function trustMenu({ scenario, group, trust }, together, onchange) {
  const titles = { target: "Helped", partner: "Helps", other: "Others" };
  const several = scenario.trusts.length > FEW;
  const options = scenario.trusts.map((one) => ({
    value: one.id,
    label: one.name,
    group: several ? titles[one.role] : "",
  }));
  const everyone = together && several ? [{ value: EVERYONE, label: "All trusts together" }] : [];
  const chosen = together && group.length > 1 ? EVERYONE : scenario.trusts[trust].id;
  return menu(newId("trust"), [...everyone, ...options], chosen, onchange);
}

/** Return the menu of outcomes, those that can be better or worse first. */
export function outcomeMenu(scenario, chosen, onchange) {
  const group = (outcome) =>
    outcome.higher_is_better === null ? "What happened" : outcome.monetised ? "Money" : "Better or worse";
  const options = scenario.outcomes.map((outcome) => ({
    value: outcome.name,
    label: outcome.label,
    group: group(outcome),
  }));
  return menu(newId("outcome"), options, chosen, onchange);
}

/** Return the menu of variables that are drawn over time. */
export function variableMenu(scenario, trust, chosen, onchange) {
  const options = drawnColumns(scenario, trust).map((column) => ({
    value: column.name,
    label: shortLabel(column),
    group: column.of ? "Published figures" : column.published ? "Published, as levels" : "True levels and more",
  }));
  return menu(newId("variable"), options, chosen, onchange);
}
