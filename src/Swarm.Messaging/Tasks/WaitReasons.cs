namespace Swarm.Messaging.Tasks;

/// <summary>Why a task waits for a slot.</summary>
internal static class WaitReasons
{
    public const string NoCapacity = "no_capacity";
    public const string LeaseExpired = "lease_expired";
    public const string Returned = "returned";
    public const string RetryDue = "retry_due";

    /// <summary>It left WebAssembly for agents.</summary>
    public const string Fallback = "fallback";

    /// <summary>It left an agent for another.</summary>
    public const string Reroute = "reroute";

    /// <summary>The run of its node was paused and goes on.</summary>
    public const string Resumed = "resumed";
    public const string Replayed = "replayed";
}
