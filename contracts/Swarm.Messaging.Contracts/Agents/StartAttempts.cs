namespace Swarm.Messaging.Contracts.Agents;

/// <summary>
/// Asks, just before attempts begin, which of them may still be run; those count as begun from then on. An agent that does not ask reports
/// <c>started</c> instead, and may in rare cases run what was taken back meanwhile. Queue <c>swarm.start-attempts</c>, or
/// POST <c>/api/agents/{id}/start</c>. Answer: <see cref="AttemptsStarted"/>.
/// </summary>
public sealed record StartAttempts
{
    public int SchemaVersion { get; init; } = 1;

    public string? AgentId { get; init; }

    /// <summary>Lease tokens, at most 1,000.</summary>
    public IReadOnlyList<string>? Tokens { get; init; }

    /// <summary>Names this question, 1..64 characters: asked again under the same name the answer is the same, whether or not the first one arrived.</summary>
    public string? Call { get; init; }
}
