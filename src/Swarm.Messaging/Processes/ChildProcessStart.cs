namespace Swarm.Messaging.Processes;

/// <param name="FileName">A path, or a name looked up on PATH.</param>
/// <param name="Arguments">Passed as they are, without a shell.</param>
internal sealed record ChildProcessStart(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Added to the host's environment; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public string? WorkingDirectory { get; init; }

    /// <summary>What the child gets when this process is gone.</summary>
    public UnixSignal DeathSignal { get; init; } = UnixSignal.Kill;

    public ProcessGuard Guard { get; init; } = ProcessGuard.Automatic;

    /// <summary>Takes each line of standard output and error, on a thread of the pool.</summary>
    public Action<string>? Output { get; init; }

    /// <summary>
    /// Takes standard output and error as bytes, from two threads, instead of lines: for a child whose lines may be of any length.
    /// </summary>
    public Action<ReadOnlySpan<byte>>? Bytes { get; init; }
}
