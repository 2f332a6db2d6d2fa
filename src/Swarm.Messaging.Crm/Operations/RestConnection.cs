namespace Swarm.Messaging.Crm.Operations;

/// <summary>What every call has, and what the service calls its limits.</summary>
/// <param name="LimitKey">Whose budget a call uses; null: the client's.</param>
internal sealed record RestConnection(IReadOnlyList<(string Name, Template Value)> Headers, Template? LimitKey);
