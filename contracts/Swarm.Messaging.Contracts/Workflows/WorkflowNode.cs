using System.Text.Json;

namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>A step of a workflow.</summary>
public sealed record WorkflowNode
{
    /// <summary>Unique within the workflow, <c>[A-Za-z0-9._-]{1,64}</c>.</summary>
    public string? Id { get; init; }

    /// <summary>What it does: <c>http_request</c>, <c>data_transformation</c>, <c>delay</c>, <c>task</c>, ...</summary>
    public string? Type { get; init; }

    /// <summary>What the type needs. An object <c>{"$from": "..."}</c> anywhere in it stands for a value of the run, as in <see cref="Inputs"/>.</summary>
    public JsonElement? Configuration { get; init; }

    /// <summary>
    /// What the node gets: names, and where each value comes from, as a JSON pointer (<c>/results/fetch/body</c>) or a JMESPath expression
    /// (<c>results.fetch.body.items[0]</c>) over <c>{"input": ..., "results": {node: result}}</c>. Absent: that whole document.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Inputs { get; init; }

    /// <summary>A JMESPath expression over the same document; what is not true in its sense skips the node.</summary>
    public string? Condition { get; init; }

    /// <summary>Absent: five executions, 1, 2, 4 and 8 s apart.</summary>
    public Tasks.RetrySettings? Retry { get; init; }

    /// <summary>Of one execution, in milliseconds, 1..86,400,000. Default 60,000.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>Given, even empty: what the node returned is kept and answers for it where the same is asked again. Absent: it runs every time.</summary>
    public WorkflowNodeCache? Cache { get; init; }

    /// <summary>What undoes this node if the run fails after it.</summary>
    public WorkflowCompensation? Compensation { get; init; }
}
