using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Tests.Wasm.Pool;

public sealed class LifeTests
{
    [Fact]
    public async Task A_restart_ends_one_life_and_begins_the_next_under_the_same_id()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));
        var id = world.Report.Instances[0].Id;

        (await world.Pool.RestartAsync(id, "a test wants it")).Done.ShouldBeTrue();

        var lives = world.Engine.Started.Where(i => i.Id == id).ToList();
        (lives.Count, lives.Count(l => l.Ended)).ShouldBe((2, 1));
        (world.Instance(id).Incarnation, world.Instance(id).Status, world.Instance(id).Healthy).ShouldBe((2, "available", true));
        world.Events().Select(e => e.Type).ShouldContain(PoolEventNames.Reset);
    }

    [Fact]
    public async Task What_runs_on_a_restarted_instance_may_end_for_a_moment_and_is_then_stopped_without_blame()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));
        var slot = world.Take();
        var restart = world.Pool.RestartAsync(slot.InstanceId, "a test wants it");
        slot.Life.Stopping.IsCancellationRequested.ShouldBeFalse();

        await MovedAsync(world, () => slot.Life.Stopping.IsCancellationRequested);
        slot.Release(null, TimeSpan.Zero);

        (await restart).Done.ShouldBeTrue();
        (slot.Blamed, slot.Life.Reason!.Reason).ShouldBe((false, "a test wants it"));
        world.Report.UsedSlots.ShouldBe(0);
    }

    [Fact]
    public async Task No_slot_of_an_instance_is_offered_while_it_is_restarted()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));
        world.Engine.Hold = new TaskCompletionSource();
        var restart = world.Pool.RestartAsync(world.Report.Instances[0].Id, "a test wants it");

        var ticket = world.Ask();
        ticket.Queued.ShouldBeTrue();
        world.Engine.Hold.SetResult();
        await restart;

        (await ticket.Slot)!.Life.Number.ShouldBe(2);
    }

    [Fact]
    public async Task Two_restarts_at_once_are_one()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));
        var id = world.Report.Instances[0].Id;

        await Task.WhenAll(world.Pool.RestartAsync(id, "one"), world.Pool.RestartAsync(id, "two"));

        world.Instance(id).Incarnation.ShouldBe(2);
    }

    [Fact]
    public async Task An_instance_whose_guests_do_not_end_is_replaced_and_the_restart_says_so()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));
        var id = world.Report.Instances[0].Id;
        world.Engine.HoldEnd = new TaskCompletionSource();
        var restart = world.Pool.RestartAsync(id, "a test wants it");

        await MovedAsync(world, () => restart.IsCompleted);

        (await restart).Reason!.ShouldContain("replaced");
        world.Report.PoolSize.ShouldBe(1);
        world.Engine.HoldEnd.SetResult();
        await world.Pool.SettledAsync();
        world.Report.Instances.ShouldHaveSingleItem().Id.ShouldNotBe(id);
        world.Report.Instances[0].Essential.ShouldBeTrue();
    }

    [Fact]
    public async Task A_stuck_task_costs_its_instance_and_only_the_stuck_one_is_blamed()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));
        var stuck = world.Take();
        world.Time.Advance(TimeSpan.FromMinutes(4));
        var other = world.Take();
        (await world.Pool.LookAtHealthAsync(default)).Stuck.ShouldBe(0);
        world.Time.Advance(TimeSpan.FromSeconds(61));

        (await world.Pool.LookAtHealthAsync(default)).Stuck.ShouldBe(1);

        (stuck.Blamed, other.Blamed).ShouldBe((true, false));
        (stuck.Life.Stopping.IsCancellationRequested, other.Life.Stopping.IsCancellationRequested).ShouldBe((true, true));
        world.Report.PoolSize.ShouldBe(1);
        stuck.Release(false, TimeSpan.FromMinutes(5));
        other.Release(null, TimeSpan.FromMinutes(1));
        await world.Pool.SettledAsync();
        world.Report.Instances.ShouldHaveSingleItem().Id.ShouldNotBe(stuck.InstanceId);
        world.Take().InstanceId.ShouldNotBe(stuck.InstanceId);
    }

    [Fact]
    public async Task A_slot_of_a_stuck_task_is_not_offered_while_it_runs()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));
        var stuck = world.Take();
        world.Time.Advance(TimeSpan.FromMinutes(6));
        await world.Pool.LookAtHealthAsync(default);
        await MovedAsync(world, () => world.Report.Instances.Any(i => i.Id != stuck.InstanceId && i.Healthy));

        world.Take(5).ShouldAllBe(s => s.InstanceId != stuck.InstanceId);
        stuck.Release(false, TimeSpan.FromMinutes(6));
    }

    [Fact]
    public async Task An_instance_that_does_not_answer_its_probe_gets_nothing_is_restarted_and_recovers()
    {
        var world = await PoolWorld.OpenAsync();
        var sick = world.Report.Instances[0].Id;
        world.Events();
        var asked = 0;
        world.Engine.Problem = id => id == sick && Interlocked.Increment(ref asked) == 1 ? "it does not answer" : null;

        (await world.Pool.LookAtHealthAsync(default)).ShouldBe(new HealthLook(2, 1, 0));

        world.Events().Select(e => e.Type).ShouldBe([PoolEventNames.Unhealthy, PoolEventNames.Reset, PoolEventNames.Recovered]);
        (world.Instance(sick).Healthy, world.Instance(sick).Incarnation).ShouldBe((true, 2));
    }

    [Fact]
    public async Task An_instance_that_cannot_be_started_leaves_its_place_and_the_next_look_tries_again()
    {
        var world = new PoolWorld { };
        world.Engine.Problem = _ => "no memory";
        world.Pool.Open();
        await world.Pool.SettledAsync();
        (world.Report.PoolSize, world.Report.FailedStarts).ShouldBe((0, 2));

        world.Engine.Problem = _ => null;
        world.Pool.LookAtUtilization().Created.ShouldBe(2);
        await world.Pool.SettledAsync();
        world.Report.HealthyInstances.ShouldBe(2);
        world.Engine.Started.Count(i => !i.Ended).ShouldBe(2);
    }

    [Fact]
    public async Task A_replaced_instance_lets_its_tasks_end_while_another_serves()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));
        var slot = world.Take();

        (await world.Pool.ReplaceAsync(slot.InstanceId, "it panicked too often")).Done.ShouldBeTrue();

        slot.Life.Stopping.IsCancellationRequested.ShouldBeFalse();
        world.Take().InstanceId.ShouldNotBe(slot.InstanceId);
        slot.Release(true, TimeSpan.Zero);
        await world.Pool.SettledAsync();
        world.Report.Instances.Select(i => i.Id).ShouldNotContain(slot.InstanceId);
    }

    [Fact]
    public async Task The_end_answers_everybody_and_leaves_no_engine()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));
        var slots = world.Take(5);
        var waiting = world.Ask();

        var closing = world.Pool.CloseAsync();
        (await waiting.Slot).ShouldBeNull();
        (await world.Ask().Slot).ShouldBeNull();
        slots.ForEach(s => s.Release(true, TimeSpan.Zero));
        await closing;

        world.Engine.Started.ShouldAllBe(i => i.Ended);
        world.Report.Instances.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_that_does_not_end_holds_the_end_up_for_its_limit_only()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max) = (1, 1));
        var slot = world.Take();
        var closing = world.Pool.CloseAsync();

        await MovedAsync(world, () => closing.IsCompleted);

        slot.Life.Stopping.IsCancellationRequested.ShouldBeTrue();
        await closing;
    }

    /// <summary>Moves the clock until it is so; whoever waits for the clock may register a moment later.</summary>
    private static async Task MovedAsync(PoolWorld world, Func<bool> isSo)
    {
        for (var i = 0; i < 100_000 && !isSo(); i++)
        {
            world.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Run(() => { });
        }

        isSo().ShouldBeTrue();
    }
}
