// Prints, for every lever of a page's scenarios at its lowest, a middle and its highest value: the
// digest of every table of the image that the engine is given.
//
//     node lever_images.mjs DATA.json

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = join(dirname(fileURLToPath(import.meta.url)), "../../sim/webpage/source/engine");
const { openEngine, openImage } = await import(join(source, "engine.js"));
const { openStarts, startWrites } = await import(join(source, "starts.js"));

const data = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const engine = await openEngine(data, { workers: 1 });

function threeOf(lever) {
  const values = lever.levels ?? lever.options?.map((option) => option.value);
  if (values) return [...new Set([values[0], values[Math.floor(values.length / 2)], values.at(-1)])];
  const steps = Math.round((lever.maximum - lever.minimum) / lever.step);
  return [lever.minimum, lever.minimum + Math.floor(0.37 * steps) * lever.step, lever.maximum];
}

for (const [number, scenario] of data.scenarios.entries()) {
  const shipped = await openImage(scenario.memory, data.tables);
  const starts = await openStarts(scenario.memory.starts);
  for (const lever of scenario.levers) {
    for (const value of threeOf(lever)) {
      const settings = { [lever.key]: value };
      const { scenario: opened, message } = await engine.prepared({ scenario: number, settings });
      const image = shipped.slice();
      const begun = starts.trusts.flatMap((trust, at) => startWrites(starts, trust, message.starts[at]));
      for (const [offset, bytes] of [...message.writes, ...begun]) image.set(bytes, offset);
      const tables = Object.entries(opened.memory.inputs).map(([name, { offset, itemsize, shape }]) => {
        const bytes = image.subarray(offset, offset + itemsize * shape.reduce((a, b) => a * b, 1));
        return [name, createHash("sha256").update(bytes).digest("hex")];
      });
      console.log(JSON.stringify({ scenario: number, lever: lever.key, value, tables: Object.fromEntries(tables) }));
    }
  }
}
engine.close();
