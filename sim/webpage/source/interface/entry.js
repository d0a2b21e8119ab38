// The entry of the page: its interface over its engine.

import * as engine from "../engine/engine.js";
import { start } from "./main.js";

start(engine);
