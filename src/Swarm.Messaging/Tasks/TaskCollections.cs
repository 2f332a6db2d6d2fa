using System.Text.Json;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Tasks;

/// <summary>What grows beside a task.</summary>
internal static class TaskCollections
{
    public const string Attempts = "attempts";

    /// <summary>Name of the note that holds the latest progress.</summary>
    public const string Progress = "progress";

    public static ReadOnlyMemory<byte> Write(AttemptRecord attempt) =>
        JsonSerializer.SerializeToUtf8Bytes(attempt, TaskJson.Default.AttemptRecord);

    public static AttemptRecord ReadAttempt(ReadOnlyMemory<byte> entry) =>
        JsonSerializer.Deserialize(entry.Span, TaskJson.Default.AttemptRecord)!;
}
