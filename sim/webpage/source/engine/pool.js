// Workers that play side by side. Work is handed out in small pieces, so that what is no longer wanted can be left off.

import { player } from "./task.js";

/** Return a worker in a thread of its own, from its script as text. */
export function threadFrom(script) {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return {
    send: (message, transfer) => worker.postMessage(message, transfer),
    listen: (heard, failed) => {
      worker.onmessage = ({ data }) => heard(data);
      worker.onerror = (event) => failed(new Error(event.message || "a worker cannot be started"));
    },
    close: () => worker.terminate(),
  };
}

/** Return a worker in this thread, for where there are no others. */
export function inThisThread() {
  const answer = player();
  let heard;
  return {
    send: (message) => setTimeout(async () => heard(await answer(message))),
    listen: (then) => {
      heard = then;
    },
    close: () => {},
  };
}

/** Return a message without what a worker has written already, since it was last asked about the same. */
function forMember(member, message) {
  if (message.key === undefined) return message;
  const same = member.key === message.key;
  member.key = message.key;
  return same ? { ...message, writes: null } : message;
}

/** Workers, each doing one thing at a time. */
export class Pool {
  constructor(workers) {
    this.waiting = [];
    this.asked = new Map();
    this.number = 0;
    this.workers = workers.map((worker) => {
      const member = { worker, busy: null };
      worker.listen(
        (reply) => this.hear(member, reply),
        (error) => this.fail(error),
      );
      return member;
    });
  }

  get size() {
    return this.workers.length;
  }

  /** Tell every worker something, and wait until all have heard it. */
  tell(message) {
    return Promise.all(this.workers.map((member) => this.ask(message, { member })));
  }

  /**
   * Ask the next worker that is free.
   *
   * @param signal what is asked is not begun once it is aborted; the promise then rejects with its reason.
   * @param transfer buffers that are handed over instead of copied.
   */
  ask(message, { signal, member = null, transfer = [] } = {}) {
    return new Promise((resolve, reject) => {
      const entry = { message, signal, member, transfer, resolve, reject };
      this.waiting.push(entry);
      this.hand_out();
    });
  }

  hand_out() {
    if (this.broken) {
      for (const { reject } of this.waiting.splice(0)) reject(this.broken);
      return;
    }
    this.waiting = this.waiting.filter((entry) => {
      if (!entry.signal?.aborted) return true;
      entry.reject(entry.signal.reason);
      return false;
    });
    for (const member of this.workers) {
      if (member.busy) continue;
      const at = this.waiting.findIndex((entry) => entry.member === null || entry.member === member);
      if (at < 0) continue;
      const [entry] = this.waiting.splice(at, 1);
      member.busy = entry;
      member.worker.send({ ...forMember(member, entry.message), id: (this.number += 1) }, entry.transfer);
    }
  }

  hear(member, { answer, error }) {
    const { resolve, reject } = member.busy;
    member.busy = null;
    if (error === undefined) resolve(answer);
    else {
      member.key = undefined;
      reject(new Error(error));
    }
    this.hand_out();
  }

  fail(error) {
    this.broken = error;
    for (const member of this.workers) member.busy?.reject(error);
    this.hand_out();
  }

  close() {
    this.fail(new Error("the engine is closed"));
    for (const { worker } of this.workers) worker.close();
  }
}
