using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Redis.Swarms.Leadership;

/// <summary>The lease under the tag of swarms; leader.lua has the keys. Under the fixed name <c>swarm:leader</c> stands a copy that ends with it.</summary>
internal sealed class RedisSwarmLeadership(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock, IOptions<LeadershipOptions> options) : ISwarmLeadership
{
    private const string Shown = "swarm:leader";

    private static readonly RedisScript Stand = Script("leader-stand");
    private static readonly RedisScript Renew = Script("leader-renew");
    private static readonly RedisScript Release = Script("leader-release");
    private static readonly RedisScript Read = Script("leader-read");
    private static readonly RedisScript Show = new("Swarms.Leadership.leader-show.lua");

    private readonly IDatabase database = redis.GetDatabase();
    private readonly string root = keys.Swarms;

    public async Task<LeaderStanding> StandAsync(string hostId, string token, CancellationToken cancellation)
    {
        var reply = (RedisValue[])(await RunAsync(Stand, [hostId, token, Milliseconds(options.Value.Lease), Milliseconds(options.Value.GoneAfter)], cancellation).ConfigureAwait(false))!;
        switch ((string)reply[0]!)
        {
            case "leads":
                var term = new LeaderTerm(reply[1]!, hostId, token, (long)reply[2]);
                await ShowAsync(term.SwarmId, (long)reply[3], cancellation).ConfigureAwait(false);
                return new LeaderStanding.Leads(term, (string)reply[4]! is { Length: > 0 } former ? former : null);
            case "follows":
                return new LeaderStanding.Follows(LeaderOf(reply[1..]));
            default:
                return new LeaderStanding.NoCandidate();
        }
    }

    public async Task<bool> RenewAsync(LeaderTerm term, CancellationToken cancellation)
    {
        var ends = (long)await RunAsync(Renew, [term.Token, term.Epoch, Milliseconds(options.Value.Lease)], cancellation).ConfigureAwait(false);
        // Refused: what is shown is another's, or ends by itself.
        if (ends > 0)
            await ShowAsync(term.SwarmId, ends, cancellation).ConfigureAwait(false);
        return ends > 0;
    }

    public async Task<bool> ReleaseAsync(LeaderTerm term, CancellationToken cancellation)
    {
        var released = (long)await RunAsync(Release, [term.Token, term.Epoch], cancellation).ConfigureAwait(false) == 1;
        if (released)
            await ShowAsync(term.SwarmId, 0, cancellation).ConfigureAwait(false);
        return released;
    }

    public async Task<SwarmLeader?> CurrentAsync(CancellationToken cancellation) =>
        (RedisValue[])(await RunAsync(Read, [], cancellation).ConfigureAwait(false))! is { Length: > 0 } reply ? LeaderOf(reply) : null;

    public async Task<long> ChangesAsync(CancellationToken cancellation) =>
        (long)await database.HashGetAsync(root + "totals", "leadershipChanges").WaitAsync(cancellation).ConfigureAwait(false);

    public async Task<IReadOnlyList<LeaderWrite>> WritesAsync(CancellationToken cancellation) =>
        [.. (await database.StreamRangeAsync(root + "log").WaitAsync(cancellation).ConfigureAwait(false))
            .Select(e => new LeaderWrite((long)e["epoch"], e["token"]!, e["kind"]!, At(e.Id!)))];

    // Cancelled only before the script is sent: after that its outcome would be unknown.
    private Task<RedisResult> RunAsync(RedisScript script, ReadOnlySpan<RedisValue> arguments, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return script.RunAsync(database, [root], [clock.OffsetMs, options.Value.WriteLog, .. arguments]);
    }

    private Task ShowAsync(string swarm, long ends, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Show.RunAsync(database, [keys.Fixed(Shown)], [clock.OffsetMs, swarm, ends]);
    }

    // An entry's id begins with the milliseconds of its making.
    private static DateTimeOffset At(string id) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(id.AsSpan(0, id.IndexOf('-', StringComparison.Ordinal)), CultureInfo.InvariantCulture));

    private static SwarmLeader LeaderOf(RedisValue[] r) => new(r[0]!, r[1]!, (long)r[2], TimeSpan.FromMilliseconds((long)r[3]));

    private static RedisScript Script(string name) => new("Swarms.Leadership.leader.lua", $"Swarms.Leadership.{name}.lua");

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
