namespace Swarm.Messaging.Channels;

/// <summary>
/// Publish and subscribe between processes: notifications for whoever listens, never the only copy of anything. A message that nobody
/// hears, or that comes while the store is away, is gone.
/// </summary>
public interface IChannels
{
    /// <param name="channel">The name as the specification has it, e.g. <c>swarm:phase-5:routing</c>.</param>
    /// <param name="json">UTF-8 JSON, an object with a field <c>type</c>.</param>
    Task PublishAsync(string channel, ReadOnlyMemory<byte> json, CancellationToken cancellation);

    /// <summary>Until disposed. Messages of one channel come one after the other; a handler that throws is logged and does not stop the next.</summary>
    Task<IAsyncDisposable> SubscribeAsync(string channel, Func<ReadOnlyMemory<byte>, Task> handler, CancellationToken cancellation);
}
