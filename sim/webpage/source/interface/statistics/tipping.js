// Where a difference changes its sign along a lever.

/**
 * Return the settings at which the difference is nought, by straight lines between neighbouring settings.
 * @param {{at: number, value: number}[]} points in the order of `at`
 * @returns {number[]} none if it keeps its sign
 */
export function signChanges(points) {
  const found = [];
  for (let place = 1; place < points.length; place += 1) {
    const [before, after] = [points[place - 1], points[place]];
    if (before.value * after.value < 0) {
      found.push(before.at + ((after.at - before.at) * before.value) / (before.value - after.value));
    }
  }
  return found;
}

/** Return so many places of a list of `length`, at equal distances, both ends among them. */
function spread(length, most) {
  const points = Math.min(most, length);
  return Array.from({ length: points }, (_, at) => (points === 1 ? 0 : Math.round((at * (length - 1)) / (points - 1))));
}

/** Return at most `most` settings of a lever from its lowest to its highest, on its steps; of a choice all options. */
export function settingsAlong(lever, most) {
  if (lever.kind === "choice") return lever.options.map((option) => option.value);
  if (lever.levels) return spread(lever.levels.length, most).map((place) => lever.levels[place]);
  const steps = Math.round((lever.maximum - lever.minimum) / lever.step);
  // Ten digits are more than any step has, and what adding up steps leaves beyond them is rounding.
  return spread(steps + 1, most).map((place) => Number((lever.minimum + place * lever.step).toFixed(10)));
}

/** Return the order in which the cells of a surface are played: coarse first, so that its shape shows early. */
export function coarseFirst(columns, rows) {
  const cells = [];
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) cells.push({ column, row });
  const level = ({ column, row }) =>
    Math.max(...[column, row].map((place) => (place % 4 === 0 ? 0 : place % 2 === 0 ? 1 : 2)));
  return cells.sort((one, next) => level(one) - level(next));
}
