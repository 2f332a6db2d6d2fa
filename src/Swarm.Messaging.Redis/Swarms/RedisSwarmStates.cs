using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>States beside the registry, under its tag; see swarm-state-write.lua and swarm-keep.lua for the keys.</summary>
internal sealed class RedisSwarmStates(SwarmRedis redis, SwarmTurns turns, KeptBodies bodies, BlockingStore blockings, Random random) : ISwarmStates
{
    /// <summary>More than a recovery ever adds to a state: one that it took beyond the bound has snapshots all the same.</summary>
    private const int PlanBytes = 8 * 1024;

    private static readonly TimeSpan ErrorWindow = TimeSpan.FromHours(1);

    private static readonly RedisScript Write = SwarmScripts.Script("state-write");
    private static readonly RedisScript WriteBoth = SwarmScripts.Script("update-state");
    private static readonly RedisScript Recover = SwarmScripts.Script("recover");
    private static readonly RedisScript Recovered = SwarmScripts.Script("recovered");
    private static readonly RedisScript Count = SwarmScripts.Script("state-count");
    private static readonly RedisScript Keep = SwarmScripts.Script("keep");
    private static readonly RedisScript Asked = SwarmScripts.Script("asked");

    public Task<StateOutcome> SaveAsync(string swarmId, JsonElement state, CommandMark? command, CancellationToken cancellation) => WriteAsync(
        swarmId,
        read => StateDocuments.Whole(swarmId, state, StateVersions.Of(state, read.Version), read.Now, Blocking(read)),
        SwarmNewsNames.StateSaved, "", command, cancellation);

    public async Task<StateOutcome> InitializeAsync(string swarmId, JsonElement state, CancellationToken cancellation)
    {
        var read = await ReadAsync(swarmId, cancellation).ConfigureAwait(false);
        if (!read.Known)
            return new StateOutcome.Missing();
        // Who writes one meanwhile was first: then this is no write.
        if (read.Version is null)
        {
            var document = StateDocuments.Whole(swarmId, state, StateVersions.Of(state, null), read.Now, Blocking(read));
            if (await WriteAsync(swarmId, read, document, SwarmNewsNames.StateSaved, "", null, cancellation).ConfigureAwait(false) is ("ok", _))
                return Done(swarmId, document, read.Now);
        }

        return await LoadAsync(swarmId, cancellation).ConfigureAwait(false) is { } known ? new StateOutcome.Done(known) : new StateOutcome.Missing();
    }

    public Task<StateOutcome> UpdateAsync(string swarmId, JsonElement changes, CommandMark? command, CancellationToken cancellation) => WriteAsync(
        swarmId,
        read => read.Version is { } version ? StateDocuments.Merged(read.Document(), changes, StateVersions.Next(version), read.Now, Blocking(read)) : null,
        SwarmNewsNames.StateUpdated, "", command, cancellation);

    public async Task<(StateOutcome Outcome, SwarmDocument? Swarm)> UpdateAsync(
        string swarmId, JsonElement changes, Func<SwarmDefinition, SwarmDefinition> change, string? status, CommandMark? command, CancellationToken cancellation)
    {
        return await turns.RunAsync(swarmId, TryAsync, cancellation).ConfigureAwait(false) is { } became ? (became.Outcome, became.Swarm) : (new StateOutcome.Busy(SwarmTurns.MostTries), null);

        async Task<Became?> TryAsync()
        {
            var read = await ReadAsync(swarmId, cancellation).ConfigureAwait(false);
            var known = SwarmFields.Map(await redis.Database.HashGetAllAsync(redis.Key($"swarm:{swarmId}")).WaitAsync(cancellation).ConfigureAwait(false));
            if (!read.Known || known.Count == 0)
                return new Became(new StateOutcome.Missing(), null);
            if (read.Version is not { } made)
                return new Became(new StateOutcome.Nothing("state"), null);
            JsonObject document;
            try
            {
                document = StateDocuments.Merged(read.Document(), changes, StateVersions.Next(made), read.Now, Blocking(read));
            }
            catch (Exception e) when (IsDamage(e))
            {
                return new Became(new StateOutcome.Unreadable("state"), null);
            }

            var text = StateDocuments.Text(document);
            if (TooLarge(StateDocuments.Bytes(document, text)) is { } tooLarge)
                return new Became(tooLarge, null);
            var swarm = SwarmFields.WithoutOwn(change(SwarmFields.ReadDefinition(known["doc"])));
            var reply = await redis.RunAsync(
                WriteBoth, cancellation, swarmId, known["version"], SwarmFields.Write(swarm), swarm.Agents.Count, status ?? "", read.Made, read.Blocked,
                text, StateVersions.Next(made), command?.Text ?? "").ConfigureAwait(false);
            switch ((string)reply[0]!)
            {
                case "applied":
                    return new Became(Repeated(swarmId, read, (long)reply[1]), SwarmFields.Read(swarmId, known));
                case "ok":
                    return new Became(Done(swarmId, document, read.Now), SwarmFields.Read(swarmId, SwarmFields.Map(reply[1])));
                case "other":
                    return new Became(new StateOutcome.Other(), null);
                case "missing":
                    return new Became(new StateOutcome.Missing(), null);
                case "swarm_limit":
                    return new Became(new StateOutcome.Full(redis.Options.MaxActive), null);
                case "invalid_transition":
                    return new Became(new StateOutcome.Invalid((string)reply[1]!, status!), null);
                default:
                    return null;
            }
        }
    }

    public async Task<SwarmState?> LoadAsync(string swarmId, CancellationToken cancellation)
    {
        var fields = SwarmFields.Map(await redis.Database.HashGetAllAsync(redis.Key($"state:{swarmId}")).WaitAsync(cancellation).ConfigureAwait(false));
        return fields.Count == 0 ? null
            : new SwarmState(swarmId, JsonElement.Parse((string)fields["doc"]!), (long)fields["version"], SwarmFields.Time(fields["savedAt"]));
    }

    public async Task<StateOutcome> SnapshotAsync(string swarmId, string label, string? hostId, long term, CommandMark? command, CancellationToken cancellation)
    {
        var read = await ReadAsync(swarmId, cancellation).ConfigureAwait(false);
        if (!read.Known)
            return new StateOutcome.Missing();
        if (read.Version is null)
            return new StateOutcome.Nothing("state");
        if (Parsed(read.State["doc"]) is not { } state)
            return new StateOutcome.Unreadable("state");
        if (TooLarge(StateDocuments.Bytes(state) - PlanBytes) is { } tooLarge)
            return tooLarge;
        var snapshot = new SwarmSnapshot(NewId("snapshot", read.Now), swarmId, label, read.Now, state);
        await bodies.WriteAsync(snapshot, cancellation).ConfigureAwait(false);
        return await KeepAsync(swarmId, KeptBodies.Snapshots, snapshot.Id, redis.Options.MaxSnapshots, hostId, term, command, cancellation).ConfigureAwait(false);
    }

    public async Task<StateOutcome> RestoreAsync(string swarmId, string snapshotId, CommandMark? command, CancellationToken cancellation)
    {
        // Looked at first: its snapshot may have gone since.
        if (command is not null && ((string[])(await redis.ReadAsync(Asked, cancellation, swarmId, command.Text).ConfigureAwait(false))!) is [var before])
            return before == "other" ? new StateOutcome.Other() : Repeated(swarmId, await ReadAsync(swarmId, cancellation).ConfigureAwait(false), long.Parse(before, CultureInfo.InvariantCulture));
        SwarmSnapshot? snapshot;
        try
        {
            snapshot = await SnapshotAsync(swarmId, snapshotId, cancellation).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return new StateOutcome.Unreadable(snapshotId);
        }

        if (snapshot is null)
            return new StateOutcome.Nothing(snapshotId);
        if (snapshot.State.ValueKind != JsonValueKind.Object)
            return new StateOutcome.Unreadable(snapshotId);
        return await WriteAsync(
            swarmId, read => StateDocuments.Restored(swarmId, snapshot.State, snapshotId, StateVersions.Next(read.Version ?? 0), read.Now, Blocking(read)), SwarmNewsNames.StateRestored, snapshotId,
            command, cancellation)
            .ConfigureAwait(false);
    }

    public async Task<StateOutcome> CheckpointAsync(string swarmId, JsonElement data, CommandMark? command, CancellationToken cancellation)
    {
        var read = await ReadAsync(swarmId, cancellation).ConfigureAwait(false);
        if (!read.Known)
            return new StateOutcome.Missing();
        if (TooLarge(Encoding.UTF8.GetByteCount(data.GetRawText()), "checkpoint") is { } tooLarge)
            return tooLarge;
        var checkpoint = new SwarmCheckpoint(NewId("checkpoint", read.Now), swarmId, read.Now, data);
        await bodies.WriteAsync(checkpoint, cancellation).ConfigureAwait(false);
        return await KeepAsync(swarmId, KeptBodies.Checkpoints, checkpoint.Id, redis.Options.MaxCheckpoints, null, 0, command, cancellation).ConfigureAwait(false);
    }

    public async Task<LatestCheckpoint> LatestCheckpointAsync(string swarmId, CancellationToken cancellation)
    {
        var unusable = new List<string>();
        foreach (var kept in await CheckpointsAsync(swarmId, cancellation).ConfigureAwait(false))
        {
            try
            {
                if (await CheckpointAsync(swarmId, kept.Id, cancellation).ConfigureAwait(false) is not { } checkpoint)
                    continue;
                if (checkpoint.Data.ValueKind == JsonValueKind.Object)
                    return new LatestCheckpoint(checkpoint, unusable);
                unusable.Add(kept.Id);
            }
            catch (JsonException)
            {
                unusable.Add(kept.Id);
            }
        }

        return new LatestCheckpoint(null, unusable);
    }

    public Task<SwarmCheckpoint?> CheckpointAsync(string swarmId, string checkpointId, CancellationToken cancellation) => bodies.CheckpointAsync(swarmId, checkpointId, cancellation);

    public Task<SwarmSnapshot?> SnapshotAsync(string swarmId, string snapshotId, CancellationToken cancellation) => bodies.SnapshotAsync(swarmId, snapshotId, cancellation);

    public Task<IReadOnlyList<SwarmKept>> SnapshotsAsync(string swarmId, CancellationToken cancellation) => KeptAsync(swarmId, KeptBodies.Snapshots, cancellation);

    public Task<IReadOnlyList<SwarmKept>> CheckpointsAsync(string swarmId, CancellationToken cancellation) => KeptAsync(swarmId, KeptBodies.Checkpoints, cancellation);

    public Task<StateOutcome> SaveBlockingAsync(string swarmId, string coordinatorId, BlockingSaid said, CommandMark? command, CancellationToken cancellation) =>
        blockings.SaveAsync(swarmId, coordinatorId, said, command, cancellation);

    public Task<BlockingCleared> ClearBlockingAsync(string swarmId, string coordinatorId, CommandMark? command, CancellationToken cancellation) =>
        blockings.ClearAsync(swarmId, coordinatorId, command, cancellation);

    public Task<BlockingState?> BlockingAsync(string swarmId, string coordinatorId, CancellationToken cancellation) => blockings.FindAsync(swarmId, coordinatorId, cancellation);

    public Task<IReadOnlyList<BlockingState>> BlockingAsync(string swarmId, CancellationToken cancellation) => blockings.ListAsync(swarmId, cancellation);

    public async Task<RecoveryStep> BeginRecoveryAsync(string swarmId, JsonElement state, long? made, CancellationToken cancellation)
    {
        return await turns.RunAsync(swarmId, TryAsync, cancellation).ConfigureAwait(false) is RecoveryStep step ? step : RecoveryStep.Busy;

        async Task<object?> TryAsync()
        {
            // The script compares once more: blocking states may change, and are read again.
            var read = await ReadAsync(swarmId, cancellation).ConfigureAwait(false);
            if (read.Known && read.Version != made)
                return RecoveryStep.Changed;
            var version = StateVersions.Of(state, read.Version);
            var document = StateDocuments.Whole(swarmId, state, version, read.Now, Blocking(read));
            return (string)(await redis.RunAsync(Recover, cancellation, swarmId, read.Made, read.Blocked, StateDocuments.Text(document), version).ConfigureAwait(false))! switch
            {
                "begun" => RecoveryStep.Begun,
                "no_place" => RecoveryStep.NoPlace,
                "no_host" => RecoveryStep.NoHost,
                "missing" => RecoveryStep.Missing,
                "not_interrupted" => RecoveryStep.NotInterrupted,
                _ => null,
            };
        }
    }

    public async Task<long?> VersionAsync(string swarmId, CancellationToken cancellation) =>
        (long?)await redis.Database.HashGetAsync(redis.Key($"state:{swarmId}"), "version").WaitAsync(cancellation).ConfigureAwait(false);

    public async Task<long?> RecoveryVersionAsync(string swarmId, CancellationToken cancellation) =>
        (long?)await redis.Database.HashGetAsync(redis.Key($"swarm:{swarmId}"), "planned").WaitAsync(cancellation).ConfigureAwait(false);

    public async Task<ChangeOutcome> EndRecoveryAsync(string swarmId, DateTimeOffset begun, CancellationToken cancellation)
    {
        return await turns.RunAsync(swarmId, TryAsync, cancellation).ConfigureAwait(false) ?? new ChangeOutcome.Busy(SwarmTurns.MostTries);

        async Task<ChangeOutcome?> TryAsync()
        {
            var read = await ReadAsync(swarmId, cancellation).ConfigureAwait(false);
            var document = read.Version is null ? [] : read.Document();
            var version = StateVersions.Next(read.Version ?? 0);
            (document["status"], document["updatedAt"], document["version"]) = ("active", read.Now, version);
            var reply = await redis.RunAsync(Recovered, cancellation, swarmId, read.Made, read.Blocked, StateDocuments.Text(document), version, begun.ToUnixTimeMilliseconds()).ConfigureAwait(false);
            return (string)reply[0]! switch
            {
                "ok" => new ChangeOutcome.Done(SwarmFields.Read(swarmId, SwarmFields.Map(reply[1])), (string)reply[2]!),
                "missing" => new ChangeOutcome.Missing(),
                "invalid_transition" => new ChangeOutcome.Invalid((string)reply[1]!, "active"),
                _ => null,
            };
        }
    }

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellation) => redis.NowAsync(cancellation);

    public async Task<SwarmStateFigures> FiguresAsync(CancellationToken cancellation)
    {
        var v = await redis.Database.HashGetAsync(redis.Key("totals"), ["statesSaved", "statesLoaded", "snapshots", "recoveries", "errors"])
            .WaitAsync(cancellation).ConfigureAwait(false);
        return new SwarmStateFigures((long)v[0], (long)v[1], (long)v[2], (long)v[3], (long)v[4]);
    }

    public async Task<long> CountAsync(long loaded, long errors, CancellationToken cancellation) =>
        (long)await redis.RunAsync(Count, cancellation, loaded, errors, SwarmRedis.Milliseconds(ErrorWindow)).ConfigureAwait(false);

    private async Task<StateOutcome> WriteAsync(string swarmId, Func<StateRead, JsonObject?> make, string told, string toldId, CommandMark? command, CancellationToken cancellation)
    {
        return await turns.RunAsync(swarmId, TryAsync, cancellation).ConfigureAwait(false) ?? new StateOutcome.Busy(SwarmTurns.MostTries);

        async Task<StateOutcome?> TryAsync()
        {
            var read = await ReadAsync(swarmId, cancellation).ConfigureAwait(false);
            if (!read.Known)
                return new StateOutcome.Missing();
            JsonObject? document;
            try
            {
                document = make(read);
            }
            catch (Exception e) when (IsDamage(e))
            {
                return new StateOutcome.Unreadable("state");
            }

            if (document is null)
                return new StateOutcome.Nothing("state");
            if (TooLarge(StateDocuments.Bytes(document, StateDocuments.Text(document))) is { } tooLarge)
                return tooLarge;
            switch (await WriteAsync(swarmId, read, document, told, toldId, command, cancellation).ConfigureAwait(false))
            {
                case ("ok", _):
                    return Done(swarmId, document, read.Now);
                case ("applied", var version):
                    return Repeated(swarmId, read, version);
                case ("other", _):
                    return new StateOutcome.Other();
                case ("missing", _):
                    return new StateOutcome.Missing();
                default:
                    return null;
            }
        }
    }

    /// <returns>What the script says; and with <c>applied</c> the version that the command wrote when it came first.</returns>
    private async Task<(string Answer, long Version)> WriteAsync(
        string swarmId, StateRead read, JsonObject document, string told, string toldId, CommandMark? command, CancellationToken cancellation)
    {
        var reply = (RedisValue[])(await redis.RunAsync(
            Write, cancellation, swarmId, read.Made, read.Blocked, StateDocuments.Text(document), (long)document["version"]!, told, toldId, command?.Text ?? "").ConfigureAwait(false))!;
        return ((string)reply[0]!, reply.Length > 1 ? (long)reply[1] : 0);
    }

    private StateOutcome.TooLarge? TooLarge(long bytes, string what = "state") =>
        bytes > redis.Options.MaxStateBytes ? new StateOutcome.TooLarge(what, bytes, redis.Options.MaxStateBytes) : null;

    /// <summary>A command that was applied before: the version that it wrote then, and the state as others have left it since.</summary>
    private static StateOutcome.Done Repeated(string swarmId, StateRead read, long version) =>
        new(new SwarmState(swarmId, (read.Version is null ? null : Parsed(read.State["doc"])) ?? JsonElement.Parse("{}"), version, read.Now));

    private async Task<StateOutcome> KeepAsync(
        string swarmId, string kind, string id, int most, string? hostId, long term, CommandMark? command, CancellationToken cancellation)
    {
        var reply = await redis.RunAsync(
            Keep, cancellation, swarmId, kind, id, most, SwarmRedis.Milliseconds(redis.Options.StateTtl), hostId ?? "", term, command?.Text ?? "").ConfigureAwait(false);
        var answer = (string)reply[0]!;
        // A body that nothing names goes by itself; it need not wait for that.
        await bodies.RemoveAsync(swarmId, kind, answer == "ok" ? ((RedisResult[])reply!).Skip(2).Select(old => (string)old!) : [id], cancellation).ConfigureAwait(false);
        return answer switch
        {
            "ok" => new StateOutcome.Kept(new SwarmKept(id, SwarmFields.Time((RedisValue)reply[1]))),
            // Delivered again: the copy that it made when it came first.
            "applied" => new StateOutcome.Kept(new SwarmKept((string)reply[1]!, SwarmFields.Time((RedisValue)reply[2]))),
            "other" => new StateOutcome.Other(),
            "missing" => new StateOutcome.Missing(),
            _ => new StateOutcome.Stale(),
        };
    }

    private async Task<IReadOnlyList<SwarmKept>> KeptAsync(string swarmId, string kind, CancellationToken cancellation) =>
        [.. (await redis.Database.SortedSetRangeByRankWithScoresAsync(redis.Key($"{kind}:{swarmId}"), order: Order.Descending).WaitAsync(cancellation).ConfigureAwait(false))
            .Select(e => new SwarmKept((string)e.Element!, DateTimeOffset.FromUnixTimeMilliseconds((long)e.Score)))];

    private async Task<StateRead> ReadAsync(string swarmId, CancellationToken cancellation) =>
        StateRead.Of(await redis.ReadAsync(StateRead.Script, cancellation, swarmId).ConfigureAwait(false));

    private JsonObject Blocking(StateRead read) => read.BlockingStates(redis.Options.StateTtl);

    private string NewId(string kind, DateTimeOffset now) => $"{kind}_{now.ToUnixTimeMilliseconds()}_{random.NextInt64(1L << 40):x}";

    private static StateOutcome.Done Done(string swarmId, JsonObject document, DateTimeOffset now) =>
        new(new SwarmState(swarmId, JsonElement.Parse(StateDocuments.Text(document)), (long)document["version"]!, now));

    /// <summary>What is stored is no state, or no write can follow it.</summary>
    private static bool IsDamage(Exception e) => e is JsonException or OverflowException;

    private static JsonElement? Parsed(RedisValue json)
    {
        try
        {
            return JsonElement.Parse((string)json!);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Became(StateOutcome Outcome, SwarmDocument? Swarm);
}
