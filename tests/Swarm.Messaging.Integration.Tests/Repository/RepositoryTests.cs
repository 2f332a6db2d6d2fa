using MassTransit;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Repository;

/// <summary>Ordinary messages to a saga in the store, on a real Redis and the in-memory transport.</summary>
public sealed class RepositoryTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private readonly string prefix = $"t{Guid.NewGuid():N}";

    private Task<OrderHost> StartAsync() => OrderHost.StartAsync(redis.Port, prefix);

    [Fact]
    public async Task A_message_that_raises_two_events_raises_both_and_each_once()
    {
        await using var host = await StartAsync();
        await host.SendAsync(new OpenOrder("a"));
        await host.StateAsync("a", "Open");

        var id = await host.SendAsync(new WeighAndStamp("a"));
        await host.SendAsync(new WeighAndStamp("a"), id);
        await host.SendAsync(new AddLine("a"));
        await host.LinesAsync("a", 11);

        await Eventually.HoldsAsync(async () => (await host.OrderAsync("a")).Notes == 10, "both events came");
        (await host.LoadAsync("a"))!.Version.ShouldBe(4);
    }

    [Fact]
    public async Task A_saga_begins_advances_and_tells()
    {
        await using var host = await StartAsync();

        await host.SendAsync(new OpenOrder("a"));
        await host.HeardAsync<OrderOpened>(1);
        await host.SendAsync(new AddLine("a"));
        await host.HeardAsync<LineAdded>(1);

        host.Messages<LineAdded>().ShouldHaveSingleItem().ShouldBe(new LineAdded("a", 1));
        var order = await host.OrderAsync("a");
        order.CorrelationId.ShouldBe(OrderDefinition.Correlation("a"));
        (order.CurrentState, order.Lines).ShouldBe(("Open", 1));
        var timeline = await host.Store.ReadTimelineAsync(new SagaKey("order", "a"), default);
        timeline.ShouldHaveSingleItem().Entry.Text().ShouldContain("\"e\":\"Opened\"");
    }

    [Fact]
    public async Task A_message_that_comes_three_times_is_applied_once()
    {
        await using var host = await StartAsync();
        await host.SendAsync(new OpenOrder("a"));
        await host.StateAsync("a", "Open");

        var id = NewId.NextGuid();
        for (var n = 0; n < 3; n++)
            await host.SendAsync(new AddLine("a"), id);
        await host.SendAsync(new AddLine("a"));
        await host.LinesAsync("a", 2);
        await host.HeardAsync<LineAdded>(2);

        // Whatever is still in the outbox leaves now.
        host.Spine.Clock.Advance(TimeSpan.FromSeconds(6));
        await host.Spine.Get<Outbox.OutboxRelay>().RunOnceAsync(default);
        host.Messages<LineAdded>().Select(m => m.Lines).ShouldBe([1, 2], ignoreOrder: true);
        (await host.OrderAsync("a")).Lines.ShouldBe(2);
    }

    [Fact]
    public async Task A_repeated_beginning_is_skipped_although_the_state_does_not_take_it()
    {
        await using var host = await StartAsync();
        var id = await host.SendAsync(new OpenOrder("a"));
        await host.StateAsync("a", "Open");

        // Answered by the same endpoint after it, so it has been dealt with.
        await host.SendAsync(new OpenOrder("a"), id);
        await host.SendAsync(new AddLine("a"));
        await host.LinesAsync("a", 1);

        (await host.LoadAsync("a"))!.Version.ShouldBe(2);
        host.Messages<OrderOpened>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_was_committed_and_not_sent_leaves_from_another_host_under_its_own_id()
    {
        Guid stopped;
        await using (var dying = await StartAsync())
        {
            await dying.SendAsync(new OpenOrder("a"));
            await dying.HeardAsync<OrderOpened>(1);
            dying.Stop.Close(nameof(LineAdded));
            var id = await dying.SendAsync(new AddLine("a"));
            await dying.LinesAsync("a", 1);
            await dying.SendAsync(new AddLine("a"), id);
            await Eventually.HoldsAsync(() => !dying.Stop.Stopped.IsEmpty, "the send was tried");
            dying.Messages<LineAdded>().ShouldBeEmpty();
            stopped = dying.Stop.Stopped.First();
        }

        await using var host = await StartAsync();
        host.Spine.Clock.Advance(TimeSpan.FromSeconds(6));
        await host.HeardAsync<LineAdded>(1);

        host.Heard.Distinct().ShouldHaveSingleItem().ShouldBe((stopped, new LineAdded("a", 1)));
        host.Tenants.ShouldContain("acme");
        (await host.OrderAsync("a")).Lines.ShouldBe(1);
    }

    [Fact]
    public async Task Fifty_messages_at_once_lose_nothing()
    {
        await using var host = await StartAsync();
        await host.SendAsync(new OpenOrder("a"));
        await host.StateAsync("a", "Open");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.SendAsync(new AddLine("a"))));
        await host.LinesAsync("a", 50);
        await host.HeardAsync<LineAdded>(50);

        host.Messages<LineAdded>().Select(m => m.Lines).Order().ShouldBe(Enumerable.Range(1, 50));
        (await host.LoadAsync("a"))!.Version.ShouldBe(51);
    }

    [Fact]
    public async Task A_saga_that_throws_stores_and_sends_nothing()
    {
        await using var host = await StartAsync();
        await host.SendAsync(new OpenOrder("a"));
        await host.StateAsync("a", "Open");

        await host.SendAsync(new BreakOrder("a"));
        await host.HeardAsync<Fault<BreakOrder>>(1);

        (await host.LoadAsync("a"))!.Version.ShouldBe(1);
        host.Messages<LineAdded>().ShouldBeEmpty();
        (await host.OrderAsync("a")).Lines.ShouldBe(0);
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_not_made_again()
    {
        await using var host = await StartAsync();
        await host.SendAsync(new OpenOrder("a"));
        await host.HeardAsync<OrderOpened>(1);

        host.Replies.EatNextReply();
        await host.SendAsync(new AddLine("a"));
        await host.LinesAsync("a", 1);
        // Nobody knows that it was to be sent, except the outbox.
        await Eventually.HoldsAsync(
            () =>
            {
                host.Spine.Clock.Advance(TimeSpan.FromSeconds(6));
                return host.Messages<LineAdded>().Count > 0;
            },
            "the relay sent it");

        (await host.LoadAsync("a"))!.Version.ShouldBe(2);
        host.Messages<LineAdded>().ShouldAllBe(m => m.Lines == 1);
    }

    [Fact]
    public async Task A_saga_known_by_its_guid_is_kept_and_loaded_by_it()
    {
        await using var host = await StartAsync();
        var id = NewId.NextGuid();
        await host.SendAsync(new OpenParcel(id));
        await host.StateAsync(id.ToString("N"), "Open");

        var load = host.Spine.Get<ILoadSagaRepository<OrderSaga>>();
        (await load.Load(id)).CorrelationId.ShouldBe(id);
        (await load.Load(NewId.NextGuid())).ShouldBeNull();
        var byName = await Should.ThrowAsync<NotSupportedException>(
            () => host.Spine.Get<ILoadSagaRepository<Messaging.Tasks.TaskSaga>>().Load(id));
        byName.Message.ShouldContain("named by a string");
    }
}
