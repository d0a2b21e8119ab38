// Plays random settings and actions of a page's scenarios, and prints for each the file and the bytes of what it gave.
//
//     node play_cases.mjs DATA.json CASES REPLICATES SEED

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";

const engineFile = join(dirname(fileURLToPath(import.meta.url)), "../../sim/webpage/source/engine/engine.js");
const { openEngine, yamlFor } = await import(engineFile);

const [, , path, cases, replicates, seed] = process.argv;
const data = JSON.parse(readFileSync(path, "utf-8"));
const COLUMNS = ["quality", "stage", "relational_trust", "special_measures"].filter((name) =>
  data.columns.some((column) => column.name === name),
);

let state = Number(seed) || 1;
const chance = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const one = (list) => list[Math.floor(chance() * list.length)];

function randomSettings(scenario) {
  const settings = {};
  for (const lever of scenario.levers) {
    if (chance() < 0.4) continue;
    const values = lever.levels ?? lever.options?.map((option) => option.value);
    if (values) settings[lever.key] = one(values);
    else {
      const steps = Math.round((lever.maximum - lever.minimum) / lever.step);
      settings[lever.key] = lever.minimum + Math.floor(chance() * (steps + 1)) * lever.step;
      settings[lever.key] = Math.min(lever.maximum, settings[lever.key]);
    }
  }
  return settings;
}

function randomAction(scenario, actions) {
  const month = 1 + Math.floor(chance() * scenario.months);
  const begun = [...scenario.partnerships.map((plan) => plan.id), "play_1", "play_2"];
  const { mandates, offers } = scenario.play;
  const kinds = [
    () => ({ what: "support", month, value: Math.round(100 * chance()) / 100 }),
    () => ({ what: "scrutiny", month, value: chance() }),
    () => mandates.length && { what: "mandate", month, ...one(mandates) },
    () => offers.length && { what: "seek", month, ...one(offers) },
    () => ({ what: "refuse", id: one(begun) }),
    () => ({ what: "end", month, id: one(begun) }),
    () => ({ what: "chief_executive", month, trust: one(scenario.trusts).id }),
  ];
  return one(kinds)();
}

const text = (numbers) => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64");
const engine = await openEngine(data, { workers: 1 });
for (let number = 0; number < data.scenarios.length; number += 1) {
  const scenario = data.scenarios[number];
  for (let n = 0; n < Number(cases); n += 1) {
    const settings = n ? randomSettings(scenario) : {};
    const actions = [];
    for (let tries = 0; n && tries < 2 + 6 * chance(); tries += 1) {
      const action = randomAction(scenario, actions);
      if (action && engine.actionFault({ scenario: number, settings, actions }, action) === "") actions.push(action);
    }
    const asked = { scenario: number, settings, actions };
    const parts = [];
    await engine.play(
      { ...asked, first: 0, count: Number(replicates), columns: COLUMNS },
      { onBatch: (b) => parts.push(b) },
    );
    const joined = (of) => text(Buffer.concat(parts.map((part) => Buffer.from(of(part).buffer))));
    const found = {
      scenario: scenario.name,
      position: number,
      settings,
      actions,
      columns: COLUMNS,
      yaml: yamlFor(data, asked),
      outcomes: joined((part) => part.outcomes.with),
      twin_outcomes: joined((part) => part.outcomes.without),
      followed: parts.map((part) => text(part.months.with)),
      twin_followed: parts.map((part) => text(part.months.without)),
    };
    console.log(JSON.stringify(found));
  }
}
engine.close();
