using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Placement.Sessions;

/// <summary>Sessions under the tag of placement; sessions.lua has the keys.</summary>
internal sealed class RedisSessionStore(IConnectionMultiplexer connection, RedisKeys keys, StoreClock clock, IOptionsMonitor<PlacementOptions> options)
    : ISessionStore
{
    private const int AtATime = 500;

    private readonly RedisKey[] root = [keys.Placement];

    private IDatabase Redis => connection.GetDatabase();

    private string Changes => $"{keys.Placement}session:changes";

    public async Task<SessionRegistered> RegisterAsync(SessionDefinition session, CancellationToken cancellation)
    {
        var reply = await RunAsync(
            PlacementFunctions.RegisterSession,
            NewCall().Add(session.SessionId, session.TargetId, session.Client ?? "", session.Slots ?? 0, options.CurrentValue.SessionSlots), cancellation)
            .ConfigureAwait(false);
        return (int)reply[0] switch
        {
            0 => new SessionRegistered.NoTarget(),
            2 => new SessionRegistered.Bound((string)reply[1]! is { Length: > 0 } client ? client : null, (string)reply[2]!),
            3 => new SessionRegistered.Busy((int)reply[1]),
            _ when await FindAsync(session.SessionId, cancellation).ConfigureAwait(false) is { } found => new SessionRegistered.Known(found, (int)reply[1] == 1, (int)reply[2] == 1),
            // Removed in between, by a clean-up: as good as never registered.
            _ => new SessionRegistered.NoTarget(),
        };
    }

    public async Task<SessionReport?> DrainAsync(string sessionId, CancellationToken cancellation) =>
        (int)await RunAsync(PlacementFunctions.DrainSession, NewCall().Add(sessionId, "released"), cancellation).ConfigureAwait(false) == 1
            ? await FindAsync(sessionId, cancellation).ConfigureAwait(false)
            : null;

    public async Task<bool> ResetBreakerAsync(string sessionId, CancellationToken cancellation) =>
        (int)await RunAsync(PlacementFunctions.ResetSession, NewCall().Add(sessionId), cancellation).ConfigureAwait(false) == 1;

    public async Task<IReadOnlyList<string>> CleanUpAsync(TimeSpan idle, CancellationToken cancellation) =>
        (string[])(await RunAsync(PlacementFunctions.CleanSessions, NewCall().Add((long)idle.TotalMilliseconds, (long)options.CurrentValue.SessionBindingKept.TotalMilliseconds), cancellation).ConfigureAwait(false))!;

    public async Task<SessionReport?> FindAsync(string sessionId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var key = $"{keys.Placement}session:{sessionId}";
        var active = Redis.SetLengthAsync(key + ":held");
        var fields = (await Redis.HashGetAllAsync(key).ConfigureAwait(false)).ToStringDictionary();
        if (fields.Count == 0)
            return null;
        return new SessionReport(
            sessionId,
            fields["target"],
            fields["client"] is { Length: > 0 } client ? client : null,
            (int)await active.ConfigureAwait(false),
            int.Parse(fields["slots"]),
            int.Parse(fields["health"]) / 100m,
            fields["draining"] == "1",
            Time(fields["created"]),
            Time(fields["used"]),
            long.Parse(fields.GetValueOrDefault("served", "0")),
            long.Parse(fields.GetValueOrDefault("failed", "0")))
        {
            Breaker = BreakerOf(fields),
        };
    }

    public async Task<IReadOnlyList<SessionReport>> ListAsync(CancellationToken cancellation)
    {
        var found = new List<SessionReport>();
        foreach (var ids in (await Redis.SortedSetRangeByRankAsync($"{keys.Placement}sessions").ConfigureAwait(false)).Chunk(AtATime))
            found.AddRange((await Task.WhenAll(ids.Select(id => FindAsync(id!, cancellation))).ConfigureAwait(false)).OfType<SessionReport>());
        return found;
    }

    public async Task<SessionFigures> FiguresAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var v = await Redis.HashGetAsync($"{keys.Placement}session:figures", ["choices", "hits", "opened"]).ConfigureAwait(false);
        return new SessionFigures((long)v[0], (long)v[1], (long)v[2]);
    }

    public async Task<IReadOnlyList<SessionChange>> ChangesAsync(int limit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return [.. (await Redis.StreamRangeAsync(Changes, count: limit).ConfigureAwait(false)).Select(ChangeOf)];
    }

    public Task AcknowledgeAsync(IReadOnlyList<SessionChange> changes) =>
        changes.Count == 0 ? Task.CompletedTask : Redis.StreamDeleteAsync(Changes, [.. changes.Select(c => (RedisValue)c.Id)]);

    internal static SessionBreaker BreakerOf(Dictionary<string, string> fields) => new(
        fields.GetValueOrDefault("breaker") is { Length: > 0 } state ? state : SessionBreaker.Closed,
        int.Parse(fields.GetValueOrDefault("row", "0")),
        long.Parse(fields.GetValueOrDefault("breaks", "0")),
        fields.TryGetValue("opened", out var opened) ? Time(opened) : null,
        fields.TryGetValue("rest", out var rest) ? Time(rest) : null);

    private static DateTimeOffset Time(string ms) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(ms));

    private static SessionChange ChangeOf(StreamEntry entry) => new(
        entry.Id!,
        entry["what"]!,
        entry["session"]!,
        entry["target"]!,
        (string)entry["client"]! is { Length: > 0 } client ? client : null,
        DateTimeOffset.FromUnixTimeMilliseconds((long)entry["at"]),
        (string)entry["reason"]! is { Length: > 0 } reason ? reason : null);

    private PlacementCall NewCall() => new(clock, options.CurrentValue);

    // Cancelled only before the call is sent: after that its outcome would be unknown.
    private Task<RedisResult> RunAsync(RedisFunction function, PlacementCall call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return function.RunAsync(Redis, root, call.ToArguments());
    }
}
