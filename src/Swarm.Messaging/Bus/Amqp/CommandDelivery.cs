using RabbitMQ.Client;

namespace Swarm.Messaging.Bus.Amqp;

/// <param name="Channel">The one it came by: only there does its tag mean anything.</param>
/// <param name="Command">Given by the queue, e.g. <c>SubmitTask</c>.</param>
internal sealed record CommandDelivery(IChannel Channel, ulong Tag, string Command, ReadOnlyMemory<byte> Body, ReplyReader Reply);
