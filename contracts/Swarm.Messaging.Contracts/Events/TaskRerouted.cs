namespace Swarm.Messaging.Contracts.Events;

/// <summary>An execution failed and the task goes to another target, with no attempt of the retry policy used up.</summary>
public sealed record TaskRerouted : TaskEvent
{
    /// <summary>The target it leaves.</summary>
    public string? TargetId { get; init; }

    /// <summary><c>fallback</c>: it leaves WebAssembly for agents and is not offered WebAssembly again. <c>reroute</c>: from one agent to another.</summary>
    public required string Cause { get; init; }

    /// <summary>fallback: <c>regular_agent</c> or <c>streaming_agent</c>.</summary>
    public string? FallbackType { get; init; }

    public required string ErrorType { get; init; }

    public string? Message { get; init; }

    /// <summary>Inside the target it leaves, e.g. the WebAssembly instance.</summary>
    public string? InstanceId { get; init; }

    public long DelayMs { get; init; }
}
