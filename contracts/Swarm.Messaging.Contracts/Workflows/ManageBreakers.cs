namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>Shows the circuit breakers of workflow nodes, agents and sessions, or resets one. Queue <c>swarm.manage-breakers</c>. Answer: <see cref="BreakersManaged"/>.</summary>
public sealed record ManageBreakers
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>list or reset.</summary>
    public string? Action { get; init; }

    /// <summary>Of reset: which one, e.g. <c>http_request:example.org:443</c>, <c>agent:a-1</c> or <c>session:s-1</c>.</summary>
    public string? Key { get; init; }
}
