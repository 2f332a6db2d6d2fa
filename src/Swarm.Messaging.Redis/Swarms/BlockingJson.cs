using System.Text.Json;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>Blocking states as they stand in the store.</summary>
internal static class BlockingJson
{
    /// <summary>Without its start and timestamp, which the script adds.</summary>
    public static byte[] Write(BlockingState blocking) => JsonSerializer.SerializeToUtf8Bytes(
        new { blocking.Status, blocking.SignalType, blocking.Iteration, blocking.Phase, blocking.SwarmId, blocking.CoordinatorId }, JsonSerializerOptions.Web);

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
