using System.Globalization;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>Which nodes may be answered from the cache. Pure.</summary>
internal static class CacheRules
{
    private const long LongestTtlMs = 30L * 86_400_000;

    public static void Check(WorkflowNode node, string path, List<Violation> found)
    {
        if (node.Cache is not { } cache)
            return;
        var why = node.Type switch
        {
            NodeTypes.Delay => "A delay returns nothing that could be kept.",
            NodeTypes.SubWorkflow => "A workflow inside is not kept as a whole; give its nodes a cache.",
            NodeTypes.Webhook => "A webhook tells somebody something, every time.",
            _ when node.Compensation is not null => "A node with a compensation changes something, and one that is answered from the cache does not run.",
            _ => null,
        };
        if (why is not null)
            found.Add(new($"{path}.cache", cache.TtlMs is { } ttl ? string.Create(CultureInfo.InvariantCulture, $$"""{"ttlMs":{{ttl}}}""") : "{}", why));
        if (cache.TtlMs is < 1 or > LongestTtlMs)
            found.Add(new($"{path}.cache.ttlMs", cache.TtlMs.Value.ToString(CultureInfo.InvariantCulture), $"A whole number of milliseconds from 1 to {LongestTtlMs} (30 days)."));
    }
}
