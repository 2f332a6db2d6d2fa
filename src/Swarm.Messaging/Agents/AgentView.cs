using Swarm.Messaging.Contracts.Agents;

namespace Swarm.Messaging.Agents;

/// <summary>An agent as the API shows it.</summary>
/// <param name="Status">active, draining or inactive.</param>
/// <param name="Load">Attempts it holds.</param>
/// <param name="FileTypes">Absent: all; empty together with the operations: it takes no code.</param>
/// <param name="Breaker">closed, open or half-open.</param>
/// <param name="AvgResponseTimeMs">Of its successful attempts; 0 while there are none.</param>
/// <param name="Workload">0..1: what it reports and, for agents of the CRM, Agents:WorkloadStep for each attempt that it holds.</param>
/// <param name="Health">As it reports.</param>
/// <param name="Skills">Languages, frameworks, domains and tools.</param>
internal sealed record AgentView(
    string AgentId,
    string Type,
    string Status,
    int Load,
    int MaxCapacity,
    IReadOnlyList<string>? FileTypes,
    IReadOnlyList<string>? Operations,
    IReadOnlyList<string> Specializations,
    IReadOnlyList<string> Kinds,
    IReadOnlyList<string> Tags,
    bool Streaming,
    string Transport,
    DateTimeOffset LastSeen,
    DateTimeOffset RegisteredAt,
    string Breaker,
    long Succeeded,
    long Failed,
    int FailedInARow,
    double AvgResponseTimeMs,
    string Name,
    decimal Workload,
    decimal Health,
    IReadOnlyList<string> Skills)
{
    public static AgentView Of(AgentState agent, int load)
    {
        var said = agent.Definition;
        return new AgentView(
            agent.AgentId, said.Type, agent.Status, load, said.MaxCapacity,
            said.TakesCode ? said.FileTypes : [], said.TakesCode ? said.Operations : [], said.Specializations,
            [.. said.Kinds.SelectMany(Words)], said.Tags, said.Streaming, said.Transport, agent.LastSeen, agent.RegisteredAt,
            agent.Breaker, agent.Succeeded, agent.Failed, agent.FailedInARow, agent.AverageMs,
            said.Name ?? agent.AgentId,
            agent.Gate.Workload(said.Standing.Workload, said.TakesKind(WorkloadGate.Kind) ? load : 0), said.Standing.Health, [.. said.Skills]);
    }

    private static IEnumerable<string> Words(AgentKind kind) => (kind.Operations ?? ["*"]).Select(operation => $"{kind.Kind}/{operation}");
}
