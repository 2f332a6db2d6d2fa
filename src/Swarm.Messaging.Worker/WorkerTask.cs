using System.Text.Json;

namespace Swarm.Messaging.Worker;

/// <summary>One execution of a task.</summary>
/// <param name="Id">The task's id, the same on every attempt.</param>
/// <param name="Type">What kind of work it is.</param>
/// <param name="Payload">As it was submitted; valid while the handler runs.</param>
/// <param name="Attempt">1 for the first execution.</param>
/// <param name="IdempotencyKey">The same on every attempt, if the submitter gave one: hand it to whatever has side effects outside.</param>
/// <param name="Timeout">From the start of this execution; null: none.</param>
/// <param name="Progress">Takes progress; cheap, may drop what comes too often.</param>
public sealed record WorkerTask(
    string Id,
    string Type,
    JsonElement Payload,
    int Attempt,
    string? IdempotencyKey,
    TimeSpan? Timeout,
    IProgress<WorkerProgress> Progress);
