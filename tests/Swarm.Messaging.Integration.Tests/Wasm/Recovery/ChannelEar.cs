using System.Collections.Concurrent;
using System.Text.Json;
using StackExchange.Redis;

namespace Swarm.Messaging.Integration.Tests.Wasm.Recovery;

/// <summary>A plain Redis client that listens to channels, as anybody's program would.</summary>
internal sealed class ChannelEar(IConnectionMultiplexer redis, string prefix)
{
    private readonly ConcurrentQueue<(string Channel, string Message)> heard = [];

    public async Task<ChannelEar> ListenAsync(params string[] channels)
    {
        foreach (var channel in channels)
        {
            await redis.GetSubscriber().SubscribeAsync(
                RedisChannel.Literal($"{prefix}:{channel}"), (_, message) => heard.Enqueue((channel, message!)));
        }

        return this;
    }

    public Task SayAsync(string channel, string json) => redis.GetSubscriber().PublishAsync(RedisChannel.Literal($"{prefix}:{channel}"), json);

    public async Task<JsonElement> HearsAsync(string channel, string type)
    {
        await Eventually.HoldsAsync(() => Heard(channel, type).Count > 0, $"{type} is heard on {channel}");
        return Heard(channel, type)[0];
    }

    /// <summary>Messages of that type, in the order they came; what a test says itself may have none.</summary>
    public List<JsonElement> Heard(string channel, string type) =>
        [.. heard.Where(h => h.Channel == channel && h.Message.StartsWith($$"""{"type":"{{type}}",""", StringComparison.Ordinal)).Select(h => JsonElement.Parse(h.Message))];
}
