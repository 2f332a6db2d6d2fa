using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>A type of node that hosts run themselves.</summary>
internal interface INodeType
{
    /// <summary>As it stands in definitions, e.g. <c>http_request</c>.</summary>
    string Name { get; }

    /// <summary>Judges a configuration; where it holds a reference the value is not known yet and passes.</summary>
    void Check(NodeFields configuration);

    /// <summary>What an execution depends on outside, so that a broken one is left alone: host and port, a database. Null: nothing.</summary>
    string? Destination(JsonElement configuration);

    /// <summary>One execution. Failures of the work are values; ends soon after <paramref name="cancellation"/> fires.</summary>
    Task<ExecutionOutcome> RunAsync(NodeExecution execution, CancellationToken cancellation);
}

/// <param name="Configuration">With the run's values in their places.</param>
/// <param name="Input">What the node gets.</param>
/// <param name="Key">The same on every attempt; for whatever has side effects outside.</param>
/// <param name="Timeout">Of this execution, from its begin.</param>
internal sealed record NodeExecution(JsonElement Configuration, JsonElement Input, string Key, int Attempt, TimeSpan Timeout)
{
    /// <summary>Where its destination has sent it on to, by now: how that ends speaks of the other one. Null: nowhere else.</summary>
    public string? SentOnTo { get; set; }
}
