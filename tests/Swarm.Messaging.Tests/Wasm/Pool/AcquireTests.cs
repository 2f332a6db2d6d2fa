using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Tests.Wasm.Pool;

public sealed class AcquireTests
{
    [Fact]
    public async Task Five_of_two_instances_are_granted_at_half_the_utilisation()
    {
        var world = await PoolWorld.OpenAsync();

        world.Take(5);

        (world.Report.Utilization, world.Report.PendingRequests, world.Report.PoolSize).ShouldBe((0.5, 0, 2));
    }

    [Fact]
    public async Task The_eleventh_makes_one_more_instance_and_is_served_from_it_and_then_there_is_a_pause()
    {
        var world = await PoolWorld.OpenAsync();
        var slots = world.Take(10);

        var eleventh = world.Ask();
        (eleventh.Queued, eleventh.QueuePosition).ShouldBe((true, 1));
        var third = await eleventh.Slot;
        slots.Select(s => s.InstanceId).ShouldNotContain(third!.InstanceId);
        world.Report.PoolSize.ShouldBe(3);

        world.Take(4);
        var sixteenth = world.Ask();
        sixteenth.Queued.ShouldBeTrue();
        world.Report.PoolSize.ShouldBe(3);
        slots[0].Release(true, TimeSpan.FromMilliseconds(5));
        (await sixteenth.Slot)!.InstanceId.ShouldBe(slots[0].InstanceId);
        world.Report.PendingRequests.ShouldBe(0);
    }

    [Fact]
    public async Task An_instance_is_available_until_its_fifth_slot_is_taken_and_never_has_a_sixth()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));

        world.Take(4);
        world.Report.Instances[0].Status.ShouldBe("available");
        world.Take();
        world.Report.Instances[0].Status.ShouldBe("busy");

        world.Ask().Queued.ShouldBeTrue();
        world.Report.Instances[0].CurrentTasks.ShouldBe(5);
    }

    [Fact]
    public async Task Those_who_wait_are_served_by_rank_and_then_in_order()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));
        var slots = world.Take(5);
        var order = new List<string>();
        var (late, first, second, best) = (world.Ask(rank: 50), world.Ask(rank: 10), world.Ask(rank: 10), world.Ask(rank: 0));
        (late.QueuePosition, first.QueuePosition, second.QueuePosition, best.QueuePosition).ShouldBe((1, 1, 2, 1));

        foreach (var slot in slots.Take(4))
        {
            slot.Release(true, TimeSpan.Zero);
            order.AddRange(world.Events().Where(e => e.Type == PoolEventNames.Dequeued).Select(e => (string)e.Fields.Single(f => f.Name == "requestId").Value!));
        }

        order.ShouldBe([best.RequestId!, first.RequestId!, second.RequestId!, late.RequestId!]);
    }

    [Fact]
    public async Task One_that_waits_too_long_gets_nothing_and_takes_nothing()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max, o.AcquireTimeout) = (1, 1, TimeSpan.FromSeconds(3)));
        var slots = world.Take(5);
        var ticket = world.Ask();

        world.Time.Advance(TimeSpan.FromSeconds(3));

        (await ticket.Slot).ShouldBeNull();
        slots[0].Release(true, TimeSpan.Zero);
        (world.Report.PendingRequests, world.Report.UsedSlots).ShouldBe((0, 4));
    }

    [Fact]
    public async Task One_that_gave_up_gets_nothing_and_takes_nothing()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));
        var slots = world.Take(5);
        using var cancellation = new CancellationTokenSource();
        var ticket = world.Ask(cancellation: cancellation.Token);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(ticket.Slot.AsTask());
        slots[0].Release(true, TimeSpan.Zero);
        world.Report.UsedSlots.ShouldBe(4);
    }

    [Fact]
    public async Task A_slot_is_given_back_once()
    {
        var world = await PoolWorld.OpenAsync();
        var (one, other) = (world.Take(), world.Take());

        one.Release(true, TimeSpan.FromMilliseconds(10));
        one.Release(true, TimeSpan.FromMilliseconds(10));

        world.Report.UsedSlots.ShouldBe(1);
        world.Instance(one.InstanceId).Performance.TotalTasks.ShouldBe(1);
        other.Release(true, TimeSpan.Zero);
    }

    [Fact]
    public async Task A_hundred_that_ask_at_once_get_as_many_slots_as_there_are()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (4, 4));

        var tickets = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => world.Ask())));

        (tickets.Count(t => !t.Queued), world.Report.PendingRequests).ShouldBe((20, 80));
        world.Report.Instances.ShouldAllBe(i => i.CurrentTasks == 5);
    }

    [Fact]
    public async Task Figures_are_of_successful_tasks_and_rates_of_all()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));
        var slots = world.Take(4);

        slots[0].Release(true, TimeSpan.FromMilliseconds(100));
        slots[1].Release(true, TimeSpan.FromMilliseconds(300));
        slots[2].Release(false, TimeSpan.FromMilliseconds(9_000));
        slots[3].Release(null, TimeSpan.FromMilliseconds(9_000));

        var performance = world.Report.Instances[0].Performance;
        (performance.AvgExecutionTime, performance.TotalTasks, performance.FailedTasks).ShouldBe((200, 3, 1));
        performance.SuccessRate.ShouldBe(0.6667);
    }

    [Fact]
    public async Task An_instance_that_knows_a_file_type_gets_the_next_of_it()
    {
        var world = await PoolWorld.OpenAsync();
        var rust = Enumerable.Range(0, 5).Select(_ => world.Take("rs")).ToList(); // one instance, for they come one after the other
        var go = world.Take("go");
        rust[0].Release(true, TimeSpan.FromSeconds(60));

        world.Take("go").InstanceId.ShouldBe(go.InstanceId);
        world.Take("rs").InstanceId.ShouldBe(rust[0].InstanceId);
        world.Instance(go.InstanceId).Specializations.ShouldBe(["go"]);
    }
}
