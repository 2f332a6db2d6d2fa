// A worker process of Swarm.Messaging in Node.js: handlers by task type, one task at a time. docs/worker-protocol.md has the messages.
//   swarm up --set "Workers:Command=node examples/node/worker.mjs"
// A handler gets (payload, { task, signal, progress }) and returns the result. One that computes for long without an await keeps the
// heartbeats back: split such work, or do it in a worker thread.
import { pathToFileURL } from 'node:url';

const workerId = process.env.SWARM_WORKER_ID ?? `worker-${process.pid}`;
const heartbeatMs = Number(process.env.SWARM_WORKER_HEARTBEAT_MS ?? 5000);

export function run(handlers) {
  const began = Date.now();
  let executed = 0;
  let current = null; // { id, abort }
  let stopping = false;
  let pending = Buffer.alloc(0);

  const out = process.stdout.write.bind(process.stdout);
  console.log = console.info = console.error; // standard output belongs to the protocol, standard error is the log

  function send(type, fields) {
    const body = Buffer.from(JSON.stringify({ type, workerId, ...fields, timestamp: Date.now() }));
    const frame = Buffer.allocUnsafe(4 + body.length);
    frame.writeUInt32BE(body.length);
    body.copy(frame, 4);
    out(frame);
  }

  function state() {
    return {
      pid: process.pid, state: current ? 'busy' : 'ready', tasksExecuted: executed, uptime: Date.now() - began,
      memoryUsage: process.memoryUsage(), cpuUsage: process.cpuUsage(), currentTask: current?.id ?? null,
    };
  }

  async function execute(task) {
    const began = performance.now();
    const mine = (current = { id: task.id, abort: new AbortController() });
    const end = (type, fields) => send(type, { taskId: task.id, ...fields, duration: performance.now() - began, leaseToken: task.leaseToken });
    const progress = (fraction, text) => send('task-progress', { taskId: task.id, leaseToken: task.leaseToken, fraction, text });
    let last;
    try {
      if (!handlers[task.type]) throw Object.assign(new Error(`No handler for the type '${task.type}' here.`), { code: 'unknown_type' });
      const result = await handlers[task.type](task.payload, { task, signal: mine.abort.signal, progress });
      last = ['task-complete', { result: result ?? null }];
    } catch (e) {
      const code = mine.abort.signal.aborted ? 'cancelled' : e.code ?? e.name ?? 'error';
      last = ['task-failed', { error: { message: String(e.message ?? e), stack: e.stack, code, retryable: e.retryable !== false } }];
    }
    executed++;
    current = null; // free before it is said: the next task may come at once
    end(...last);
    if (stopping) leave();
  }

  function leave() {
    send('worker-shutdown', { tasksExecuted: executed, uptime: Date.now() - began });
    process.exit(0);
  }

  function stop() {
    stopping = true;
    if (!current) leave();
  }

  function act(message) {
    switch (message.type) {
      case 'execute-task': execute(message.task); break;
      case 'cancel-task': if (current?.id === message.taskId) current.abort.abort(); break;
      case 'shutdown': stop(); break;
      case 'health-check': send('health-status', { ...state(), healthy: true }); break;
      case 'get-metrics': send('worker-metrics', state()); break;
    }
  }

  process.stdin.on('data', (chunk) => {
    pending = pending.length ? Buffer.concat([pending, chunk]) : chunk;
    while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE()) {
      const length = pending.readUInt32BE();
      act(JSON.parse(pending.subarray(4, 4 + length).toString()));
      pending = pending.subarray(4 + length);
    }
  });
  process.stdin.on('end', () => process.exit(0)); // the host is gone
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  send('worker-ready', { pid: process.pid, types: Object.keys(handlers) });
  setInterval(() => send('heartbeat', state()), heartbeatMs);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  run({ echo: (payload) => payload, sum: (payload) => payload.numbers.reduce((a, b) => a + b, 0) });
}
