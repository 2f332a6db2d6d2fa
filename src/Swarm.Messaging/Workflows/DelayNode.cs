using System.Text.Json;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Workflows;

/// <summary>A node that waits: a durable timer of its run, so that nothing is held meanwhile.</summary>
internal static class DelayNode
{
    public const long LongestMs = 30L * 86_400_000;
    public const string Rule = "A whole number of milliseconds from 0 to 2592000000 (30 days), required.";

    public static TimeSpan Time(WorkflowNode node, JsonElement document)
    {
        var configuration = References.Resolve(node.Configuration ?? default, document);
        return Ms(configuration) is { } ms
            ? TimeSpan.FromMilliseconds(ms)
            : throw new NodeConfigurationException("bad_configuration", $"configuration.ms: {Rule}");
    }

    public static long? Ms(JsonElement configuration) =>
        configuration.ValueKind == JsonValueKind.Object && configuration.TryGetProperty("ms", out var ms)
        && ms.ValueKind == JsonValueKind.Number && ms.TryGetInt64(out var n) && n is >= 0 and <= LongestMs ? n : null;
}
