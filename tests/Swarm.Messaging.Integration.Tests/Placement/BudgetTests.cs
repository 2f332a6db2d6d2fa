using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>A location has a budget before anybody has said one: 100 within 10 s and 200,000 a day.</summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class BudgetTests(PlacementRedis redis)
{
    private static readonly FlowRate Burst = new(100, TimeSpan.FromSeconds(10));
    private static readonly FlowRate Daily = new(200_000, TimeSpan.FromDays(1));

    private readonly PlacementBench bench = new(redis);

    [Fact]
    public async Task A_location_begins_a_hundred_in_ten_seconds_and_is_in_nobody_s_way()
    {
        await TargetAsync();

        await SubmitAsync("x", 130, "location:x");
        await SubmitAsync("y", 10, "location:y");
        await SubmitAsync("none", 120, null);

        (await bench.WaitingAsync("ghl")).ShouldBe(30);
        var wait = (await bench.ExplainAsync("x100", Needs("location:x"))).Flow.ShouldNotBeNull();
        wait.Reason.ShouldBe("location:x has begun 100 of 100 in 10 s, its budget by the setting Placement:Budgets");
        wait.OpensAt.ShouldNotBeNull();
        bench.Clock.Advance(TimeSpan.FromSeconds(11));
        await bench.RenewAsync("target");
        await bench.SweepAsync();
        (await bench.WaitingAsync("ghl")).ShouldBe(0);
    }

    [Fact]
    public async Task It_is_listed_for_all_locations_and_for_those_that_wait()
    {
        await TargetAsync();
        await SubmitAsync("x", 101, "location:x");

        var listed = await bench.Flow.ListAsync(default);

        listed.Select(r => r.Key).ShouldBe(["location:*", "location:x"]);
        listed.ShouldAllBe(r => r.Limit!.Default && r.Limit.Rates.SequenceEqual(new[] { Burst, Daily }));
        listed[1].ShouldSatisfyAllConditions(r => r.Used.ShouldBe([100, 100]), r => r.Waiting.ShouldBe(1));
    }

    [Fact]
    public async Task What_an_operator_says_takes_its_place_and_a_concurrency_stands_beside_it()
    {
        await TargetAsync();
        await bench.Flow.SetLimitAsync(new FlowLimit("location:*", null, [new FlowRate(3, TimeSpan.FromSeconds(10))]), default);
        await bench.Flow.SetLimitAsync(new FlowLimit("location:y", 150, []), default);

        await SubmitAsync("x", 10, "location:x");
        await SubmitAsync("y", 110, "location:y");

        (await bench.WaitingAsync("ghl")).ShouldBe(7 + 10);
        await bench.Flow.RemoveLimitAsync("location:*", default);
        (await bench.WaitingAsync("ghl")).ShouldBe(10);
    }

    [Fact]
    public async Task What_a_service_tells_takes_the_place_of_its_own_kind_alone()
    {
        await bench.Flow.TellAsync(new FlowFeedback("location:x", 40, TimeSpan.FromSeconds(10), 40, null, null, null), default);
        await bench.Flow.TellAsync(new FlowFeedback("location:y", null, null, null, 500, 500, null), default);

        var told = (await bench.Flow.ListAsync(default)).ToDictionary(r => r.Key, r => r.Limit!);

        told["location:x"].Rates.ShouldBe([new FlowRate(40, TimeSpan.FromSeconds(10)), Daily]);
        told["location:y"].Rates.ShouldBe([new FlowRate(500, TimeSpan.FromDays(1)), Burst]);
    }

    [Fact]
    public async Task Without_the_setting_there_is_none()
    {
        var free = new PlacementBench(redis, o => o.Budgets[FlowKeyNames.Location] = "");
        await free.RegisterAsync("target", 1_000, "ghl/*");

        for (var i = 0; i < 120; i++)
            (await free.PlaceAsync($"x{i}", needs: Needs("location:x"))).ShouldBeOfType<PlaceResult.Placed>();

        (await free.Flow.ListAsync(default)).ShouldBeEmpty();
    }

    private static Requirements Needs(string? key) => new("ghl", "tag_add", flow: key is null ? null : [key]);

    private Task TargetAsync() => bench.RegisterAsync("target", 1_000, "ghl/*");

    private async Task SubmitAsync(string name, int count, string? key)
    {
        for (var i = 0; i < count; i++)
            await bench.SubmitAsync($"{name}{i}", needs: Needs(key), client: name);
    }
}
