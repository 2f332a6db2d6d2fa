using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>What was told to the system while its store was out of reach was counted as a failed handler and was over.</summary>
public sealed class AMessageToTheSystemWasOverWhenTheStoreWasAwayTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_is_acted_upon_when_the_store_is_back()
    {
        var handler = new AwayAtFirst();
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port, services: s =>
        {
            s.RemoveAll<ISystemMessageHandler>();
            s.AddSingleton<ISystemMessageHandler>(handler);
        });
        await world.Registry.RegisterAsync("s1", new SwarmDefinition(), default);
        await world.WaitForAsync("s1", SwarmStatuses.Active);

        (await world.Host.Get<SwarmMessenger>().SendAsync("s1", new SwarmAddress.ToSwarm("s1"), new { Type = "coordination_request", RequestId = "r1" }, "m1", default))
            .ShouldBeOfType<MessageSent.Accepted>();
        await Eventually.HoldsAsync(() => handler.Called == 1, "it was tried");
        // Nobody else may take it before the hold of the one who tried is over.
        world.Host.Clock.Advance(TimeSpan.FromSeconds(11));

        await Eventually.HoldsAsync(() => handler.Called == 2, "it is tried again");
        await Eventually.HoldsAsync(async () => await world.Database.SortedSetLengthAsync(world.Host.Get<RedisKeys>().Swarms + "system") == 0, "it is over then");
    }

    private sealed class AwayAtFirst : ISystemMessageHandler
    {
        private int called;

        public int Called => Volatile.Read(ref called);

        public string Type => SystemMessageTypes.CoordinationRequest;

        public Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation) => Interlocked.Increment(ref called) == 1
            ? Task.FromException(new TimeoutException("The store is away."))
            : Task.CompletedTask;
    }
}
