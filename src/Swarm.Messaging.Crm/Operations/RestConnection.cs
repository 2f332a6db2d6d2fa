namespace Swarm.Messaging.Crm.Operations;

/// <summary>What every call has, and what the service calls its limits.</summary>
/// <param name="LimitKey">Whose budget a call uses; null: the client's.</param>
/// <param name="LoggedOut">Statuses by which it refuses the credentials, whatever they are used for.</param>
internal sealed record RestConnection(IReadOnlyList<(string Name, Template Value)> Headers, Template? LimitKey, IReadOnlyList<int> LoggedOut);
