using Swarm.Messaging.Integration.Tests.Placement;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The explanation of each task that waited for a rate had the time at which the first of its queue could begin: the fortieth was said to begin in 10 s, and did after minutes.</summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class EachTaskOfAQueueWasToldTheTimeOfItsFirstTests(PlacementRedis redis)
{
    private static readonly TimeSpan Per = TimeSpan.FromSeconds(10);
    private static readonly Requirements Work = new("ghl", "tag_add");

    private readonly PlacementBench bench = new(redis);

    [Fact]
    public async Task Each_has_its_own_by_its_place_and_none_begins_before_it()
    {
        await bench.RegisterAsync("target", 100, "ghl/*");
        await bench.Flow.SetLimitAsync(new FlowLimit("client:a", null, [new FlowRate(2, Per)]), default);
        for (var i = 0; i < 9; i++)
            await bench.SubmitAsync($"t{i}", needs: Work, client: "a");

        var told = new Dictionary<string, DateTimeOffset>();
        for (var i = 2; i < 9; i++)
        {
            var wait = (await bench.ExplainAsync($"t{i}", Work)).Flow.ShouldNotBeNull();
            (wait.Ahead, wait.LanesAhead).ShouldBe((i - 2, 0));
            told[$"t{i}"] = wait.OpensAt.ShouldNotBeNull();
        }

        // Two begin in each span.
        for (var i = 2; i < 9; i++)
            (told[$"t{i}"] - told["t2"]).ShouldBeInRange(Per * ((i - 2) / 2), Per * ((i - 2) / 2) + TimeSpan.FromSeconds(1));
        for (var second = 0; second < 60 && told.Count > 0; second++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(1));
            foreach (var grant in (await bench.RenewAsync("target")).News.Grants.Concat((await bench.SweepAsync()).Grants))
            {
                await bench.ConfirmAsync(grant.Lease.Token);
                told.Remove(grant.Attempt.TaskId, out var time).ShouldBeTrue();
                Now().ShouldBeInRange(time, time + TimeSpan.FromSeconds(4));
            }
        }

        told.ShouldBeEmpty("all have begun");
    }

    [Fact]
    public async Task After_a_rest_the_rate_holds_as_well()
    {
        await bench.RegisterAsync("target", 100, "ghl/*");
        await bench.Flow.SetLimitAsync(new FlowLimit("client:a", null, [new FlowRate(1, TimeSpan.FromHours(1))]), default);
        await bench.Flow.PauseAsync(new FlowPause("client:a", Now() + TimeSpan.FromMinutes(5), "maintenance", "ops", Now()), default);
        for (var i = 0; i < 2; i++)
            await bench.SubmitAsync($"t{i}", needs: Work, client: "a");

        var (first, second) = ((await bench.ExplainAsync("t0", Work)).Flow!.OpensAt!.Value, (await bench.ExplainAsync("t1", Work)).Flow!.OpensAt!.Value);

        first.ShouldBeInRange(Now() + TimeSpan.FromMinutes(4), Now() + TimeSpan.FromMinutes(5));
        (second - first).ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
    }

    private DateTimeOffset Now() => TimeProvider.System.GetUtcNow() + bench.Clock.Offset;
}
