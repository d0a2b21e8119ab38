// One replicate as it was recorded, read from the memory of the engine: events, partnerships and their months.

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

/** Return the first rows of a table as objects; of one of both worlds, those of the world with partnerships. */
export function rowsOf(view, table, layout, count) {
  return Array.from({ length: count }, (_, row) => recordAt(view, table.address + row * table.itemsize, layout));
}

/** Return the months of partnerships, each with the link as it was. */
export function monthsOfLinks(view, table, records, count) {
  const { link_months: layout, links } = records;
  return Array.from({ length: count }, (_, row) => {
    const at = table.address + row * table.itemsize;
    return { ...recordAt(view, at, layout), ...recordAt(view, at + layout.link, links) };
  });
}

/** Return the id of a partnership from its first link: that of its plan, or its type, first two sides and month. */
export function nameOfLink(link, scenario, shared) {
  const { plan_ids: plans } = scenario.play;
  if (link.plan >= plans.length) return `${shared.added}${link.plan - plans.length + 1}`;
  if (link.plan >= 0) return plans[link.plan];
  const sides = [link.target, link.second].filter((side) => side >= 0).map((side) => scenario.trusts[side].id);
  return [scenario.types[link.type].name, ...sides, link.month_begun].join("_");
}
