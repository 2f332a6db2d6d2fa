namespace Swarm.Messaging.Distribution.Batching;

/// <summary>What became of the wish to give a batch to an agent as one task. A closed set.</summary>
internal abstract record BulkSubmission
{
    private BulkSubmission()
    {
    }

    /// <summary>The one task is there, or there is nothing left for it to do.</summary>
    public sealed record Accepted : BulkSubmission;

    /// <summary>Not now: another time it may be accepted.</summary>
    public sealed record Later(string Why) : BulkSubmission;

    /// <summary>Never, however long it waits.</summary>
    public sealed record Refused(string Why) : BulkSubmission;
}
