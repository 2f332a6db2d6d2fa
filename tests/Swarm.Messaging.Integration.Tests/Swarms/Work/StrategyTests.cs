using System.Text.Json;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Swarms.Work;

/// <summary>Which swarm gets a task.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class StrategyTests(StoreRedis redis)
{
    private readonly WorkBench bench = new(redis);

    [Fact]
    public async Task Four_tasks_on_three_equal_swarms_are_two_one_one()
    {
        await bench.HostAsync("h1", "old", "middle", "new");
        var term = await bench.LeadsAsync("h1");

        var given = new List<string>();
        for (var n = 0; n < 4; n++)
            given.Add(await bench.GivenToAsync(term, WorkBench.Task($"t{n}")));

        given.ShouldBe(["new", "middle", "old", "new"], "of equal ones the newest first");
    }

    [Fact]
    public async Task Round_robin_goes_round_whoever_comes_and_goes()
    {
        await bench.HostAsync("h1", "a", "b", "c");
        var term = await bench.LeadsAsync("h1");
        var given = new List<string>();
        async Task GiveAsync(int times)
        {
            for (var n = 0; n < times; n++)
                given.Add(await bench.GivenToAsync(term, WorkBench.Task($"t{given.Count}", WorkStrategies.RoundRobin)));
        }

        await GiveAsync(4);
        await bench.StatusAsync("b", "interrupted");
        await GiveAsync(2);
        await bench.HostAsync("h1", "d");
        await GiveAsync(3);

        given.ShouldBe(["c", "b", "a", "c", "a", "c", "a", "d", "c"], "the newest first, each once a round");
    }

    [Fact]
    public async Task Priority_takes_the_first_of_the_same_else_the_least_loaded()
    {
        await bench.HostAsync("h1", "high1", "normal", "high2");
        await bench.DescribeAsync("high1", """{"metadata":{"priority":"high"}}""");
        await bench.DescribeAsync("high2", """{"metadata":{"priority":"high"}}""");
        var term = await bench.LeadsAsync("h1");

        (await bench.GivenToAsync(term, WorkBench.Task("t1", WorkStrategies.Priority, "high"))).ShouldBe("high2");
        (await bench.GivenToAsync(term, WorkBench.Task("t2", WorkStrategies.Priority, "high"))).ShouldBe("high2", "the first, whatever it has to do");
        (await bench.GivenToAsync(term, WorkBench.Task("t3", WorkStrategies.Priority))).ShouldBe("normal", "a swarm that names none is normal");
        (await bench.GivenToAsync(term, WorkBench.Task("t4", WorkStrategies.Priority, "low"))).ShouldBe("high1", "none is low; this one has nothing to do");
    }

    [Fact]
    public async Task Capability_takes_the_first_that_has_all_else_the_least_loaded()
    {
        await bench.HostAsync("h1", "able1", "plain", "able2");
        await bench.DescribeAsync("able1", """{"metadata":{"capabilities":["x","y"]}}""");
        await bench.DescribeAsync("able2", """{"metadata":{"capabilities":["y"],"tags":["x"]}}""");
        var term = await bench.LeadsAsync("h1");

        (await bench.GivenToAsync(term, WorkBench.Task("t1", WorkStrategies.Capability, needs: ["x", "y"]))).ShouldBe("able2");
        (await bench.GivenToAsync(term, WorkBench.Task("t2", WorkStrategies.Capability, needs: ["x", "y"]))).ShouldBe("able2", "the first, whatever it has to do");
        (await bench.GivenToAsync(term, WorkBench.Task("t3", WorkStrategies.LeastLoaded, needs: ["x", "y"]))).ShouldBe("able1");
        (await bench.GivenToAsync(term, WorkBench.Task("t4", WorkStrategies.Capability))).ShouldBe("plain", "none required");
        (await bench.FindAsync("t1")).Matched.ShouldBeTrue();
    }

    [Theory]
    [InlineData(WorkStrategies.LeastLoaded)]
    [InlineData(WorkStrategies.RoundRobin)]
    [InlineData(WorkStrategies.Priority)]
    [InlineData(WorkStrategies.Capability)]
    public async Task Required_capabilities_come_first_under_every_strategy(string strategy)
    {
        await bench.HostAsync("h1", "backend", "frontend", "devops");
        await bench.DescribeAsync("backend", """{"maxAgents":5,"metadata":{"priority":"high","capabilities":["backend","api","security"]}}""");
        await bench.DescribeAsync("frontend", """{"maxAgents":4,"metadata":{"priority":"normal","capabilities":["frontend","ui","react"]}}""");
        await bench.DescribeAsync("devops", """{"maxAgents":3,"metadata":{"priority":"normal","capabilities":["devops","ci-cd","docker"]}}""");
        var term = await bench.LeadsAsync("h1");

        for (var n = 0; n < 3; n++)
            (await bench.GivenToAsync(term, WorkBench.Task($"t{n}", strategy, "high", needs: ["backend", "security"]))).ShouldBe("backend");
        (await bench.FindAsync("t0")).Matched.ShouldBeTrue();

        await bench.GivenToAsync(term, WorkBench.Task("t9", strategy, needs: ["backend", "docker"]));
        (await bench.FindAsync("t9")).Matched.ShouldBeFalse("no swarm has both");
    }

    [Theory]
    [InlineData("""{"strategy":"random"}""", "unknown_strategy")]
    [InlineData("""{"capabilities":[""]}""", "invalid")]
    [InlineData("""{"taskId":"a~2"}""", "reserved_id")]
    [InlineData("""{"taskId":"leader"}""", "reserved_id")]
    [InlineData("""{"type":"A B"}""", "unknown_operation")]
    public void What_is_no_task_is_refused_with_the_reason(string json, string code) =>
        new SwarmTaskReader(new SwarmTaskPolicy(), Microsoft.Extensions.Options.Options.Create(bench.WorkSettings)).Read(JsonElement.Parse(json))
            .Rejected.ShouldNotBeNull().Code.ShouldBe(code);
}
