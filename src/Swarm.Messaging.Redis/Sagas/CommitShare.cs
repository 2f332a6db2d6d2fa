using System.Globalization;
using StackExchange.Redis;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>Commits of one shard as keys and arguments of one call of commit.lua.</summary>
internal sealed class CommitShare
{
    /// <summary>Lua spreads at most 8,000 values over one call, and a mark or a timer is two of them.</summary>
    internal const int LargestGroup = 3_500;

    /// <summary>Commits of one call, which keeps everybody else waiting meanwhile: some 0.1 ms each.</summary>
    internal const int MostCommits = 32;

    /// <summary>Where among a commit's arguments the script is told how many fields of the hash there are.</summary>
    private const int HashValues = 17;

    private int size;

    public CommitShare(string shard, RedisValue clockOffset, RedisValue inboxHorizon, RedisValue endsChannel)
    {
        Shard = shard;
        Keys.Add(shard);
        Arguments.AddRange([clockOffset, inboxHorizon, endsChannel]);
    }

    public string Shard { get; }

    public List<RedisKey> Keys { get; } = [];

    public List<RedisValue> Arguments { get; } = new(96);

    public int Count => Keys.Count - 1;

    public Task<RedisResult>? Reply { get; set; }

    public bool HasRoomFor(SagaCommit commit) => Count < MostCommits && size + SizeOf(commit) <= LargestGroup;

    /// <returns>Why a commit is too large for a call of its own; null when it is not.</returns>
    public static ArgumentException? Refusal(SagaCommit commit)
    {
        return TooMany(commit.Inbox.Count, "inbox ids") ?? TooMany(commit.Timeline.Count, "timeline entries")
            ?? TooMany(commit.TimersSet.Count + commit.TimersCleared.Count, "timers");

        ArgumentException? TooMany(int count, string what) => count <= LargestGroup ? null : new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"A commit of {commit.Key} carries {count} {what}; one script takes {LargestGroup}. Apply the items in several commits."));
    }

    /// <param name="isListed">The state is known to be among those that the shard's sagas of the type are listed by.</param>
    public void Add(RedisKey saga, SagaCommit commit, bool isListed)
    {
        Keys.Add(saga);
        size += SizeOf(commit);
        var version = commit.ExpectedVersion + 1;
        IReadOnlyList<TimerSet> set = commit.Ended ? [] : commit.TimersSet;
        var cleared = Cleared(commit, set);
        var at = Arguments.Count;
        Arguments.AddRange(
        [
            commit.Key.Type, commit.Key.Id, commit.ExpectedVersion, version, commit.State, commit.Client,
            commit.Retain is { } retain ? SagaShards.Milliseconds(retain) : RedisValue.EmptyString,
            commit.Ended ? 1 : 0, commit.Ended && commit.OpenTimers is null ? 1 : 0, isListed ? 0 : 1,
            commit.Inbox.Count, commit.Timeline.Count, commit.Payload is null ? 0 : 1, commit.Result is null ? 0 : 1, commit.Outbox is null ? 0 : 1,
            commit.Appends.Count, commit.Fields.Count, 0, set.Count, cleared.Count,
        ]);
        foreach (var id in commit.Inbox) Arguments.Add(id);
        foreach (var entry in commit.Timeline) Arguments.Add(entry);
        if (commit.Payload is { } payload) Arguments.Add(payload);
        if (commit.Result is { } result) Arguments.Add(result);
        if (commit.Outbox is { } outbox) Arguments.Add(outbox);
        foreach (var append in commit.Appends)
        {
            Arguments.Add(append.Collection);
            Arguments.Add(append.Entry);
        }

        foreach (var field in commit.Fields)
        {
            Arguments.Add(field.Collection);
            Arguments.Add(field.Field);
            Arguments.Add(field.Value);
        }

        var first = Arguments.Count;
        AddHash(commit, version, set);
        Arguments[at + HashValues] = (Arguments.Count - first) / 2;
        foreach (var timer in set)
        {
            Arguments.Add(timer.Name);
            Arguments.Add(SagaShards.Milliseconds(timer.Delay));
        }

        foreach (var name in cleared) Arguments.Add(name);
    }

    /// <summary>The most of what one call of Redis may be given of it: all timers of a share are set by one.</summary>
    private static int SizeOf(SagaCommit commit) => Math.Max(1, commit.TimersSet.Count + commit.TimersCleared.Count + (commit.OpenTimers?.Count ?? 0));

    /// <summary>The saga's own hash. It says what lies beside it, for the day it is deleted, and which version set each timer.</summary>
    private void AddHash(SagaCommit commit, long version, IReadOnlyList<TimerSet> set)
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
            Arguments.Add(field);
            Arguments.Add(value);
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
}
