// The script of a Web Worker.

import { player } from "./task.js";

const answer = player();

/** Return the buffers of the arrays in an answer, and of those in its parts: they are handed over instead of copied. */
function buffersOf(parts) {
  const arrays = Object.values(parts).flatMap((part) => (ArrayBuffer.isView(part) ? part : Object.values(part ?? {})));
  return [...new Set(arrays.filter(ArrayBuffer.isView).map((array) => array.buffer))];
}

self.onmessage = async ({ data }) => {
  const reply = await answer(data);
  self.postMessage(reply, buffersOf(reply.answer ?? {}));
};
