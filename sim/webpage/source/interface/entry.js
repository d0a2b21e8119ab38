// The entry of the page: its interface over its engine. Who wants to play by script finds the engine's functions, and
// the data of the page, as `turnaround` in the browser's console.

import * as engine from "../engine/engine.js";
import { start } from "./main.js";

globalThis.turnaround = { ...engine, data: () => JSON.parse(document.getElementById("page-data").textContent) };
start(engine);
