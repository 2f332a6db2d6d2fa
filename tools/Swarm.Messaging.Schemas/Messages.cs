using System.Text.Json;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Alerts;
using Swarm.Messaging.Contracts.Configuration;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Contracts.Objectives;
using Swarm.Messaging.Contracts.Schedules;
using Swarm.Messaging.Contracts.Status;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Wasm;
using Swarm.Messaging.Contracts.Workers;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Schemas;

/// <summary>Every message that crosses a wire by itself, with a sample.</summary>
internal static class Messages
{
    private static readonly ScheduleDefinition Nightly = new()
    {
        Cron = "0 30 3 * * ?", TimeZone = "Europe/Berlin", Misfire = "once", Task = JsonElement.Parse("""{"kind":"basic","operation":"echo","payload":{"day":"yesterday"}}"""),
    };

    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly JsonElement Payload = JsonElement.Parse("""{"code":"print(1)","language":"py"}""");

    private static readonly TaskClassification Classification = new()
    {
        FileType = "rs", OperationType = "analyze", Complexity = "complex", Priority = "high", EstimatedDurationMs = 60_000,
        ResourceRequirements = new("low", "high", true), RoutingScore = 8,
    };

    private static readonly JsonElement Result = JsonElement.Parse("""{"lines":1}""");

    private static readonly SubmitTask Submit = new()
    {
        TaskId = "report-7", IdempotencyKey = "order-4711", Client = "acme", Kind = "code", Operation = "analyze", Payload = Payload, Priority = "high",
        Requires = ["gpu"], Retry = new RetrySettings { Preset = "wasm", MaxAttempts = 5 }, TimeoutMs = 60_000, DeadlineMs = 600_000,
        Labels = new Dictionary<string, string> { ["team"] = "blue" }, NotifyEnd = true,
    };

    private static readonly CommandRejected Rejected = new()
    {
        Command = "SubmitTask", TaskId = "report-7", Code = "invalid",
        Message = "SubmitTask was refused and changed nothing: rank is '101': 0 (best) to 100 (worst).",
        Violations = [new FieldViolation("rank", "101", "0 (best) to 100 (worst).", "invalid")],
    };

    private static readonly SubmissionAccepted Accepted = new() { TaskId = "report-7", State = TaskStates.Placed, Sequence = 42 };

    public static IReadOnlyList<Message> Commands { get; } =
    [
        new(Submit),
        new(new SubmitTasks { Tasks = [Submit] }),
        new(new CancelTask { TaskId = "report-7", Reason = "no longer needed" }),
        new(new ReplayTask { TaskId = "report-7", Reason = "the disk is mended" }),
        new(new GetTask { TaskId = "report-7", IncludePayload = true }),
        new(new GetStatus { Area = "tasks" }),
        new(new ScalePool { HostId = "host-1", Min = 2, Max = 10 }),
        new(new RestartInstance { InstanceId = "wasm_1", Reason = "it is slow" }),
        new(new RegisterAgent
        {
            AgentId = "builder-1", Instance = "7c9e6679", Type = "command", MaxCapacity = 4, Streaming = true, Tags = ["gpu"], Transport = AgentTransports.Bus,
            Capabilities = new AgentCapabilities { FileTypes = ["py", "rs"], Operations = ["test"], Specializations = ["py"] },
            Kinds = [new AgentKind("image", ["resize"])],
        }),
        new(new AgentHeartbeat { AgentId = "builder-1", Tokens = ["report-7#0.1@9"] }),
        new(new StartAttempts { AgentId = "builder-1", Tokens = ["report-7#0.1@9"], Call = "c-1" }),
        new(new DrainAgent { AgentId = "builder-1", Reason = "maintenance" }),
        new(new ResetAgentBreaker { AgentId = "builder-1" }),
        new(new DeregisterAgent { AgentId = "builder-1", Reason = "it stops" }),
        new(new UpdateConfiguration
        {
            Section = "Tasks", Values = new Dictionary<string, JsonElement> { ["Retention"] = JsonElement.Parse("\"12:00:00\"") }, By = "ann",
            Timestamp = At.ToUnixTimeMilliseconds(), Nonce = "0f8fad5bd9cb469fa165", Signature = "5f0c6f3b7a0d4e4f9f2f6f1f6cb1a8b0c1f3d5a7e9b2c4d6f8a0b1c2d3e4f5a6",
        }),
        new(new ManageSchedules { Action = "set", ScheduleId = "nightly-report", Definition = Nightly }),
        new(new ManageWorkers { Action = "scale", Change = 3 }),
        new(new SubmitWorkflow
        {
            WorkflowId = "nightly", ExecutionId = "nightly-7", Client = "acme", Input = JsonElement.Parse("""{"day":"2026-01-02"}"""), Policy = "stop",
            Compensate = true, Priority = "high", TimeoutMs = 600_000,
            Nodes =
            [
                new WorkflowNode
                {
                    Id = "fetch", Type = "http_request", Configuration = JsonElement.Parse("""{"url":"https://example.org/orders","method":"POST","body":{"day":{"$from":"input.day"}}}"""),
                    Retry = new RetrySettings { MaxAttempts = 3 }, TimeoutMs = 10_000,
                    Compensation = new WorkflowCompensation { Type = "http_request", Configuration = JsonElement.Parse("""{"url":"https://example.org/undo","method":"POST"}""") },
                },
                new WorkflowNode
                {
                    Id = "sum", Type = "data_transformation", Cache = new WorkflowNodeCache { TtlMs = 600_000 }, Inputs = new Dictionary<string, string> { ["orders"] = "/results/fetch/body/orders" },
                    Configuration = JsonElement.Parse("""{"expression":"sum(orders[*].price)"}"""), Condition = "input.day",
                },
            ],
            Edges = [new WorkflowEdge { Source = "fetch", Target = "sum", Condition = "status == `200`" }],
        }),
        new(new CancelWorkflow { ExecutionId = "nightly-7", Reason = "no longer needed" }),
        new(new PauseWorkflow { ExecutionId = "nightly-7", Reason = "the disk is full" }),
        new(new ResumeWorkflow { ExecutionId = "nightly-7", Reason = "the disk is mended" }),
        new(new CallWorkflow { ExecutionId = "nightly-7", NodeId = "approved", Payload = JsonElement.Parse("""{"by":"ann"}""") }),
        new(new RerunFrom { ExecutionId = "nightly-7", NodeId = "sum", Reason = "the prices are right now" }),
        new(new GetWorkflow { ExecutionId = "nightly-7", IncludeResults = true }),
        new(new ManageCache { Action = "clear" }),
        new(new SetLimit { Key = "client:acme", Concurrency = 5, Rates = [new StartRate(100, 10_000), new StartRate(200_000, 86_400_000)], Weight = 2 }),
        new(new PauseDispatch { Key = "client:acme", ForMs = 600_000, Reason = "their CRM is down" }),
        new(new ResumeDispatch { Key = "client:acme" }),
        new(new GetLimits()),
        new(new SubmitObjective { ObjectiveId = "pricing", Objective = "Find out what our competitors charge", Strategy = "research", AgentsPerStep = 2 }),
        new(new RunOnAgents { RunId = "extract", Form = "extraction", Kind = "ghl", Operation = "data_export", Aggregation = "merge", Priority = 2 }),
        new(new GetObjective { ObjectiveId = "pricing" }),
        new(new ManageBreakers { Action = "reset", Key = "http_request:example.org:443" }),
        .. DistributionMessages.Commands,
        .. CooperationMessages.Commands,
        .. SwarmMessages.Commands,
    ];

    public static IReadOnlyList<Message> Replies { get; } =
    [
        new(Accepted),
        new(new TasksSubmitted { Results = [new SubmitResult { Accepted = Accepted }, new SubmitResult { Rejected = Rejected }] }),
        new(Rejected),
        new(new SchedulesManaged
        {
            Action = "list",
            Schedules =
            [
                new ScheduleView
                {
                    ScheduleId = "nightly-report", Definition = Nightly, NextAt = At, LastAt = At, LastRunId = "nightly-report.20260102T030405Z", Runs = 7, Missed = 1,
                },
            ],
        }),
        new(new WorkersManaged
        {
            HostId = "host-1", Action = "scale", What = "3 of 3 workers added (at most 50)", Before = "5 workers, 0 in error", After = "8 workers, 0 in error",
        }),
        new(new CommandDone { Command = "CancelTask", TaskId = "report-7", State = TaskStates.Cancelled, Changed = true }),
        new(new TaskDetails
        {
            TaskId = "report-7", Client = "acme", Kind = "code", Operation = "analyze", State = TaskStates.Completed, Rank = 5, Sequence = 42,
            Attempt = 1, MaxAttempts = 5, TargetId = "code-host1", SubmittedAt = At, EndedAt = At, Version = 3, TimeoutMs = 60_000,
            Timeline = [new TimelineEntry(At, 1, "Submitted", null, TaskStates.Placed, 1, "code-host1", null)],
            Attempts = [new AttemptRecord(0, 1, "code-host1", At, At, "succeeded", null, null, null)],
            Progress = new TaskProgress(0.5, "half", 1, At), Result = Result,
            Routing = new TaskRouting
            {
                Classification = Classification, Phase = "open", Needs = "code/rs:analyze~wasm", Routings = 1,
                Why = "It is complex and goes to whoever declares rs:analyze, module or agent.",
            },
        }),
        new(new WorkflowAccepted { ExecutionId = "nightly-7", WorkflowId = "nightly", State = WorkflowStates.Running, Nodes = 2, Levels = 2, EstimatedMs = 800 }),
        new(new WorkflowChanged
        {
            Command = "RerunFrom", ExecutionId = "nightly-7", State = WorkflowStates.Running, Changed = true, Again = ["read", "sum", "mail"], AgainCount = 3,
            AgainBesides = [new WorkflowNodeAgain { NodeId = "mail", State = WorkflowNodeStates.Cancelled, Why = "It was cancelled." }],
        }),
        new(new WorkflowDetails
        {
            ExecutionId = "nightly-7", WorkflowId = "nightly", Client = "acme", State = WorkflowStates.Failed, Rank = 5, SubmittedAt = At, EndedAt = At,
            Reason = "The node fetch failed: too slow", Counts = new Dictionary<string, int> { [WorkflowNodeStates.Failed] = 1 }, Version = 3, Success = false,
            Policy = "stop", TimeoutMs = 600_000, TotalExecutionTimeMs = 120, EstimatedMs = 500,
            Partitions = [new WorkflowPartition { PartitionId = "partition_0", Nodes = ["fetch"], Dependencies = [], Complexity = 5, WorkMs = 500, EstimatedMs = 500 }],
            ExecutionOrder = [["partition_0"]],
            Nodes = [new WorkflowNodeStatus { NodeId = "fetch", Type = "http_request", State = WorkflowNodeStates.Failed, Attempts = 3, StartedAt = At, EndedAt = At, TaskId = "nightly-7.0", Error = "too slow", ErrorType = "timeout" }],
            Results = new Dictionary<string, WorkflowNodeResult> { ["fetch"] = new() { Success = false, Status = "error", Error = "too slow", ErrorType = "timeout", NodeId = "fetch", Timestamp = At, Duration = 30 } },
            Errors = [new WorkflowError("partition_0", "fetch", "too slow", "timeout")],
            Timeline = [new TimelineEntry(At, 1, "Submitted", null, WorkflowStates.Running, 0, null, null)],
        }),
        new(new CacheManaged
        {
            Action = "clear", Cleared = 12, HostId = "host-1", Eviction = "lru", Entries = 0, SizeMb = 0, Hits = 2, SharedHits = 1, Misses = 1, HitRate = 0.667,
            MissRate = 0.333, Evictions = 0, CompressionRatio = 1.5, Waiting = 0, SharedEntries = 0, SharedSizeMb = 0,
        }),
        new(new ObjectiveAccepted
        {
            ObjectiveId = "pricing", ExecutionId = "objective_pricing", State = "initializing", Steps = ["research", "analysis", "documentation"],
        }),
        new(new ObjectiveDetails { ObjectiveId = "pricing", ExecutionId = "objective_pricing", State = "executing", Completed = 1, Total = 3, Healthy = true }),
        new(new DispatchLimits
        {
            Changed = true,
            Limits =
            [
                new DispatchLimit(
                    "client:acme", 5, 3, [new RateUse(100, 10_000, 42)], 2, false, false,
                    new DispatchPause(At.AddMinutes(10), "their CRM is down", "http", At), null, 2),
            ],
        }),
        new(new BreakersManaged
        {
            Action = "list", Breakers = [new NodeBreaker("http_request:example.org:443", "open", 0, 1, 12, At, At.AddSeconds(60))],
        }),
        .. DistributionMessages.Replies,
        .. CooperationMessages.Replies,
        .. SwarmMessages.Replies,
        new(new ConfigurationUpdated
        {
            Section = "Tasks", Version = 7,
            Changes = [new SettingChange("Retention", JsonElement.Parse("\"1.00:00:00\""), JsonElement.Parse("\"12:00:00\""), "runtime")],
        }),
        new(new StatusReply { Areas = new Dictionary<string, JsonElement> { ["tasks"] = JsonElement.Parse("""{"running":1}""") } }),
        new(new PoolScaled { HostId = "host-1", Min = 2, Max = 10, PoolSize = 2 }),
        new(new InstanceRestarted { InstanceId = "wasm_1" }),
        new(new TaskEnded { TaskId = "report-7", State = TaskStates.Completed, Result = Result }),
        new(new AgentRegistered
        {
            AgentId = "builder-1", Created = true, Status = AgentStates.Active, Queue = "swarm.agent.builder-1", Exchange = "swarm.targets",
            ReportsQueue = "swarm.task-reports", QueueTtlMs = 300_000, HeartbeatMs = 5_000, LeaseMs = 15_000,
        }),
        new(new AgentRenewed { AgentId = "builder-1", Known = true, Gone = ["report-6#0.1@8"] }),
        new(new AttemptsStarted { AgentId = "builder-1", Tokens = ["report-7#0.1@9"] }),
        new(new AgentChanged { Command = "DrainAgent", AgentId = "builder-1", Status = AgentStates.Draining, Breaker = "closed", Changed = true }),
    ];

    public static IReadOnlyList<Message> Events { get; } =
    [
        new(Of(new TaskAccepted { Rank = 5, Sequence = 42 })),
        new(Of(new TaskQueued { Rank = 50, Sequence = 42, BatchId = "batch_1f_7" })),
        new(Of(new TaskPlaced { TargetId = "code-host1", Classification = Classification })),
        new(Of(new TaskParked { Reason = "no_capacity" })),
        new(Of(new TaskStarted { TargetId = "code-host1" })),
        new(Of(new TaskProgressed { TargetId = "code-host1", Fraction = 0.5, Text = "half" })),
        new(Of(new TaskCompleted { TargetId = "code-host1", DurationMs = 120 })),
        new(Of(new TaskRetryScheduled { TargetId = "code-host1", ErrorType = "timeout", Message = "too slow", DelayMs = 1_000 })),
        new(Of(new TaskRerouted { TargetId = "code-host1", Cause = "fallback", FallbackType = "regular_agent", ErrorType = "panic", Message = "unreachable", InstanceId = "wasm_1" })),
        new(Of(new TaskDeadLettered { Reason = "retries_exhausted", TargetId = "code-host1", ErrorType = "timeout", Message = "too slow" })),
        new(Of(new TaskCancelled { Reason = "no longer needed" })),
    ];

    public static Message ManyEvents { get; } = new(new TaskEvents { Events = [.. Events.Select(e => (TaskEvent)e.Sample)] });

    public static Message Execute { get; } = new(new ExecuteTasks
    {
        TargetId = "code-host1",
        Tasks =
        [
            new ExecuteTask
            {
                TaskId = "report-7", Client = "acme", Kind = "code", Operation = "analyze", Attempt = 1, LeaseToken = "report-7:0:1:9", TimeoutMs = 60_000,
                IdempotencyKey = "order-4711", Rank = 5, Payload = Payload,
            },
        ],
        Revoked = ["report-6:0:1:8"],
    });

    public static Message Reports { get; } = new(new TaskReports
    {
        TargetId = "code-host1",
        Reports =
        [
            new TaskReport { TaskId = "report-7", LeaseToken = "report-7:0:1:9", Attempt = 1, Kind = ReportKinds.Succeeded, At = At, Result = Result },
            new TaskReport { TaskId = "report-8", LeaseToken = "report-8:0:1:9", Attempt = 1, Kind = ReportKinds.Failed, Error = new TaskError("timeout", "too slow") },
        ],
    });

    public static IReadOnlyList<Message> Alerts { get; } =
    [
        new(new AlertRaised
        {
            AlertId = "a1", Name = "queue-backlog", Severity = "warning", Subject = "code", Value = 900, Threshold = 800, Since = At, Hint = "Add targets.",
        }),
        new(new AlertCleared { AlertId = "a1", Name = "queue-backlog", Subject = "code", Value = 10, Since = At, ClearedAt = At }),
    ];

    public static IReadOnlyList<Message> All { get; } = [.. Commands, .. Replies, .. Events, ManyEvents, .. DistributionMessages.Events, DistributionMessages.Many, .. RunnerMessages.Events, .. SwarmMessages.Events, SwarmMessages.Many, Execute, Reports, .. Alerts];

    private static T Of<T>(T e)
        where T : TaskEvent => e with { TaskId = "report-7", Client = "acme", Kind = "code", Operation = "analyze", Version = 2, Attempt = 1, At = At };
}
