// The data of the page as the views take them: what scenarios share stands in each of them.

/** What stands for all trusts together, in menus and in the address. */
export const EVERYONE = "*";

/** Return an outcome's label with the unit of its months said: `Recovered within 36 months`. */
function readableLabel(label) {
  return label.replace(/ within (\d+)$/, " within $1 months").replace(/ (change|after) (\d+)$/, " $1 by month $2");
}

/** Return the page with the shared lists in every scenario, and published figures among its columns. */
export function preparedPage(page) {
  const outcomes = page.outcomes.map((outcome) => ({ ...outcome, label: readableLabel(outcome.label) }));
  const { columns, stages, ratings } = page;
  const scenarios = page.scenarios.map((scenario) => ({
    ...scenario,
    outcomes,
    stages,
    ratings,
    columns: [...(scenario.figures ?? []), ...columns],
  }));
  return { ...page, scenarios };
}
