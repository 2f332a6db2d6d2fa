namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>The states of a workflow's run.</summary>
public static class WorkflowStates
{
    public const string Running = "Running";

    /// <summary>Paused: what runs ends, nothing begins.</summary>
    public const string Waiting = "Waiting";

    /// <summary>It failed or was cancelled, and what runs ends.</summary>
    public const string Stopping = "Stopping";

    public const string Compensating = "Compensating";
    public const string Completed = "Completed";
    public const string Failed = "Failed";
    public const string Cancelled = "Cancelled";

    public static IReadOnlyList<string> All { get; } = [Running, Waiting, Stopping, Compensating, Completed, Failed, Cancelled];

    public static bool IsEnd(string state) => state is Completed or Failed or Cancelled;
}
