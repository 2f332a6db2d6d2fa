namespace Swarm.Messaging.Workflows.Connections;

/// <summary>The connections of a host's nodes to one server or database.</summary>
internal sealed record ConnectionPool
{
    /// <summary>Scheme, host and port; or a name of <c>Workflows:Databases</c>.</summary>
    public required string Name { get; init; }

    /// <summary>http or database.</summary>
    public required string Kind { get; init; }

    /// <summary>In use.</summary>
    public int Active { get; init; }

    /// <summary>Open and not in use; null where the driver does not say.</summary>
    public int? Idle { get; init; }

    /// <summary>Open; where the driver does not say what is idle, those in use.</summary>
    public int Total { get; init; }

    public int Most { get; init; }

    /// <summary>Waiting for a connection.</summary>
    public int Waiting { get; init; }

    /// <summary>Requests that were answered, or queries executed, since the host started or the pool was last forgotten.</summary>
    public long Served { get; init; }

    /// <summary>Of the last 1,000.</summary>
    public double AverageMs { get; init; }

    /// <summary>Waits that ended without a connection.</summary>
    public long AcquisitionTimeouts { get; init; }
}
