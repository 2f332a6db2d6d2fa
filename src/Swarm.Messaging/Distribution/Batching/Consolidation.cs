using System.Text.Json;
using Swarm.Messaging.Contracts.Distribution;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>What the tasks of a batch brought, together. Pure.</summary>
/// <param name="Outputs">By task.</param>
/// <param name="Merged">Fields of all outputs that are objects: of two the later one counts.</param>
/// <param name="Collisions">Fields that more than one has, in the order in which that was found.</param>
internal sealed record Consolidation(
    IReadOnlyDictionary<string, JsonElement> Outputs, IReadOnlyDictionary<string, JsonElement> Merged, IReadOnlyList<string> Collisions)
{
    /// <param name="results">In the order of the tasks.</param>
    public static Consolidation Of(IEnumerable<BatchItemResult> results)
    {
        var outputs = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var merged = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var collisions = new List<string>();
        foreach (var result in results.Where(r => r.Success))
        {
            if (result.Output is not { } output)
                continue;
            outputs[result.TaskId] = output;
            if (output.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var field in output.EnumerateObject())
            {
                if (merged.ContainsKey(field.Name) && !collisions.Contains(field.Name))
                    collisions.Add(field.Name);
                merged[field.Name] = field.Value;
            }
        }

        return new Consolidation(outputs, merged, collisions);
    }
}
