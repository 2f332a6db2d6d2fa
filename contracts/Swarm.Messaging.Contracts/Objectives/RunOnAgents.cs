using System.Text.Json;

namespace Swarm.Messaging.Contracts.Objectives;

/// <summary>
/// Work for several agents at once, one after another, or each with what the one before returned. Queue <c>swarm.run-on-agents</c>, or POST
/// <c>/api/agent-runs</c>. Answer: <see cref="ObjectiveAccepted"/> or <see cref="Tasks.CommandRejected"/>; the run is a workflow and is followed as one.
/// </summary>
public sealed record RunOnAgents
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The caller's id, <c>[A-Za-z0-9._-]{1,100}</c>. Absent: made up.</summary>
    public string? RunId { get; init; }

    public string? Client { get; init; }

    /// <summary><c>parallel</c>, <c>sequential</c> (each gets the input) or <c>pipeline</c> (each gets the result before). Default parallel.</summary>
    public string? Mode { get; init; }

    /// <summary>
    /// What is made of it: <c>task</c> (the same work for each agent, 3 unless said), <c>bulk</c> (a part of <see cref="Items"/> for each of at most 5 agents, 30 min), <c>workflow</c>
    /// (<see cref="Operations"/> in their order, 15 min) or <c>extraction</c> (3 agents, 10 min, merged). Default task.
    /// </summary>
    public string? Form { get; init; }

    /// <summary>Task kind of the agents. Default <c>ghl</c>, work in the CRM; the steps of objectives have a kind of their own.</summary>
    public string? Kind { get; init; }

    /// <summary>Only agents of this type take part; it must be defined in the catalogue of types (<c>swarm agents types</c>). Absent: any that takes the work.</summary>
    public string? AgentType { get; init; }

    /// <summary>What each does; for workflow use <see cref="Operations"/>.</summary>
    public string? Operation { get; init; }

    /// <summary>Of a workflow: 1..50 operations in their order.</summary>
    public IReadOnlyList<string>? Operations { get; init; }

    /// <summary>1..50. Default 3; of bulk the smaller of 5 and the number of items.</summary>
    public int? Agents { get; init; }

    /// <summary>Of bulk: 1..10,000 items, shared out evenly.</summary>
    public IReadOnlyList<JsonElement>? Items { get; init; }

    /// <summary>Any JSON that each gets.</summary>
    public JsonElement? Input { get; init; }

    /// <summary><c>merge</c> (objects into one another, the later agent's value where both have one), <c>collect</c> (a list), <c>reduce</c> (numbers added, lists joined, objects reduced name by name). Default collect; of extraction merge.</summary>
    public string? Aggregation { get; init; }

    /// <summary>1 (Critical) .. 5 (Background). Default 3.</summary>
    public int? Priority { get; init; }

    /// <summary>Longest time of one task, in ms. Default: of the form, else 300,000 (5 min).</summary>
    public long? TimeoutAfterMs { get; init; }
}
