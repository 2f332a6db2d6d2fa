using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The time of a run went on while it was paused: whoever took more than five minutes over it lost the run, and what it had done was undone.</summary>
public sealed class APausedRunRanOutOfItsTimeTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData("""{ "workflowId": "w", "timeoutMs": 600000, "nodes": [ { "id": "call", "type": "webhook", "configuration": { "trigger": true } } ] }""")]
    [InlineData("""{ "workflowId": "w", "timeoutMs": 86400000, "nodes": [ { "id": "call", "type": "webhook", "timeoutMs": 600000, "configuration": { "trigger": true } } ] }""")]
    public async Task Its_time_and_that_of_its_triggers_stand_still(string workflow)
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port);
        var id = (await host.SubmitAsync(WorkflowHost.Parse(workflow))).ExecutionId;
        (await host.Commands.PauseAsync(new PauseWorkflow { ExecutionId = id }, null, default)).ShouldBeOfType<WorkflowChanged>();

        await PassAsync(host, TimeSpan.FromMinutes(60));
        (await host.WaitForAsync(id, _ => true)).State.ShouldBe(WorkflowStates.Waiting);
        (await host.Commands.ResumeAsync(new ResumeWorkflow { ExecutionId = id }, null, default)).ShouldBeOfType<WorkflowChanged>();
        await PassAsync(host, TimeSpan.FromMinutes(8));

        (await host.WaitForAsync(id, _ => true)).State.ShouldBe(WorkflowStates.Running, "ten minutes were left");
        await PassAsync(host, TimeSpan.FromMinutes(3));
        (await host.EndAsync(id)).State.ShouldBe(WorkflowStates.Failed, "and they are over");
    }

    /// <summary>Of the store's clock, which timers go by; what is left of a time is counted by the host's.</summary>
    private static async Task PassAsync(WorkflowHost host, TimeSpan time)
    {
        host.Spine.Clock.Advance(time);
        await host.Spine.Get<TimerService>().RunOnceAsync(CancellationToken.None);
    }
}
