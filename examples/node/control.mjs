// Signs a control message and publishes it on the channel that all hosts hear.
//   node control.mjs '{"type":"config_update","section":"Tasks","values":{"Retention":"12:00:00"}}'
// CONTROL_KEY, or CONTROL_KEY_FILE: as the hosts have it. REDIS: host:port or the path of a socket. SWARM_PREFIX: the installation's, if it has one.
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const key = process.env.CONTROL_KEY ?? readFileSync(process.env.CONTROL_KEY_FILE, 'utf8').trim();
const channel = [process.env.SWARM_PREFIX, 'swarm:phase-5:coordination'].filter(Boolean).join(':');

// RFC 8785: names sorted, no white space; strings and numbers as JSON.stringify writes them.
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
};

const message = { ...JSON.parse(process.argv[2]), timestamp: Date.now(), nonce: randomUUID() };
const signature = createHmac('sha256', key).update(canonical(message), 'utf8').digest('hex');
const body = JSON.stringify({ ...message, signature });

const redis = process.env.REDIS ?? '127.0.0.1:6379';
const socket = redis.startsWith('/') ? connect(redis) : connect(Number(redis.split(':')[1]), redis.split(':')[0]);
const command = ['PUBLISH', channel, body];
socket.write(`*${command.length}\r\n${command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`);
socket.once('data', (reply) => {
  console.log('published', body, 'heard by', reply.toString().trim().slice(1));
  socket.end();
});
