using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A batch with what its tasks brought.</summary>
public sealed record BatchDetails : BatchSummary
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<string> TaskIds { get; init; } = [];

    /// <summary>Of those that have ended, in the order of the tasks.</summary>
    public IReadOnlyList<BatchItemResult> Results { get; init; } = [];

    /// <summary>What successful tasks brought, by task.</summary>
    public IReadOnlyDictionary<string, JsonElement> Outputs { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The fields of all successful outputs that are objects, merged in the order of the tasks: a later one counts.</summary>
    public IReadOnlyDictionary<string, JsonElement> ConsolidatedOutput { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Fields that more than one of them has.</summary>
    public IReadOnlyList<string> Collisions { get; init; } = [];

    /// <summary>Sum over the results, in ms.</summary>
    public long TotalExecutionTime { get; init; }

    public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];
}
