using MassTransit;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Carriers;

/// <summary>Items travel in any company, any number of times.</summary>
public sealed class CarrierTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task A_thousand_tasks_whose_carriers_come_again_in_other_parts_run_once_each()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 300, configure: ByTheBus.Reports);
        ByTheBus.Attempts(world);
        var bus = world.Host.Get<IBus>();
        using var redelivery = bus.ConnectSendObserver(new Redelivery(bus));
        Submission[] all = [.. Enumerable.Range(0, 1_000).Select(i => new Submission(CrashWorld.Task($"t{i}"), $"msg:m:{i}"))];

        await Task.WhenAll(
            SubmitAsync(world, all.Chunk(250)),
            SubmitAsync(world, all.Reverse().Chunk(90)),
            SubmitAsync(world, all.Where((_, i) => i % 2 == 0).Chunk(200)));

        for (var i = 0; i < all.Length; i++)
            (await world.Host.WaitForAsync($"t{i}", TaskStates.Completed)).Attempts.Count.ShouldBe(1);
        world.Ledger.Executions.Count.ShouldBe(1_000);
        world.Ledger.Executions.Distinct().Count().ShouldBe(1_000);
        await world.NothingIsHeldAsync();
    }

    [Fact]
    public async Task A_hundred_writers_on_one_saga_lose_nothing()
    {
        await using var world = new CrashWorld($"127.0.0.1:{redis.Port}");
        world.Faults.Before = (method, _) => method == nameof(Messaging.Placement.IPlacementStore.StartAttemptsAsync);
        var doomed = await world.StartDoomedAsync();
        _ = doomed.SubmitAsync(CrashWorld.Task("t"));
        var host = await world.RescueAsync(TimeSpan.Zero);
        await host.WaitForAsync("t", TaskStates.Placed);
        var token = (await host.Queries.LoadAsync("t", CancellationToken.None))!.Lease!.Token;
        var before = (await host.Queries.GetAsync("t", false, CancellationToken.None))!.Version;
        var runner = host.Get<SagaRunner<TaskSaga>>();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() =>
            runner.HandleAsync([new SagaItem($"writer:{i}", "t", new ResendAsked(token))], CancellationToken.None))));

        outcomes.ShouldAllBe(o => o[0] is ItemOutcome.Applied);
        (await host.Queries.GetAsync("t", false, CancellationToken.None))!.Version.ShouldBe(before + 100);
    }

    [Fact]
    public async Task One_bad_item_of_a_hundred_keeps_none_of_the_others_back()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        await world.HoldAsync();
        await world.Host.Commands.SubmitAsync(
            [.. Enumerable.Range(0, 100).Select(i => new Submission(CrashWorld.Task($"t{i}")))], CancellationToken.None);

        var outcomes = await world.Host.Get<SagaRunner<TaskSaga>>().HandleAsync(
            [.. Enumerable.Range(0, 100).Select(i => new SagaItem($"x:{i}", $"t{i}", i == 50 ? new Unknown() : new CancelTask { TaskId = $"t{i}" }))],
            CancellationToken.None);

        outcomes[50].ShouldBeOfType<ItemOutcome.Failed>();
        outcomes.Count(o => o is ItemOutcome.Applied).ShouldBe(99);
        (await world.Host.Queries.CountAsync(CancellationToken.None))[TaskStates.Cancelled].ShouldBe(99);
        (await world.Host.Queries.GetAsync("t50", false, CancellationToken.None))!.State.ShouldBe(TaskStates.Parked);
    }

    private static async Task SubmitAsync(SpineWorld world, IEnumerable<Submission[]> carriers)
    {
        foreach (var carrier in carriers)
            (await world.Host.Commands.SubmitAsync(carrier, CancellationToken.None)).ShouldAllBe(r => r.Accepted != null);
    }

    /// <summary>An event that the machine does not have: raising it throws.</summary>
    private sealed record Unknown;
}
