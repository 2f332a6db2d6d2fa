namespace Swarm.Messaging.Contracts.Agents;

/// <summary>
/// Makes an agent known, or changes what is known of it: a process that takes <see cref="Execution.ExecuteTasks"/> and answers with
/// <see cref="Execution.TaskReports"/>. Queue <c>swarm.register-agent</c>, or POST <c>/api/agents</c>. Answer: <see cref="AgentRegistered"/>
/// or <see cref="Tasks.CommandRejected"/>. Again with the same content: nothing changes.
/// </summary>
public sealed record RegisterAgent
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The agent's own name, <c>[A-Za-z0-9._-]{1,128}</c>, no reserved word. One process at a time uses it.</summary>
    public string? AgentId { get; init; }

    /// <summary>
    /// Which of the processes that may use this id, e.g. a word that is kept with the agent's own files, <c>[A-Za-z0-9._-]{1,128}</c>: while it is heard of, another instance is refused
    /// (<c>agent_in_use</c>), and so is its heartbeat and its leaving. Absent: whoever registers last has the id.
    /// </summary>
    public string? Instance { get; init; }

    /// <summary>What sort of agent, free text for people, <c>[A-Za-z0-9._-]{1,64}</c>. Default <c>agent</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Work on code. Absent while <see cref="Kinds"/> is given: none; absent together with it: all.</summary>
    public AgentCapabilities? Capabilities { get; init; }

    /// <summary>Work of other kinds, at most 32.</summary>
    public IReadOnlyList<AgentKind>? Kinds { get; init; }

    /// <summary>What tasks may ask for in <c>requires</c>, at most 16 of <c>[A-Za-z0-9._:-]{1,64}</c>; every agent has the tag <c>agent</c> besides.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>It works through content piece by piece and needs little memory: gets the tag <c>streaming</c>. Default false.</summary>
    public bool? Streaming { get; init; }

    /// <summary>Attempts at a time, 1..10,000. Default 10.</summary>
    public int? MaxCapacity { get; init; }

    /// <summary>For people, at most 128 characters. Default: its id.</summary>
    public string? Name { get; init; }

    /// <summary>What CRM tasks may ask for as capabilities, here and in the three lists below: at most 64 each, 1..64 characters.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    public IReadOnlyList<string>? Frameworks { get; init; }

    public IReadOnlyList<string>? Domains { get; init; }

    /// <summary>Also what tasks may ask for as tools.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>What tasks may ask for as permissions; at most 64, 1..64 characters.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>CRM operations of which it takes a whole batch as one task, at most 64 of <c>[a-z0-9._-]{1,64}</c>.</summary>
    public IReadOnlyList<string>? BulkOperations { get; init; }

    /// <summary>0..1: how busy it is with what is not ours. Each task of ours adds 0.2, and new work goes to agents below 0.9. Default 0. Counts for agents that take kind <c>ghl</c>.</summary>
    public decimal? Workload { get; init; }

    /// <summary>0..1, for the choice between agents, like the three below. Default 1.</summary>
    public decimal? Health { get; init; }

    public decimal? Reliability { get; init; }

    public decimal? Quality { get; init; }

    /// <summary>0..1: of what it did before it came here. Default 1.</summary>
    public decimal? SuccessRate { get; init; }

    /// <summary><c>bus</c> (it consumes the queue that the answer names) or <c>http</c> (it asks for work at <c>/api/agents/{id}/work</c>). Default <c>bus</c>; <c>http</c> is all there is in embedded mode.</summary>
    public string? Transport { get; init; }
}
