// A scenario as the text of a file. JSON is a part of YAML 1.2, so that texts are quoted as JSON quotes them.

const PLAIN = /^[A-Za-z][A-Za-z0-9_]*$/;
const NOT_PLAIN = new Set(["true", "false", "null", "yes", "no", "on", "off", "y", "n"]);

/** Return plain data as YAML. */
export function yamlOf(data) {
  return `${linesOf(data, "").join("\n")}\n`;
}

function linesOf(value, indent) {
  if (Array.isArray(value)) return value.flatMap((item) => itemLines(item, indent));
  return Object.entries(value).flatMap(([key, inner]) => entryLines(key, inner, indent));
}

function entryLines(key, value, indent) {
  const name = `${indent}${scalar(key)}:`;
  if (isEmpty(value)) return [`${name} ${Array.isArray(value) ? "[]" : "{}"}`];
  if (value !== null && typeof value === "object") return [name, ...linesOf(value, `${indent}  `)];
  return [`${name} ${scalar(value)}`];
}

function itemLines(item, indent) {
  if (item === null || typeof item !== "object" || isEmpty(item)) {
    return [`${indent}- ${isEmpty(item) ? (Array.isArray(item) ? "[]" : "{}") : scalar(item)}`];
  }
  const [first, ...rest] = linesOf(item, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

function isEmpty(value) {
  return value !== null && typeof value === "object" && Object.keys(value).length === 0;
}

function scalar(value) {
  if (typeof value === "string")
    return PLAIN.test(value) && !NOT_PLAIN.has(value.toLowerCase()) ? value : JSON.stringify(value);
  return JSON.stringify(value);
}
