// One replicate in full, read from the memory of the engine: states, months of partnerships, and events with words.

const READERS = {
  f8: (view, at) => view.getFloat64(at, true),
  i8: (view, at) => Number(view.getBigInt64(at, true)),
  "?": (view, at) => view.getUint8(at),
};

/** Return a record of a table as an object. */
function recordAt(view, at, layout) {
  return Object.fromEntries(
    Object.entries(layout.fields).map(([name, [offset, kind]]) => [name, READERS[kind](view, at + offset)]),
  );
}

/** Return the states of one world: an array [months + 1, trusts] for every recorded variable. */
export function statesOf(view, table, layout, world) {
  const [, months, trusts] = table.shape;
  const states = {};
  for (const [name, [offset, kind]] of Object.entries(layout.fields)) {
    const numbers = new Float64Array(months * trusts);
    for (let row = 0; row < numbers.length; row += 1) {
      const at = table.address + (world * months * trusts + row) * table.itemsize + offset;
      numbers[row] = READERS[kind](view, at);
    }
    states[name] = numbers;
  }
  return states;
}

/** Return rows of one world of a table of events or of months of partnerships. */
export function rowsOfWorld(view, table, layout, world, count) {
  const [, room] = table.shape;
  return Array.from({ length: count }, (_, row) =>
    recordAt(view, table.address + (world * room + row) * table.itemsize, layout),
  );
}

/** Return the months of partnerships of the world with partnerships, each with the link as it was. */
export function monthsOfLinks(view, table, records, count) {
  const { link_months: layout, links } = records;
  return Array.from({ length: count }, (_, row) => {
    const at = table.address + row * table.itemsize;
    return { ...recordAt(view, at, layout), ...recordAt(view, at + layout.link, links) };
  });
}

/** Return all links that were formed, in their last state. */
export function linksOf(view, table, records, count) {
  return Array.from({ length: count }, (_, row) => recordAt(view, table.address + row * table.itemsize, records.links));
}

/** Return the id of a partnership from its first link: that of its plan, or its type, first two sides and month. */
export function nameOfLink(link, scenario, shared) {
  const { plan_ids: plans } = scenario.play;
  if (link.plan >= plans.length) return `${shared.added}${link.plan - plans.length + 1}`;
  if (link.plan >= 0) return plans[link.plan];
  const sides = [link.target, link.second].filter((side) => side >= 0).map((side) => scenario.trusts[side].id);
  return [scenario.types[link.type].name, ...sides, link.month_begun].join("_");
}
