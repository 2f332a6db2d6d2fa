using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>A hash per swarm and a few indexes, all under the tag <c>{swarms}</c>.</summary>
internal sealed class RedisSwarmRegistry(SwarmRedis redis, SwarmTurns turns) : ISwarmRegistry
{
    private const int AtATime = 500;

    private static readonly RedisScript Register = SwarmScripts.Script("register");
    private static readonly RedisScript Update = SwarmScripts.Script("update");
    private static readonly RedisScript Status = SwarmScripts.Script("status");
    private static readonly RedisScript Beat = SwarmScripts.Script("beat");
    private static readonly RedisScript Remove = SwarmScripts.Script("remove");
    private static readonly RedisScript Overdue = SwarmScripts.Script("overdue");
    private static readonly RedisScript Watch = SwarmScripts.Script("watch");
    private static readonly RedisScript Clean = SwarmScripts.Script("clean");

    private string News => redis.Key("news");

    public async Task<RegisterOutcome> RegisterAsync(string swarmId, SwarmDefinition swarm, SwarmClaim? claim, CommandMark? command, CancellationToken cancellation)
    {
        var document = SwarmFields.Write(SwarmFields.WithoutOwn(swarm));
        var given = SwarmFields.Hash(document);
        var reply = await redis.RunAsync(
            Register, cancellation, swarmId, document, given, swarm.Agents.Count, claim?.HostId ?? "", claim is { Whatever: true } ? 1 : 0, SyncSwarmHost.MostSwarms, command?.Text ?? "")
            .ConfigureAwait(false);
        switch ((string)reply[0]!)
        {
            case "swarm_limit":
                return new RegisterOutcome.Full(redis.Options.MaxActive);
            case "no_host":
                return new RegisterOutcome.NoHost(claim!.HostId);
            case "host_full":
                return new RegisterOutcome.HostFull(claim!.HostId, SyncSwarmHost.MostSwarms);
            case "other":
                return new RegisterOutcome.Other();
            case "applied" when reply[1].Length == 0:
                return new RegisterOutcome.Left();
        }

        var fields = SwarmFields.Map(reply[1]);
        var known = SwarmFields.Read(swarmId, fields);
        return (string)reply[0]! switch
        {
            "ok" => new RegisterOutcome.Known(known, true),
            "applied" => new RegisterOutcome.Known(known, false),
            "claimed" => new RegisterOutcome.Claimed(known),
            "ended" => new RegisterOutcome.Ended(known),
            _ => fields["given"] == given || claim is { Whatever: true } ? new RegisterOutcome.Known(known, false) : new RegisterOutcome.Conflict(known),
        };
    }

    public async Task<ChangeOutcome> UpdateAsync(string swarmId, Func<SwarmDefinition, SwarmDefinition> change, string? status, CommandMark? command, CancellationToken cancellation)
    {
        return await turns.RunAsync(swarmId, TryAsync, cancellation).ConfigureAwait(false) ?? new ChangeOutcome.Busy(SwarmTurns.MostTries);

        async Task<ChangeOutcome?> TryAsync()
        {
            var fields = SwarmFields.Map(await redis.Database.HashGetAllAsync(SwarmKey(swarmId)).WaitAsync(cancellation).ConfigureAwait(false));
            if (fields.Count == 0)
                return new ChangeOutcome.Missing();
            var swarm = SwarmFields.WithoutOwn(change(SwarmFields.ReadDefinition(fields["doc"])));
            var reply = await redis.RunAsync(Update, cancellation, swarmId, fields["version"], SwarmFields.Write(swarm), swarm.Agents.Count, status ?? "", command?.Text ?? "").ConfigureAwait(false);
            return (string)reply[0]! == "changed" ? null : Changed(swarmId, reply, status);
        }
    }

    public async Task<ChangeOutcome> ChangeStatusAsync(string swarmId, string status, string? reason, DateTimeOffset? interruptedUntil, CancellationToken cancellation) =>
        Changed(swarmId, await redis.RunAsync(Status, cancellation, swarmId, status, reason ?? "", interruptedUntil?.ToUnixTimeMilliseconds() ?? RedisValue.EmptyString).ConfigureAwait(false), status);

    public async Task<IReadOnlyList<BeatOutcome>> HeartbeatAsync(string hostId, IReadOnlyList<SwarmBeat> beats, CancellationToken cancellation)
    {
        var answers = new List<BeatOutcome>(beats.Count);
        foreach (var some in beats.Chunk(AtATime))
        {
            var reply = await redis.RunAsync(Beat, cancellation, [hostId, .. some.SelectMany(b => new RedisValue[] { b.SwarmId, b.Term })]).ConfigureAwait(false);
            answers.AddRange(((int[])reply!).Select(a => (BeatOutcome)a));
        }

        return answers;
    }

    public async Task<SwarmDocument?> GetAsync(string swarmId, CancellationToken cancellation) =>
        Read(swarmId, await redis.Database.HashGetAllAsync(SwarmKey(swarmId)).WaitAsync(cancellation).ConfigureAwait(false));

    public async Task<IReadOnlyList<SwarmDocument>> ListAsync(SwarmFilter filter, CancellationToken cancellation)
    {
        var ids = await (filter.Status is { } status
            ? redis.Database.SetMembersAsync(redis.Key($"status:{status}"))
            : redis.Database.SortedSetRangeByRankAsync(redis.Key("all"))).WaitAsync(cancellation).ConfigureAwait(false);
        var found = new List<SwarmDocument>();
        foreach (var some in ids.Chunk(AtATime))
            found.AddRange((await Task.WhenAll(some.Select(id => GetAsync((string)id!, cancellation))).ConfigureAwait(false)).OfType<SwarmDocument>());
        return [.. SwarmSelection.Of(found, filter)];
    }

    public async Task<DeregisterOutcome> DeregisterAsync(string swarmId, string reason, CommandMark? command, CancellationToken cancellation)
    {
        var reply = await redis.RunAsync(Remove, cancellation, swarmId, reason, command?.Text ?? "").ConfigureAwait(false);
        if (reply.Length == 1)
            return new DeregisterOutcome.Other();
        return reply.Length == 0 || reply[1].Length == 0
            ? new DeregisterOutcome.Missing()
            : new DeregisterOutcome.Archived(SwarmFields.Read(swarmId, SwarmFields.Map(reply[1])), (int)reply[0] == 1);
    }

    public async Task<SwarmDocument?> ArchivedAsync(string swarmId, CancellationToken cancellation) =>
        Read(swarmId, await redis.Database.HashGetAllAsync(redis.Key($"archive:{swarmId}")).WaitAsync(cancellation).ConfigureAwait(false));

    public async Task<IReadOnlyList<string>> ArchiveAsync(int limit, CancellationToken cancellation) =>
        Ids(await redis.Database.SortedSetRangeByRankAsync(redis.Key("archive"), 0, limit - 1, Order.Descending).WaitAsync(cancellation).ConfigureAwait(false));

    public async Task<IReadOnlyList<string>> DiscoverInterruptedAsync(CancellationToken cancellation) =>
        Ids(await redis.ReadAsync(Overdue, cancellation).ConfigureAwait(false));

    public async Task<SwarmWatched> WatchAsync(CancellationToken cancellation)
    {
        var reply = await redis.RunAsync(Watch, cancellation).ConfigureAwait(false);
        return new SwarmWatched(Ids(reply[0]), Ids(reply[1]));
    }

    public async Task<SwarmCleaned> CleanUpAsync(CancellationToken cancellation)
    {
        var reply = await redis.RunAsync(
            Clean, cancellation, SwarmRedis.Milliseconds(redis.Options.SwarmTtl), SwarmRedis.Milliseconds(redis.Options.ArchiveRetention)).ConfigureAwait(false);
        return new SwarmCleaned(Ids(reply[0]), Ids(reply[1]));
    }

    public async Task<SwarmFigures> FiguresAsync(CancellationToken cancellation)
    {
        var counts = SwarmStatuses.All.Select(status => redis.Database.SetLengthAsync(redis.Key($"status:{status}"))).ToList();
        var totals = SwarmFields.Map(await redis.Database.HashGetAllAsync(redis.Key("totals")).WaitAsync(cancellation).ConfigureAwait(false));
        var numbers = await Task.WhenAll(counts).WaitAsync(cancellation).ConfigureAwait(false);
        long Total(string name) => (long)totals.GetValueOrDefault(name, 0);
        return new SwarmFigures(
            SwarmStatuses.All.Zip(numbers).ToDictionary(s => s.First, s => s.Second, StringComparer.Ordinal),
            Total("registered"), Total("completed"), Total("failed"), Total("agents"), Total("lifetimeMs"), Total("archived"));
    }

    public async Task<IReadOnlyList<SwarmNews>> NewsAsync(int limit, CancellationToken cancellation) =>
        [.. (await redis.Database.StreamRangeAsync(News, count: limit).WaitAsync(cancellation).ConfigureAwait(false)).Select(SwarmFields.ReadNews)];

    public Task AcknowledgeAsync(IReadOnlyList<SwarmNews> news) =>
        news.Count == 0 ? Task.CompletedTask : redis.Database.StreamDeleteAsync(News, [.. news.Select(n => (RedisValue)n.Id)]);

    private ChangeOutcome Changed(string swarmId, RedisResult reply, string? status) => (string)reply[0]! switch
    {
        "ok" => new ChangeOutcome.Done(SwarmFields.Read(swarmId, SwarmFields.Map(reply[1])), (string)reply[2]!),
        "applied" => new ChangeOutcome.Repeated(SwarmFields.Read(swarmId, SwarmFields.Map(reply[1]))),
        "missing" => new ChangeOutcome.Missing(),
        "other" => new ChangeOutcome.Other(),
        "swarm_limit" => new ChangeOutcome.Full(redis.Options.MaxActive),
        _ => new ChangeOutcome.Invalid((string)reply[1]!, status!),
    };

    private static SwarmDocument? Read(string swarmId, HashEntry[] fields) => fields.Length == 0 ? null : SwarmFields.Read(swarmId, SwarmFields.Map(fields));

    private static string[] Ids(RedisResult reply) => (string[])reply!;

    private static string[] Ids(RedisValue[] reply) => [.. reply.Select(id => (string)id!)];

    private string SwarmKey(string swarmId) => redis.Key($"swarm:{swarmId}");
}
