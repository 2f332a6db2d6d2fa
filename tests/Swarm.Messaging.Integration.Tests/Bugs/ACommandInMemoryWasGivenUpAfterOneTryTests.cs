using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>On RabbitMQ a command stays on its queue while the store is out of reach; in memory it was moved aside, and nobody heard of it.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class ACommandInMemoryWasGivenUpAfterOneTryTests(StoreRedis redis)
{
    [Fact]
    public async Task It_is_done_when_the_store_is_back()
    {
        var tries = 0;
        var faults = new FaultInjector
        {
            Hold = (method, argument) => method == nameof(ISagaStore.CommitAsync) && argument is SagaCommit { Key.Id: "late", ExpectedVersion: 0 } && tries++ < 2
                ? Task.FromException(new IOException("The store is away.")) : Task.CompletedTask,
        };
        await using var host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.AddFaults(faults));
        var queue = host.Spine.Get<BusNames>().Named(SwarmNames.SubmitWorkflow);
        var submit = await host.Spine.Get<IBus>().GetSendEndpoint(new Uri($"exchange:{queue}"));

        await submit.Send(WorkflowHost.Parse("""
            {"workflowId":"late","executionId":"late","edges":[],"nodes":[{"id":"a","type":"task","configuration":{"kind":"basic","operation":"noop","payload":0} }]}
            """));

        (await host.EndAsync("late")).State.ShouldBe(WorkflowStates.Completed);
        tries.ShouldBe(3);
    }
}
