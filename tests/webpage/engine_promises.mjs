// What the engine promises the interface, on the data of case B, whose file is named by PAGE_DATA.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const source = join(dirname(fileURLToPath(import.meta.url)), "../../sim/webpage/source/engine");
const { openEngine, yamlFor } = await import(join(source, "engine.js"));
const data = JSON.parse(readFileSync(process.env.PAGE_DATA, "utf-8"));
const [scenario] = data.scenarios;
const engine = await openEngine(data, { workers: 2 });
after(() => engine.close());

test("worlds come in order, the first few at once, each once", async () => {
  const batches = [];
  const { cancelled } = await engine.play({ first: 3, count: 60 }, { onBatch: (batch) => batches.push(batch) });
  assert.equal(cancelled, false);
  assert.ok(batches[0].count <= 20);
  let next = 3;
  for (const { first, count } of batches) {
    assert.equal(first, next);
    next += count;
  }
  assert.equal(next, 63);
});

test("what is no longer wanted is left off", async () => {
  const stopped = new AbortController();
  let heard = 0;
  const playing = engine.play(
    { count: 100000 },
    { signal: stopped.signal, onBatch: () => stopped.abort((heard += 1)) },
  );
  assert.deepEqual(await playing, { cancelled: true });
  assert.equal(heard, 1);
});

test("of trusts that are asked for only, months are those of all", async () => {
  const months = async (trusts) => {
    let found;
    await engine.play({ count: 1, columns: ["quality"], trusts }, { onBatch: (batch) => (found = batch.months.with) });
    return found;
  };
  const [all, second] = [await months(null), await months([1])];
  assert.deepEqual(
    [...second],
    [...all].filter((_, at) => at % scenario.trusts.length === 1),
  );
});

test("of outcomes that are asked for only, there are those of all, with the same digests", async () => {
  const played = async (outcomes) => {
    let found;
    await engine.play({ count: 1, outcomes }, { onBatch: (batch) => (found = batch) });
    return found;
  };
  const names = data.outcomes.map(({ name }) => name);
  const [all, two] = [await played(null), await played([names[7], names[2]])];
  const row = (at) => [all.outcomes.without[at * names.length + 7], all.outcomes.without[at * names.length + 2]];
  assert.deepEqual([...two.outcomes.without], [...row(0), ...row(1)]);
  assert.deepEqual(two.digests, all.digests);
});

test("digests of outcomes differ between worlds and settings", async () => {
  const digests = async (settings) => {
    const found = [];
    await engine.play({ count: 6, outcomes: [], settings }, { onBatch: (batch) => found.push(...batch.digests) });
    return found;
  };
  const [shipped, again] = [await digests({}), await digests({})];
  const moved = await digests({ "regulator.support": 0 });
  assert.deepEqual(shipped, again);
  assert.equal(new Set([...shipped, ...moved]).size, 12);
});

test("settings can be left and come back to, also after a replicate month by month", async () => {
  const outcomes = async (settings) => {
    let found;
    await engine.play({ count: 1, settings }, { onBatch: (batch) => (found = batch.outcomes.with) });
    return found;
  };
  const shipped = await outcomes({});
  const moved = await outcomes({ "regulator.support": 0 });
  for (let n = 0; n < engine.pool.size; n += 1)
    await engine.record({ replicate: 0, settings: { "regulator.support": 0 } });
  assert.deepEqual(await outcomes({ "regulator.support": 0 }), moved);
  assert.deepEqual(await outcomes({}), shipped);
});

test("a replicate month by month has the months and outcomes that are played", async () => {
  let batch;
  await engine.play({ first: 5, count: 1, columns: ["quality"] }, { onBatch: (one) => (batch = one) });
  const record = await engine.record({ replicate: 5, columns: ["stage", "quality"] });
  assert.deepEqual(record.states.with.quality, batch.months.with);
  assert.deepEqual(record.states.without.quality, batch.months.without);
  assert.deepEqual(Object.keys(record.states.with), ["stage", "quality"]);
  assert.ok(record.events.length > 0);
  assert.ok(record.events.every(({ words }) => words.length > 0 && !words.includes("{")));
  assert.ok(record.partnership_months.length > 0);
  assert.ok(record.partnership_months.every(({ id }) => id === "buddying"));
});

test("an action changes nothing before its month", async () => {
  const action = {
    what: "mandate",
    month: 40,
    type: "management_contract",
    target: "green_bay",
    partner: "regency_vale",
  };
  const played = (actions) => engine.record({ replicate: 2, actions, columns: ["quality"] });
  const [before, after] = await Promise.all([[], [action]].map(played));
  const [shipped, changed] = [before, after].map(({ states }) => states.with.quality);
  const until = 40 * scenario.trusts.length;
  assert.deepEqual(changed.slice(0, until), shipped.slice(0, until));
  assert.notDeepEqual(changed, shipped);
  assert.ok(after.partnership_months.some(({ id }) => id === "play_1"));
});

test("a joint venture has two members, and no target", () => {
  const venture = { what: "mandate", month: 6, type: "joint_venture", target: "green_bay", partner: "regency_vale" };
  assert.equal(engine.actionFault({ actions: [] }, venture), "");
  const file = yamlFor(data, { actions: [venture] });
  const [added] = file.split("id: play_1").slice(1);
  assert.match(added, /members:\s+- green_bay\s+- regency_vale/);
  assert.doesNotMatch(added.split("events:")[0], /target:/);
});

test("actions that no scenario could say are refused in words", () => {
  const fault = (action, actions = []) => engine.actionFault({ actions }, action);
  const twice = { what: "mandate", month: 10, type: "buddying", target: "green_bay", partner: "regency_vale" };
  assert.match(fault(twice), /one of this type that may be under way/);
  assert.equal(fault(twice, [{ what: "refuse", id: "buddying" }]), "");
  assert.match(fault({ what: "support", month: 0, value: 0.5 }), /no month 0/);
  assert.match(fault({ what: "support", month: 1, value: 5 }), /from 0 to 1/);
  assert.match(fault({ what: "end", month: 2, id: "buddying" }), /not begun/);
  assert.match(fault({ what: "end", month: 9, id: "play_1" }), /no planned partnership/);
  assert.match(fault({ what: "rule", month: 9 }), /no action rule/);
  assert.match(fault({ what: "seek", month: 9, type: "buddying", target: "green_bay", partner: "nobody" }), /can be/);
});

test("settings that no lever has are refused", async () => {
  await assert.rejects(engine.play({ count: 1, settings: { "regulator.support": 7 } }), /it goes from 0 to 1/);
  await assert.rejects(engine.play({ count: 1, settings: { cultural_fit: 0.5 } }), /it can be/);
  await assert.rejects(engine.play({ count: 1, settings: { charm: 0.5 } }), /there is no lever charm/);
});

test("200 policies are stated, each of which can be played, and the best is none worse than the scenario", async () => {
  const policies = engine.policies();
  assert.equal(policies.length, 200);
  assert.equal(new Set(policies.map(({ words }) => words)).size, 200);
  for (const { actions } of policies) assert.doesNotThrow(() => yamlFor(data, { actions }));
  const asked = { outcome: "performance_shortfall", trust: 0, higher: false, count: 1 };
  const best = await engine.bestPolicy(asked);
  assert.ok(best.mean <= best.means[0]);
  assert.equal(best.mean, Math.min(...best.means));
});

test("a file says what was moved and decided", () => {
  const text = yamlFor(data, {
    settings: { "regulator.support": 0.85 },
    actions: [
      { what: "scrutiny", month: 12, value: 0.25 },
      { what: "end", month: 20, id: "buddying" },
    ],
  });
  assert.match(text, /\n {2}support: 0.85\n/);
  assert.match(text, /policy_changes:\n {2}- month: 12\n {4}scrutiny: 0.25\n/);
  assert.match(text, /end_month: 20\n/);
});
