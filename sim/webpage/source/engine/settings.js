// What settings of the levers write over the image of a scenario, and over its file.

import { wordOf } from "./packing.js";

const WORD = 8;

/** Return the settings of all levers, those that are not named as in the scenario; refuse what no lever can have. */
export function settingsOf(scenario, settings) {
  for (const key of Object.keys(settings)) {
    if (!scenario.levers.some((lever) => lever.key === key)) throw new RangeError(`there is no lever ${key}`);
  }
  const values = {};
  for (const lever of scenario.levers) {
    const value = settings[lever.key] ?? lever.value;
    if (value !== lever.value) positionOf(lever, value);
    values[lever.key] = value;
  }
  return values;
}

/** Return the values that a lever can have, where they are listed. */
export function valuesOf(lever) {
  return lever.levels ?? lever.options?.map((option) => option.value) ?? null;
}

/** Return the position of a value among those of a lever; of one that can have any value within bounds, -1. */
function positionOf(lever, value) {
  const values = valuesOf(lever);
  if (values === null) {
    if (typeof value === "number" && value >= lever.minimum && value <= lever.maximum) return -1;
    throw new RangeError(`${lever.key} cannot be ${value}; it goes from ${lever.minimum} to ${lever.maximum}`);
  }
  const position = values.indexOf(value);
  if (position < 0) throw new RangeError(`${lever.key} cannot be ${value}; it can be ${values.join(", ")}`);
  return position;
}

/** Return what settings write over the image: [offset, bytes] each; starts of trusts apart, which take long to copy. */
export function writesOf(scenario, settings) {
  const values = settingsOf(scenario, settings);
  const writes = [];
  for (const lever of scenario.levers) {
    const value = values[lever.key];
    if (value === lever.value) continue;
    const { kind, at, words } = lever.writes;
    if (kind === "words") {
      const row = positionOf(lever, value) * at.length;
      at.forEach((offset, n) => writes.push([offset, words.subarray((row + n) * WORD, (row + n + 1) * WORD)]));
    } else {
      at.forEach((offset) => writes.push([offset, wordOf(value, kind)]));
    }
  }
  return writes;
}

/** Return which of all settings of starts each trust has whose start levers move. */
export function startsFor(scenario, settings) {
  const values = settingsOf(scenario, settings);
  return (scenario.memory.starts.trusts ?? []).map((trust) => trust.first + settingOf(scenario, trust, values));
}

/** Return which of the settings of a trust is meant: of the levers that move it the last varies first. */
function settingOf(scenario, trust, values) {
  return trust.levers.reduce((setting, key) => {
    const lever = scenario.levers.find((one) => one.key === key);
    return setting * valuesOf(lever).length + positionOf(lever, values[key]);
  }, 0);
}

/** Return the scenario as a file would say it with settings, as plain data. */
export function fileOf(scenario, settings) {
  const values = settingsOf(scenario, settings);
  const file = structuredClone(scenario.data);
  for (const lever of scenario.levers) {
    const value = values[lever.key];
    if (value === lever.value) continue;
    const edits = lever.edits ? lever.edits[positionOf(lever, value)] : lever.paths.map((path) => [path, value]);
    for (const [path, changed] of edits) put(file, path, changed);
  }
  return file;
}

function put(file, path, value) {
  let place = file;
  for (const step of path.slice(0, -1)) place = place[step] ??= {};
  if (value?.removed === true) delete place[path.at(-1)];
  else place[path.at(-1)] = structuredClone(value);
}
