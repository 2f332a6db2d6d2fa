using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>
/// What hosts tell each other of the cache: <c>result_ended</c> {key, kept, by} and <c>cache_cleared</c>. Who waits for a result begins, and an
/// older one in memory goes. What is missed costs time: who waits looks again, what is in memory ends.
/// </summary>
internal sealed class CacheNews(IChannels channels, Announcer announcer, CacheWaits waits, MemoryTier memory) : IHostedService, IAsyncDisposable
{
    public const string Channel = "swarm-messaging:workflow-cache";

    private const string EndedType = "result_ended";
    private const string ClearedType = "cache_cleared";

    /// <summary>What this host tells it hears too, and has what it made.</summary>
    private readonly string self = $"{Guid.NewGuid():N}";

    private IAsyncDisposable? subscription;

    public async Task StartAsync(CancellationToken cancellationToken) =>
        subscription = await channels.SubscribeAsync(Channel, Hear, cancellationToken).ConfigureAwait(false);

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref subscription, null) is { } open)
            await open.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Whoever waits for it here begins at once.</summary>
    /// <param name="kept">There is a result, in the place of any older one.</param>
    public Task EndedAsync(string key, bool kept)
    {
        waits.Release(key);
        return announcer.TellAsync(Channel, EndedType, new { key, kept, by = self }, CancellationToken.None);
    }

    public Task ClearedAsync()
    {
        memory.Clear();
        return announcer.TellAsync(Channel, ClearedType, new { }, CancellationToken.None);
    }

    private Task Hear(ReadOnlyMemory<byte> body)
    {
        var message = JsonElement.Parse(body.Span);
        switch (message.GetProperty("type").GetString())
        {
            case EndedType:
                var key = message.GetProperty("key").GetString()!;
                // Before those who waited look.
                if (message.TryGetProperty("kept", out var kept) && kept.ValueKind == JsonValueKind.True && message.GetProperty("by").GetString() != self)
                    memory.Forget(key);
                waits.Release(key);
                break;
            case ClearedType:
                memory.Clear();
                break;
        }

        return Task.CompletedTask;
    }
}
