using System.Text.Json;

namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>
/// Asks for one run of a graph of nodes. Send it to the queue <c>swarm.submit-workflow</c>, or POST it to <c>/api/workflows</c>.
/// The answer is <see cref="WorkflowAccepted"/> or <see cref="Tasks.CommandRejected"/>.
/// </summary>
public sealed record SubmitWorkflow
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Names the workflow, the same for every run of it, <c>[A-Za-z0-9._-]{1,64}</c>.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>
    /// Names this run, <c>[A-Za-z0-9._-]{1,100}</c>. Absent: generated, so that a workflow runs as often as it is submitted. The same id with
    /// the same content answers with the run that exists; with other content it is refused as <c>id_conflict</c>.
    /// </summary>
    public string? ExecutionId { get; init; }

    /// <summary>Who asks, <c>[A-Za-z0-9._-]{1,128}</c>. Default <c>default</c>.</summary>
    public string? Client { get; init; }

    /// <summary>1..10,000 nodes.</summary>
    public IReadOnlyList<WorkflowNode>? Nodes { get; init; }

    /// <summary>At most 50,000. Nodes without an edge into them begin at once.</summary>
    public IReadOnlyList<WorkflowEdge>? Edges { get; init; }

    /// <summary>Any JSON; every node sees it as <c>input</c>.</summary>
    public JsonElement? Input { get; init; }

    /// <summary><c>stop</c> (default): a failed node fails the run, and nothing new begins. <c>continue</c>: only what depends on it is skipped.</summary>
    public string? Policy { get; init; }

    /// <summary>Whether a failed run undoes its finished nodes by their compensations, the last one first. Default true.</summary>
    public bool? Compensate { get; init; }

    /// <summary>Whether nodes with <see cref="WorkflowNode.Cache"/> may be answered from the result cache, and are kept in it. Default true.</summary>
    public bool? Cache { get; init; }

    /// <summary>
    /// Whether nodes that do not wait for each other may run at the same time, over all hosts. False: one node at a time, of those that may begin
    /// the first of the definition. Default true; a host with <c>Workflows:Runner:EnableDistributedExecution</c> false takes it as false.
    /// </summary>
    public bool? EnableDistributed { get; init; }

    /// <summary>Of every node's task: 0 (best) .. 100 (worst). Absent: taken from <see cref="Priority"/>, else 10.</summary>
    public int? Rank { get; init; }

    /// <summary>critical, high, normal, low or background; urgent counts as critical. Ignored when <see cref="Rank"/> is given.</summary>
    public string? Priority { get; init; }

    /// <summary>Longest time of the whole run, in milliseconds, 1..2,592,000,000 (30 days). Default 300,000.</summary>
    public long? TimeoutMs { get; init; }
}
