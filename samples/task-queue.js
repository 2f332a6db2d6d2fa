// A queue in memory with ranks, retries and a limit on what runs at once.
import { EventEmitter } from 'node:events';
import { performance } from 'node:perf_hooks';

export const Rank = Object.freeze({ urgent: 3, high: 2, normal: 1, low: 0 });

export class QueueClosedError extends Error {
  constructor() {
    super('the queue is closed and takes no more tasks');
    this.name = 'QueueClosedError';
  }
}

/** Waiting tasks in the order of rank, then of arrival: a binary heap. */
class RankedHeap {
  #items = [];

  get size() {
    return this.#items.length;
  }

  push(item) {
    this.#items.push(item);
    let at = this.#items.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop() {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (this.#items.length > 0 && last !== undefined) {
      this.#items[0] = last;
      this.#sink(0);
    }
    return first;
  }

  #sink(at) {
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let best = at;
      if (left < this.size && this.#before(left, best)) best = left;
      if (right < this.size && this.#before(right, best)) best = right;
      if (best === at) return;
      this.#swap(at, best);
      at = best;
    }
  }

  #before(a, b) {
    const x = this.#items[a];
    const y = this.#items[b];
    return x.rank !== y.rank ? x.rank > y.rank : x.sequence < y.sequence;
  }

  #swap(a, b) {
    [this.#items[a], this.#items[b]] = [this.#items[b], this.#items[a]];
  }
}

/** Waits between attempts: doubling, capped, with full jitter. */
export function* backoff({ base = 100, factor = 2, cap = 30_000, random = Math.random } = {}) {
  let wait = base;
  while (true) {
    yield Math.floor(random() * wait);
    wait = Math.min(wait * factor, cap);
  }
}

const sleep = (ms, signal) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });

export class TaskQueue extends EventEmitter {
  #waiting = new RankedHeap();
  #running = new Map();
  #sequence = 0;
  #closed = false;

  constructor({ concurrency = 4, attempts = 3, timeout = 30_000, waits = backoff } = {}) {
    super();
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      throw new RangeError(`concurrency must be a positive whole number, not ${concurrency}`);
    }
    this.concurrency = concurrency;
    this.attempts = attempts;
    this.timeout = timeout;
    this.waits = waits;
    this.stats = { completed: 0, failed: 0, retried: 0, totalMs: 0 };
  }

  get running() {
    return this.#running.size;
  }

  get waiting() {
    return this.#waiting.size;
  }

  /** Resolves with the task's result, or rejects with the error of its last attempt. */
  submit(work, { rank = 'normal', signal } = {}) {
    if (this.#closed) return Promise.reject(new QueueClosedError());
    if (!(rank in Rank)) {
      return Promise.reject(new RangeError(`unknown rank '${rank}'; known: ${Object.keys(Rank).join(', ')}`));
    }
    return new Promise((resolve, reject) => {
      const task = { id: `task-${++this.#sequence}`, sequence: this.#sequence, rank: Rank[rank], work, signal, resolve, reject };
      this.#waiting.push(task);
      this.emit('queued', { id: task.id, rank });
      this.#pump();
    });
  }

  async drain() {
    while (this.running > 0 || this.waiting > 0) {
      await new Promise((resolve) => this.once('settled', resolve));
    }
  }

  async close() {
    this.#closed = true;
    await this.drain();
  }

  #pump() {
    while (this.running < this.concurrency && this.waiting > 0) {
      const task = this.#waiting.pop();
      this.#running.set(task.id, task);
      this.#run(task).finally(() => {
        this.#running.delete(task.id);
        this.#pump();
        this.emit('settled', { id: task.id });
      });
    }
  }

  async #run(task) {
    const started = performance.now();
    const waits = this.waits();
    for (let attempt = 1; ; attempt++) {
      try {
        task.signal?.throwIfAborted();
        const result = await this.#attempt(task, attempt);
        this.stats.completed += 1;
        this.stats.totalMs += performance.now() - started;
        task.resolve(result);
        return;
      } catch (error) {
        if (task.signal?.aborted || error.retryable === false || attempt >= this.attempts) {
          this.stats.failed += 1;
          this.emit('failed', { id: task.id, attempt, message: error.message });
          task.reject(error);
          return;
        }
        this.stats.retried += 1;
        await sleep(waits.next().value, task.signal).catch(() => {});
      }
    }
  }

  async #attempt(task, attempt) {
    const limit = AbortSignal.timeout(this.timeout);
    const signal = task.signal ? AbortSignal.any([task.signal, limit]) : limit;
    return await task.work({ id: task.id, attempt, signal });
  }
}

export function summarize({ completed, failed, retried, totalMs }) {
  const total = completed + failed;
  switch (true) {
    case total === 0:
      return 'nothing ran';
    case failed === 0 && retried === 0:
      return `all ${total} completed at once, ${(totalMs / total).toFixed(1)} ms each`;
    default:
      return `${completed} of ${total} completed, ${retried} retries`;
  }
}

async function demo() {
  const queue = new TaskQueue({ concurrency: 2, waits: () => backoff({ base: 1 }) });
  queue.on('failed', ({ id, message }) => console.error(id, message));
  let flaky = 0;
  const results = await Promise.allSettled([
    queue.submit(async () => 'low', { rank: 'low' }),
    queue.submit(async () => 'urgent', { rank: 'urgent' }),
    queue.submit(async () => {
      if (flaky++ < 2) throw new Error('not yet');
      return 'third time lucky';
    }),
    queue.submit(() => Promise.reject(Object.assign(new Error('never'), { retryable: false }))),
  ]);
  await queue.close();
  for (const { status, value, reason } of results) {
    console.log(status, value ?? reason?.message);
  }
  console.log(summarize(queue.stats));
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').pop())) {
  await demo();
}
