namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>The states a batch can be seen in. The last two are ends.</summary>
public static class BatchStates
{
    /// <summary>It collects tasks.</summary>
    public const string Pending = "pending";

    /// <summary>It was flushed: its tasks are in the queue, or run.</summary>
    public const string Processing = "processing";

    /// <summary>All expected results are in, and at least one is a success.</summary>
    public const string Completed = "completed";

    /// <summary>All expected results are in, and none is a success.</summary>
    public const string Failed = "failed";
}
