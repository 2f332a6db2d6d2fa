using System.Collections.Concurrent;
using System.Text.Json;
using StackExchange.Redis;

namespace Swarm.Messaging.Integration.Tests.Channels;

/// <summary>Somebody outside with a plain Redis client: hears channels and speaks on them.</summary>
internal sealed class PlainSubscriber : IAsyncDisposable
{
    private readonly IConnectionMultiplexer redis;
    private readonly string prefix;
    private readonly ConcurrentQueue<(string Channel, JsonElement Message)> heard = new();

    private PlainSubscriber(IConnectionMultiplexer redis, string prefix) => (this.redis, this.prefix) = (redis, prefix);

    public IDatabase Database => redis.GetDatabase();

    public IReadOnlyList<(string Channel, JsonElement Message)> Heard => [.. heard];

    public static async Task<PlainSubscriber> StartAsync(int port, string prefix)
    {
        var subscriber = new PlainSubscriber(await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port}"), prefix);
        (await subscriber.redis.GetSubscriber().SubscribeAsync(RedisChannel.Pattern($"{prefix}:swarm:phase-5:*"))).OnMessage(message =>
            subscriber.heard.Enqueue((((string)message.Channel!)[(prefix.Length + 1)..], JsonElement.Parse((string)message.Message!))));
        return subscriber;
    }

    public Task SayAsync(string channel, string message) =>
        redis.GetSubscriber().PublishAsync(RedisChannel.Literal($"{prefix}:{channel}"), message);

    public IEnumerable<JsonElement> All(string channel, string type) => heard
        .Where(h => h.Channel == channel && h.Message.GetProperty("type").GetString() == type).Select(h => h.Message);

    /// <summary>The first of the type that fits; waits for it.</summary>
    public async Task<JsonElement> NextAsync(string channel, string type, Func<JsonElement, bool>? fits = null)
    {
        await Eventually.HoldsAsync(
            () => All(channel, type).Any(m => fits?.Invoke(m) ?? true),
            $"{type} is heard on {channel}; heard so far: {string.Join(' ', heard.Select(h => h.Message.GetProperty("type")))}");
        return All(channel, type).First(m => fits?.Invoke(m) ?? true);
    }

    /// <summary>Type by type: the names of the fields, sorted.</summary>
    public static string Fields(JsonElement message) => string.Join(' ', message.EnumerateObject().Select(f => f.Name).Order(StringComparer.Ordinal));

    public async ValueTask DisposeAsync() => await redis.DisposeAsync();
}
