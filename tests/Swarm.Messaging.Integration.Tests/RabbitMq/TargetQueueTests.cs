using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>Of a host that is gone for good nothing stays on the broker.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class TargetQueueTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Queue_and_exchange_of_a_gone_target_vanish_and_sending_to_it_brings_nothing_back()
    {
        var prefix = $"v{Guid.NewGuid():N}";
        await using var stays = await StartAsync(prefix);
        var gone = await StartAsync(prefix);
        var target = gone.Get<LocalTargetDefinitions>().All[0].Target;
        (await KnownAsync()).Count(n => n == target.Address).ShouldBe(2, "its queue and its exchange are there while it lives");
        await gone.DisposeAsync();

        await Eventually.HoldsAsync(async () => !(await KnownAsync()).Contains(target.Address), "queue and exchange are gone");
        await stays.Get<TargetSender>().SendAsync(
            [new CommittedOutbox(new StoredOutboxId(new SagaKey("task", "late"), 1), null, [new Emission.RevokeAtTarget(target.Address, target.TargetId, "late#0.1@1")])],
            new HashSet<string>(), CancellationToken.None);

        await stays.SubmitAsync(new SubmitTask { TaskId = "after", Kind = "basic", Operation = "noop" });
        await stays.WaitForAsync("after", TaskStates.Completed);
        (await KnownAsync()).ShouldNotContain(target.Address);
    }

    private async Task<List<string>> KnownAsync() =>
    [
        .. (await rabbit.Server.ControlAsync("list_queues", "name")).Split(Environment.NewLine),
        .. (await rabbit.Server.ControlAsync("list_exchanges", "name")).Split(Environment.NewLine),
    ];

    private Task<SpineHost> StartAsync(string prefix) => SpineHost.StartAsync(
        redis.Server.ConnectionString, prefix, rabbit.Server.Address(), services =>
        {
            services.Configure<PlacementOptions>(o => (o.Lease, o.Heartbeat, o.TargetTtl) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(12)));
            services.Configure<AgentOptions>(o => o.OfflineAfter = TimeSpan.FromSeconds(11));
        });
}
