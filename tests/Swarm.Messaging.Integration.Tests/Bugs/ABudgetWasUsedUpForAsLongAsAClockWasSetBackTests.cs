using Swarm.Messaging.Integration.Tests.Placement;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The clock of Redis was set back by an hour: what had begun lay in the future by it and counted until it was over, so that a budget of some seconds let nothing begin for an hour.</summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class ABudgetWasUsedUpForAsLongAsAClockWasSetBackTests(PlacementRedis redis)
{
    private static readonly Requirements Work = new("ghl", "tag_add");

    private readonly PlacementBench bench = new(redis);

    [Fact]
    public async Task It_counts_for_one_span_more()
    {
        await bench.RegisterAsync("target", 100, "ghl/*");
        await bench.Flow.SetLimitAsync(new FlowLimit("client:a", null, [new FlowRate(2, TimeSpan.FromSeconds(10))]), default);
        for (var i = 0; i < 5; i++)
            await bench.SubmitAsync($"t{i}", needs: Work, client: "a");

        bench.Clock.Advance(-TimeSpan.FromHours(1));

        (await BegunAsync(9)).ShouldBe(0, "it is no more than the budget in any span, whatever the clock says");
        (await BegunAsync(4)).ShouldBe(2);
        (await BegunAsync(14)).ShouldBe(1);
        (await bench.ExplainAsync("t4", Work)).Flow.ShouldBeNull();
    }

    private async Task<int> BegunAsync(int seconds)
    {
        var begun = 0;
        for (var second = 0; second < seconds; second++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(1));
            foreach (var grant in (await bench.RenewAsync("target")).News.Grants.Concat((await bench.SweepAsync()).Grants))
            {
                begun++;
                await bench.ConfirmAsync(grant.Lease.Token);
            }
        }

        return begun;
    }
}
