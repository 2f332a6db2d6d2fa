namespace Swarm.Messaging.Workflows;

/// <summary>What is kept of a node that has ended, beside the run.</summary>
internal sealed record NodeRecord
{
    /// <summary>The <see cref="ErrorType"/> of a node that waited, and ended with its run: no failure of its own.</summary>
    public const string Stopped = "stopped";

    public int Run { get; init; }

    /// <summary>Of a workflow inside: in which run it began, when that was an earlier one.</summary>
    public int? Since { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How long its run had been paused before this node began, ms; of what the run holds.</summary>
    public long PausedMs { get; init; }

    public DateTimeOffset EndedAt { get; init; }

    public bool Cached { get; init; }

    public string? ErrorType { get; init; }

    public string? Error { get; init; }
}
