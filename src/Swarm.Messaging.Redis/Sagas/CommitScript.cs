using System.Collections.Concurrent;
using System.Globalization;
using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>Turns a commit into the arguments of commit.lua and its answer into a result.</summary>
internal sealed class CommitScript(SagaShards shards, TimeSpan inboxHorizon)
{
    /// <summary>Lua spreads at most 8,000 values over one call, and a mark is two of them.</summary>
    internal const int LargestGroup = 3_500;

    /// <summary>Where the script is told how many fields of the hash there are.</summary>
    private const int HashValues = 19;

    private static readonly RedisScript Script = new("Sagas.commit.lua");
    private readonly RedisValue horizon = SagaShards.Milliseconds(inboxHorizon);
    private readonly RedisValue endsChannel = shards.Keys.Global("ended");

    /// <summary>States that sagas of a type in a shard are listed by; a server that was away may have lost what was written last.</summary>
    private volatile ConcurrentDictionary<(string Shard, string Type, string State), bool> listedStates = new();

    public void ConnectionLost() => listedStates = new();

    public async Task<CommitResult> RunAsync(SagaCommit commit)
    {
        var shard = shards.ShardOf(commit.Key);
        var listed = listedStates;
        var isListed = listed.ContainsKey((shard, commit.Key.Type, commit.State));
        var arguments = Arguments(commit, isListed);
        RedisKey[] keys = [shards.Saga(commit.Key), shard];
        var reply = await Script.RunAsync(shards.Database, keys, arguments).ConfigureAwait(false);
        var outcome = (int)reply[0];
        if (outcome == 1 && !isListed)
            listed[(shard, commit.Key.Type, commit.State)] = true;
        return outcome switch
        {
            1 => new CommitResult.Committed(commit.ExpectedVersion + 1, reply.Length > 1 ? (string?)reply[1] : null),
            2 => new CommitResult.Conflict((long)reply[1]),
            _ => new CommitResult.AlreadyApplied([.. Enumerable.Range(1, reply.Length - 1).Select(n => (string)reply[n]!)]),
        };
    }

    private RedisValue[] Arguments(SagaCommit commit, bool isListed)
    {
        RefuseTooMany(commit.Key, commit.Inbox.Count, "inbox ids");
        RefuseTooMany(commit.Key, commit.Timeline.Count, "timeline entries");
        RefuseTooMany(commit.Key, commit.TimersSet.Count + commit.TimersCleared.Count, "timers");
        var version = commit.ExpectedVersion + 1;
        var isEnd = commit.Ended;
        IReadOnlyList<TimerSet> set = isEnd ? [] : commit.TimersSet;
        var cleared = Cleared(commit, set);
        var arguments = new List<RedisValue>(64 + commit.Inbox.Count + commit.Timeline.Count)
        {
            shards.ClockOffset, horizon, commit.Key.Type, commit.Key.Id, commit.ExpectedVersion, version, commit.State, commit.Client,
            commit.Retain is { } retain ? SagaShards.Milliseconds(retain) : RedisValue.EmptyString, isEnd ? endsChannel : RedisValue.EmptyString,
            isListed ? 0 : 1, isEnd && commit.OpenTimers is null ? 1 : 0,
            commit.Inbox.Count, commit.Timeline.Count, commit.Payload is null ? 0 : 1, commit.Result is null ? 0 : 1, commit.Outbox is null ? 0 : 1,
            commit.Appends.Count, commit.Fields.Count, 0, set.Count, cleared.Count,
        };
        foreach (var id in commit.Inbox) arguments.Add(id);
        foreach (var entry in commit.Timeline) arguments.Add(entry);
        if (commit.Payload is { } payload) arguments.Add(payload);
        if (commit.Result is { } result) arguments.Add(result);
        if (commit.Outbox is { } outbox) arguments.Add(outbox);
        foreach (var append in commit.Appends)
        {
            arguments.Add(append.Collection);
            arguments.Add(append.Entry);
        }

        foreach (var field in commit.Fields)
        {
            arguments.Add(field.Collection);
            arguments.Add(field.Field);
            arguments.Add(field.Value);
        }

        var first = arguments.Count;
        AddHash(arguments, commit, version, set);
        arguments[HashValues] = (arguments.Count - first) / 2;
        foreach (var timer in set)
        {
            arguments.Add(timer.Name);
            arguments.Add(SagaShards.Milliseconds(timer.Delay));
        }

        foreach (var name in cleared) arguments.Add(name);
        return [.. arguments];
    }

    /// <summary>The saga's own hash. It says what lies beside it, for the day it is deleted, and which version set each timer.</summary>
    private static void AddHash(List<RedisValue> arguments, SagaCommit commit, long version, IReadOnlyList<TimerSet> set)
    {
        Add("v", version);
        Add("sv", commit.SchemaVersion);
        Add("st", commit.State);
        Add("cl", commit.Client);
        Add("d", commit.Document);
        foreach (var collection in commit.Appends.Select(a => a.Collection).Concat(commit.Fields.Select(f => f.Collection)).Distinct(StringComparer.Ordinal))
            Add($"c:{collection}", 1);
        foreach (var timer in set)
            Add($"t:{timer.Name}", version);
        if (commit.Retain is not null)
            Add("r", 1);

        void Add(RedisValue field, RedisValue value)
        {
            arguments.Add(field);
            arguments.Add(value);
        }
    }

    /// <summary>Those of which there is something to take away. What is both cleared and set is set.</summary>
    private static IReadOnlyCollection<string> Cleared(SagaCommit commit, IReadOnlyList<TimerSet> set)
    {
        if (commit.ExpectedVersion == 0)
            return [];
        if (commit.OpenTimers is not { } open)
            return commit.Ended ? [] : [.. commit.TimersCleared.Except(set.Select(t => t.Name))];
        return commit.Ended ? open : [.. commit.TimersCleared.Intersect(open).Except(set.Select(t => t.Name))];
    }

    private static void RefuseTooMany(SagaKey key, int count, string what)
    {
        if (count > LargestGroup)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"A commit of {key} carries {count} {what}; one script takes {LargestGroup}. Apply the items in several commits."));
    }
}
