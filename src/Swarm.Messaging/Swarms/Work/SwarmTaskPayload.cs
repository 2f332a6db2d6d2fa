using System.Text.Json;
using Swarm.Messaging.Bus;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>What an agent gets of a swarm's task: the payload of the task that is made of it.</summary>
internal static class SwarmTaskPayload
{
    private const int LongestSwarmId = 128;

    public static JsonElement Of(SwarmTaskOrder order, string swarmId) => JsonSerializer.SerializeToElement(
        new { order.TaskId, order.Type, order.Description, order.EstimatedEffort, SwarmId = swarmId, order.Payload }, WireJson.Options);

    /// <summary>As a payload counts, with the longest id that a swarm may have.</summary>
    public static int Bytes(SwarmTaskOrder order) => JsonSerializer.SerializeToUtf8Bytes(Of(order, new string('s', LongestSwarmId))).Length;
}
