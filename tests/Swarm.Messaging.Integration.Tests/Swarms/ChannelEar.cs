using System.Collections.Concurrent;
using System.Text.Json;
using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>Hears what is told on a channel from the moment it is opened.</summary>
internal sealed class ChannelEar : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonElement> heard = new();
    private IAsyncDisposable subscription = null!;

    public IReadOnlyList<JsonElement> Heard => [.. heard];

    public static async Task<ChannelEar> OpenAsync(IChannels channels, string channel)
    {
        var ear = new ChannelEar();
        ear.subscription = await channels.SubscribeAsync(
            channel,
            message =>
            {
                ear.heard.Enqueue(JsonElement.Parse(message.Span));
                return Task.CompletedTask;
            },
            default);
        return ear;
    }

    public IEnumerable<JsonElement> Of(string type) => heard.Where(m => m.TryGetProperty("type", out var said) && said.GetString() == type);

    public Task HearAsync(string type, int count = 1) => Eventually.HoldsAsync(() => Of(type).Count() >= count, $"{type} is told {count} times");

    public ValueTask DisposeAsync() => subscription.DisposeAsync();
}
