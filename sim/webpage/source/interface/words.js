// Figures and sentences as the reader sees them.

const MINUS = "−";
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** Return a number with few digits: as many as tell something at its size. */
export function number(value, digits) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const size = Math.abs(value);
  const places = digits ?? (size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
  const text = size.toLocaleString("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places });
  return value < 0 && Number(size.toFixed(places)) !== 0 ? `${MINUS}${text}` : text;
}

/** Return a number with its sign. */
export function signed(value, digits) {
  const text = number(value, digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Return digits after the point that suit the largest of some numbers, so that all are written alike. */
export function placesFor(values) {
  const most = Math.max(...values.filter(Number.isFinite).map(Math.abs), 0);
  return most >= 100 ? 0 : most >= 10 ? 1 : most >= 0.1 ? 2 : 3;
}

/** Return how figures of an outcome are written: `value`, `gap` (a difference), and the units of both. */
export function scaleOf({ kind, unit }) {
  if (kind === "share") {
    return {
      factor: 100,
      value: (value) => (Number.isNaN(value) ? "–" : `${number(100 * value, 0)}%`),
      gap: (value) => signed(100 * value, 1),
      unit: "",
      gapUnit: "percentage points",
    };
  }
  return { factor: 1, value: (value) => number(value), gap: (value) => signed(value), unit, gapUnit: unit };
}

/** Return `low to high` of an interval, as differences are written. */
export function span(found, write) {
  return Number.isNaN(found.low) ? "too few worlds for an interval" : `${write(found.low)} to ${write(found.high)}`;
}

/** Return names as a list in words. */
export function listed(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** Return a text with a capital first letter. */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Return a text with a small first letter. */
export function lowered(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Return a text that begins small, unless its first word is a name in capitals. */
export function small(text) {
  return /^[A-Z][a-z ]/.test(text) ? lowered(text) : text;
}

/** Return a month of the run by its number and its name. */
export function monthName(month, start) {
  if (month === 0) return "Start";
  return `Month ${month} (${MONTHS[(start.month + month - 2) % 12]}, year ${Math.floor((month - 1) / 12) + 1})`;
}

/** Return what the partnership of a scenario is called in some settings, as in `buddying with Regency Vale`. */
export function partnershipName(scenario, settings = {}) {
  const own = scenario.partnerships;
  if (own.length !== 1) return own.length ? "the partnerships" : "partnerships";
  const [one] = own;
  const chosen = settings[`partnerships.${one.id}.type`] ?? one.type;
  const called = scenario.types.find((type) => type.name === chosen)?.called ?? one.label;
  const partners = one.partners.map((id) => scenario.trusts.find((trust) => trust.id === id)?.name ?? id);
  return partners.length ? `${called} with ${listed(partners)}` : called;
}

/**
 * Return the headline: what the worlds played so far say of the difference.
 * @returns {{verdict: string, sentence: string, tone: "better"|"worse"|"open"|"changed"}}
 */
export function headline({ trust, outcome, withIt, without, difference, partnership, count }) {
  const scale = scaleOf(outcome);
  const unit = scale.unit ? ` ${scale.unit}` : "";
  const [withText, withoutText] = [scale.value(withIt.value), without && scale.value(without.value)];
  const among = outcome.kind === "share" ? ` of ${count.toLocaleString("en-GB")} worlds` : `${unit} on average`;
  if (!without) {
    return { verdict: `${trust}: ${small(outcome.label)}`, sentence: `${withText}${among}.`, tone: "changed" };
  }
  const figures = `${capital(outcome.label)}: ${withText}${among} with ${partnership}, ${withoutText}${unit && outcome.kind !== "share" ? unit : ""} without.`;
  if (Number.isNaN(difference.low)) return { verdict: "Too few worlds to tell", sentence: figures, tone: "open" };
  const gap = `Difference ${scale.gap(difference.value)} ${scale.gapUnit} (95% interval ${span(difference, scale.gap)}).`;
  return { ...verdictOn(trust, outcome, difference, partnership), sentence: `${figures} ${gap}` };
}

function verdictOn(trust, outcome, difference, partnership) {
  if (!difference.settled) {
    const none = difference.differ === 0;
    return {
      verdict: none
        ? `For ${trust}, ${partnership} changes nothing in this`
        : `The worlds played so far do not tell whether ${partnership} ${outcome.higher_is_better === null ? "matters for" : "helps"} ${trust}`,
      tone: "open",
    };
  }
  const up = difference.value > 0;
  if (outcome.higher_is_better === null) {
    return {
      verdict: `${capital(small(outcome.label))}: ${up ? "more" : "less"} with ${partnership}`,
      tone: "changed",
    };
  }
  const better = up === outcome.higher_is_better;
  return {
    verdict: `${trust} does ${better ? "better" : "worse"} with ${partnership}`,
    tone: better ? "better" : "worse",
  };
}

/** Return in words how the played worlds stand to those wanted. */
export function progressWords(count, wanted) {
  return count < wanted
    ? `${count.toLocaleString("en-GB")} of ${wanted.toLocaleString("en-GB")} worlds played`
    : `${count.toLocaleString("en-GB")} worlds played`;
}
