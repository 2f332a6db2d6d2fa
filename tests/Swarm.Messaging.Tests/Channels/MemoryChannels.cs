using System.Collections.Concurrent;
using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Tests.Channels;

/// <summary>Channels within the process: a message is handled before its publication ends.</summary>
internal sealed class MemoryChannels : IChannels
{
    private readonly ConcurrentDictionary<object, (string Channel, Func<ReadOnlyMemory<byte>, Task> Handler)> listeners = new();

    public async Task PublishAsync(string channel, ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        foreach (var (_, listener) in listeners.Where(l => l.Value.Channel == channel))
            await listener.Handler(json);
    }

    public Task<IAsyncDisposable> SubscribeAsync(string channel, Func<ReadOnlyMemory<byte>, Task> handler, CancellationToken cancellation)
    {
        var subscription = new Subscription(this);
        listeners[subscription] = (channel, handler);
        return Task.FromResult<IAsyncDisposable>(subscription);
    }

    private sealed class Subscription(MemoryChannels channels) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            channels.listeners.TryRemove(this, out _);
            return ValueTask.CompletedTask;
        }
    }
}
