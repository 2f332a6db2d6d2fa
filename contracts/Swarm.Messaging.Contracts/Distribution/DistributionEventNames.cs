namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>The names events carry in <c>event</c> and, followed by the client, as routing key.</summary>
public static class DistributionEventNames
{
    public static string Of(DistributionEvent e) => e switch
    {
        CrmTaskQueued => "task:queued",
        CrmTaskBatched => "task:batched",
        CrmTaskAssigned => "task:assigned",
        CrmTaskCompleted => "task:completed",
        CrmTaskFailed => "task:failed",
        CrmRetryScheduled => "task:retry_scheduled",
        CrmTaskRetrying => "task:retrying",
        BatchProcessed => "batch:processed",
        BatchResultConsolidated => "batch:result_consolidated",
        BatchCompleted => "batch:completed",
        BrowserSessionRegistered => "session:registered",
        BrowserSessionReleased => "session:released",
        BrowserSessionCleaned => "session:cleaned",
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "An event without a name."),
    };
}
