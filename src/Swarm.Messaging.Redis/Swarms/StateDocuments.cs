using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>How states of swarms are made from each other. Pure; whatever the store says itself is written over what a caller said.</summary>
internal static class StateDocuments
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(JsonObject document) => document.ToJsonString(Plain);

    /// <summary>Bytes of what its owner made of it: blocking states have a bound of their own.</summary>
    public static long Bytes(JsonObject document, string text)
    {
        long blocking = document["blockingStates"] is { } states ? Encoding.UTF8.GetByteCount(states.ToJsonString(Plain)) : 0;
        return Encoding.UTF8.GetByteCount(text) - blocking;
    }

    /// <inheritdoc cref="Bytes(JsonObject, string)"/>
    public static long Bytes(JsonElement state)
    {
        long blocking = state.ValueKind == JsonValueKind.Object && state.TryGetProperty("blockingStates", out var states) ? Encoding.UTF8.GetByteCount(states.GetRawText()) : 0;
        return Encoding.UTF8.GetByteCount(state.GetRawText()) - blocking;
    }

    /// <summary>A whole state.</summary>
    public static JsonObject Whole(string swarmId, JsonElement state, long version, DateTimeOffset now, JsonObject blocking)
    {
        var document = JsonObject.Create(state)!.DeepClone().AsObject();
        (document["swarmId"], document["savedAt"], document["version"]) = (swarmId, now, version);
        document.Remove("blockingStates");
        if (blocking.Count > 0)
            document["blockingStates"] = blocking;
        return document;
    }

    /// <summary>The state with fields written over; those that are objects, too.</summary>
    public static JsonObject Merged(JsonObject state, JsonElement changes, long version, DateTimeOffset now, JsonObject blocking)
    {
        var (swarmId, savedAt) = (state["swarmId"]?.DeepClone(), state["savedAt"]?.DeepClone());
        foreach (var change in changes.EnumerateObject())
            state[change.Name] = JsonNode.Parse(change.Value.GetRawText());
        (state["swarmId"], state["savedAt"], state["updatedAt"], state["version"]) = (swarmId, savedAt, now, version);
        state.Remove("blockingStates");
        if (blocking.Count > 0)
            state["blockingStates"] = blocking;
        return state;
    }

    /// <summary>The state of a snapshot, as the next version; what coordinators wait for is as it is now.</summary>
    public static JsonObject Restored(string swarmId, JsonElement state, string snapshotId, long version, DateTimeOffset now, JsonObject blocking)
    {
        var document = Whole(swarmId, state, version, now, blocking);
        (document["restoredFrom"], document["restoredAt"]) = (snapshotId, now);
        return document;
    }
}
