using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Agents;

/// <summary>The hash <c>swarm:agents</c> for outside readers: a field per agent, with exactly the fields that the specification lists.</summary>
internal sealed class AgentProjection(ISharedDocuments documents)
{
    public const string Key = "swarm:agents";

    /// <summary>Where outside programs write instances of their own, beside those of our pools.</summary>
    public const string Instances = "swarm:wasm-instances";

    public Task WriteAsync(AgentState agent, CancellationToken cancellation) => documents.SetFieldsAsync(
        Key, new Dictionary<string, ReadOnlyMemory<byte>> { [agent.AgentId] = Document(agent) }, null, cancellation);

    public Task RemoveAsync(IReadOnlyCollection<string> agentIds, CancellationToken cancellation) =>
        documents.RemoveFieldsAsync(Key, agentIds, cancellation);

    /// <summary>What somebody wrote there; null when there is nothing.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string key, string id, CancellationToken cancellation) =>
        (await documents.GetFieldsAsync(key, cancellation).ConfigureAwait(false)).TryGetValue(id, out var document) ? document : null;

    private static byte[] Document(AgentState agent) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Id = agent.AgentId,
            agent.Definition.Type,
            agent.Status,
            Capabilities = new
            {
                // A list that is absent means all, one that is empty means none.
                FileTypes = agent.Definition.TakesCode ? agent.Definition.FileTypes : [],
                Operations = agent.Definition.TakesCode ? agent.Definition.Operations : [],
                agent.Definition.Specializations,
            },
            agent.Definition.MaxCapacity,
            Performance = new { AvgResponseTime = agent.AverageMs },
            LastSeen = agent.LastSeen.ToUnixTimeMilliseconds(),
        },
        WireJson.Options);
}
