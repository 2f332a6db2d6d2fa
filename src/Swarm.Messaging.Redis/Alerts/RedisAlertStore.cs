using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Alerts;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Alerts;

/// <summary>Active alerts in a hash by condition, ended ones in a bounded list, both under one tag.</summary>
internal sealed class RedisAlertStore(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock) : IAlertStore
{
    private const int Kept = 1_000;
    private const string ClearedMark = "cleared:";

    private static readonly RedisScript Raise = new("Alerts.alert-raise.lua");
    private static readonly RedisScript Clear = new("Alerts.alert-clear.lua");
    private static readonly RedisScript Claim = new("Alerts.alert-claim.lua");
    private static readonly long UnsentAgeMs = (long)IAlertStore.UnsentAge.TotalMilliseconds;
    private readonly IDatabase database = redis.GetDatabase();
    private readonly RedisKey active = keys.Global("{alerts}:active");
    private readonly RedisKey ended = keys.Global("{alerts}:ended");
    private readonly RedisKey unsent = keys.Global("{alerts}:unsent");
    private readonly RedisKey bodies = keys.Global("{alerts}:unsent:bodies");

    public async Task<bool> RaiseAsync(AlertRaised alert, CancellationToken cancellation)
    {
        RedisValue[] arguments = [Condition(alert.Name, alert.Subject), Write(alert), IAlertStore.MostActive, clock.OffsetMs, RaisedId(alert.AlertId), UnsentAgeMs];
        return (int)await Raise.RunAsync(database, [active, unsent, bodies], arguments).WaitAsync(cancellation).ConfigureAwait(false) == 1;
    }

    public async Task<AlertEnd?> ClearAsync(string name, string subject, double value, CancellationToken cancellation)
    {
        RedisValue[] arguments = [clock.OffsetMs, Condition(name, subject), value.ToString("R", CultureInfo.InvariantCulture), Kept, UnsentAgeMs];
        var reply = await Clear.RunAsync(database, [active, ended, unsent, bodies], arguments).WaitAsync(cancellation).ConfigureAwait(false);
        return reply.Length == 0 ? null : new AlertEnd(Cleared(Read((RedisValue)reply[0]), (long)reply[1], value), (int)reply[2] == 1);
    }

    public async Task<IReadOnlyList<object>> ClaimUnsentAsync(int limit, CancellationToken cancellation)
    {
        var found = (RedisValue[])(await Claim.RunAsync(database, [unsent, bodies], [clock.OffsetMs, UnsentAgeMs, limit]).WaitAsync(cancellation).ConfigureAwait(false))!;
        return [.. found.Chunk(2).Select(entry => entry[0].StartsWith(ClearedMark) ? Ended(entry[1]).Cleared : (object)Read(entry[1]))];
    }

    public Task SentAsync(AlertRaised alert, CancellationToken cancellation) => ForgetAsync(RaisedId(alert.AlertId), cancellation);

    public Task SentAsync(AlertCleared alert, CancellationToken cancellation) => ForgetAsync(ClearedId(alert.AlertId), cancellation);

    public async Task<IReadOnlyList<AlertRaised>> ListActiveAsync(CancellationToken cancellation)
    {
        var alerts = await database.HashValuesAsync(active).WaitAsync(cancellation).ConfigureAwait(false);
        return [.. alerts.Select(Read).OrderBy(alert => alert.Since)];
    }

    public async Task<IReadOnlyList<EndedAlert>> ListEndedAsync(int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var entries = await database.ListRangeAsync(ended, 0, limit - 1).WaitAsync(cancellation).ConfigureAwait(false);
        return [.. entries.Select(Ended)];
    }

    private static RedisValue RaisedId(string alertId) => $"raised:{alertId}";

    private static RedisValue ClearedId(string alertId) => $"{ClearedMark}{alertId}";

    private Task ForgetAsync(RedisValue id, CancellationToken cancellation)
    {
        var forget = database.CreateTransaction();
        _ = forget.SortedSetRemoveAsync(unsent, id);
        _ = forget.HashDeleteAsync(bodies, id);
        return forget.ExecuteAsync().WaitAsync(cancellation);
    }

    // Names are kebab case and hold no bar.
    private static RedisValue Condition(string name, string subject) => $"{name}|{subject}";

    // ms|value|alert
    private static EndedAlert Ended(RedisValue entry)
    {
        var parts = ((string)entry!).Split('|', 3);
        var raised = Read(parts[2]);
        return new EndedAlert(
            raised, Cleared(raised, long.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture)));
    }

    private static AlertCleared Cleared(AlertRaised raised, long ms, double value) => new()
    {
        AlertId = raised.AlertId,
        Name = raised.Name,
        Subject = raised.Subject,
        Value = value,
        Since = raised.Since,
        ClearedAt = DateTimeOffset.FromUnixTimeMilliseconds(ms),
    };

    private static RedisValue Write(AlertRaised alert) => JsonSerializer.SerializeToUtf8Bytes(alert, JsonSerializerOptions.Web);

    private static AlertRaised Read(RedisValue json) => JsonSerializer.Deserialize<AlertRaised>((byte[])json!, JsonSerializerOptions.Web)!;
}
