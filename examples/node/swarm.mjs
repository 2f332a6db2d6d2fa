// A swarm in plain JSON over HTTP, without a package: it is hosted here, answers requests, does tasks, keeps checkpoints.
//   node swarm.mjs SWARM [HOST]
// API: a host's address, e.g. http://127.0.0.1:7070. TOKEN: its token. PATIENCE: how long an answer may take, 40 s; longer than 10 s, as questions wait.
// SIGTERM or Ctrl-C: it ends what it does and gives the swarm up. docs/swarm-clients.md
import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

const swarmId = process.argv[2] ?? 'node-swarm';
const hostId = process.argv[3] ?? `${hostname()}-${swarmId}`; // the same after a restart
const agentId = `${hostId}.${swarmId}`;
const session = randomUUID(); // another after each start
const patience = Number(process.env.PATIENCE ?? 40) * 1_000;

async function call(method, path, body) {
  const response = await fetch(new URL(`/api/${path}`, process.env.API ?? 'http://127.0.0.1:7070'), {
    method, headers: { authorization: `Bearer ${process.env.TOKEN}` }, body: body && JSON.stringify(body), signal: AbortSignal.timeout(patience),
  });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(`${answer.code}: ${answer.message}`), { refusal: answer.code });
  return answer;
}
// What the system has said alone ends anything: errors of the network and of the time have codes, too, and are no refusals.
const isRefusal = ({ refusal }) => refusal !== undefined && refusal !== 'unavailable';
const patiently = async (ask) => { // what has no answer is said again: each of these may be
  for (;;) try { return await ask(); } catch (error) { if (isRefusal(error)) throw error; await pause(1_000); }
};
const send = (to, payload, messageId) => patiently(() => call('POST', 'swarm-messages', { from: swarmId, to, payload, messageId }));
// Handled again, a message is not answered twice; ids are their sender's own, and one that comes again may begin anew with them.
const answerId = ({ swarmId: sender, id, timestamp }) => `response_${createHash('sha256').update(`${sender}\n${id}\n${timestamp}`).digest('hex').slice(0, 24)}`;

// What it does with messages, by the payload's type, and with tasks, by theirs. The signal fires when a task is no longer ours.
const state = { done: [] }; // the last thousand; read again at the start, from the checkpoint that was kept last
const messages = {
  request: (message) => send(message.swarmId, { type: 'response', requestId: message.payload.requestId, data: { done: state.done } }, answerId(message)),
  task_completed: (message) => console.log('completed', message.payload.taskId),
};
const tasks = {
  reverse: async (task, signal) => { await pause(task.payload.ms ?? 0, null, { signal }); return [...task.payload.text].reverse().join(''); },
};

let [leaving, sequence, again, terms, handled, tag] = [false, 0, false, new Map(), []];
const seen = new Set(); // messages that were handled, the last ten thousand: one that comes again is only acknowledged
const see = (name) => { if (seen.add(name).size > 10_000) seen.delete(seen.values().next().value); };
const sync = async (more) => {
  const told = handled.slice(0, 1_000);
  const answer = await call('POST', `swarm-hosts/${hostId}/sync`, {
    session, sequence: ++sequence, beats: [...terms].map(([swarm, term]) => ({ swarmId: swarm, term })), acknowledged: told, again, waitSeconds: 10, maxMessages: 100, ...more,
  });
  handled = handled.slice(told.length);
  again = false;
  return answer;
};
const register = async () => {
  const { swarm } = await call('POST', 'swarms', { swarmId, hostId }); // also claims it back
  terms = new Map([[swarmId, swarm.term]]);
  tag = swarm.agentTag; // what an agent of the swarm is known by
};

async function live() {
  while (!leaving) {
    try {
      const answer = await sync(handled.length > 0 ? { waitSeconds: 0 } : {});
      for (const { swarmId: id, term } of answer.hosted) if (id === swarmId) terms.set(id, term);
      for (const { outcome } of answer.dropped) {
        if (outcome === 'stand_in') await register();
        else if (outcome !== 'stale') throw Object.assign(new Error(`the swarm is ${outcome}`), { refusal: outcome });
      }
      for (const { swarmId: id, position, envelope } of answer.messages) {
        try {
          if (envelope && !seen.has(`${envelope.swarmId} ${envelope.id}`) && Object.hasOwn(messages, envelope.payload.type)) await messages[envelope.payload.type](envelope);
        } catch (error) { console.error(error.message); }
        if (envelope) see(`${envelope.swarmId} ${envelope.id}`);
        handled.push({ swarmId: id, position });
      }
    } catch (error) {
      if (isRefusal(error) && error.refusal !== 'unknown_host') throw error;
      again = true; // the answer may be lost, and messages with it
      await pause(1_000);
    }
  }
}

const held = new Map(); // leases of tasks that we have, until a heartbeat says that they are gone
const report = (task, kind, more) => patiently(() => call('POST', `agents/${agentId}/reports`, {
  reports: [{ taskId: task.taskId, leaseToken: task.leaseToken, attempt: task.attempt, kind, ...more }],
}));
const enrol = () => patiently(() => call('POST', 'agents', { agentId, type: 'swarm', kinds: [{ kind: 'swarm' }], tags: [tag], maxCapacity: 4, transport: 'http' }));
const drop = (token) => { held.get(token)?.abort(); held.delete(token); };

async function run(task) {
  if (held.has(task.leaseToken)) return; // the same attempt again
  const abort = new AbortController();
  held.set(task.leaseToken, abort);
  const { tokens } = await patiently(() => call('POST', `agents/${agentId}/start`, { tokens: [task.leaseToken], call: task.leaseToken }));
  if (!tokens.includes(task.leaseToken)) return drop(task.leaseToken);
  await report(task, 'started');
  try {
    if (!Object.hasOwn(tasks, task.operation)) throw new Error(`there is no work of the type ${task.operation} here`);
    const result = await tasks[task.operation](task.payload, abort.signal); // what was distributed: taskId, type, description, payload
    state.done = [...state.done.filter((id) => id !== task.payload.taskId), task.payload.taskId].slice(-1_000);
    await patiently(() => call('POST', `swarms/${swarmId}/checkpoints`, { data: state }));
    await report(task, 'succeeded', { result });
  } catch (error) {
    if (!abort.signal.aborted) await report(task, 'failed', { error: { type: error.name, message: error.message, retryable: false } });
  }
}

async function work() {
  while (!leaving) {
    try {
      const { tasks: given = [], revoked = [] } = await call('GET', `agents/${agentId}/work?wait=5`);
      revoked.forEach(drop);
      for (const task of given) run(task).catch((error) => console.error(error.message));
    } catch (error) {
      if (error.refusal === 'not_found') await enrol();
      await pause(1_000);
    }
  }
}

async function beat() {
  const { known, gone = [] } = await call('POST', `agents/${agentId}/heartbeat`, { tokens: [...held.keys()] });
  if (known) gone.forEach(drop); else await enrol();
}

// What is known no longer need not be told to go. A second signal ends it at once.
const gone = (error) => { if (error.refusal !== 'not_found') throw error; };
async function stop() {
  await patiently(() => call('POST', `agents/${agentId}/drain`, { leaving: true })).catch(gone);
  while (held.size > 0) { await patiently(beat); await pause(100); } // until all that was reported is acted on
  leaving = true;
  await living; // its last question has been answered
  await patiently(() => call('DELETE', `agents/${agentId}`, {})).catch(gone);
  await patiently(() => sync({ beats: [], waitSeconds: 0, maxMessages: 0, sequence: undefined })); // acknowledges the last ones
  await patiently(() => call('DELETE', `swarm-hosts/${hostId}`, { session }));
  console.log('left', swarmId);
  process.exit(0);
}

process.once('uncaughtException', (error) => { console.error(error.message); process.exit(1); }); // a refusal is a sentence
await patiently(() => sync({ waitSeconds: 0 }));
await patiently(register);
const kept = await patiently(() => call('GET', `swarms/${swarmId}/checkpoints/latest`)).catch(gone); // there may be none
if (Array.isArray(kept?.data?.done)) state.done = kept.data.done;
await enrol();
console.log('hosted', swarmId, terms.get(swarmId));
const living = live().catch((error) => { console.error(error.message); process.exit(1); });
work();
setInterval(() => beat().catch((error) => console.error(error.message)), 5_000);
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
