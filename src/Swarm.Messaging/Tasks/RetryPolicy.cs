namespace Swarm.Messaging.Tasks;

/// <summary>How often a task is executed and how long it waits between executions.</summary>
/// <param name="MaxAttempts">Executions in total, the first included.</param>
/// <param name="Jitter">Fraction: the wait is multiplied by a uniform factor in [1 - Jitter, 1 + Jitter]; 0 for none.</param>
/// <param name="ImmediateFirst">No wait before the second execution.</param>
/// <param name="ByClass">Each retry costs much here: a time-out gets one fewer, a task of rank 0 another one fewer, but at least one.</param>
public sealed record RetryPolicy(
    string Preset,
    int MaxAttempts,
    TimeSpan BaseDelay,
    double Factor,
    TimeSpan MaxDelay,
    double Jitter = 0,
    bool ImmediateFirst = false,
    bool ByClass = false)
{
    /// <summary>A number that the task names holds for every failure.</summary>
    public RetryPolicy WithMaxAttempts(int attempts) => this with { MaxAttempts = attempts, ByClass = false };

    /// <summary>Executions in total for a task of this rank whose last one failed so.</summary>
    public int AttemptsFor(string errorType, int rank)
    {
        if (!ByClass)
            return MaxAttempts;
        var fewer = (errorType == "timeout" ? 1 : 0) + (rank == 0 ? 1 : 0);
        return Math.Max(Math.Min(2, MaxAttempts), MaxAttempts - fewer);
    }

    /// <summary>
    /// The wait before execution <paramref name="number"/> (2 or more): min(MaxDelay, BaseDelay * Factor^(number - 2)), jittered, capped again.
    /// </summary>
    /// <param name="random">Uniform in [0, 1).</param>
    public TimeSpan DelayBefore(int number, double random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 2);
        // With ImmediateFirst the waits are 0, 2, 4: the second execution's wait is dropped, not moved.
        if (number == 2 && ImmediateFirst)
            return TimeSpan.Zero;
        var wait = Math.Min(MaxDelay.TotalMilliseconds, BaseDelay.TotalMilliseconds * Math.Pow(Factor, number - 2));
        var jittered = wait * (1 - Jitter + (2 * Jitter * random));
        return TimeSpan.FromMilliseconds(Math.Min(MaxDelay.TotalMilliseconds, jittered));
    }
}
