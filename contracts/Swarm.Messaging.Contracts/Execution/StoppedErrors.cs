namespace Swarm.Messaging.Contracts.Execution;

/// <summary>
/// Types of the error of an execution that was cut off because whatever ran it stopped, or could not know whether it still held its lease. It may have had effects, so it counts as an
/// execution; nothing is held against the target, and it is tried again as far as the retry policy allows.
/// </summary>
public static class StoppedErrors
{
    /// <summary>A host, or its pool of workers, stopped and did not wait any longer.</summary>
    public const string Host = "host_stopped";

    /// <summary>An agent stopped and did not wait any longer.</summary>
    public const string Agent = "agent_stopped";

    /// <summary>An agent had not heard of the system for as long as a lease lasts, and did not begin what another may be doing by then.</summary>
    public const string Lease = "lease_expired";

    public static bool Has(string errorType) => errorType is Host or Agent or Lease;
}
