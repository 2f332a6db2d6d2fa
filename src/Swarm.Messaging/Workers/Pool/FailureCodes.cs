namespace Swarm.Messaging.Workers.Pool;

/// <summary>Why the pool itself fails an execution.</summary>
internal static class FailureCodes
{
    public const string Timeout = "timeout";
    public const string Crashed = "worker_crashed";
    public const string Hung = "worker_hung";
    public const string Violated = "protocol_violation";
    public const string TooLarge = "result_too_large";
    public const string Invalid = "invalid_result";
    public const string Stale = "stale_lease";
}
