using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A timer that was due at once was noticed by the next look for timers that are due, up to 250 ms later.</summary>
public sealed class ADelayOfNothingWaitedForThePollTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task What_is_due_at_once_goes_on_though_the_next_look_never_comes()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port, configure: services =>
            services.AddSingleton(p => ActivatorUtilities.CreateInstance<TimerService>(p, new Standing())));

        var run = await host.RunAsync(WorkflowHost.Parse("""
            {
              "workflowId": "delays",
              "nodes": [
                { "id": "a", "type": "delay", "configuration": { "ms": 0 } },
                { "id": "b", "type": "delay", "configuration": { "ms": 0 } },
                { "id": "c", "type": "task", "configuration": { "kind": "basic", "operation": "noop" } }
              ],
              "edges": [ { "source": "a", "target": "b" }, { "source": "b", "target": "c" } ]
            }
            """));

        run.State.ShouldBe(WorkflowStates.Completed, run.Reason);
    }

    /// <summary>Time in which no pause ends by itself.</summary>
    private sealed class Standing : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
