namespace Swarm.Messaging.Contracts.Agents;

/// <summary>Work other than code that an agent takes.</summary>
/// <param name="Kind">The task kind, <c>[a-z0-9_-]{1,32}</c>; not <c>code</c>, which <see cref="RegisterAgent.Capabilities"/> describes.</param>
/// <param name="Operations">At most 64 of <c>[a-z0-9_.-]{1,64}</c>; absent: every operation of the kind.</param>
public sealed record AgentKind(string? Kind, IReadOnlyList<string>? Operations = null);
