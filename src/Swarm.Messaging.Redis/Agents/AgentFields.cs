using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;
using Swarm.Messaging.Agents;

namespace Swarm.Messaging.Redis.Agents;

/// <summary>An agent's hash and what it means; agent-prelude.lua lists the fields.</summary>
internal static class AgentFields
{
    public static RedisValue Write(AgentDefinition agent) => JsonSerializer.SerializeToUtf8Bytes(agent, JsonSerializerOptions.Web);

    /// <param name="reply">As HGETALL gives it inside a script.</param>
    public static AgentState Read(RedisResult reply, WorkloadGate gate) =>
        Read([.. ((RedisValue[])reply!).Chunk(2).Select(pair => new HashEntry(pair[0], pair[1]))], gate);

    public static AgentState Read(HashEntry[] fields, WorkloadGate gate)
    {
        var map = fields.ToDictionary(f => (string)f.Name!, f => f.Value, StringComparer.Ordinal);
        return new AgentState(
            JsonSerializer.Deserialize<AgentDefinition>((byte[])map["doc"]!, JsonSerializerOptions.Web)!,
            Time(map["seen"]),
            Time(map["registered"]),
            map["active"] == 1,
            map["drained"] != 0,
            (string)map["breaker"]!,
            (long)map["good"],
            (long)map["bad"],
            (long)map["ms"],
            (int)map["fails"])
        {
            Gate = gate,
            Breaks = map.TryGetValue("breaks", out var breaks) ? (long)breaks : 0,
            OpenedAt = map.TryGetValue("opened", out var opened) ? Time(opened) : null,
            RestUntil = map["breaker"] == BreakerStates.Open && map.TryGetValue("rest", out var rest) ? Time(rest) : null,
        };
    }

    private static DateTimeOffset Time(RedisValue ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse((string)ms!, NumberStyles.Integer, CultureInfo.InvariantCulture));
}
