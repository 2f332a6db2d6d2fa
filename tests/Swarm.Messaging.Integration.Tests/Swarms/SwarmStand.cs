using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Channels;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>Swarms of one installation, as the registry keeps them, in any status a test wants; and a clock that it moves.</summary>
internal class SwarmStand(StoreRedis redis)
{
    private int order;

    public StoreInstallation Installation { get; } = new(redis.Connection);

    public IDatabase Database { get; } = redis.Connection.GetDatabase();

    public RedisChannels Channels => field ??= new(Installation.Redis, Installation.Keys, NullLogger<RedisChannels>.Instance);

    /// <summary>Active swarms, each newer than the one before; one that is known moves.</summary>
    public async Task HostAsync(string host, params string[] swarms)
    {
        foreach (var swarm in swarms)
        {
            if (await Database.HashGetAsync(Key($"swarm:{swarm}"), "host") is { IsNull: false } before)
                await Database.SetRemoveAsync(Key($"hosted:{before}"), swarm);
            else
                await Database.HashSetAsync(Key($"swarm:{swarm}"), [new("status", "active"), new("order", ++order), new("doc", "{}")]);
            await Database.HashSetAsync(Key($"swarm:{swarm}"), "host", host);
            await Database.HashIncrementAsync(Key($"swarm:{swarm}"), "term");
            await Database.SetAddAsync(Key($"status:{await Database.HashGetAsync(Key($"swarm:{swarm}"), "status")}"), swarm);
            await Database.SetAddAsync(Key($"hosted:{host}"), swarm);
        }
    }

    public async Task StatusAsync(string swarm, string status)
    {
        await Database.SetRemoveAsync(Key($"status:{await Database.HashGetAsync(Key($"swarm:{swarm}"), "status")}"), swarm);
        await Database.HashSetAsync(Key($"swarm:{swarm}"), "status", status);
        await Database.SetAddAsync(Key($"status:{status}"), swarm);
    }

    /// <param name="json">What its owner says of it.</param>
    public Task DescribeAsync(string swarm, string json) => Database.HashSetAsync(Key($"swarm:{swarm}"), "doc", json);

    public RedisKey Key(string name) => Installation.Keys.Global($"{{swarms}}:{name}");
}
