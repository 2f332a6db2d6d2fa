namespace Swarm.Messaging.Workflows.Runner;

/// <summary>A host's runner at a moment, for judgements.</summary>
internal sealed record RunnerLook
{
    public required string HostId { get; init; }

    public int Workers { get; init; }

    public int Unhealthy { get; init; }

    public int Slots { get; init; }

    /// <summary>Nodes that wait for a slot on any host.</summary>
    public long Depth { get; init; }

    public double CpuPercent { get; init; }

    public double HeapMb { get; init; }

    public double WarningMb { get; init; }

    public double CriticalMb { get; init; }

    public int CrashesWithinTheHour { get; init; }

    /// <summary>The longest run that ended within the last minute.</summary>
    public double SlowestRunMs { get; init; }

    /// <summary>Of the last hundred tasks of nodes.</summary>
    public (int Ends, int Failures) Recent { get; init; }

    /// <summary>Of enough look-ups of cached results; null before.</summary>
    public double? HitRate { get; init; }

    /// <summary>Of recent executions.</summary>
    public IReadOnlyDictionary<string, double> AverageMsByType { get; init; } = new Dictionary<string, double>();

    public IReadOnlyList<PoolUse> Pools { get; init; } = [];

    /// <summary>Circuit breakers that are not closed, and for how long.</summary>
    public IReadOnlyList<(string Key, TimeSpan Open)> OpenBreakers { get; init; } = [];
}

/// <param name="Name">Scheme, host and port, or the name of a database.</param>
/// <param name="Active">Connections in use.</param>
internal sealed record PoolUse(string Name, int Active, int Most);
