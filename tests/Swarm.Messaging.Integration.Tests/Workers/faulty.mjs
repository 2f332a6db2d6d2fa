// A worker that can be asked to misbehave in every way that the pool must survive.
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const { run } = await import(pathToFileURL(process.argv[2]).href);
const raw = process.stdout.write.bind(process.stdout);
const mode = process.argv[3];

if (mode === 'exits') process.exit(3);
if (mode === 'silent') setInterval(() => {}, 1000);
else {
  const sleep = (ms, signal) => new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => { clearTimeout(timer); reject(new Error('aborted')); });
  });
  run({
    echo: (payload) => payload,
    pid: () => process.pid,
    sleep: async ({ ms }, { signal }) => { await sleep(ms, signal); return process.pid; },
    sleepMarked: async ({ ms, file }) => {
      const fs = await import('node:fs');
      fs.writeFileSync(file, '');
      await sleep(ms);
      return process.pid;
    },
    stubborn: async ({ ms }) => { await sleep(ms); return process.pid; },
    dies: () => {
      const b = Buffer.from(JSON.stringify({ type: 'worker-error', workerId: process.env.SWARM_WORKER_ID, error: { message: 'nobody caught it', code: 'bug' }, fatal: true, timestamp: Date.now() }));
      const h = Buffer.alloc(4);
      h.writeUInt32BE(b.length);
      raw(Buffer.concat([h, b]));
      process.exit(1);
    },
    crash: () => process.exit(7),
    crashOnce: async ({ file }) => {
      const fs = await import('node:fs');
      if (fs.existsSync(file)) return process.pid;
      fs.writeFileSync(file, '');
      process.kill(process.pid, 'SIGKILL');
      await sleep(60000);
    },
    garbage: async () => { raw('this is no frame, it is what a stray print would be\n'); await sleep(60000); },
    huge: async () => { raw(Buffer.from([0x80, 0, 0, 0, 1, 2, 3])); await sleep(60000); },
    broken: async () => { const b = Buffer.from('{"type":"task-complete",'); const h = Buffer.alloc(4); h.writeUInt32BE(b.length); raw(Buffer.concat([h, b])); await sleep(60000); },
    logs: async ({ lines, length }) => {
      const line = 'x'.repeat(length);
      for (let i = 0; i < lines; i += 100) process.stderr.write(Array.from({ length: 100 }, (_, n) => `${i + n} ${line}`).join('\n') + '\n');
      return lines;
    },
    child: () => spawn('sleep', ['3600'], { stdio: 'ignore' }).pid,
    large: ({ bytes }) => 'x'.repeat(bytes),
    progress: async (_, { progress }) => { progress(0.5, 'half'); await sleep(50); return 1; },
    hog: ({ mb }) => { globalThis.kept = Buffer.alloc(mb * 1024 * 1024, 1); return process.pid; },
  });
}
