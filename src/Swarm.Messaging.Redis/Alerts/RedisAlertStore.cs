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

    private static readonly RedisScript Raise = new("Alerts.alert-raise.lua");
    private static readonly RedisScript Clear = new("Alerts.alert-clear.lua");
    private readonly IDatabase database = redis.GetDatabase();
    private readonly RedisKey active = keys.Global("{alerts}:active");
    private readonly RedisKey ended = keys.Global("{alerts}:ended");

    public async Task<bool> RaiseAsync(AlertRaised alert, CancellationToken cancellation)
    {
        RedisValue[] arguments = [Condition(alert.Name, alert.Subject), Write(alert), IAlertStore.MostActive];
        return (int)await Raise.RunAsync(database, [active], arguments).WaitAsync(cancellation).ConfigureAwait(false) == 1;
    }

    public async Task<AlertCleared?> ClearAsync(string name, string subject, double value, CancellationToken cancellation)
    {
        RedisValue[] arguments = [clock.OffsetMs, Condition(name, subject), value.ToString("R", CultureInfo.InvariantCulture), Kept];
        var reply = await Clear.RunAsync(database, [active, ended], arguments).WaitAsync(cancellation).ConfigureAwait(false);
        return reply.Length == 0 ? null : Cleared(Read((RedisValue)reply[0]), (long)reply[1], value);
    }

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
