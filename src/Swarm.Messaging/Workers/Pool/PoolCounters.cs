namespace Swarm.Messaging.Workers.Pool;

/// <summary>What a pool has counted since its start.</summary>
internal sealed class PoolCounters
{
    public long Submitted { get; set; }

    public long Started { get; set; }

    /// <summary>Executions that were the first of their process.</summary>
    public long Firsts { get; set; }

    public long Completed { get; set; }

    public long Failed { get; set; }

    public long Cancelled { get; set; }

    public long Spawned { get; set; }

    public long Restarted { get; set; }

    public long Crashed { get; set; }

    public long Recycled { get; set; }

    public long StaleResults { get; set; }

    /// <summary>Tasks that came to a worker for the first time; <see cref="Waited"/> is theirs, from acceptance.</summary>
    public long FirstDispatches { get; set; }

    public TimeSpan Waited { get; set; }

    public TimeSpan Worked { get; set; }

    /// <summary>1 - (executions that were the first of their process) / (all executions); 0 without any.</summary>
    public double ReuseRate => Started == 0 ? 0 : 1 - ((double)Firsts / Started);

    public double AverageWaitMs => FirstDispatches == 0 ? 0 : Waited.TotalMilliseconds / FirstDispatches;

    public double AverageDurationMs => Completed + Failed == 0 ? 0 : Worked.TotalMilliseconds / (Completed + Failed);
}
