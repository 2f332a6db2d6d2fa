using StackExchange.Redis;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>Arguments of one script call: those that prelude.lua names, then the script's own.</summary>
internal sealed class PlacementCall
{
    private readonly List<RedisValue> arguments;

    /// <param name="strategy">Null: those of the options.</param>
    public PlacementCall(StoreClock clock, PlacementOptions options, string? strategy = null)
    {
        arguments =
        [
            clock.OffsetMs,
            Milliseconds(options.Lease),
            Milliseconds(options.Heartbeat),
            Milliseconds(options.GrantConfirmation),
            Milliseconds(options.Reservation),
            Milliseconds(options.TargetTtl),
            options.BacklogBound,
            options.MaxClasses,
            Milliseconds(options.SessionIdle),
            options.MaxSessions,
            options.SessionSlots,
            Hundredths(options.FailureCost),
            Hundredths(options.SuccessGain),
            Hundredths(options.SessionHealthForWork),
            Hundredths(options.SessionHealthForScore),
            options.SessionBreakerFailures,
            Milliseconds(options.SessionBreakerRest),
            options.BudgetsOfKeys.Json,
        ];
        string[] kinds = [.. options.KindLimits.Keys.Union(options.Strategies.Keys, StringComparer.Ordinal).Union(options.Fairness.Keys, StringComparer.Ordinal)];
        arguments.Add(kinds.Length);
        foreach (var kind in kinds)
            Add(kind, options.LimitOf(kind), strategy ?? options.StrategyOf(kind), options.IsFair(kind) ? 1 : 0);
    }

    public PlacementCall Add(params ReadOnlySpan<RedisValue> values)
    {
        arguments.AddRange(values);
        return this;
    }

    public PlacementCall AddAll(IEnumerable<string> values)
    {
        foreach (var value in values)
            arguments.Add(value);
        return this;
    }

    public RedisValue[] ToArguments() => [.. arguments];

    private static int Hundredths(decimal part) => (int)(part * 100);

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
