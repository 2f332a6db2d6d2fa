using System.Text.Json;

namespace Swarm.Messaging.Contracts.Objectives;

/// <summary>
/// An aim for agents, taken apart into steps of which each depends on the one before; they run as a workflow. Queue <c>swarm.submit-objective</c>, or
/// POST <c>/api/objectives</c>. Answer: <see cref="ObjectiveAccepted"/> or <see cref="Tasks.CommandRejected"/>.
/// </summary>
public sealed record SubmitObjective
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The caller's id, <c>[A-Za-z0-9._-]{1,100}</c>. Absent: made up. The same id with the same content is the same objective.</summary>
    public string? ObjectiveId { get; init; }

    public string? Client { get; init; }

    /// <summary>What is to be reached, 10..10,000 characters. Every step gets it.</summary>
    public string? Objective { get; init; }

    /// <summary>How it is taken apart: <c>research</c>, <c>development</c>, <c>analysis</c> or <c>auto</c>. Default auto.</summary>
    public string? Strategy { get; init; }

    /// <summary>By how many agents each step is done, whose results become one; at most <see cref="MaxAgents"/>. Default 1.</summary>
    public int? AgentsPerStep { get; init; }

    /// <summary>Only agents of this type do its steps; it must be defined in the catalogue of types (<c>swarm agents types</c>). Absent: any that takes them.</summary>
    public string? AgentType { get; init; }

    /// <summary>Agents at a time, 1..50. Default 10.</summary>
    public int? MaxAgents { get; init; }

    /// <summary>Tasks in all, 1..500. Default 100.</summary>
    public int? MaxTasks { get; init; }

    /// <summary>How the results of several agents of a step become one: <c>merge</c>, <c>collect</c> or <c>reduce</c>. Default collect.</summary>
    public string? Aggregation { get; init; }

    /// <summary>Longest time of one task, in ms, 1,000..86,400,000. Default 1,800,000 (30 min).</summary>
    public long? TaskTimeoutMs { get; init; }

    /// <summary>Any JSON; every step gets it.</summary>
    public JsonElement? Input { get; init; }
}
