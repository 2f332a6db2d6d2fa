using System.Globalization;
using StackExchange.Redis;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Configuration;

/// <summary>One hash, <c>swarm-messaging:configuration</c>: settings by path, which hold a colon, and the version.</summary>
internal sealed class RedisConfigurationStore(IConnectionMultiplexer redis, RedisKeys keys) : IConfigurationStore
{
    private const string Version = "version";

    private static readonly RedisScript Write = new("Configuration.configuration-write.lua");

    private readonly IDatabase database = redis.GetDatabase();
    private readonly RedisKey key = keys.Global("configuration");

    public StoredConfiguration Read() => Read(database.HashGetAll(key));

    public async Task<StoredConfiguration> ReadAsync(CancellationToken cancellation) =>
        Read(await database.HashGetAllAsync(key).WaitAsync(cancellation).ConfigureAwait(false));

    public async Task<bool> WriteAsync(long expectedVersion, IReadOnlyDictionary<string, string?> changes, CancellationToken cancellation)
    {
        RedisValue[] arguments =
            [expectedVersion, keys.Fixed(IConfigurationStore.Channel), .. changes.SelectMany(c => new RedisValue[] { c.Key, c.Value ?? "" })];
        return (long)await Write.RunAsync(database, [key], arguments).WaitAsync(cancellation).ConfigureAwait(false) > 0;
    }

    private static StoredConfiguration Read(HashEntry[] entries) => new(
        entries.Where(e => e.Name == Version).Select(e => long.Parse((string)e.Value!, CultureInfo.InvariantCulture)).FirstOrDefault(),
        entries.Where(e => e.Name != Version).ToDictionary(e => (string)e.Name!, e => (string)e.Value!, StringComparer.Ordinal));
}
