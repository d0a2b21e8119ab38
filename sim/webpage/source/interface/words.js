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

/**
 * Return a number with few digits: as many as tell something at its size.
 * @param {number} [digits] after the point; by default as suits the size
 * @param {number} [more] digits beyond those
 */
export function number(value, digits, more = 0) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const size = Math.abs(value);
  const places = (digits ?? (size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)) + more;
  const text = size.toLocaleString("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places });
  return value < 0 && Number(size.toFixed(places)) !== 0 ? `${MINUS}${text}` : text;
}

/** Return a number with its sign; arguments as for `number`. */
export function signed(value, digits, more) {
  const text = number(value, digits, more);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Return digits after the point that suit the largest of some numbers, so that all are written alike. */
export function placesFor(values) {
  const most = Math.max(...values.filter(Number.isFinite).map(Math.abs), 0);
  return most >= 100 ? 0 : most >= 10 ? 1 : most >= 0.1 ? 2 : 3;
}

/**
 * Return how figures of an outcome are written: `value`, `gap` (a difference), each with more digits if asked, and the
 * units of both.
 */
export function scaleOf({ kind, unit }) {
  if (kind === "share") {
    return {
      factor: 100,
      value: (value, more) => (Number.isNaN(value) ? "–" : `${number(100 * value, 0, more)}%`),
      gap: (value, more) => signed(100 * value, 1, more),
      unit: "",
      gapUnit: "percentage points",
    };
  }
  return {
    factor: 1,
    value: (value, more) => number(value, undefined, more),
    gap: (value, more) => signed(value, undefined, more),
    unit,
    gapUnit: unit,
  };
}

/** Return `low to high` of an interval, with one more digit where both ends would read the same. */
export function span({ low, high }, write) {
  if (Number.isNaN(low)) return "too few worlds for an interval";
  const more = low !== high && write(low) === write(high) ? 1 : 0;
  return `${write(low, more)} to ${write(high, more)}`;
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

/** Types that are called by what is done, such as buddying, have no article. */
const UNCOUNTED = /(ing|leadership|consultancy)$/;

/** Return what a type of partnership is called in a sentence: `buddying`, `a merger`. */
function withArticle(called) {
  if (UNCOUNTED.test(called)) return called;
  return `${/^[aeiou]/i.test(called) ? "an" : "a"} ${called}`;
}

/** Return what the partnership of a scenario is called in some settings, as in `buddying with Regency Vale`. */
export function partnershipName(scenario, settings = {}) {
  const own = scenario.partnerships;
  if (own.length !== 1) return own.length ? "the partnerships" : "partnerships";
  const [one] = own;
  const chosen = settings[`partnerships.${one.id}.type`] ?? one.type;
  const called = withArticle(scenario.types.find((type) => type.name === chosen)?.called ?? one.label);
  const partners = one.partners.map((id) => scenario.trusts.find((trust) => trust.id === id)?.name ?? id);
  return partners.length ? `${called} with ${listed(partners)}` : called;
}

/**
 * Return the headline: what the worlds played so far say of the difference.
 * @returns {{verdict: string, sentence: string, tone: "better"|"worse"|"open"|"changed"}}
 */
export function headline({ who, plural, outcome, withIt, without, difference, partnership, count }) {
  const scale = scaleOf(outcome);
  const unit = scale.unit ? ` ${scale.unit}` : "";
  const worlds = `${count.toLocaleString("en-GB")} worlds`;
  const share = plural ? ` of all trusts in ${worlds}` : ` of ${worlds}`;
  const among = outcome.kind === "share" ? share : `${unit} on average${plural ? " over all trusts" : ""}`;
  const withText = `${scale.value(withIt.value)}${among}`;
  if (!without) {
    return { verdict: `${capital(who)}: ${small(outcome.label)}`, sentence: `${withText}.`, tone: "changed" };
  }
  const withoutText = `${scale.value(without.value)}${unit}`;
  const figures = `${capital(outcome.label)}: ${withText} with ${partnership}, ${withoutText} without.`;
  if (Number.isNaN(difference.low)) return { verdict: "Too few worlds to tell", sentence: figures, tone: "open" };
  const gap = `Difference ${scale.gap(difference.value)} ${scale.gapUnit} (95% interval ${span(difference, scale.gap)}).`;
  const { verdict, tone } = verdictOn({ who, plural, outcome, difference, partnership });
  return { verdict, tone, sentence: `${figures} ${gap}` };
}

function verdictOn({ who, plural, outcome, difference, partnership }) {
  const does = plural ? "do" : "does";
  if (difference.differ === 0) {
    return { verdict: `Nothing in this changes for ${who} with ${partnership}`, tone: "open" };
  }
  if (!difference.settled) {
    const asked = outcome.higher_is_better === null ? "what changes" : `whether ${who} ${does} better`;
    return { verdict: `The worlds played so far do not tell ${asked} with ${partnership}`, tone: "open" };
  }
  const up = difference.value > 0;
  if (outcome.higher_is_better === null) {
    return { verdict: `${capital(outcome.label)}: ${up ? "more" : "less"} with ${partnership}`, tone: "changed" };
  }
  const better = up === outcome.higher_is_better;
  const tone = better ? "better" : "worse";
  return { verdict: `${capital(who)} ${does} ${tone} with ${partnership}${byHowMuch(outcome, difference)}`, tone };
}

/** Return by how much, where the unit is one that people know: levels of the model are not. */
function byHowMuch(outcome, difference) {
  if (outcome.unit.includes("level")) return "";
  const { gap, gapUnit } = scaleOf(outcome);
  return `, by ${gap(Math.abs(difference.value)).replace("+", "")} ${gapUnit}`;
}

/** Return in words how the played worlds stand to those wanted. */
export function progressWords(count, wanted) {
  return count < wanted
    ? `${count.toLocaleString("en-GB")} of ${wanted.toLocaleString("en-GB")} worlds played`
    : `${count.toLocaleString("en-GB")} worlds played`;
}
