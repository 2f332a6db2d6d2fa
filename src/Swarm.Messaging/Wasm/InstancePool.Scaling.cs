using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Wasm;

/// <summary>How many instances there are. Every method here is called under the lock.</summary>
internal sealed partial class InstancePool
{
    private bool IsCooled() => lastScaling is not { } last || time.GetElapsedTime(last) >= options.Cooldown;

    /// <summary>One more, if demand wants it: its place is taken before it is created.</summary>
    private bool Grow(double utilization)
    {
        if (closing || !PoolScaling.Grows(utilization, Size, IsCooled(), options))
            return false;
        lastScaling = time.GetTimestamp();
        var instance = Reserve();
        Begin(() => BringUpAsync(instance, utilization));
        return true;
    }

    /// <summary>One fewer, if there is too little to do and one has been idle for long enough.</summary>
    private bool Shrink(double utilization)
    {
        if (closing || !PoolScaling.Shrinks(utilization, Size, IsCooled(), options)
            || PoolScaling.Victim(instances, time.GetUtcNow(), options.IdleLimit) is not { } victim)
            return false;
        lastScaling = time.GetTimestamp();
        victim.Draining = true;
        Scaled(ScalingEvent.Down, victim, utilization);
        Begin(() => TearDownAsync(victim, new InstanceStop("the pool was scaled down")));
        return true;
    }

    /// <summary>A place in the pool; those that bring it up to its minimum stay for good.</summary>
    private PoolInstance Reserve(bool? essential = null)
    {
        var instance = new PoolInstance(
            $"wasm_{Guid.CreateVersion7():N}", options.SlotsPerInstance, essential ?? Size < options.Min, time.GetUtcNow());
        instances.Add(instance);
        return instance;
    }

    private int FillUp()
    {
        var created = 0;
        for (; !closing && engine is not null && Size < options.Min; created++)
        {
            var instance = Reserve();
            Begin(() => BringUpAsync(instance));
        }

        return created;
    }

    /// <summary>Down to the maximum: idle ones go at once, busy ones when their tasks have ended.</summary>
    private int CutDown()
    {
        var surplus = PoolScaling.Surplus(instances).Take(Math.Max(0, Size - options.Max)).ToList();
        foreach (var instance in surplus)
        {
            instance.Draining = true;
            Scaled(ScalingEvent.Down, instance, PoolScaling.Utilization(instances));
            Begin(() => TearDownAsync(instance, new InstanceStop("the pool's maximum was lowered")));
        }

        return surplus.Count;
    }

    private void Scaled(string type, PoolInstance instance, double utilization)
    {
        scalings.Add(new ScalingEvent(type, instance.Id, Size, time.GetUtcNow().ToUnixTimeMilliseconds()));
        if (scalings.Count > MostScalingEvents)
            scalings.RemoveAt(0);
        Tell(
            type == ScalingEvent.Up ? PoolEventNames.ScaledUp : PoolEventNames.ScaledDown,
            ("instanceId", instance.Id), ("poolSize", Size), ("utilization", Math.Round(utilization, 2)));
        LogScaled(log, type, instance.Id, Size, utilization);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "WASM pool: {Action} by {InstanceId}, now {PoolSize} instances at a utilisation of {Utilization:0.00}")]
    private static partial void LogScaled(ILogger logger, string action, string instanceId, int poolSize, double utilization);
}
