using System.Reflection;
using RabbitMQ.Client;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Bus;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>Takes away what a benchmark leaves on services that are not its own: all keys, queues and exchanges of its prefix, which nobody else has.</summary>
internal static class BenchLeftovers
{
    private const int Page = 1_000;

    public static async Task RemoveKeysAsync(string redis, string prefix)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(redis).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var database = connection.GetDatabase();
        foreach (var server in connection.GetServers().Where(s => s is { IsConnected: true, IsReplica: false }))
        {
            var found = new List<RedisKey>(Page);
            await foreach (var key in server.KeysAsync(database.Database, $"{prefix}:*", Page).ConfigureAwait(false))
            {
                found.Add(key);
                if (found.Count < Page)
                    continue;
                await RemoveAsync(database, found).ConfigureAwait(false);
                found.Clear();
            }

            await RemoveAsync(database, found).ConfigureAwait(false);
        }
    }

    /// <param name="agents">Ids of agents that took part.</param>
    /// <param name="targets">Queues of the host's own targets.</param>
    public static async Task RemoveQueuesAsync(Uri broker, string prefix, IEnumerable<string> agents, IEnumerable<string> targets)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync("swarm-bench-end").ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var channel = await connection.CreateChannelAsync().ConfigureAwait(false);
        await using var __ = channel.ConfigureAwait(false);
        foreach (var name in Names().Select(n => SwarmNames.In(prefix, n)).Concat(agents.Select(a => SwarmNames.In(prefix, SwarmNames.AgentQueue(a)))).Concat(targets))
        {
            // What is not there is not missed; a queue of ours and the exchange in front of it have one name.
            await channel.QueueDeleteAsync(name, ifUnused: false, ifEmpty: false).ConfigureAwait(false);
            await channel.ExchangeDeleteAsync(name).ConfigureAwait(false);
        }
    }

    private static Task RemoveAsync(IDatabase database, List<RedisKey> keys) =>
        Task.WhenAll(keys.Select(key => (Task)database.KeyDeleteAsync(key)));

    private static IEnumerable<string> Names() =>
        typeof(SwarmNames).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
}
