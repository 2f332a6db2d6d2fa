using System.Text.Json;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;

namespace Swarm.Messaging.Integration.Tests.Distribution;

/// <summary>A CRM task is cancelled in each state that is not an end, and leaves nothing behind.</summary>
public sealed class CancellationTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(TaskStates.Blocked)]
    [InlineData(TaskStates.Batched)]
    [InlineData(TaskStates.Parked)]
    [InlineData(TaskStates.Placed)]
    [InlineData(TaskStates.Running)]
    [InlineData(TaskStates.RetryScheduled)]
    public async Task It_is_cancelled_and_its_slot_session_and_place_are_free(string state)
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        var never = new TaskCompletionSource<JsonElement>();
        if (state is TaskStates.Running or TaskStates.RetryScheduled)
            await world.AgentAsync("agent_001", task => state == TaskStates.Running ? never.Task : throw new AgentFailure("crm_down"));
        else if (state == TaskStates.Placed)
            await world.TellAsync("RegisterAgent", new { agentId = "agent_001", kinds = new[] { new { kind = "ghl" } } });

        await world.SubmitAsync(
            "t", state == TaskStates.Batched ? "tag_add" : "conversation_send", "acme",
            constraints: state == TaskStates.Blocked ? new { requiredApprovals = new[] { "legal" } } : null);
        await world.WaitForAsync("t", state);
        var done = (await world.TellAsync(nameof(CancelTask), new { taskId = "t", reason = "no longer wanted" })).ShouldBeOfType<CommandDone>();

        done.Changed.ShouldBeTrue();
        (await world.WaitForAsync("t", TaskStates.Cancelled)).Reason.ShouldNotBeNull().ShouldContain("no longer wanted");
        await Eventually.HoldsAsync(
            async () =>
            {
                var (report, status) = (await world.Host.Get<IPlacementStore>().ReportAsync(None), await world.StatusAsync());
                return report.Targets.All(t => t.Used == 0) && status is { QueueLength: 0, ActiveAssignments: 0, FailedTasksAwaitingRetry: 0 }
                    && (await world.Host.Get<ISessionStore>().ListAsync(None)).All(s => s.Active == 0);
            },
            "nothing of it is left");
        (await world.TellAsync(nameof(CancelTask), new { taskId = "t" })).ShouldBeOfType<CommandDone>().Changed.ShouldBeFalse("it was so already");
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_refused_and_changes_nothing()
    {
        await using var world = await CrmWorld.StartAsync(redis.Server.Port);
        await world.SubmitAsync("t", "conversation_send", "acme", new { body = "one" });
        (await world.SubmitAsync("t", "conversation_send", "acme", new { body = "one" })).Duplicate.ShouldBeTrue();

        var conflict = (await world.TellAsync(nameof(SubmitCrmTask), new { id = "t", operation = "conversation_send", clientId = "acme", input = new { body = "two" } })).ShouldBeOfType<CommandRejected>();

        conflict.Code.ShouldBe("id_conflict");
        (await world.WaitForAsync("t", TaskStates.Parked)).Payload!.Value.GetProperty("body").GetString().ShouldBe("one");
    }
}
