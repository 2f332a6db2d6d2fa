using System.Collections.Concurrent;
using System.Text.Json;
using StackExchange.Redis;

namespace Swarm.Messaging.Integration.Tests.Routing;

/// <summary>A plain Redis client that hears a channel, as an outside program would.</summary>
internal sealed class ChannelEar : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonElement> heard = new();
    private readonly ISubscriber subscriber;
    private readonly RedisChannel channel;

    private ChannelEar(ISubscriber subscriber, RedisChannel channel) => (this.subscriber, this.channel) = (subscriber, channel);

    public IReadOnlyList<JsonElement> Heard => [.. heard];

    public static async Task<ChannelEar> OpenAsync(IConnectionMultiplexer redis, string channel)
    {
        var ear = new ChannelEar(redis.GetSubscriber(), RedisChannel.Literal(channel));
        (await ear.subscriber.SubscribeAsync(ear.channel)).OnMessage(m => ear.heard.Enqueue(JsonElement.Parse((string)m.Message!)));
        return ear;
    }

    public IReadOnlyList<JsonElement> Of(string type) => [.. heard.Where(m => m.GetProperty("type").GetString() == type)];

    public async Task<JsonElement> HearAsync(string type)
    {
        await Eventually.HoldsAsync(() => Of(type).Count > 0, $"{type} is told on {channel}");
        return Of(type)[0];
    }

    public ValueTask DisposeAsync() => new(subscriber.UnsubscribeAsync(channel));
}
