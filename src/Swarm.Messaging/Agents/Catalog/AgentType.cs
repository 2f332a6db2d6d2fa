namespace Swarm.Messaging.Agents.Catalog;

/// <summary>What agents of a type are for. The name alone is no definition.</summary>
/// <param name="Description">What one does, for people and for whoever plays the part; null: nobody has said.</param>
/// <param name="Capabilities">What one can; empty: nobody has said.</param>
/// <param name="Steps">Steps of objectives that are its part.</param>
internal sealed record AgentType(string Name, string? Description, IReadOnlyList<string> Capabilities, IReadOnlyList<string> Steps)
{
    /// <summary>With a description and a capability.</summary>
    public bool IsDefined => Description is not null && Capabilities.Count > 0;
}
