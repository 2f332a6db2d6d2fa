using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>What a trigger had left of its time when its run was paused was reckoned with all pauses of the run, also those that had ended before the trigger began.</summary>
public sealed class ATriggerWasGivenTheTimeOfAnEarlierPauseTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private readonly Ahead time = new();

    [Fact]
    public async Task It_has_its_own_time_less_what_it_has_waited()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.AddSingleton<TimeProvider>(time));
        var id = (await host.SubmitAsync(WorkflowHost.Parse("""
            { "workflowId": "w", "timeoutMs": 864000000, "nodes": [
                { "id": "first", "type": "webhook", "configuration": { "trigger": true } },
                { "id": "second", "type": "webhook", "timeoutMs": 600000, "configuration": { "trigger": true } } ],
              "edges": [ { "source": "first", "target": "second" } ] }
            """))).ExecutionId;
        await PauseAsync(host, id, TimeSpan.FromHours(1));
        (await host.Commands.CallAsync(new CallWorkflow { ExecutionId = id, NodeId = "first" }, null, default)).ShouldBeOfType<WorkflowChanged>();
        await PassAsync(host, TimeSpan.FromMinutes(4));
        await PauseAsync(host, id, TimeSpan.FromHours(2));
        await PauseAsync(host, id, TimeSpan.FromHours(3));

        await PassAsync(host, TimeSpan.FromMinutes(5));
        (await host.WaitForAsync(id, _ => true)).State.ShouldBe(WorkflowStates.Running, "of ten minutes nine are over");
        await PassAsync(host, TimeSpan.FromMinutes(2));

        var run = await host.WaitForAsync(id, _ => true);
        (run.State, run.Reason).ShouldBe((WorkflowStates.Failed, "The node second failed: Nobody called within 600000 ms."));
    }

    private async Task PauseAsync(WorkflowHost host, string id, TimeSpan pause)
    {
        (await host.Commands.PauseAsync(new PauseWorkflow { ExecutionId = id }, null, default)).ShouldBeOfType<WorkflowChanged>().Changed.ShouldBeTrue();
        await PassAsync(host, pause);
        (await host.Commands.ResumeAsync(new ResumeWorkflow { ExecutionId = id }, null, default)).ShouldBeOfType<WorkflowChanged>().Changed.ShouldBeTrue();
    }

    /// <summary>By the store's clock, which timers go by, and by the host's, which what is left of a time is counted by.</summary>
    private async Task PassAsync(WorkflowHost host, TimeSpan by)
    {
        time.Pass(by);
        host.Spine.Clock.Advance(by);
        await host.Spine.Get<TimerService>().RunOnceAsync(CancellationToken.None);
    }

    private sealed class Ahead : TimeProvider
    {
        private long ticks;

        public void Pass(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref ticks));
    }
}
