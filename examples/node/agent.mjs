// An agent in plain JSON: registers, takes tasks of kind "text", runs them under their leases and reports.
//   node agent.mjs [agentId]
// AMQP_URL: the broker. SWARM_PREFIX: the installation's, if it has one. SIGTERM or Ctrl-C: it finishes what it runs, gives the rest back, leaves.
import { createHash, randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import amqp from 'amqplib';

// What it can do: operation -> function of the payload. The signal fires when the task is no longer ours.
const operations = {
  count: async ({ text }) => ({ lines: text.split('\n').length, words: text.split(/\s+/).filter(Boolean).length }),
  digest: async ({ text, rounds = 1 }, signal, progress) => {
    let digest = text;
    for (let i = 0; i < rounds && !signal.aborted; i++) {
      digest = createHash('sha256').update(digest).digest('hex');
      if (i % 1000 === 999) { progress(i / rounds); await turn(); }
    }
    return { digest };
  },
};

const agentId = process.argv[2] ?? `node-${randomUUID().slice(0, 6)}`;
const capacity = 4;
const named = (name) => [process.env.SWARM_PREFIX, name].filter(Boolean).join('.');
const connection = await amqp.connect(process.env.AMQP_URL ?? 'amqp://127.0.0.1');
const channel = await connection.createConfirmChannel();
const send = (queue, body, options) =>
  channel.sendToQueue(queue, Buffer.from(JSON.stringify(body)), { contentType: 'application/json', persistent: true, ...options });

// Commands are answered to our own queue under the correlation id.
const { queue: replyTo } = await channel.assertQueue('', { exclusive: true });
const asked = new Map();
await channel.consume(replyTo, (message) => {
  asked.get(message?.properties.correlationId)?.({ type: message.properties.type, ...JSON.parse(message.content) });
  asked.delete(message?.properties.correlationId);
}, { noAck: true });
const ask = (queue, command) => new Promise((resolve) => {
  const correlationId = randomUUID();
  asked.set(correlationId, resolve);
  send(named(queue), { agentId, ...command }, { correlationId, replyTo });
});

const held = new Map(); // every lease we hold, by token, until a heartbeat says that it is gone
const queue = []; // not begun yet
let [running, leaving, reports] = [0, false, ''];
const report = (entry, kind, more) => {
  if (!held.has(entry.task.leaseToken)) return; // taken from us meanwhile: nothing is to be said
  send(reports, { targetId: agentId, reports: [{ taskId: entry.task.taskId, leaseToken: entry.task.leaseToken, attempt: entry.task.attempt, kind, ...more }] });
};

async function register() {
  const answer = await ask('swarm.register-agent', { type: 'node', kinds: [{ kind: 'text', operations: Object.keys(operations) }], maxCapacity: capacity });
  if (answer.type === 'CommandRejected') throw new Error(answer.message);
  reports = answer.reportsQueue;
  await channel.consume(answer.queue, take, { noAck: true, consumerTag: agentId });
  console.log('registered', agentId, answer.queue);
}

function take(message) {
  if (!message) return;
  const work = JSON.parse(message.content).message; // MassTransit's envelope
  (work.revoked ?? []).forEach(drop);
  for (const task of work.tasks ?? []) {
    if (held.has(task.leaseToken)) continue; // the same attempt again
    const entry = { task, abort: new AbortController() };
    held.set(task.leaseToken, entry);
    queue.push(entry);
  }
  begin();
}

function drop(token) {
  held.get(token)?.abort.abort();
  held.delete(token);
}

function begin() {
  while (queue.length > 0 && (leaving || running < capacity)) {
    const entry = queue.shift();
    if (leaving) report(entry, 'returned', { reason: 'the agent stops' });
    else run(entry);
  }
}

async function run(entry) {
  const { task, abort } = entry;
  running++;
  try {
    const { tokens } = await ask('swarm.start-attempts', { tokens: [task.leaseToken], call: randomUUID() });
    if (!tokens.includes(task.leaseToken)) return drop(task.leaseToken);
    report(entry, 'started');
    const result = await operations[task.operation](task.payload, abort.signal, (fraction) => report(entry, 'progressed', { fraction }));
    report(entry, 'succeeded', { result });
  } catch (error) {
    report(entry, 'failed', { error: { type: error.name, message: error.message, retryable: false } });
  } finally {
    running--;
    begin();
  }
}

async function beat() {
  const answer = await ask('swarm.agent-heartbeat', { tokens: [...held.keys()] });
  if (!answer.known) return register();
  (answer.gone ?? []).forEach(drop);
}

async function stop() {
  leaving = true;
  await ask('swarm.drain-agent', { leaving: true });
  begin();
  while (held.size > 0) { await beat(); await new Promise((resolve) => setTimeout(resolve, 100)); } // until everything said is acted on
  await channel.waitForConfirms();
  await ask('swarm.deregister-agent', { reason: 'it stops' });
  clearInterval(beating);
  await connection.close();
  console.log('left', agentId);
}

await register();
const beating = setInterval(() => beat().catch((error) => console.error(error.message)), 5_000);
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
