namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>A command about an existing run took effect, or found it in effect already.</summary>
public sealed record WorkflowChanged
{
    public int SchemaVersion { get; init; } = 1;

    public required string Command { get; init; }

    public required string ExecutionId { get; init; }

    /// <summary>The run's state after the command. <c>Compensating</c> after a rerun: what is to run again and could not be undone is undone before.</summary>
    public required string State { get; init; }

    /// <summary>False when it was so already.</summary>
    public bool Changed { get; init; }

    /// <summary>Of <see cref="RerunFrom"/> that took effect: the nodes that run again, in the order of the definition, the first 1,000. Null for others.</summary>
    public IReadOnlyList<string>? Again { get; init; }

    /// <summary>How many run again. Null where <see cref="Again"/> is.</summary>
    public int? AgainCount { get; init; }

    /// <summary>Those of them that do not come after the named node, the first 1,000. Null where no node was named.</summary>
    public IReadOnlyList<WorkflowNodeAgain>? AgainBesides { get; init; }

    /// <summary>Of <see cref="RerunFrom"/> that took effect: nodes that are kept as done though their compensation was tried and may have undone them. Null where there is nothing to say.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
}
