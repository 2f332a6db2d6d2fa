using System.Text.Json.Serialization;

namespace Swarm.Messaging.Sagas;

/// <summary>One step of a saga: an entry of its timeline and one structured log event.</summary>
/// <param name="ElapsedMs">How long the saga was in the state it left.</param>
internal sealed record Transition(
    [property: JsonPropertyName("e")] string Event,
    [property: JsonPropertyName("f")] string? From,
    [property: JsonPropertyName("t")] string To,
    [property: JsonPropertyName("a")] int Attempt,
    [property: JsonPropertyName("g")] string? TargetId,
    [property: JsonPropertyName("r")] string? Reason,
    [property: JsonIgnore] long ElapsedMs);
