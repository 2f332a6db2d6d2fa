using System.Text.Json;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>What another swarm wants to know.</summary>
/// <param name="From">The swarm that asks.</param>
/// <param name="Data">Undefined when it says nothing.</param>
public sealed record SwarmRequest(string From, JsonElement Data);
