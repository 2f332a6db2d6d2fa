using System.Text.Json;
using System.Text.Json.Nodes;
using StackExchange.Redis;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Redis.Placement.Flow;

/// <summary>Limits and pauses as flow.lua reads and writes them.</summary>
internal static class FlowJson
{
    public static string Write(FlowLimit limit)
    {
        var json = new JsonObject { ["w"] = (double)limit.Weight };
        if (limit.Concurrency is { } most)
            json["c"] = most;
        if (limit.Rates.Count > 0)
            json["r"] = new JsonArray([.. limit.Rates.Select(r => new JsonArray(r.Starts, (long)r.Per.TotalMilliseconds))]);
        return json.ToJsonString();
    }

    public static string Write(FlowPause pause) => new JsonObject
    {
        ["until"] = pause.Until?.ToUnixTimeMilliseconds() ?? 0, ["reason"] = pause.Reason, ["by"] = pause.By, ["at"] = pause.At.ToUnixTimeMilliseconds(),
    }.ToJsonString();

    public static FlowLimit? Limit(string key, RedisValue stored)
    {
        if (stored.IsNull)
            return null;
        using var json = JsonDocument.Parse((string)stored!);
        var root = json.RootElement;
        return new FlowLimit(
            key,
            root.TryGetProperty("c", out var most) ? most.GetInt32() : null,
            root.TryGetProperty("r", out var rates) ? [.. rates.EnumerateArray().Select(r => new FlowRate((int)r[0].GetDouble(), TimeSpan.FromMilliseconds(r[1].GetDouble())))] : [],
            root.TryGetProperty("w", out var weight) ? (decimal)weight.GetDouble() : 1,
            root.TryGetProperty("a", out var told) && told.GetBoolean());
    }

    public static FlowPause? Pause(string key, RedisValue stored)
    {
        if (stored.IsNull)
            return null;
        using var json = JsonDocument.Parse((string)stored!);
        var root = json.RootElement;
        var until = root.GetProperty("until").GetInt64();
        return new FlowPause(
            key,
            until == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(until),
            root.GetProperty("reason").GetString(),
            root.GetProperty("by").GetString(),
            DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("at").GetInt64()));
    }
}
