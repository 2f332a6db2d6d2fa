namespace Swarm.Messaging.Coordination;

/// <summary>What the coordinator counts a task as. Every task is counted as exactly one.</summary>
internal enum StepState
{
    /// <summary>Parked, waiting for a retry, or sent to a target that has not begun it.</summary>
    Waiting,

    Running,

    Successful,

    /// <summary>Dead-lettered or cancelled.</summary>
    Failed,
}
