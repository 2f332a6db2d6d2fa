using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Redis.Swarms.Messages;

/// <summary>Messages to the system under the tag of swarms; messages.lua has the keys.</summary>
internal sealed class RedisSystemInbox(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock) : ISystemInbox
{
    private static readonly RedisScript Take = new("Swarms.Messages.messages.lua", "Swarms.Messages.system-take.lua");
    private static readonly RedisScript End = new("Swarms.Messages.messages.lua", "Swarms.Messages.system-end.lua");

    private readonly IDatabase database = redis.GetDatabase();
    private readonly string root = keys.Swarms;

    public async Task<IReadOnlyList<SystemMessage>> TakeAsync(int most, TimeSpan hold, CancellationToken cancellation) =>
        [.. ((RedisValue[])(await RunAsync(Take, [most, (long)hold.TotalMilliseconds], cancellation).ConfigureAwait(false))!)
            .Chunk(2).Select(m => new SystemMessage(m[0]!, (byte[])m[1]!))];

    public Task EndAsync(IReadOnlyList<string> messages, int failures, CancellationToken cancellation) =>
        RunAsync(End, [failures, "", .. messages.Select(m => (RedisValue)m)], cancellation);

    public Task DeferAsync(IReadOnlyList<string> messages, TimeSpan wait, CancellationToken cancellation) =>
        RunAsync(End, [0, (long)wait.TotalMilliseconds, .. messages.Select(m => (RedisValue)m)], cancellation);

    // Cancelled only before the script is sent: after that its outcome would be unknown.
    private Task<RedisResult> RunAsync(RedisScript script, ReadOnlySpan<RedisValue> arguments, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return script.RunAsync(database, [root], [clock.OffsetMs, .. arguments]);
    }
}
