// Monthly columns: which can be shown, what the engine must play for them, and their figures in the units of the page.

/** Columns that every view of a trust's status needs. */
export const STATUS = ["stage", "special_measures", "absorbed_by"];

/** Return whether a column is a number that can be drawn as a line, and the trust has it. */
function isDrawn(column, trust) {
  const isLevel =
    !column.choices && column.unit !== "flag" && column.unit !== "number" && !STATUS.includes(column.name);
  return isLevel && (!column.trusts || column.trusts.includes(trust));
}

/** Return the columns that can be drawn of a trust: published figures in their own units first. */
export function drawnColumns(scenario, trust) {
  const drawn = scenario.columns.filter((column) => isDrawn(column, trust));
  const rank = (column) => (column.of ? 0 : column.published ? 2 : 1);
  return drawn
    .map((column, at) => ({ column, at }))
    .sort((one, next) => rank(one.column) - rank(next.column) || one.at - next.at)
    .map(({ column }) => column);
}

/** Return a column that can be drawn of a trust, by its name; the first that there is if it has none of that name. */
export function columnNamed(scenario, name, trust) {
  const drawn = drawnColumns(scenario, trust);
  return drawn.find((column) => column.name === name) ?? drawn[0];
}

/** Return what the engine must play to show a column. */
export function playedFor(column) {
  return column.of ?? column.name;
}

/** Return a played value in the unit of a column. */
export function inUnit(column, value) {
  if (!column.of) return value;
  const figure = column.at_zero + column.slope * value;
  return Math.min(column.maximum ?? Infinity, Math.max(column.minimum ?? -Infinity, figure));
}

/** Return a column of all worlds in its unit, one array a month. @param {import("./worlds.js").Worlds} worlds */
export function monthsOf(worlds, world, column) {
  const months = worlds.byMonth(world, playedFor(column));
  return column.of ? months.map((values) => values.map((value) => inUnit(column, value))) : months;
}

/** Return the title of an axis for a column. */
export function axisTitle(column) {
  return column.unit && column.unit !== "level"
    ? `${shortLabel(column)} (${column.unit})`
    : `${shortLabel(column)} (level, 0\u00a0to\u00a01)`;
}

/** Return the unit of differences in a column: of a percentage, percentage points. */
export function differenceUnit(column) {
  if (column.unit === "level" || !column.unit) return "level";
  return column.unit.replace(/^%/, "percentage points");
}

/** Return the label of a column, without what follows a colon. */
export function shortLabel(column) {
  const text = column.label.split(":")[0];
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Return what a variable's axis spans at least, so that noise on a small range does not look like a turnaround. */
export function leastSpan(column) {
  if (column.of) return Math.abs(column.slope) * 0.3;
  return column.unit === "level" || !column.unit ? 0.3 : 0;
}
