using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Makes a swarm known to the registry, with a place in the limit. Queue <c>swarm.register-swarm</c>, or POST <c>/api/swarms</c>. Answer:
/// <see cref="SwarmChanged"/>, or <see cref="Tasks.CommandRejected"/>: <c>swarm_limit</c> naming the limit, <c>id_conflict</c> when the id is registered with other content;
/// with a host id also <c>unknown_host</c>, <c>host_full</c>, <c>wrong_state</c> when the swarm has ended.
/// </summary>
public sealed record RegisterSwarm
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>, none of the reserved words. Absent: the message decides it, so that the same message again is the same swarm; over HTTP, and of a message without an id, one is made each time.</summary>
    public string? SwarmId { get; init; }

    /// <summary>At most 10,000 characters.</summary>
    public string? Objective { get; init; }

    /// <summary><c>development</c> (default), <c>research</c> or <c>devops</c>.</summary>
    public string? Strategy { get; init; }

    /// <summary><c>mesh</c> (default) or <c>hierarchical</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>1..10,000. Default 10.</summary>
    public int? MaxAgents { get; init; }

    /// <summary>Each as its owner describes it; the list has at most 56 levels of JSON.</summary>
    public IReadOnlyList<JsonElement>? Agents { get; init; }

    /// <summary>Each as its owner describes it; the list has at most 56 levels of JSON.</summary>
    public IReadOnlyList<JsonElement>? Tasks { get; init; }

    public SwarmMetadata? Metadata { get; init; }

    /// <summary>
    /// The host outside whose own the swarm is from now on; it has signed by <see cref="SyncSwarmHost"/>. A swarm that is registered already becomes its own,
    /// whoever had it. With nothing else said but the id, that is so whatever was registered. Absent: any process that hosts swarms may have it.
    /// </summary>
    public string? HostId { get; init; }
}
