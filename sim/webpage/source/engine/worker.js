// The script of a Web Worker.

import { player } from "./task.js";

const answer = player();

self.onmessage = async ({ data }) => {
  const reply = await answer(data);
  const { outcomes, months } = reply.answer ?? {};
  const arrays = [outcomes?.with, outcomes?.without, months?.with, months?.without].filter(Boolean);
  self.postMessage(reply, [...new Set(arrays.map((array) => array.buffer))]);
};
