namespace Swarm.Messaging.Tasks;

/// <summary>Why a task waits for a slot.</summary>
internal static class WaitReasons
{
    public const string NoCapacity = "no_capacity";
    public const string LeaseExpired = "lease_expired";
    public const string Returned = "returned";
    public const string RetryDue = "retry_due";
    public const string Replayed = "replayed";
}
