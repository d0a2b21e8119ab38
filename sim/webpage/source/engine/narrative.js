// A replicate in the words of the command: the sentences come from Python as templates.

const FORMATS = {
  ".0f": (value) => value.toFixed(0),
  ".2f": (value) => value.toFixed(2),
  "+.2f": (value) => `${value < 0 ? "" : "+"}${value.toFixed(2)}`,
  ".0%": (value) => `${(100 * value).toFixed(0)}%`,
  g: (value) => String(Number(value.toPrecision(6))),
};

/** Return names as a list in words. */
export function listed(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** Return what every partnership is called: by its type and who is in it. */
export function calledIn(months, scenario) {
  const members = new Map();
  for (const row of months) {
    const known = members.get(row.id) ?? { type: row.type, sides: [] };
    members.set(row.id, known);
    for (const side of [row.target, row.partner]) if (side >= 0 && !known.sides.includes(side)) known.sides.push(side);
  }
  const called = new Map();
  for (const [id, { type, sides }] of members) {
    const kind = scenario.types.find((one) => one.name === type);
    const others = kind.joint ? sides : sides.slice(1);
    const names = listed(others.map((side) => scenario.trusts[side].name));
    called.set(id, names ? `${kind.called} ${kind.joint ? "of" : "with"} ${names}` : kind.called);
  }
  return called;
}

/** Return what happened in one sentence. */
export function sentenceOf(event, about, scenario, called) {
  const template = about.sentences[String(event.value)] ?? about.otherwise ?? "";
  // What was refused has left no months to read its members from; its id has them, and ends with the month.
  const unnamed = event.partnership.replace(/_\d+$/, "").replaceAll("_", " ");
  const trust = event.trust >= 0 ? scenario.trusts[event.trust].name : "";
  const sentence = template
    .replace(/\{value:([^}]*)\}/g, (_, how) => (FORMATS[how] ?? String)(event.value))
    .replace("{partnership}", called.get(event.partnership) ?? unnamed)
    .replace("{tier}", scenario.tiers[event.month]);
  return trust || !template.startsWith("{trust}:")
    ? sentence.replace("{trust}", trust)
    : sentence.replace("{trust}", "All trusts");
}
