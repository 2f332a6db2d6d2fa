using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Repository;

/// <summary>Items and ordinary messages meet the same saga.</summary>
public sealed class TwoPathTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private Task<OrderHost> StartAsync() => OrderHost.StartAsync(redis.Port, $"t{Guid.NewGuid():N}");

    [Fact]
    public async Task A_task_submitted_as_an_item_is_cancelled_by_an_ordinary_message()
    {
        await using var host = await StartAsync();
        var accepted = await host.Spine.SubmitAsync(new SubmitTask { TaskId = "t1", Kind = "basic", Operation = "noop", Requires = ["nowhere"] });
        accepted.Accepted.ShouldNotBeNull().State.ShouldBe(TaskStates.Parked);

        var done = await host.Client<CancelTask>("tasks").GetResponse<CommandDone>(new CancelTask { TaskId = "t1", Reason = "enough" });

        done.Message.Changed.ShouldBeTrue();
        var task = await host.Spine.WaitForAsync("t1", TaskStates.Cancelled);
        task.Timeline.Select(t => (t.Event, t.To)).ShouldBe([("Submitted", TaskStates.Parked), ("Cancel", TaskStates.Cancelled)]);
        // The same command as an item meets what the message did.
        (await host.Spine.Commands.CancelAsync(new CancelTask { TaskId = "t1" }, null, default))
            .ShouldBeOfType<CommandDone>().Changed.ShouldBeFalse();
        await Eventually.HoldsAsync(
            async () => (await host.Spine.Get<IPlacementStore>().ReportAsync(default)).Queues.All(q => q.Waiting == 0),
            "what its effects emitted has left: placement no longer counts it as waiting");
    }

    [Fact]
    public async Task A_cancel_of_no_task_is_answered()
    {
        await using var host = await StartAsync();

        var rejected = await host.Client<CancelTask>("tasks").GetResponse<CommandRejected>(new CancelTask { TaskId = "t1" });

        rejected.Message.Code.ShouldBe("not_found");
        (await host.Spine.Queries.LoadAsync("t1", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_task_id_that_cannot_be_one_reaches_no_key()
    {
        await using var host = await StartAsync();

        var refused = await Should.ThrowAsync<MassTransit.RequestFaultException>(
            () => host.Client<CancelTask>("tasks").GetResponse<CommandDone>(new CancelTask { TaskId = "a:b" }));

        refused.Message.ShouldContain("names a saga by 'a:b'");
    }

    [Fact]
    public async Task A_saga_begun_by_a_message_is_advanced_by_an_item_and_by_a_message_again()
    {
        await using var host = await StartAsync();
        await host.SendAsync(new OpenOrder("a"));
        await host.StateAsync("a", "Open");

        var items = host.Spine.Get<SagaRunner<OrderSaga>>();
        (await items.HandleAsync([new SagaItem("i1", "a", new NoteOrder("a"))], default))[0].ShouldBeOfType<ItemOutcome.Applied>();
        (await items.HandleAsync([new SagaItem("i1", "a", new NoteOrder("a"))], default))[0].ShouldBeOfType<ItemOutcome.Duplicate>();
        await host.SendAsync(new NoteOrder("a"));

        await Eventually.HoldsAsync(async () => (await host.OrderAsync("a")).Notes == 2, "both notes are there");
        var timeline = await host.Store.ReadTimelineAsync(new SagaKey("order", "a"), default);
        timeline.Select(t => t.Version).ShouldBe([1, 2, 3]);
        (await host.LoadAsync("a"))!.Version.ShouldBe(3);
    }
}
