using System.Text.Json;
using Swarm.Messaging.Contracts.Distribution;

namespace Swarm.Messaging.Schemas;

/// <summary>Messages of distribution, with samples.</summary>
internal static class DistributionMessages
{
    private const string Batch = "batch_5f0c6f3b7a0d4e4f9f2f6f1f_1767322985000";

    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly JsonElement Output = JsonElement.Parse("""{"tagId":"t-9"}""");

    private static readonly SubmitCrmTask Submit = new()
    {
        Id = JsonElement.Parse("\"contact-7\""), Operation = "contact_create", ClientId = "acme", Name = "New contact", Input = JsonElement.Parse("""{"email":"ann@example.org"}"""),
        Requirements = new CrmRequirements { Capabilities = ["crm"], Tools = ["browser"], Permissions = ["contacts.write"] },
        Constraints = new CrmConstraints { Dependencies = ["login-acme"], MaxRetries = 3, TimeoutAfter = 60_000, RequiredApprovals = ["legal"] },
        IdempotencyKey = "order-4711",
    };

    private static readonly BrowserSession Session = new()
    {
        SessionId = "session_001", AgentId = "agent_001", ActiveTaskCount = 1, ClientAffinity = "acme", CreatedAt = At, LastUsed = At, Health = 0.8m, HealthClass = "healthy",
        MaxConcurrentTasks = 5,
    };

    public static IReadOnlyList<Message> Commands { get; } =
    [
        new(Submit),
        new(new SubmitCrmTasks { Tasks = [Submit] }),
        new(new ApproveTask { TaskId = "contact-7", Approval = "legal", By = "ann" }),
        new(new GetBatch { BatchId = Batch }),
        new(new ClearBatch { BatchId = Batch }),
        new(new RegisterBrowserSession { SessionId = "session_001", AgentId = "agent_001", ClientId = "acme", MaxConcurrentTasks = 5 }),
        new(new ReleaseBrowserSession { SessionId = "session_001", Reason = "its password changed" }),
        new(new CleanUpSessions()),
    ];

    public static IReadOnlyList<Message> Replies { get; } =
    [
        new(new BatchDetails
        {
            BatchId = Batch, ClientId = "acme", OperationType = "tag_add", Status = BatchStates.Completed, ExpectedCount = 2, SuccessCount = 1, FailureCount = 1,
            CreatedAt = At, StartedAt = At, CompletedAt = At, TaskIds = ["tag-1", "tag-2"], TotalExecutionTime = 3_000,
            Results =
            [
                new BatchItemResult { TaskId = "tag-1", Success = true, Output = Output, ExecutionTime = 1_000 },
                new BatchItemResult { TaskId = "tag-2", Error = "timeout: too slow", ExecutionTime = 2_000 },
            ],
            Outputs = new Dictionary<string, JsonElement> { ["tag-1"] = Output },
            ConsolidatedOutput = new Dictionary<string, JsonElement> { ["tagId"] = JsonElement.Parse("\"t-9\"") },
        }),
        new(new BatchCleared { BatchId = Batch }),
        new(new SessionChanged { Command = "RegisterBrowserSession", Session = Session, Changed = true }),
        new(new SessionsCleaned { SessionIds = ["session_002"] }),
    ];

    public static IReadOnlyList<Message> Events { get; } =
    [
        new(Of(new CrmTaskQueued { TaskId = "tag-1", Priority = "low", Op = "tag_add" })),
        new(Of(new CrmTaskBatched { TaskId = "tag-1", BatchId = Batch, BatchSize = 1 })),
        new(Of(new CrmTaskAssigned { TaskId = "tag-1", AgentId = "agent_001", AgentName = "Ann's browser", SessionId = "session_001", Op = "tag_add" })),
        new(Of(new CrmTaskCompleted { TaskId = "tag-1", AgentId = "agent_001", Duration = 1_000, Result = Output, BatchId = Batch, Op = "tag_add" })),
        new(Of(new CrmTaskFailed { TaskId = "tag-2", AgentId = "agent_001", Error = "timeout: too slow", RetryCount = 3 })),
        new(Of(new CrmRetryScheduled { TaskId = "tag-2", AgentId = "agent_001", Error = "timeout: too slow", RetryCount = 1, RetryDelay = 1_000, NextRetryAt = At.AddSeconds(1) })),
        new(Of(new CrmTaskRetrying { TaskId = "tag-2", RetryCount = 1 })),
        new(Of(new BatchProcessed { BatchId = Batch, TaskCount = 2 })),
        new(Of(new BatchResultConsolidated { BatchId = Batch, TaskId = "tag-1", SuccessCount = 1, TotalTasks = 2 })),
        new(Of(new BatchCompleted { BatchId = Batch, SuccessCount = 1, FailureCount = 1, TotalTasks = 2 })),
        new(Of(new BrowserSessionRegistered { SessionId = "session_001" })),
        new(Of(new BrowserSessionReleased { SessionId = "session_001", ActiveTaskCount = 0 })),
        new(Of(new BrowserSessionCleaned { SessionId = "session_001" })),
    ];

    public static Message Many { get; } = new(new DistributionEvents { Events = [.. Events.Select(e => (DistributionEvent)e.Sample)] });

    private static T Of<T>(T e)
        where T : DistributionEvent => e with { Id = $"sample:{e.Name}", ClientId = "acme", At = At };
}
