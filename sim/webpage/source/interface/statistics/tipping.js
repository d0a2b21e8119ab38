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

/** Return settings of a lever at equal distances from its lowest to its highest, on its steps. */
export function settingsAlong(lever, most) {
  if (lever.kind === "choice") return lever.options.map((option) => option.value);
  const step = lever.kind === "month" ? Math.max(1, lever.step || 1) : lever.step || (lever.maximum - lever.minimum) / (most - 1);
  const steps = Math.round((lever.maximum - lever.minimum) / step);
  const points = Math.min(most, steps + 1);
  const all = Array.from({ length: points }, (_, at) => {
    const steps_in = points === 1 ? 0 : Math.round((at * steps) / (points - 1));
    return Number((lever.minimum + steps_in * step).toFixed(10));
  });
  return [...new Set(all)];
}

/** Return the order in which the cells of a surface are played: coarse first, so that its shape shows early. */
export function coarseFirst(columns, rows) {
  const cells = [];
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; column += 1) cells.push({ column, row });
  const level = ({ column, row }) => Math.max(...[column, row].map((place) => (place % 4 === 0 ? 0 : place % 2 === 0 ? 1 : 2)));
  return cells.sort((one, next) => level(one) - level(next));
}
