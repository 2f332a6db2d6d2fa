namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>The states of a node in a run.</summary>
public static class WorkflowNodeStates
{
    public const string Pending = "Pending";
    public const string Running = "Running";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";

    /// <summary>By a condition.</summary>
    public const string Skipped = "Skipped";

    /// <summary>Something it depends on failed, or the run stopped before.</summary>
    public const string NotReached = "NotReached";

    public const string Cancelled = "Cancelled";

    /// <summary>It had succeeded and was undone.</summary>
    public const string Compensated = "Compensated";

    public static IReadOnlyList<string> All { get; } = [Pending, Running, Succeeded, Failed, Skipped, NotReached, Cancelled, Compensated];
}
