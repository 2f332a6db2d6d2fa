using Swarm.Messaging.Integration.Tests.Repository;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>What sagas send by MassTransit's own means leaves by our own connection: MassTransit's consumers must not see a difference.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class StoredMessageTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Published_messages_and_answers_of_a_saga_reach_consumers_on_the_broker()
    {
        await using var host = await OrderHost.StartAsync(redis.Server.Port, $"t{Guid.NewGuid():N}", await rabbit.NewVirtualHostAsync());

        await host.SendAsync(new OpenOrder("a"));
        await host.HeardAsync<OrderOpened>(1);
        await host.SendAsync(new AddLine("a"));
        await host.HeardAsync<LineAdded>(1);
        var answer = await host.Client<CloseOrder>().GetResponse<OrderState>(new CloseOrder("a"));

        host.Messages<LineAdded>().ShouldHaveSingleItem().ShouldBe(new LineAdded("a", 1));
        host.Tenants.ShouldHaveSingleItem().ShouldBe("acme", "headers travel along");
        answer.Message.ShouldBe(new OrderState("a", "Closed", 1));
    }

    [Fact]
    public async Task They_leave_when_a_broker_that_was_killed_is_back()
    {
        await using var host = await OrderHost.StartAsync(redis.Server.Port, $"t{Guid.NewGuid():N}", await rabbit.NewVirtualHostAsync());
        await host.SendAsync(new OpenOrder("a"));
        await host.HeardAsync<OrderOpened>(1);

        await rabbit.Server.KillAsync();
        await rabbit.Server.RestartAsync();
        await host.SendAsync(new AddLine("a"));
        // A receive endpoint of MassTransit waits up to 30 s between two tries to connect again, and there are two on the way.
        await host.HeardAsync<LineAdded>(1, TimeSpan.FromMinutes(2));

        host.Messages<LineAdded>().ShouldHaveSingleItem().ShouldBe(new LineAdded("a", 1));
    }
}
