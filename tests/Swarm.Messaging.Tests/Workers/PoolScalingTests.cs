namespace Swarm.Messaging.Tests.Workers;

/// <summary>How many workers there are, on a clock of the test.</summary>
public sealed class PoolScalingTests
{
    [Fact]
    public void Other_bounds_are_followed_when_they_come_and_as_workers_come_to_rest()
    {
        var pool = new SimulatedPool(new() { PoolSize = 5, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(2));

        pool.Options.MinWorkers = 8;
        pool.Act(c => c.Reconfigured(pool.Now));
        pool.Core.Size.ShouldBe(8);
        pool.Advance(TimeSpan.FromSeconds(2));
        pool.Takes = _ => TimeSpan.FromSeconds(20);
        for (var i = 0; i < 6; i++)
            pool.Submit($"t{i}");
        (pool.Options.MinWorkers, pool.Options.MaxWorkers) = (1, 3);
        pool.Act(c => c.Reconfigured(pool.Now));
        pool.Core.Size.ShouldBe(6, "six have a task");
        pool.Advance(TimeSpan.FromSeconds(40));

        pool.Core.Size.ShouldBe(3);
        (pool.Core.Counters.Completed, pool.Core.Counters.Crashed).ShouldBe((6, 0));
    }

    [Fact]
    public void Scaling_stops_at_its_bounds()
    {
        var pool = new SimulatedPool(new() { PoolSize = 5, MinWorkers = 5, MaxWorkers = 8 });
        pool.Advance(TimeSpan.FromSeconds(2));

        pool.Act(c => c.ScaleUp(10, pool.Now).ShouldBe(3));
        pool.Act(c => c.ScaleUp(1, pool.Now).ShouldBe(0));
        pool.Advance(TimeSpan.FromSeconds(2));
        pool.Act(c => c.ScaleDown(10, pool.Now).ShouldBe(3));
        pool.Advance(TimeSpan.FromSeconds(2));

        pool.Core.Slots.Select(s => s.Id).ShouldBe(["worker-1", "worker-2", "worker-3", "worker-4", "worker-5"]);
    }
}
