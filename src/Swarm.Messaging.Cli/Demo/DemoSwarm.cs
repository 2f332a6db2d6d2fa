using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Cli.Demo;

/// <summary>One swarm of the story.</summary>
internal sealed record DemoSwarm(string Id, string Priority, IReadOnlyList<string> Capabilities, int Agents)
{
    public static IReadOnlyList<DemoSwarm> All { get; } =
    [
        new("backend", "high", ["backend", "api", "security"], 5),
        new("frontend", "normal", ["frontend", "ui", "react"], 4),
        new("devops", "normal", ["devops", "ci-cd", "docker"], 3),
    ];

    public IEnumerable<string> AgentIds => Enumerable.Range(1, Agents).Select(n => $"{Id}-{n}");

    public RegisterSwarm Registration => new()
    {
        SwarmId = Id,
        Objective = $"The {Id} part of the product",
        MaxAgents = Agents,
        Agents = [.. AgentIds.Select(a => JsonSerializer.SerializeToElement(new { id = a }))],
        Metadata = new SwarmMetadata { Priority = Priority, Capabilities = Capabilities },
    };
}
