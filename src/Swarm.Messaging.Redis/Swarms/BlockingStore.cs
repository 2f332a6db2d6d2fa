using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>What coordinators wait for; see swarm-block.lua for the keys.</summary>
internal sealed class BlockingStore(SwarmRedis redis)
{
    private const int ScanPage = 100;

    private static readonly RedisScript Block = SwarmScripts.Script("block");
    private static readonly RedisScript Unblock = SwarmScripts.Script("unblock");

    public async Task<StateOutcome> SaveAsync(string swarmId, string coordinatorId, BlockingSaid said, CommandMark? command, CancellationToken cancellation)
    {
        var options = redis.Options;
        var reply = await redis.RunAsync(
            Block,
            cancellation,
            [
                swarmId, coordinatorId, BlockingJson.Write(swarmId, coordinatorId, said), said.Status, said.StartTime ?? 0, SwarmRedis.Milliseconds(options.StateTtl), options.MaxBlockingStates,
                command?.Text ?? "", .. BlockingJson.Unsaid(said),
            ])
            .ConfigureAwait(false);
        return (string)reply[0]! switch
        {
            "ok" => new StateOutcome.Blocked(BlockingJson.Read((RedisValue)reply[1], DateTimeOffset.MinValue)!),
            "other" => new StateOutcome.Other(),
            "missing" => new StateOutcome.Missing(),
            "blocking_limit" => new StateOutcome.Crowded(options.MaxBlockingStates),
            _ => new StateOutcome.Invalid((string)reply[1]!, said.Status),
        };
    }

    public async Task<BlockingCleared> ClearAsync(string swarmId, string coordinatorId, CommandMark? command, CancellationToken cancellation) =>
        (int)await redis.RunAsync(Unblock, cancellation, swarmId, coordinatorId, command?.Text ?? "").ConfigureAwait(false) switch
        {
            1 => BlockingCleared.Cleared,
            0 => BlockingCleared.Nothing,
            -2 => BlockingCleared.Other,
            _ => BlockingCleared.Missing,
        };

    public async Task<BlockingState?> FindAsync(string swarmId, string coordinatorId, CancellationToken cancellation)
    {
        var json = await redis.Database.HashGetAsync(Key(swarmId), coordinatorId).WaitAsync(cancellation).ConfigureAwait(false);
        return BlockingJson.Read(json, await SinceAsync(cancellation).ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<BlockingState>> ListAsync(string swarmId, CancellationToken cancellation)
    {
        var since = await SinceAsync(cancellation).ConfigureAwait(false);
        var found = new SortedDictionary<string, BlockingState>(StringComparer.Ordinal);
        await foreach (var entry in redis.Scans.HashScanAsync(Key(swarmId), pageSize: ScanPage).WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (BlockingJson.Read(entry.Value, since) is { } blocking)
                found[(string)entry.Name!] = blocking;
        }

        return [.. found.Values];
    }

    private string Key(string swarmId) => redis.Key($"blocking:{swarmId}");

    private async Task<DateTimeOffset> SinceAsync(CancellationToken cancellation) => await redis.NowAsync(cancellation).ConfigureAwait(false) - redis.Options.StateTtl;
}
