using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Agents;

/// <summary>A hash per agent and a few indexes, all under the tag <c>{agents}</c>; every change is one script.</summary>
internal sealed class RedisAgentStore(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock, IOptionsMonitor<AgentOptions> options) : IAgentStore
{
    private const int AtATime = 500;

    /// <summary>Longer than a dead-lettered task waits for an operator.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(60);

    private static readonly RedisScript Register = Script("register");
    private static readonly RedisScript Seen = Script("seen");
    private static readonly RedisScript Silent = Script("silent");
    private static readonly RedisScript Offline = Script("offline");
    private static readonly RedisScript Remove = Script("remove");
    private static readonly RedisScript Forget = Script("forget");
    private static readonly RedisScript Drain = Script("drain");
    private static readonly RedisScript Count = Script("count");
    private static readonly RedisScript Probe = Script("probe");
    private static readonly RedisScript Reset = Script("reset");
    private static readonly RedisScript Revise = Script("revise");
    private static readonly RedisScript Need = Script("need");
    private static readonly RedisScript Hold = Script("hold");

    private readonly IDatabase database = redis.GetDatabase();
    private readonly string root = keys.Global("{agents}:");

    private WorkloadGate Gate => WorkloadGate.Of(options.CurrentValue);

    public Task<AgentChange?> RegisterAsync(AgentDefinition agent, int most, CancellationToken cancellation) =>
        ChangeAsync(Register, cancellation, agent.AgentId, AgentFields.Write(agent), most);

    public async Task<bool> HoldAsync(string agentId, string instance, TimeSpan time, CancellationToken cancellation) =>
        (int)(await RunAsync(Hold, cancellation, agentId, instance, Milliseconds(time)).ConfigureAwait(false))[0] == 1;

    public Task<AgentChange?> SeenAsync(string agentId, CancellationToken cancellation) => ChangeAsync(Seen, cancellation, agentId);

    public Task<AgentChange?> ReviseAsync(AgentDefinition before, AgentDefinition after, CancellationToken cancellation) =>
        ChangeAsync(Revise, cancellation, before.AgentId, AgentFields.Write(before), AgentFields.Write(after));

    public async Task<IReadOnlyList<string>?> NeedAsync(IReadOnlyCollection<string> words, int most, CancellationToken cancellation)
    {
        var reply = await RunAsync(Need, cancellation, [most, Milliseconds(Forgotten), .. words.Select(w => (RedisValue)w)]).ConfigureAwait(false);
        return (int)reply[0] == 0 ? null : (string[])reply[1]!;
    }

    public async Task<IReadOnlyList<string>> NeededAsync(CancellationToken cancellation) =>
        [.. (await database.SortedSetRangeByRankAsync(root + "needed").WaitAsync(cancellation).ConfigureAwait(false)).Select(word => (string)word!)];

    public async Task<AgentState?> GetAsync(string agentId, CancellationToken cancellation)
    {
        var fields = await database.HashGetAllAsync(root + "agent:" + agentId).WaitAsync(cancellation).ConfigureAwait(false);
        return fields.Length == 0 ? null : AgentFields.Read(fields, Gate);
    }

    public async Task<IReadOnlyList<AgentState>> ListAsync(CancellationToken cancellation)
    {
        var ids = await database.SetMembersAsync(root + "all").WaitAsync(cancellation).ConfigureAwait(false);
        var agents = new List<AgentState>(ids.Length);
        foreach (var some in ids.Chunk(AtATime))
        {
            var found = await Task.WhenAll(some.Select(id => GetAsync((string)id!, cancellation))).ConfigureAwait(false);
            agents.AddRange(found.OfType<AgentState>());
        }

        return [.. agents.OrderBy(a => a.AgentId, StringComparer.Ordinal)];
    }

    public async Task<IReadOnlyList<string>> SilentAsync(TimeSpan silence, int limit, CancellationToken cancellation) =>
        Ids(await RunAsync(Silent, cancellation, Milliseconds(silence), limit).ConfigureAwait(false));

    public async Task<AgentState?> TakeOfflineAsync(string agentId, TimeSpan silence, CancellationToken cancellation) =>
        (await ChangeAsync(Offline, cancellation, agentId, Milliseconds(silence)).ConfigureAwait(false))?.Now;

    public async Task<AgentState?> RemoveAsync(string agentId, CancellationToken cancellation) =>
        (await ChangeAsync(Remove, cancellation, agentId).ConfigureAwait(false))?.Now;

    public async Task<IReadOnlyList<string>> ForgetAsync(TimeSpan inactive, int limit, CancellationToken cancellation) =>
        Ids(await RunAsync(Forget, cancellation, Milliseconds(inactive), limit).ConfigureAwait(false));

    public Task<AgentChange?> DrainAsync(string agentId, AgentDrain drain, CancellationToken cancellation) =>
        ChangeAsync(Drain, cancellation, agentId, (int)drain);

    public Task<AgentChange?> CountAsync(AgentOutcome outcome, AgentOptions limits, CancellationToken cancellation) => ChangeAsync(
        Count, cancellation, outcome.AgentId, outcome.Success ? 1 : 0, Math.Max(0, Milliseconds(outcome.Duration)), limits.BreakerFailures,
        limits.BreakerRate, limits.BreakerWindow, limits.BreakerMinimum, Milliseconds(limits.BreakerRest),
        outcome.OneLoss is { } together ? Milliseconds(together) : "");

    public async Task<IReadOnlyList<AgentState>> ProbeDueAsync(int limit, CancellationToken cancellation) =>
        [.. ((RedisResult[])(await RunAsync(Probe, cancellation, limit).ConfigureAwait(false))!).Select(agent => AgentFields.Read(agent, Gate))];

    public Task<AgentChange?> ResetBreakerAsync(string agentId, CancellationToken cancellation) => ChangeAsync(Reset, cancellation, agentId);

    private static RedisScript Script(string name) => new("Agents.agent-prelude.lua", $"Agents.agent-{name}.lua");

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    private static string[] Ids(RedisResult reply) => (string[])reply!;

    private async Task<AgentChange?> ChangeAsync(RedisScript script, CancellationToken cancellation, params RedisValue[] own)
    {
        var reply = await RunAsync(script, cancellation, own).ConfigureAwait(false);
        return reply.Length == 0 ? null : new AgentChange(AgentFields.Read(reply[1], Gate), (int)reply[0] == 1);
    }

    // Cancelled only before the script is sent: after that its outcome would be unknown.
    private Task<RedisResult> RunAsync(RedisScript script, CancellationToken cancellation, params RedisValue[] own)
    {
        cancellation.ThrowIfCancellationRequested();
        return script.RunAsync(database, [root], [clock.OffsetMs, .. own]);
    }
}
