using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Schemas;

/// <summary>Messages about what swarms do with each other, with samples.</summary>
internal static class CooperationMessages
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly JsonElement Note = JsonElement.Parse("""{"type":"note","text":"done"}""");

    public static IReadOnlyList<Message> Commands { get; } =
    [
        new(new SendSwarmMessage { From = "backend", To = "frontend", Agents = true, Agent = "agent-7", Payload = Note, MessageId = "note-1" }),
        new(new BroadcastSwarmMessage { From = "backend", To = "all", IncludeSelf = true, Payload = Note, MessageId = "note-2" }),
        new(new DistributeSwarmTask
        {
            TaskId = "task_7", Type = "build", Description = "Build the API", Priority = "high", Capabilities = ["backend", "security"], EstimatedEffort = "2 h",
            Strategy = "least_loaded", Payload = JsonElement.Parse("""{"branch":"main"}"""), TimeoutMs = 60_000, QueuedBy = "frontend",
        }),
        new(new SetResourcePool { ResourceType = "cpu", Total = 1_000 }),
        new(new AllocateResource { ResourceType = "cpu", SwarmId = "backend", Amount = 100, AllocationId = "build-7" }),
        new(new ReleaseResource { ResourceType = "cpu", SwarmId = "backend", Amount = 100, AllocationId = "build-7" }),
        new(new ResolveConflict
        {
            ConflictId = "conflict-1", Type = "resource", SwarmA = new ConflictParty { Id = "backend", Priority = "high", CreatedAt = At }, SwarmB = new ConflictParty { Id = "frontend" },
            Strategy = "voting",
        }),
    ];

    public static IReadOnlyList<Message> Replies { get; } =
    [
        new(new SwarmMessageSent { MessageId = "note-2", Receivers = 2, LeftOut = 1, Repeated = false }),
        new(new SwarmTaskDistributed
        {
            TaskId = "task_7", Status = "distributed", Reason = "waiting_for_leader", Leader = "frontend", TargetSwarm = "backend", Strategy = "least_loaded", CapabilityMatched = true,
            Outcome = "completed", Assignments = 1, WaitsFor = [new AwaitedSwarm { SwarmId = "backend", Status = "interrupted", Since = At }],
        }),
        new(new ResourcesChanged { Command = "AllocateResource", ResourceType = "cpu", SwarmId = "backend", Amount = 100, AllocationId = "build-7", Total = 1_000, Available = 900 }),
        new(new ConflictResolved
        {
            ConflictId = "conflict-1", Type = "resource", Winner = "backend", Loser = "frontend", Strategy = "voting", Reason = "3 votes for backend, 2 for frontend", Votes = [3, 2],
        }),
        new(new SwarmMessage
        {
            Id = "msg_1767322985000_0a1b2c3d4", SwarmId = "backend", Timestamp = 1_767_322_985_000, MessageType = SwarmMessageTypes.Agent, Target = "frontend", TargetAgent = "agent-7",
            Payload = Note, Metadata = new SwarmMessageMetadata { Sender = "backend", SentAt = At },
        }),
    ];
}
