namespace Swarm.Messaging.Contracts.Agents;

/// <summary>Which work on code an agent takes: every pair of its file types and operations.</summary>
public sealed record AgentCapabilities
{
    /// <summary>Short names: <c>py</c>, <c>rs</c>, ... and <c>unknown</c>; <c>*</c> or absent: all. At most 64 of <c>[a-z0-9_-]{1,32}</c>.</summary>
    public IReadOnlyList<string>? FileTypes { get; init; }

    /// <summary><c>create</c>, <c>edit</c>, <c>refactor</c>, <c>test</c>, <c>analyze</c>, <c>optimize</c> and <c>unknown</c>; <c>*</c> or absent: all. At most 64 of <c>[a-z0-9_-]{1,32}</c>.</summary>
    public IReadOnlyList<string>? Operations { get; init; }

    /// <summary>File types it is especially good at: the resource-based strategy prefers it for them. At most 64 of <c>[a-z0-9_-]{1,32}</c>.</summary>
    public IReadOnlyList<string>? Specializations { get; init; }
}
