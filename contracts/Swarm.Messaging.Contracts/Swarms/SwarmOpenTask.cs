namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A task that a swarm was given and that has not ended.</summary>
/// <param name="Type">What its agents are asked for.</param>
/// <param name="Priority">high, normal or low.</param>
/// <param name="Assignment">How often it was given to a swarm.</param>
/// <param name="State">One of <see cref="Tasks.TaskStates"/>, e.g. Parked while no agent of the swarm takes it; absent: its execution is not known yet.</param>
public sealed record SwarmOpenTask(string TaskId, string Type, string? Description, string Priority, long Assignment, string? State);
