using System.Text.Json;
using System.Text.Json.Serialization;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>Blocking states as they stand in the store.</summary>
internal static class BlockingJson
{
    private static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Without its start and timestamp, and what was not said of it, which the script adds.</summary>
    public static byte[] Write(string swarmId, string coordinatorId, BlockingSaid said) => JsonSerializer.SerializeToUtf8Bytes(
        new { said.Status, said.SignalType, said.Iteration, said.Phase, swarmId, coordinatorId }, WithoutNulls);

    /// <summary>Name and default as JSON of each that was not said.</summary>
    public static IEnumerable<RedisValue> Unsaid(BlockingSaid said) =>
    [
        .. said.SignalType is null ? ["signalType", "\"\""] : Array.Empty<RedisValue>(),
        .. said.Iteration is null ? ["iteration", "0"] : Array.Empty<RedisValue>(),
        .. said.Phase is null ? ["phase", "\"\""] : Array.Empty<RedisValue>(),
    ];

    /// <returns>Null: it cannot be read, or was written before the time.</returns>
    public static BlockingState? Read(RedisValue json, DateTimeOffset from)
    {
        if (json.IsNullOrEmpty)
            return null;
        try
        {
            return JsonSerializer.Deserialize<BlockingState>((byte[])json!, JsonSerializerOptions.Web) is { } read && BlockingStatuses.All.Contains(read.Status)
                && read.Timestamp > from.ToUnixTimeMilliseconds() ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
