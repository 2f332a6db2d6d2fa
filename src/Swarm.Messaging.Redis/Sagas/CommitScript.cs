using System.Collections.Concurrent;
using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>Commits of one shard share a script, and each has a result of its own.</summary>
internal sealed class CommitScript(SagaShards shards, TimeSpan inboxHorizon)
{
    private static readonly RedisScript Script = new("Sagas.commit.lua");
    private readonly RedisValue horizon = SagaShards.Milliseconds(inboxHorizon);
    private readonly RedisValue endsChannel = shards.Keys.Global("ended");

    /// <summary>States that sagas of a type in a shard are listed by; a server that was away may have lost what was written last.</summary>
    private volatile ConcurrentDictionary<(string Shard, string Type, string State), bool> listedStates = new();

    public void ConnectionLost() => listedStates = new();

    public Task<CommitResult> RunAsync(SagaCommit commit) => Run([commit])[0];

    /// <param name="commits">Of different sagas.</param>
    /// <returns>In the order of the commits.</returns>
    public Task<CommitResult>[] Run(IReadOnlyList<SagaCommit> commits)
    {
        var open = new Dictionary<string, CommitShare>(StringComparer.Ordinal);
        var places = new (CommitShare? Share, int Index)[commits.Count];
        var shares = new List<CommitShare>();
        for (var i = 0; i < commits.Count; i++)
        {
            if (CommitShare.Refusal(commits[i]) is not null)
                continue;
            var shard = shards.ShardOf(commits[i].Key);
            if (!open.TryGetValue(shard, out var share) || !share.HasRoomFor(commits[i]))
                shares.Add(share = open[shard] = new CommitShare(shard, shards.ClockOffset, horizon, endsChannel));
            places[i] = (share, share.Count);
            var isListed = listedStates.ContainsKey((shard, commits[i].Key.Type, commits[i].State));
            share.Add(shards.Saga(commits[i].Key), commits[i], isListed);
        }

        foreach (var share in shares)
            share.Reply = Script.RunAsync(shards.Database, [.. share.Keys], [.. share.Arguments]);
        return [.. places.Select((place, i) => place.Share is null
            ? Task.FromException<CommitResult>(CommitShare.Refusal(commits[i])!)
            : ResultAsync(place.Share, place.Index, commits[i]))];
    }

    private async Task<CommitResult> ResultAsync(CommitShare share, int index, SagaCommit commit)
    {
        var listed = listedStates;
        var reply = (await share.Reply!.ConfigureAwait(false))[index];
        switch ((int)reply[0])
        {
            case 1:
                listed.TryAdd((share.Shard, commit.Key.Type, commit.State), true);
                return new CommitResult.Committed(commit.ExpectedVersion + 1, reply.Length > 1 ? (string?)reply[1] : null);
            case 2:
                return new CommitResult.Conflict((long)reply[1]);
            case 3:
                return new CommitResult.AlreadyApplied([.. Enumerable.Range(1, reply.Length - 1).Select(n => (string)reply[n]!)]);
            default:
                // What it is begins the message, as when the server refuses the whole script.
                var said = new RedisServerException(RedisErrorKind.UnknownError, CommandFlags.None, (string)reply[1]!);
                throw SagaShards.IsDamage(said) ? shards.Damaged(commit.Key, said) : said;
        }
    }
}
