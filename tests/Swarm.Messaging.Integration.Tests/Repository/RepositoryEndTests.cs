using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Repository;

/// <summary>Answers, missing sagas and finalised ones.</summary>
public sealed class RepositoryEndTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private Task<OrderHost> StartAsync() => OrderHost.StartAsync(redis.Port, $"t{Guid.NewGuid():N}");

    [Fact]
    public async Task A_request_is_answered_and_reading_commits_nothing()
    {
        await using var host = await StartAsync();
        await host.SendAsync(new OpenOrder("a"));
        await host.StateAsync("a", "Open");

        var answer = await host.Client<AskOrder>().GetResponse<OrderState>(new AskOrder("a"));

        answer.Message.ShouldBe(new OrderState("a", "Open", 0));
        (await host.LoadAsync("a"))!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_missing_saga_is_answered_for()
    {
        await using var host = await StartAsync();

        (await host.Client<AskOrder>().GetResponse<OrderMissing>(new AskOrder("a"))).Message.OrderId.ShouldBe("a");
        (await host.LoadAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task A_finalised_saga_stays_as_a_tombstone_that_nothing_begins_anew()
    {
        await using var host = await StartAsync();
        await host.SendAsync(new OpenOrder("a"));
        await host.StateAsync("a", "Open");

        (await host.Client<CloseOrder>().GetResponse<OrderState>(new CloseOrder("a"))).Message.State.ShouldBe("Closed");
        await host.SendAsync(new OpenOrder("a"));
        (await host.Client<AskOrder>().GetResponse<OrderMissing>(new AskOrder("a"))).Message.OrderId.ShouldBe("a");
        await host.SendAsync(new OpenOrder("b"));
        await host.StateAsync("b", "Open");

        var tombstone = (await host.LoadAsync("a")).ShouldNotBeNull();
        (tombstone.State, tombstone.Version).ShouldBe(("Final", 2L));
        (await host.Store.SweepRetentionAsync(10, default)).ShouldBe(0);
        host.Spine.Clock.Advance(TimeSpan.FromHours(25));
        (await host.Store.SweepRetentionAsync(10, default)).ShouldBe(1);
        (await host.LoadAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task A_saga_finalised_by_its_first_message_is_stored_and_tells()
    {
        await using var host = await StartAsync();

        await host.SendAsync(new DropOrder("a"));
        await host.HeardAsync<OrderOpened>(1);

        (await host.LoadAsync("a")).ShouldNotBeNull().State.ShouldBe("Final");
    }
}
