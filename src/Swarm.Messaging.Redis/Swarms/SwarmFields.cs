using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>A swarm's hash and what it means; swarm-prelude.lua lists the fields.</summary>
internal static class SwarmFields
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static byte[] Write(SwarmDefinition swarm) => JsonSerializer.SerializeToUtf8Bytes(swarm, Json);

    public static SwarmDefinition ReadDefinition(RedisValue doc) => JsonSerializer.Deserialize<SwarmDefinition>((byte[])doc!, Json)!;

    /// <summary>The same for the same content.</summary>
    public static string Hash(byte[] document) => Convert.ToHexStringLower(SHA256.HashData(document));

    /// <summary>Those of the registry's own are not the caller's to say.</summary>
    public static SwarmDefinition WithoutOwn(SwarmDefinition swarm) => swarm with { Metadata = swarm.Metadata with { InterruptedAt = null, Reason = null } };

    /// <param name="reply">As HGETALL gives it inside a script.</param>
    public static Dictionary<string, RedisValue> Map(RedisResult reply) =>
        ((RedisValue[])reply!).Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => pair[1], StringComparer.Ordinal);

    public static Dictionary<string, RedisValue> Map(HashEntry[] fields) => fields.ToDictionary(f => (string)f.Name!, f => f.Value, StringComparer.Ordinal);

    public static SwarmDocument Read(string id, Dictionary<string, RedisValue> map)
    {
        var said = ReadDefinition(map["doc"]);
        return new SwarmDocument
        {
            Id = id,
            AgentTag = SwarmTag.Of(id),
            Objective = said.Objective,
            Strategy = said.Strategy,
            Mode = said.Mode,
            Topology = said.Mode,
            MaxAgents = said.MaxAgents,
            Status = map["status"]!,
            CreatedAt = Time(map["createdAt"]),
            LastActivity = Time(map["lastActivity"]),
            LastHeartbeat = Time(map["lastHeartbeat"]),
            Agents = said.Agents,
            Tasks = said.Tasks,
            Metadata = said.Metadata with { InterruptedAt = Maybe(map["interruptedAt"]), Reason = Text(map["reason"]) },
            Metrics = new SwarmMetrics
            {
                TasksCompleted = Count(map, "tasksCompleted"),
                TasksFailed = Count(map, "tasksFailed"),
                TasksCancelled = Count(map, "tasksCancelled"),
                AgentsSpawned = Count(map, "agentsSpawned"),
                MessagesSent = Count(map, "messagesSent"),
                Errors = Count(map, "errors"),
            },
            Version = (long)map["version"],
            Host = Text(map["host"]),
            Client = Text(map.GetValueOrDefault("client")),
            Term = (long)map["term"],
            Order = (long)map["order"],
            ArchivedAt = Maybe(map.GetValueOrDefault("archivedAt")),
            ArchiveReason = Text(map.GetValueOrDefault("archiveReason")),
            Lifetime = map.TryGetValue("lifetime", out var lifetime) ? (long)lifetime : null,
        };
    }

    public static SwarmNews ReadNews(StreamEntry entry) => new(
        entry.Id!,
        entry["what"]!,
        entry["swarm"]!,
        entry["from"]!,
        entry["to"]!,
        Text(entry["reason"]),
        Time(entry["at"]),
        (long)entry["version"],
        Text(entry["host"]),
        (long)entry["term"],
        Text(entry["detail"]));

    public static DateTimeOffset Time(RedisValue ms) => DateTimeOffset.FromUnixTimeMilliseconds((long)ms);

    private static DateTimeOffset? Maybe(RedisValue ms) => ms.IsNullOrEmpty ? null : Time(ms);

    private static string? Text(RedisValue value) => value.IsNullOrEmpty ? null : (string)value!;

    private static long Count(Dictionary<string, RedisValue> map, string metric) => (long)map.GetValueOrDefault($"m:{metric}", 0);
}
