namespace Swarm.Messaging.Tasks;

/// <summary>Names of a task's durable timers.</summary>
internal static class TaskTimers
{
    /// <summary>Every open task has it: parked, it asserts that placement knows it waits; with a slot, that the lease exists.</summary>
    public const string Ask = "ask";
    public const string Retry = "retry";
    public const string Timeout = "timeout";
    public const string Deadline = "deadline";
}
