// The data of the page as the views take them: what scenarios share stands in each of them.

/** What stands for all trusts together, in menus and in the address. */
export const EVERYONE = "*";

/** Return an outcome's label as a headline reads it: `Performance change by month 60`. */
function readableLabel(label) {
  return label
    .replace(/ change (\d+) months$/, " change by month $1")
    .replace(/ (\d+) after integration$/, " $1 months after integration");
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
