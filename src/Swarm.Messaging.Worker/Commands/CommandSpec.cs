namespace Swarm.Messaging.Worker.Commands;

/// <summary>A command that an operator allows.</summary>
public sealed record CommandSpec
{
    /// <summary>The program and its first arguments. No shell sees them.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Whether a task may add arguments. Default no.</summary>
    public bool AllowArguments { get; init; }

    public string? WorkingDirectory { get; init; }

    /// <summary>Added to the worker's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Milliseconds; the task's own timeout ends it as well. Default 60,000.</summary>
    public int TimeoutMs { get; init; } = 60_000;

    /// <summary>Of each stream; what is more is dropped and the result says so. Default 64 KiB.</summary>
    public int MaxOutputBytes { get; init; } = 64 * 1024;

    /// <summary>Exit codes that are no failure. Default 0.</summary>
    public IReadOnlyList<int> SuccessCodes { get; init; } = [0];
}
