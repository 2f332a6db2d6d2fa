using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Coordination;

/// <summary>What one commit of a code task means for the statistics.</summary>
/// <param name="Version">Of the saga: a step that is not newer than what was counted changes nothing.</param>
/// <param name="AtMs">Epoch ms of the commit.</param>
internal sealed record TaskStep(string TaskId, long Version, StepState State, long AtMs)
{
    /// <summary>An execution began: the time to call it stuck runs from here.</summary>
    public bool Started { get; init; }

    /// <summary>Targets chosen.</summary>
    public int Routes { get; init; }

    public bool Rerouted { get; init; }

    /// <summary>Of the successful execution.</summary>
    public long DurationMs { get; init; }

    /// <summary>In the order of the commit; what is told to the channel once the step counts.</summary>
    public IReadOnlyList<TaskEvent> Events { get; init; } = [];

    public bool IsEnd => State is StepState.Successful or StepState.Failed;
}
