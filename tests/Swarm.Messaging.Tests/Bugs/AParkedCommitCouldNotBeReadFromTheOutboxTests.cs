using System.Text;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>What could be written could not be read: after a crash nothing was sent again as long as one parked task stood in the outbox.</summary>
public sealed class AParkedCommitCouldNotBeReadFromTheOutboxTests
{
    private static readonly AttemptId Attempt = new("t", 0, 1);

    internal static IReadOnlyList<Emission> Everything { get; } =
    [
        new Emission.ToPlacement(new PlacementRequest.Park(Attempt, new Requirements("basic", "noop", ["b", "a"]), "me", 0, 7)),
        new Emission.ToPlacement(new PlacementRequest.Park(Attempt, new Requirements("basic", "noop"), "me", 10, 7)),
        new Emission.ToPlacement(new PlacementRequest.Park(Attempt, new Requirements("ghl", "note", session: true, flow: ["location:x"]), "me", 10, 7)),
        new Emission.ToPlacement(new PlacementRequest.Unpark(Attempt)),
        new Emission.ToPlacement(new PlacementRequest.ConfirmGrant("t#0.1@1")),
        new Emission.ToPlacement(new PlacementRequest.Release("t#0.1@1")),
        new Emission.ToPlacement(new PlacementRequest.AssertLease("t#0.1@1")),
        new Emission.ToTarget("address", "target", new ExecuteTask
        {
            TaskId = "t", Client = "me", Kind = "basic", Operation = "noop", Attempt = 1, LeaseToken = "t#0.1@1", TimeoutMs = 5,
        }),
        new Emission.RevokeAtTarget("address", "target", "t#0.1@1"),
        new Emission.ToListeners(new TaskParked { TaskId = "t", Client = "me", Kind = "basic", Operation = "noop", Reason = "no_capacity" }),
        new Emission.ToCaller(new ReplyAddress("", "queue", "id", true, Guid.Empty), new TaskEnded { TaskId = "t", State = "Completed" }),
        new Emission.ToBus(new BusMessage
        {
            MessageId = Guid.NewGuid(), Destination = new("exchange:x"), ContentType = "application/json", MessageTypes = ["urn:x"], Body = "{}"u8.ToArray(),
        }),
        new Emission.ToNodes(0, [0, 7], []),
        new Emission.ToNodes(2, [], [3], Undo: true),
        new Emission.ToWorkflow(new NodeOrigin("exec", 0, 0), new NodeEnd(Contracts.Workflows.WorkflowNodeStates.Succeeded) { Attempts = 1, StartedAt = DateTimeOffset.UnixEpoch, EndedAt = DateTimeOffset.UnixEpoch }),
        new Emission.ToWorkflow(new NodeOrigin("exec", 3, 1, Undo: true), new NodeEnd(Contracts.Workflows.WorkflowNodeStates.Failed) { ErrorType = "timeout", Error = "too slow" }),
        new Emission.ToTasks([new TaskNote.Await("t", "u"), new TaskNote.Ended("u", "t", "Completed")]),
        new Emission.ToQueue(),
        new Emission.ToBatches(new BatchNote.Begin("batch_1", "me", "note", DateTimeOffset.UnixEpoch, ["t", "u"])),
        new Emission.ToMembers(MemberAction.Bulk, ["t"], "bulk"),
        new Emission.ToSwarmHearers(new StateSaved { SwarmId = "s" }),
        new Emission.ToPublished(SwarmPart.State, ["gone"]),
        new Emission.ToRecovery(RecoveryAction.Begin, "by hand"),
        new Emission.ToHearers(new CrmTaskQueued { TaskId = "t", Priority = "high" }),
    ];

    [Fact]
    public void Every_emission_is_read_as_it_was_written()
    {
        var written = OutboxJson.Write([.. Everything]);

        var read = OutboxJson.Read(written);

        Encoding.UTF8.GetString(OutboxJson.Write(read).Span).ShouldBe(Encoding.UTF8.GetString(written.Span));
        read.Select(e => e.GetType()).ShouldBe(Everything.Select(e => e.GetType()));
    }

    [Fact]
    public void Every_kind_of_emission_and_request_is_tried()
    {
        Everything.Select(e => e.GetType()).Distinct().Count().ShouldBe(typeof(Emission).GetNestedTypes().Length);
        Everything.OfType<Emission.ToPlacement>().Select(e => e.Request.GetType()).Distinct().Count()
            .ShouldBe(typeof(PlacementRequest).GetNestedTypes().Length);
    }
}
