// Names inside stacked areas, where there is room for them: read without the key, and without colour.

const LETTER = 6.2; // pixels, the width of an average letter of a name
const LINE = 15; // pixels, the height of a name with the room around it
const BRIGHT = 0.4; // of light, above which dark letters are read more easily than white ones

/**
 * Return where a name stands in an area, in the middle of the tallest stretch that is as wide as the name.
 * @param {number[]} floor lower edge of the area in each month, in pixels from the top
 * @param {number[]} ceiling upper edge
 * @param {number} step pixels of a month
 * @returns {{month: number, y: number}|null} null if there is no such stretch
 */
export function roomFor(name, floor, ceiling, step) {
  const half = Math.ceil((name.length * LETTER) / 2 / step);
  let best = null;
  for (let month = half; month < floor.length - half; month += 1) {
    const here = floor[month] - ceiling[month]; // a stretch is no taller than at its middle
    if (here < LINE || here <= (best?.height ?? 0)) continue;
    const bottom = Math.min(...floor.slice(month - half, month + half + 1));
    const top = Math.max(...ceiling.slice(month - half, month + half + 1));
    if (bottom - top >= LINE && bottom - top > (best?.height ?? 0))
      best = { month, y: (bottom + top) / 2, height: bottom - top };
  }
  return best && { month: best.month, y: best.y };
}

/** Return black or white, whichever is read more easily on a colour. @param {string} colour as #rrggbb */
export function inkOn(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > BRIGHT ** 2.2 ? "#000000" : "#ffffff";
}
