// Submits one task as plain JSON and prints its acceptance and its end.
//   node submit.mjs basic echo '{"hello":"world"}'
// AMQP_URL: the broker. SWARM_PREFIX: the installation's, if it has one.
import { randomUUID } from 'node:crypto';
import amqp from 'amqplib';

const [kind = 'basic', operation = 'echo', payload = '{"hello":"world"}'] = process.argv.slice(2);
const queue = [process.env.SWARM_PREFIX, 'swarm.submit-task'].filter(Boolean).join('.');

const connection = await amqp.connect(process.env.AMQP_URL ?? 'amqp://127.0.0.1');
const channel = await connection.createConfirmChannel();
const { queue: replyTo } = await channel.assertQueue('', { exclusive: true });

const correlationId = randomUUID();
const finished = new Promise((resolve) => {
  let missing = 2; // the acceptance and the end; a short task may end before its acceptance is here
  channel.consume(replyTo, (message) => {
    if (message?.properties.correlationId !== correlationId) return;
    const answer = JSON.parse(message.content.toString());
    const kindOfAnswer = message.properties.type; // SubmissionAccepted, CommandRejected or TaskEnded
    console.log(kindOfAnswer, JSON.stringify(answer));
    if (kindOfAnswer === 'CommandRejected') resolve(2);
    else if (--missing === 0) resolve(0);
  }, { noAck: true });
});

const task = { client: 'node', kind, operation, payload: JSON.parse(payload), notifyEnd: true };
channel.sendToQueue(queue, Buffer.from(JSON.stringify(task)), {
  contentType: 'application/json',
  messageId: randomUUID(), // the same message delivered twice is one task
  correlationId,
  replyTo,
  persistent: true,
});
await channel.waitForConfirms();

process.exitCode = await finished;
await connection.close();
