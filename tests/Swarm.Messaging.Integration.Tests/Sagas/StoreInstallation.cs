using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Sagas;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Sagas;

/// <summary>One installation's store with a clock that the test moves.</summary>
internal sealed class StoreInstallation
{
    public StoreInstallation(IConnectionMultiplexer redis, string? prefix = null, RedisSagaStoreOptions? options = null, int shards = 16)
    {
        Redis = redis;
        Prefix = prefix ?? $"t{Guid.NewGuid():N}";
        Keys = new RedisKeys(Prefix, shards);
        Store = new RedisSagaStore(redis, Keys, Clock, Options.Create(options ?? new RedisSagaStoreOptions()));
    }

    public IConnectionMultiplexer Redis { get; }

    public string Prefix { get; }

    public RedisKeys Keys { get; }

    public StoreClock Clock { get; } = new();

    public RedisSagaStore Store { get; }

    public async Task<long> CommittedAsync(SagaCommit commit) =>
        (await Store.CommitAsync(commit, default)).ShouldBeOfType<CommitResult.Committed>().Version;

    public Task<StoredSaga?> LoadAsync(SagaKey key) => Store.LoadAsync(key, default);

    /// <summary>Every key of the installation that holds the text in its name.</summary>
    public List<string> KeysWith(string text) =>
        [.. Redis.GetServers()[0].Keys(pattern: $"{Prefix}:*{text}*", pageSize: 1_000).Select(key => (string)key!)];

    /// <summary>Every member or field in a key of the installation that holds the text.</summary>
    public async Task<List<string>> MembersWithAsync(string text)
    {
        var database = Redis.GetDatabase();
        var found = new List<string>();
        foreach (var key in KeysWith(""))
        {
            RedisValue[] members = await database.KeyTypeAsync(key) switch
            {
                RedisType.SortedSet => await database.SortedSetRangeByRankAsync(key),
                RedisType.Hash => await database.HashKeysAsync(key),
                RedisType.Set => await database.SetMembersAsync(key),
                RedisType.List => await database.ListRangeAsync(key),
                _ => [],
            };
            found.AddRange(members.Where(member => ((string)member!).Contains(text, StringComparison.Ordinal)).Select(member => $"{key} -> {member}"));
        }

        return found;
    }
}
