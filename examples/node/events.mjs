// Prints events as they happen, until stopped.
//   node events.mjs 'task.completed.*'
// AMQP_URL: the broker. SWARM_PREFIX: the installation's, if it has one.
import amqp from 'amqplib';

const key = process.argv[2] ?? 'task.#'; // {event}.{client}, e.g. task.completed.acme
const exchange = [process.env.SWARM_PREFIX, 'swarm.events'].filter(Boolean).join('.');

const connection = await amqp.connect(process.env.AMQP_URL ?? 'amqp://127.0.0.1');
const channel = await connection.createChannel();
await channel.assertExchange(exchange, 'topic', { durable: true });
const { queue } = await channel.assertQueue('', { exclusive: true });
await channel.bindQueue(queue, exchange, key);
await channel.consume(queue, (message) => {
  if (message) console.log(message.fields.routingKey, message.content.toString());
}, { noAck: true });
console.log('listening', exchange, key);

process.once('SIGTERM', () => connection.close());
process.once('SIGINT', () => connection.close());
