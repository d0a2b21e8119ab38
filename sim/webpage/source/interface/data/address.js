// What one sees, in the address after #: a link or a kept file shows the same again.

/**
 * @typedef {{view: string, scenario: string, settings: Object<string, Object>, trust: string, outcome: string,
 *   variable: string, world: number, along: string, across: string, kept: {scenario: string, settings: object}[]}} Seen
 */

const PLAIN = ["view", "scenario", "trust", "outcome", "variable", "world", "along", "across"];

/** Return what is seen as text for the address: what differs from how the page opens, and nothing else. */
export function toAddress(seen, opening) {
  const written = new URLSearchParams();
  for (const key of PLAIN) if (String(seen[key]) !== String(opening[key])) written.set(key, seen[key]);
  for (const [scenario, settings] of Object.entries(seen.settings)) {
    for (const [key, value] of Object.entries(settings)) written.set(`set.${scenario}.${key}`, value);
  }
  for (const kept of seen.kept) written.append("keep", JSON.stringify([kept.scenario, kept.settings]));
  return written.toString();
}

/**
 * Return what an address asks for. What this page has not is left out, and named in `unknown`.
 * @param {string} text after #
 * @param {object} page the page data
 */
export function fromAddress(text, opening, page) {
  const seen = { ...opening, settings: {}, kept: [] };
  const unknown = [];
  for (const [key, value] of new URLSearchParams(text.replace(/^#/, ""))) {
    if (PLAIN.includes(key)) seen[key] = key === "world" ? Math.max(0, Number.parseInt(value, 10) || 0) : value;
    else if (!(key.startsWith("set.") ? takeSetting(seen, key, value, page) : takeKept(seen, key, value, page)))
      unknown.push(key);
  }
  return { seen, unknown };
}

function takeSetting(seen, key, value, page) {
  const scenario = page.scenarios.find((one) => key.startsWith(`set.${one.name}.`));
  if (!scenario) return false;
  const lever = key.slice(`set.${scenario.name}.`.length);
  const allowed = allowedSetting(scenario, lever, value);
  if (allowed === undefined) return false;
  seen.settings[scenario.name] = { ...seen.settings[scenario.name], [lever]: allowed };
  return true;
}

function takeKept(seen, key, value, page) {
  if (key !== "keep") return false;
  let [name, settings] = ["", {}];
  try {
    [name, settings] = JSON.parse(value);
  } catch {
    return false;
  }
  const scenario = page.scenarios.find((one) => one.name === name);
  if (!scenario) return false;
  const own = Object.entries(settings ?? {}).map(([lever, set]) => [
    lever,
    allowedSetting(scenario, lever, String(set)),
  ]);
  if (own.some(([, set]) => set === undefined)) return false;
  seen.kept.push({ scenario: name, settings: Object.fromEntries(own) });
  return true;
}

/** Return a setting of a lever as the engine takes it; undefined if the lever does not allow it. */
function allowedSetting(scenario, key, text) {
  const lever = scenario.levers.find((one) => one.key === key);
  if (!lever) return undefined;
  if (lever.kind === "choice") return lever.options.find((option) => String(option.value) === text)?.value;
  const value = Number(text);
  return text.trim() !== "" && value >= lever.minimum && value <= lever.maximum ? value : undefined;
}
