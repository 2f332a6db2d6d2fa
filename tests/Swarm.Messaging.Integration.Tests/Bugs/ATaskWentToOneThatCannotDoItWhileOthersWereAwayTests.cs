using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>After a restart those that could do a task were interrupted for some seconds, and whoever was back first got it, for good.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class ATaskWentToOneThatCannotDoItWhileOthersWereAwayTests(StoreRedis redis)
{
    private readonly WorkBench bench = new(redis);

    [Theory]
    [InlineData("interrupted")]
    [InlineData("recovering")]
    public async Task It_waits_for_one_that_can_and_holds_up_nothing_behind_it(string status)
    {
        await bench.HostAsync("h1", "other", "able");
        await bench.DescribeAsync("able", """{"metadata":{"capabilities":["gpu"]}}""");
        var term = await bench.LeadsAsync("h1");
        await bench.StatusAsync("able", status);
        foreach (var id in new[] { "needs1", "needs2", "needs3" })
            await bench.QueuedAsync(WorkBench.Task(id) with { Capabilities = ["gpu"] });
        await bench.QueuedAsync(WorkBench.Task("any1"));
        await bench.QueuedAsync(WorkBench.Task("any2"));

        var cycle = (await bench.Work.AssignAsync(term, 2, default)).ShouldNotBeNull();
        (cycle.Waiting, string.Join(' ', cycle.Assigned)).ShouldBe((3L, "any1 any2"));

        await bench.StatusAsync("able", "active");
        (await bench.Work.AssignAsync(term, 2, default)).ShouldNotBeNull().Assigned.ShouldBe(["needs1", "needs2"]);
        (await bench.Work.FindAsync("needs1", default)).ShouldNotBeNull().ShouldSatisfyAllConditions(t => t.SwarmId.ShouldBe("able"), t => t.Matched.ShouldBeTrue());

        await bench.StatusAsync("able", "failed");
        (await bench.Work.AssignAsync(term, 2, default)).ShouldNotBeNull().Assigned.ShouldBe(["needs3"]);
        (await bench.Work.FindAsync("needs3", default)).ShouldNotBeNull().ShouldSatisfyAllConditions(t => t.SwarmId.ShouldBe("other", "nobody that could do it is there any more"), t => t.Matched.ShouldBeFalse());
    }
}
