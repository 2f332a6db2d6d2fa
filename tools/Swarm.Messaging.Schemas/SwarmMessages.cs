using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Schemas;

/// <summary>Messages of swarms, with samples.</summary>
internal static class SwarmMessages
{
    private const string Id = "builders";
    private const string Host = "orders-1";
    private const string Session = "9d1c2f";
    private const string Position = "1767322985000-0";
    private const string Coordinator = "coordinator-1";
    private const string Snapshot = "snapshot_1767322985000_3f2a9c01de";

    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly JsonElement Agent = JsonElement.Parse("""{"id":"coder-1"}""");

    private static readonly JsonElement Task = JsonElement.Parse("""{"id":"api","status":"in_progress"}""");

    private static readonly JsonElement State = JsonElement.Parse("""{"tasks":[{"id":"api","status":"in_progress"}],"agents":[{"id":"coder-1"}],"swarmId":"builders","version":2}""");

    private static readonly SwarmMetadata Metadata = new() { Creator = "ann", Phase = "build", Priority = "high", Tags = ["web"], Capabilities = ["backend"] };

    private static readonly RecoveryPlan Plan = new()
    {
        ResumeFrom = "in_progress", InProgressTasks = 1, NextActions = ["Resume in-progress tasks", "Re-establish agent communication", "Verify system state"],
        EstimatedTime = "30 seconds", Confidence = 0.95m,
    };

    private static readonly SwarmDocument Swarm = new()
    {
        Id = Id, AgentTag = SwarmTag.Of(Id), Objective = "Build the API", Strategy = "development", Mode = "mesh", Topology = "mesh", MaxAgents = 10, Status = SwarmStatuses.Active, CreatedAt = At, LastActivity = At,
        LastHeartbeat = At, Agents = [Agent], Tasks = [Task], Metadata = Metadata, Metrics = new SwarmMetrics { AgentsSpawned = 1 }, Version = 3, Host = Host, Client = Host, Term = 1, Order = 1,
    };

    private static readonly SwarmMessage Note = new()
    {
        Id = "note-1", SwarmId = "frontend", Timestamp = 1_767_322_985_000, MessageType = SwarmMessageTypes.Targeted, Target = Id, Payload = JsonElement.Parse("""{"type":"note"}"""),
        Metadata = new SwarmMessageMetadata { Sender = "frontend", SentAt = At },
    };

    private static readonly BlockingState Waiting = new()
    {
        Status = BlockingStatuses.Waiting, StartTime = 1_767_322_980_000, SignalType = "review", Iteration = 1, Phase = "build", SwarmId = Id, CoordinatorId = Coordinator,
        Timestamp = 1_767_322_985_000,
    };

    public static IReadOnlyList<Message> Commands { get; } =
    [
        new(new RegisterSwarm { SwarmId = Id, Objective = "Build the API", Strategy = "development", Mode = "mesh", MaxAgents = 10, Agents = [Agent], Tasks = [Task], Metadata = Metadata, HostId = Host }),
        new(new UpdateSwarm { SwarmId = Id, Objective = "Build and test the API", Metadata = Metadata, Status = SwarmStatuses.Completed }),
        new(new DeregisterSwarm { SwarmId = Id, Reason = "completed" }),
        new(new GetSwarm { SwarmId = Id, Fresh = true }),
        new(new ListSwarms { Status = SwarmStatuses.Active, Objective = "api", Limit = 100 }),
        new(new SaveSwarmState { SwarmId = Id, State = State, Merge = true }),
        new(new SnapshotSwarm { SwarmId = Id, Label = "before the release" }),
        new(new RestoreSwarm { SwarmId = Id, SnapshotId = Snapshot }),
        new(new CheckpointSwarm { SwarmId = Id, Data = State }),
        new(new RecoverSwarm { SwarmId = Id }),
        new(new GetSwarmCheckpoint { SwarmId = Id }),
        new(new GetSwarmMessages { Channel = "swarm:global", Limit = 100 }),
        new(new GetSwarmTask { TaskId = "task_7" }),
        new(new SaveBlockingState
        {
            SwarmId = Id, CoordinatorId = Coordinator, Status = BlockingStatuses.Waiting, StartTime = Waiting.StartTime, SignalType = Waiting.SignalType, Iteration = 1, Phase = Waiting.Phase,
        }),
        new(new GetBlockingState { SwarmId = Id, CoordinatorId = Coordinator }),
        new(new ListBlockingStates { SwarmId = Id }),
        new(new ClearBlockingState { SwarmId = Id, CoordinatorId = Coordinator }),
        new(new UpdateSwarmState { SwarmId = Id, Changes = JsonElement.Parse("""{"status":"completed","result":"done"}""") }),
        new(new DiscoverInterruptedSwarms()),
        new(new RecoverInterruptedSwarms()),
        new(new SyncSwarmHost
        {
            HostId = Host, Session = Session, Sequence = 7, Capacity = 0, Beats = [new SwarmTerm { SwarmId = Id, Term = 1 }],
            Acknowledged = [new AcknowledgedMessage { SwarmId = Id, Position = Position }], Failures = 0, Skip = ["testers"], WaitSeconds = 10, MaxMessages = 100, Again = false,
        }),
        new(new LeaveSwarmHost { HostId = Host, Session = Session, SwarmIds = [Id] }),
    ];

    public static IReadOnlyList<Message> Replies { get; } =
    [
        new(new SwarmChanged { Command = "RegisterSwarm", Swarm = Swarm, Changed = true }),
        new(new SwarmDetails
        {
            Swarm = Swarm, Leader = Id, OpenTasks = [new SwarmOpenTask("task_7", "build", "Build the API", "high", 1, TaskStates.Running)], OpenTaskCount = 1,
            Resources = new Dictionary<string, long> { ["cpu"] = 200 },
            Messages = new SwarmInbox(1, [Note]),
            State = State, Snapshots = [new SwarmCopy(Snapshot, At)], Checkpoints = [new SwarmCopy("checkpoint_1767322985000_7", At)], BlockingStates = [Waiting],
            Timeline = [new TimelineEntry(At, 1, "Opened", null, "Initializing", 0, "host-1-4711-a1b2c3", null)],
        }),
        new(new SwarmList { Swarms = [Swarm] }),
        new(new SwarmStateChanged { SwarmId = Id, Version = 2, State = State }),
        new(new SwarmCopyKept { SwarmId = Id, Copy = new SwarmCopy(Snapshot, At) }),
        new(new SwarmCheckpointDetails { SwarmId = Id, Copy = new SwarmCopy("checkpoint_1767322985000_7", At), Data = State }),
        new(new SwarmMessageHistory { Channel = $"swarm:{Id}", Messages = [Note] }),
        new(new BlockingStateChanged { Command = "SaveBlockingState", SwarmId = Id, CoordinatorId = Coordinator, State = Waiting, Changed = true }),
        new(new BlockingStateDetails { State = Waiting }),
        new(new BlockingStateList { SwarmId = Id, States = [Waiting] }),
        new(new SwarmStateUpdated { Swarm = Swarm, Version = 2, State = State }),
        new(new InterruptedSwarms { SwarmIds = [Id] }),
        new(new InterruptedSwarmsRecovered
        {
            Total = 1, Results = [new SwarmRecoveryResult { Success = true, SwarmId = Id, Status = SwarmStatuses.Recovering, State = State, RecoveryPlan = Plan }],
        }),
        new(new SwarmRecoveryResult { Success = true, SwarmId = Id, Status = SwarmStatuses.Recovering, State = State, RecoveryPlan = Plan }),
        new(new SwarmHostSynced
        {
            HostId = Host, Hosted = [new HostedSwarmTerm { SwarmId = Id, Term = 1, Status = SwarmStatuses.Active }],
            Dropped = [new DroppedSwarm { SwarmId = "testers", Term = 1, Outcome = DropOutcomes.StandIn }],
            Messages =
            [
                new WaitingMessage
                {
                    SwarmId = Id, Position = Position,
                    Envelope = new SwarmMessage
                    {
                        Id = "msg_1767322985000_3f2a9c01d", SwarmId = "testers", Timestamp = At.ToUnixTimeMilliseconds(), MessageType = SwarmMessageTypes.Targeted, Target = Id,
                        Payload = JsonElement.Parse("""{"type":"note","text":"done"}"""), Metadata = new SwarmMessageMetadata { Sender = "testers", SentAt = At },
                    },
                },
            ],
            More = false,
        }),
        new(new SwarmHostLeft { HostId = Host, SwarmIds = [Id] }),
    ];

    public static IReadOnlyList<Message> Events { get; } =
    [
        new(Of(new SwarmRegistered { Swarm = Swarm })),
        new(Of(new SwarmUpdated { OldStatus = SwarmStatuses.Initializing, NewStatus = SwarmStatuses.Active, Swarm = Swarm })),
        new(Of(new SwarmDeregistered { Reason = "completed" })),
        new(Of(new SwarmHealthIssue { Issue = "heartbeat_timeout" })),
        new(Of(new StateSaved())),
        new(Of(new StateUpdated())),
        new(Of(new StateRestored { SnapshotId = Snapshot })),
        new(Of(new StateDeleted())),
        new(Of(new SnapshotCreated { SnapshotId = Snapshot })),
        new(Of(new CheckpointCreated { CheckpointId = "checkpoint_1767322985000_7" })),
        new(Of(new BlockingStateSaved { CoordinatorId = Coordinator, Status = BlockingStatuses.Waiting })),
        new(Of(new BlockingStateCleared { CoordinatorId = Coordinator })),
        new(Of(new SwarmRecovered { RecoveryPlan = Plan, Attempts = 1 })),
        new(Of(new RecoveryFailed { Error = "recovery_timeout", Attempt = 3, Final = true })),
    ];

    public static Message Many { get; } = new(new SwarmEvents { Events = [.. Events.Select(e => (SwarmEvent)e.Sample)] });

    private static T Of<T>(T e)
        where T : SwarmEvent => e with { Id = $"sample:{e.Name}", SwarmId = Id, At = At };
}
