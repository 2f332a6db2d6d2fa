namespace Swarm.Messaging.Routing;

/// <summary>A target as ranking sees it, one of a snapshot.</summary>
public sealed record RoutingTarget
{
    public required string TargetId { get; init; }

    /// <summary>pool, agent, session, ...</summary>
    public required string Type { get; init; }

    /// <summary>Only <c>active</c> ones get work; everything else says why not.</summary>
    public string Status { get; init; } = "active";

    public required int Slots { get; init; }

    public int Used { get; init; }

    /// <summary>As it declares them to placement: <c>{kind}/{operation}</c>, <c>{kind}/*</c>, and words without <c>/</c>.</summary>
    public required IReadOnlySet<string> Capabilities { get; init; }

    /// <summary>Null or zero when nothing has been measured.</summary>
    public TimeSpan? AvgResponseTime { get; init; }

    public DateTimeOffset LastSeen { get; init; }

    /// <summary>Rises with registration: the earlier wins a tie.</summary>
    public long Order { get; init; }

    /// <summary>0..1; full without any slots.</summary>
    public double Load => Slots == 0 ? 1 : (double)Used / Slots;
}
