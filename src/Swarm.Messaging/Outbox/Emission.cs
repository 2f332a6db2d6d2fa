using System.Text.Json.Serialization;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Outbox;

/// <summary>
/// What a saga's commit sends: stored with the commit, delivered after it, at least once. Within one commit the order is kept per
/// destination, and placement comes first. A closed set.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "to")]
[JsonDerivedType(typeof(ToPlacement), "placement")]
[JsonDerivedType(typeof(ToTarget), "target")]
[JsonDerivedType(typeof(RevokeAtTarget), "revoke")]
[JsonDerivedType(typeof(ToListeners), "listeners")]
[JsonDerivedType(typeof(ToCaller), "caller")]
[JsonDerivedType(typeof(ToBus), "bus")]
[JsonDerivedType(typeof(ToNodes), "nodes")]
[JsonDerivedType(typeof(ToWorkflow), "workflow")]
[JsonDerivedType(typeof(ToTasks), "tasks")]
[JsonDerivedType(typeof(ToQueue), "queue")]
[JsonDerivedType(typeof(ToBatches), "batches")]
[JsonDerivedType(typeof(ToMembers), "members")]
[JsonDerivedType(typeof(ToHearers), "hearers")]
[JsonDerivedType(typeof(ToSwarmHearers), "swarmHearers")]
[JsonDerivedType(typeof(ToPublished), "published")]
[JsonDerivedType(typeof(ToRecovery), "recovery")]
internal abstract record Emission
{
    private Emission()
    {
    }

    /// <summary>A change of leases or backlog: a script, no message.</summary>
    public sealed record ToPlacement(PlacementRequest Request) : Emission;

    /// <summary>An attempt for a target's queue. The payload is not stored here: it is read from beside the saga when it leaves.</summary>
    public sealed record ToTarget(string Address, string TargetId, ExecuteTask Task) : Emission;

    /// <summary>Tells a target to stop an attempt whose lease is gone.</summary>
    public sealed record RevokeAtTarget(string Address, string TargetId, string Token) : Emission;

    public sealed record ToListeners(TaskEvent Event) : Emission;

    /// <summary>The end of a task for whoever asked to be told. The result is read from beside the saga when it leaves.</summary>
    public sealed record ToCaller(ReplyAddress ReplyTo, TaskEnded Ended) : Emission;

    /// <summary>Nodes of the emitting workflow to begin, or to end before their time. Their inputs are read from beside the saga when it leaves.</summary>
    /// <param name="Undo">It is their compensations that begin.</param>
    /// <param name="Follow">Workflows inside, and tasks that have not begun, which are to wait or go on as the emitting one does.</param>
    /// <param name="OnlyBegun">Of those to begin, what has not begun yet ends: its run stops.</param>
    public sealed record ToNodes(int Run, IReadOnlyList<int> Begin, IReadOnlyList<int> Stop, bool Undo = false, IReadOnlyList<int>? Follow = null, bool OnlyBegun = false) : Emission;

    /// <summary>The end of a task, or of a workflow, for the workflow whose node it is. The result is read from beside the saga when it leaves.</summary>
    public sealed record ToWorkflow(NodeOrigin Origin, NodeEnd End) : Emission;

    /// <summary>What the emitting task tells others.</summary>
    public sealed record ToTasks(IReadOnlyList<TaskNote> Notes) : Emission;

    /// <summary>Nothing holds the emitting task back any more: it wants a slot, or a place in the queue.</summary>
    public sealed record ToQueue : Emission;

    /// <summary>What a task tells its batch, and a window the batch that it has collected.</summary>
    public sealed record ToBatches(BatchNote Note) : Emission;

    /// <summary>What becomes of tasks of the emitting batch.</summary>
    /// <param name="BulkTask">The one task for all of them, for bulk, items, ask and cancel.</param>
    /// <param name="Why">For their timelines: why each goes by itself.</param>
    public sealed record ToMembers(MemberAction Action, IReadOnlyList<string> Tasks, string? BulkTask = null, string? Why = null) : Emission;

    /// <summary>An event of distribution for whoever listens.</summary>
    public sealed record ToHearers(DistributionEvent Event) : Emission;

    /// <summary>An event of swarms for whoever listens. What it shows of the swarm is read when it leaves.</summary>
    public sealed record ToSwarmHearers(SwarmEvent Event) : Emission;

    /// <summary>What is published of the emitting swarm, under names for outside readers, is to be as it is now.</summary>
    public sealed record ToPublished(SwarmPart Part, IReadOnlyList<string>? Gone = null) : Emission;

    /// <summary>A step of the recovery of the swarm that the emitting saga is about.</summary>
    /// <param name="Reason">fail and giveUp: why. resume: which recovery.</param>
    /// <param name="Until">end, fail and giveUp: of an interruption that began later it is not. A host that stood still may do the step long after others did it.</param>
    public sealed record ToRecovery(RecoveryAction Action, string? Reason = null, DateTimeOffset? Until = null) : Emission;

    /// <summary>Anything a saga sent by MassTransit's own means while it acted on an ordinary message.</summary>
    public sealed record ToBus(BusMessage Message) : Emission;
}
