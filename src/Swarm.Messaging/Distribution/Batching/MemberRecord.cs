using System.Text.Json;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>What a task of a batch brought, as it is kept beside the batch.</summary>
internal sealed record MemberRecord(bool Success, JsonElement? Output, string? Error, long DurationMs)
{
    /// <summary>Name of the hash of them, by the member's number.</summary>
    public const string Collection = "results";
}
