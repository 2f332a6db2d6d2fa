namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>The states a task can be seen in. The last three are ends.</summary>
public static class TaskStates
{
    /// <summary>Waits for tasks that must complete first, or for approvals; it is in no queue yet.</summary>
    public const string Blocked = "Blocked";

    /// <summary>Is collected into a batch; it is in no queue yet.</summary>
    public const string Batched = "Batched";

    /// <summary>Waits durably for a slot, in order of rank and sequence.</summary>
    public const string Parked = "Parked";

    /// <summary>Holds a slot on a target that has not said it started.</summary>
    public const string Placed = "Placed";

    /// <summary>The target runs it.</summary>
    public const string Running = "Running";

    /// <summary>Its last execution failed; the next is due later.</summary>
    public const string RetryScheduled = "RetryScheduled";

    public const string Completed = "Completed";

    public const string DeadLettered = "DeadLettered";

    public const string Cancelled = "Cancelled";

    public static IReadOnlyList<string> All { get; } =
        [Blocked, Batched, Parked, Placed, Running, RetryScheduled, Completed, DeadLettered, Cancelled];

    public static bool IsEnd(string state) => state is Completed or DeadLettered or Cancelled;
}
