using System.Text.Json;

namespace Swarm.Messaging.Cli.Analysis;

/// <summary>What became of one file.</summary>
/// <param name="State">The task's end, <see cref="Rejected"/> or <see cref="Skipped"/>.</param>
/// <param name="Reason">Why there is no result.</param>
internal sealed record FileOutcome(string Path, string State, string? TaskId = null, string? Reason = null, JsonElement? Result = null)
{
    /// <summary>The system would not take it.</summary>
    public const string Rejected = "Rejected";

    /// <summary>Not submitted: too big, unreadable, no text.</summary>
    public const string Skipped = "Skipped";

    public static FileOutcome Skip(string path, string reason) => new(path, Skipped, Reason: reason);
}
