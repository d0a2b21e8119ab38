// What the page keeps: its address, the worlds of several batches, the decisions of a game, and its sentences.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromAddress, toAddress } from "../../sim/webpage/source/interface/data/address.js";
import { Game } from "../../sim/webpage/source/interface/data/game.js";
import { playWorlds } from "../../sim/webpage/source/interface/data/replay.js";
import { Worlds } from "../../sim/webpage/source/interface/data/worlds.js";
import { inkOn, roomFor } from "../../sim/webpage/source/interface/draw/area_labels.js";
import { csv } from "../../sim/webpage/source/interface/draw/export.js";
import { headline, number, scaleOf, signed } from "../../sim/webpage/source/interface/words.js";

const scenario = {
  name: "alone",
  months: 2,
  trusts: [{ id: "one", name: "One" }],
  outcomes: [{ name: "recovered" }],
  partnerships: [{ id: "buddying", month: 4 }],
  levers: [
    { key: "regulator.support", kind: "number", minimum: 0, maximum: 1, step: 0.1, value: 0.5 },
    { key: "type", kind: "choice", value: "buddying", options: [{ value: "buddying" }, { value: "merger" }] },
  ],
};
const page = { scenarios: [scenario] };
const opening = {
  view: "result",
  scenario: "alone",
  settings: {},
  trust: "one",
  outcome: "recovered",
  variable: "quality",
  world: 0,
  along: "",
  across: "",
  kept: [],
};

test("an address brings back what was seen", () => {
  const seen = {
    ...opening,
    view: "world",
    world: 12,
    settings: { alone: { "regulator.support": 0.8, type: "merger" } },
    kept: [{ scenario: "alone", settings: { type: "merger" } }],
  };
  assert.deepEqual(fromAddress(`#${toAddress(seen, opening)}`, opening, page), { seen, unknown: [] });
});

test("a page as it opens needs no address", () => {
  assert.equal(toAddress(opening, opening), "");
});

test("what an address asks for and the page has not is left out and named", () => {
  const { seen, unknown } = fromAddress(
    "#set.alone.regulator.support=7&set.alone.type=takeover&set.other.x=1&keep=[&colour=red",
    opening,
    page,
  );
  assert.deepEqual(seen, opening);
  assert.deepEqual(unknown, ["set.alone.regulator.support", "set.alone.type", "set.other.x", "keep", "colour"]);
});

const batch = (first, count) => ({
  first,
  count,
  outcomes: { with: Float64Array.from({ length: count }, (_, at) => first + at), without: new Float64Array(count) },
  months: {
    with: Float64Array.from({ length: count * 3 }, (_, at) => 10 * (first + Math.floor(at / 3)) + (at % 3)),
    without: new Float64Array(3 * count),
  },
});
const shape = { outcomes: ["recovered"], trusts: 1, columns: ["quality"], asked: [0], months: 2 };

test("worlds stand in their order, whatever the batches", () => {
  const worlds = new Worlds(shape);
  worlds.add(batch(0, 2));
  worlds.add(batch(2, 1));
  assert.deepEqual([...worlds.outcome("with", "recovered", [0])], [0, 1, 2]);
  assert.deepEqual(
    worlds.byMonth("with", "quality").map((values) => [...values]),
    [
      [0, 10, 20],
      [1, 11, 21],
      [2, 12, 22],
    ],
  );
  assert.throws(() => worlds.add(batch(7, 1)), /after 3/);
});

function engineOf(asked) {
  return {
    async play({ first, count }, { signal, onBatch }) {
      asked.push([first, count]);
      if (!signal.aborted) onBatch(batch(first, count));
      return { cancelled: signal.aborted };
    },
  };
}

test("twenty worlds come first, then the usual number, then more", async () => {
  const asked = [];
  const worlds = await playWorlds(
    engineOf(asked),
    { scenario, at: 0, settings: {}, outcomes: ["recovered"], columns: ["quality"], asked: [0], count: 400 },
    new AbortController().signal,
  );
  assert.deepEqual(asked, [
    [0, 20],
    [20, 180],
    [200, 200],
  ]);
  assert.equal(worlds.count, 400);
});

test("a cancelled move asks for no more worlds and gives none", async () => {
  const asked = [];
  const moves = new AbortController();
  const seen = [];
  const made = playWorlds(
    engineOf(asked),
    { scenario, at: 0, settings: {}, outcomes: ["recovered"], columns: [], asked: [0], count: 1000 },
    moves.signal,
    (worlds) => {
      seen.push(worlds.count);
      moves.abort();
    },
  );
  assert.equal(await made, null);
  assert.deepEqual([asked.length, seen], [1, [20]]);
});

test("a decision can be taken back until its month has been seen", () => {
  const game = new Game({ ...scenario, months: 60 }, "regulator", 3);
  const mandate = { what: "mandate", month: 2, type: "buddying", target: "one", partner: null };
  game.decide(mandate);
  assert.equal(game.canTakeBack(mandate), true);
  game.month = 2;
  assert.equal(game.canTakeBack(mandate), false);
});

test("a level set twice in a month is set once, and holds from then on", () => {
  const game = new Game({ ...scenario, months: 60 }, "regulator", 3);
  game.decide({ what: "support", month: 1, value: 0.2 });
  game.decide({ what: "support", month: 1, value: 0.9 });
  assert.equal(game.actions.length, 1);
  game.month = 20;
  assert.equal(game.levelOf("support", 0.5), 0.9);
  assert.equal(game.levelOf("scrutiny", 0.5), 0.5);
});

test("what is planned is offered until its month, unless it is refused", () => {
  const game = new Game({ ...scenario, months: 60 }, "chief_executive", 3);
  assert.deepEqual(
    game.openPlans.map((plan) => plan.id),
    ["buddying"],
  );
  game.decide({ what: "refuse", id: "buddying" });
  assert.deepEqual(game.openPlans, []);
  const accepting = new Game({ ...scenario, months: 60 }, "chief_executive", 3);
  accepting.accept("buddying");
  assert.deepEqual([accepting.openPlans, accepting.actions], [[], []]);
  const later = new Game({ ...scenario, months: 60 }, "chief_executive", 3);
  later.month = 4;
  assert.deepEqual(later.openPlans, []);
});

const outcome = {
  name: "recovered",
  label: "Recovered within 60 months",
  kind: "share",
  unit: "share",
  higher_is_better: true,
};
const said = (difference) =>
  headline({
    who: "Green Bay",
    plural: false,
    outcome,
    partnership: "buddying",
    count: 200,
    withIt: { value: 0.82 },
    without: { value: 0.8 },
    difference: { value: 0.02, low: -0.01, high: 0.05, differ: 9, settled: false, ...difference },
  });

test("the headline says with, without, difference and interval", () => {
  assert.equal(
    said({}).sentence,
    "Recovered within 60 months: 82% of 200 worlds with buddying, 80% without. Difference +2.0 percentage points (95% interval −1.0 to +5.0).",
  );
});

test("an interval that includes nought is told as not told", () => {
  assert.deepEqual(
    [said({}).verdict, said({}).tone],
    ["The worlds played so far do not tell whether Green Bay does better with buddying", "open"],
  );
  assert.equal(said({ differ: 0 }).verdict, "Nothing in this changes for Green Bay with buddying");
});

test("the verdict follows which way is better", () => {
  assert.equal(
    said({ low: 0.01, settled: true }).verdict,
    "Green Bay does better with buddying, by 2.0 percentage points",
  );
  assert.equal(
    said({ value: -0.02, low: -0.03, high: -0.01, settled: true }).verdict,
    "Green Bay does worse with buddying, by 2.0 percentage points",
  );
});

test("nought has no sign, and a minus is a minus", () => {
  assert.equal(number(-0.00001), "0.000");
  assert.equal(signed(0.00001), "0.000");
  assert.equal(number(-12.34), "−12.3");
  assert.equal(scaleOf(outcome).gap(-0.004), "−0.4");
});

test("CSV quotes what needs it and leaves what is missing empty", () => {
  assert.equal(
    csv({
      columns: ["a", "b"],
      rows: [
        ['x,"y"', NaN],
        [0.1, null],
      ],
    }),
    'a,b\n"x,""y""",\n0.1,\n',
  );
});

test("a name stands in an area where it is tall and wide enough, or nowhere", () => {
  const floor = Array.from({ length: 40 }, () => 100);
  const ceiling = floor.map((_, month) => (month < 20 ? 95 : 60));
  assert.deepEqual(roomFor("Stable", floor, ceiling, 5), { month: 24, y: 80 });
  assert.equal(roomFor("A name that is much too long for it, and more", floor, ceiling, 5), null);
  assert.equal(inkOn("#222222"), "#ffffff");
  assert.equal(inkOn("#F0E442"), "#000000");
});

test("all trusts together are told by their mean, and those without a value are left out", () => {
  const two = new Worlds({ ...shape, trusts: 2, outcomes: ["recovered", "partnerships_joined"] });
  // [worlds, trusts, outcomes]
  const outcomes = { with: Float64Array.of(1, 0, NaN, 0, 2, 0, 4, 1), without: new Float64Array(8) };
  two.add({ first: 0, count: 2, outcomes, months: { with: new Float64Array(0), without: new Float64Array(0) } });
  assert.deepEqual([...two.outcome("with", "recovered", [0, 1])], [1, 3]);
  assert.deepEqual([two.followed, two.anyPartnership], [0, true]);
});

test("worlds start like others whose first worlds have the same digests", () => {
  const two = new Worlds(shape);
  assert.equal(two.startsLike(null), false);
  two.add({ ...batch(0, 2), digests: Uint32Array.of(3, 4) });
  assert.equal(two.startsLike(Uint32Array.of(3, 4)), true);
  assert.equal(two.startsLike(Uint32Array.of(3)), true);
  assert.equal(two.startsLike(Uint32Array.of(3, 5)), false);
});
