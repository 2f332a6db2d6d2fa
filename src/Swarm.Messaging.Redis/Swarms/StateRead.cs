using System.Text.Json;
using System.Text.Json.Nodes;
using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>A state as it was read, with what a write compares.</summary>
/// <param name="Known">Whether there is the swarm.</param>
/// <param name="Now">The store's clock.</param>
/// <param name="Blocked">Changes of blocking states.</param>
/// <param name="Status">Of the swarm.</param>
internal sealed record StateRead(bool Known, DateTimeOffset Now, RedisValue Blocked, Dictionary<string, RedisValue> State, Dictionary<string, RedisValue> Blocking, string Status)
{
    public static RedisScript Script { get; } = SwarmScripts.Script("state-read");

    public RedisValue Made => State.TryGetValue("version", out var version) ? version : RedisValue.EmptyString;

    public long? Version => State.TryGetValue("version", out var version) ? (long)version : null;

    public static StateRead Of(RedisResult reply) => new(
        (int)reply[0] == 1, SwarmFields.Time((RedisValue)reply[1]), (RedisValue)reply[2], SwarmFields.Map(reply[3]), SwarmFields.Map(reply[4]), (string)reply[5]!);

    /// <exception cref="JsonException">It is no JSON object, or has two fields of one name.</exception>
    public JsonObject Document()
    {
        var document = JsonNode.Parse((string)State["doc"]!) as JsonObject ?? throw new JsonException("The state is no object.");
        try
        {
            _ = document.Count; // its fields are looked at only now
            return document;
        }
        catch (ArgumentException e)
        {
            throw new JsonException("The state has two fields of one name.", e);
        }
    }

    /// <param name="kept">What is older is left out.</param>
    public JsonObject BlockingStates(TimeSpan kept)
    {
        var states = new JsonObject();
        foreach (var (coordinator, json) in Blocking.OrderBy(b => b.Key, StringComparer.Ordinal))
        {
            if (BlockingJson.Read(json, Now - kept) is not null)
                states[coordinator] = JsonNode.Parse((string)json!);
        }

        return states;
    }
}
