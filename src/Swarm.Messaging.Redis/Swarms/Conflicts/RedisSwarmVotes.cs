using System.Text.Json;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using StackExchange.Redis.Availability;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Redis.Swarms.Conflicts;

/// <summary>Votes under the tag of swarms; votes.lua has the keys.</summary>
internal sealed class RedisSwarmVotes(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock, IOptions<ConflictOptions> options) : ISwarmVotes
{
    private static readonly RedisScript Open = Script("vote-open");
    private static readonly RedisScript Record = Script("conflict-record");
    private static readonly RedisScript Cast = Script("vote-cast");
    private static readonly RedisScript Due = Script("vote-due");
    private static readonly RedisScript Decide = Script("vote-decide");

    private readonly IDatabaseAsync database = redis.GetDatabase().WithRetry();
    private readonly string root = keys.Swarms;

    public async Task<string?> OpenAsync(Ballot ballot, CancellationToken cancellation)
    {
        var reply = (string[])(await RunAsync(
            Open,
            [
                ballot.VoteId, JsonSerializer.SerializeToUtf8Bytes(ballot, JsonSerializerOptions.Web), ballot.A.Id, ballot.B.Id,
                (long)options.Value.VoteDeadline.TotalMilliseconds, Retention, ballot.Asked,
            ],
            cancellation).ConfigureAwait(false))!;
        return reply[0] == "other" ? null : reply[1];
    }

    public async Task<Recorded> RecordAsync(Ballot ballot, ReadOnlyMemory<byte> result, CancellationToken cancellation) => (string)(await RunAsync(
        Record, [ballot.VoteId, JsonSerializer.SerializeToUtf8Bytes(ballot, JsonSerializerOptions.Web), ballot.Asked, result, Retention], cancellation).ConfigureAwait(false))! switch
    {
        "new" => Recorded.New,
        "known" => Recorded.Known,
        _ => Recorded.Other,
    };

    public async Task<VoteCast> CastAsync(string voteId, string voter, int choice, string messageId, CancellationToken cancellation) =>
        Enum.Parse<VoteCast>((string)(await RunAsync(Cast, [voteId, voter, choice, messageId], cancellation).ConfigureAwait(false))!, ignoreCase: true);

    public async Task<IReadOnlyList<Count>> DueAsync(int most, CancellationToken cancellation)
    {
        var due = new List<Count>();
        foreach (var id in (RedisValue[])(await RunAsync(Due, [most], cancellation).ConfigureAwait(false))!)
        {
            if (await FindAsync(id!, cancellation).ConfigureAwait(false) is { } count)
                due.Add(count);
            else // it was known for so long, and nobody looked
                await database.SortedSetRemoveAsync(root + "votes", id).ConfigureAwait(false);
        }

        return due;
    }

    public async Task<Decided> DecideAsync(Count count, ReadOnlyMemory<byte> result, CancellationToken cancellation) =>
        Enum.Parse<Decided>(
            (string)(await RunAsync(Decide, [count.Ballot.VoteId, result, Retention, $"{Flag(count.EndedA)}{Flag(count.EndedB)}"], cancellation).ConfigureAwait(false))!, ignoreCase: true);

    public async Task<Count?> FindAsync(string voteId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var cast = database.HashValuesAsync($"{root}cast:{voteId}");
        var vote = await database.HashGetAsync($"{root}vote:{voteId}", ["doc", "result", "of:a", "of:b"]).ConfigureAwait(false);
        var voices = await cast.ConfigureAwait(false);
        if (vote[0].IsNull)
            return null;
        var ballot = JsonSerializer.Deserialize<Ballot>((byte[])vote[0]!, JsonSerializerOptions.Web)!;
        var ended = await Task.WhenAll(HasEndedAsync(ballot.A.Id, vote[2]), HasEndedAsync(ballot.B.Id, vote[3])).ConfigureAwait(false);
        return new Count(ballot, voices.Count(v => v == 1), voices.Count(v => v == 2), vote[1].IsNull ? default(ReadOnlyMemory<byte>?) : (byte[])vote[1]!, ended[0], ended[1]);
    }

    public async Task<long> ResolvedAsync(CancellationToken cancellation) =>
        (long)await database.HashGetAsync(root + "totals", "conflictsResolved").WaitAsync(cancellation).ConfigureAwait(false);

    // As hasEnded of votes.lua.
    private async Task<bool> HasEndedAsync(string swarmId, RedisValue order)
    {
        var swarm = await database.HashGetAsync($"{root}swarm:{swarmId}", ["status", "order"]).ConfigureAwait(false);
        return (string?)swarm[0] is not { } status || SwarmTransitions.IsEnd(status) || (!order.IsNull && swarm[1] != order);
    }

    private static int Flag(bool ended) => ended ? 1 : 0;

    private long Retention => (long)options.Value.VoteRetention.TotalMilliseconds;

    // Cancelled only before the script is sent: after that its outcome would be unknown.
    private Task<RedisResult> RunAsync(RedisScript script, ReadOnlySpan<RedisValue> arguments, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return script.RunAsync(database, [root], [clock.OffsetMs, .. arguments]);
    }

    private static RedisScript Script(string name) => new("Swarms.Conflicts.votes.lua", $"Swarms.Conflicts.{name}.lua");
}
