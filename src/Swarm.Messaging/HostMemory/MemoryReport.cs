namespace Swarm.Messaging.HostMemory;

/// <summary>A host's memory, in MB of 1,048,576 bytes.</summary>
internal sealed record MemoryReport
{
    /// <summary>False: it was above the critical limit and is not yet below the warning.</summary>
    public required bool TakesWork { get; init; }

    /// <summary>Managed, with what waits for collection.</summary>
    public required double HeapMb { get; init; }

    /// <summary>Managed, as the last collection left it.</summary>
    public required double LiveMb { get; init; }

    public required double RssMb { get; init; }

    /// <summary>Of the heap over the last ten samples.</summary>
    public required double TrendMbPerSecond { get; init; }

    public required int WarningMb { get; init; }

    public required int CriticalMb { get; init; }

    /// <summary>That the guard asked for and saw happen; the runtime's own come beside them.</summary>
    public required long Collections { get; init; }

    public required double AverageFreedMb { get; init; }

    public required long Warnings { get; init; }

    public required long Criticals { get; init; }

    public required long Leaks { get; init; }

    /// <summary>The last hundred.</summary>
    public required IReadOnlyList<MemoryEvent> Events { get; init; }
}

/// <param name="HeapMb">Of a collection: before it.</param>
/// <param name="AfterMb">Of a collection.</param>
internal sealed record MemoryEvent(DateTimeOffset At, string Name, string? Reason, double HeapMb, double? AfterMb);
