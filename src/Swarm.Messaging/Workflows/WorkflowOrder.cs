using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>What was asked, checked, planned and completed with defaults.</summary>
internal sealed record WorkflowOrder
{
    public required string ExecutionId { get; init; }

    public required string Client { get; init; }

    public required WorkflowPlan Plan { get; init; }

    /// <summary>The definition as it is stored.</summary>
    public required ReadOnlyMemory<byte> Document { get; init; }

    public required string Fingerprint { get; init; }

    public required int Rank { get; init; }

    public required bool ContinueOnFailure { get; init; }

    public required bool Compensate { get; init; }

    /// <summary>One node at a time.</summary>
    public bool OneByOne { get; init; }

    public required TimeSpan Timeout { get; init; }

    public NodeOrigin? Parent { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];
}
