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
            1 => new CommitResult.Committed((long)reply[1], reply.Length > 2 ? (string?)reply[2] : null),
            2 => new CommitResult.Conflict((long)reply[1]),
            _ => new CommitResult.AlreadyApplied([.. Enumerable.Range(1, reply.Length - 1).Select(n => (string)reply[n]!)]),
        };
    }

    private RedisValue[] Arguments(SagaCommit commit, bool isListed)
    {
        RefuseTooMany(commit.Key, commit.Inbox.Count, "inbox ids");
        RefuseTooMany(commit.Key, commit.Timeline.Count, "timeline entries");
        RefuseTooMany(commit.Key, commit.TimersSet.Count + commit.TimersCleared.Count, "timers");
        var arguments = new List<RedisValue>(32 + commit.Inbox.Count + commit.Timeline.Count)
        {
            shards.ClockOffset, horizon, commit.Key.Type, commit.Key.Id, commit.ExpectedVersion, commit.SchemaVersion,
            commit.State, commit.Client, commit.Document, commit.Ended ? 1 : 0,
            commit.Retain is { } retain ? SagaShards.Milliseconds(retain) : RedisValue.EmptyString, endsChannel, isListed ? 0 : 1,
        };
        arguments.Add(commit.Inbox.Count);
        foreach (var id in commit.Inbox) arguments.Add(id);
        arguments.Add(commit.Timeline.Count);
        foreach (var entry in commit.Timeline) arguments.Add(entry);
        AddOptional(arguments, commit.Payload);
        AddOptional(arguments, commit.Result);
        AddOptional(arguments, commit.Outbox);
        arguments.Add(commit.Appends.Count);
        foreach (var append in commit.Appends)
        {
            arguments.Add(append.Collection);
            arguments.Add(append.Entry);
        }

        arguments.Add(commit.Fields.Count);
        foreach (var field in commit.Fields)
        {
            arguments.Add(field.Collection);
            arguments.Add(field.Field);
            arguments.Add(field.Value);
        }

        arguments.Add(commit.TimersSet.Count);
        foreach (var timer in commit.TimersSet)
        {
            arguments.Add(timer.Name);
            arguments.Add(SagaShards.Milliseconds(timer.Delay));
        }

        arguments.Add(commit.TimersCleared.Count);
        foreach (var name in commit.TimersCleared) arguments.Add(name);
        return [.. arguments];
    }

    private static void AddOptional(List<RedisValue> arguments, ReadOnlyMemory<byte>? value)
    {
        arguments.Add(value is null ? 0 : 1);
        if (value is { } bytes) arguments.Add(bytes);
    }

    private static void RefuseTooMany(SagaKey key, int count, string what)
    {
        if (count > LargestGroup)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"A commit of {key} carries {count} {what}; one script takes {LargestGroup}. Apply the items in several commits."));
    }
}
