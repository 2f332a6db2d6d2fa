namespace Swarm.Messaging.Workers.Pool;

/// <summary>How an execution in the pool ended. A closed set.</summary>
internal abstract record WorkerOutcome
{
    private WorkerOutcome()
    {
    }

    /// <param name="Result">UTF-8 JSON.</param>
    public sealed record Completed(ReadOnlyMemory<byte> Result) : WorkerOutcome;

    /// <param name="Code">Stable name, from the worker or one of <see cref="FailureCodes"/>.</param>
    public sealed record Failed(string Code, string Message, string? Stack = null, bool Retryable = true) : WorkerOutcome;

    /// <summary>The caller cancelled it; it no longer runs.</summary>
    public sealed record Cancelled : WorkerOutcome;

    /// <summary>Not run: whoever submitted it keeps it.</summary>
    public sealed record Kept(string Reason) : WorkerOutcome;
}
