using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>What a class says beside its operation and tags: whom it avoids, prefers and favours.</summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class RequirementTests(PlacementRedis redis)
{
    private readonly PlacementBench bench = new(redis);

    [Fact]
    public async Task An_avoided_target_gets_it_neither_at_once_nor_when_its_slot_comes_free()
    {
        await bench.RegisterAsync("failed", 1);
        var held = await bench.PlacedAsync("holder");
        await bench.SubmitAsync("avoids", rank: 0, needs: Avoiding("failed"));
        await bench.SubmitAsync("behind", needs: Avoiding("other"));

        (await bench.ReleaseAsync(held)).Grants.Single().Attempt.TaskId.ShouldBe("behind", "the one in front does not hold up those behind it");
        (await bench.RegisterAsync("failed", 5)).IsEmpty.ShouldBeTrue();
        (await bench.PlaceAsync("avoids-too", needs: Avoiding("failed"))).ShouldBeOfType<PlaceResult.NoSlot>();
        (await bench.RegisterAsync("other", 1)).Grants.Single().ShouldSatisfyAllConditions(
            g => g.Attempt.TaskId.ShouldBe("avoids"), g => g.Lease.TargetId.ShouldBe("other"));
    }

    [Fact]
    public async Task Those_that_avoid_and_those_that_do_not_are_served_in_one_order()
    {
        for (var i = 0; i < 6; i++)
            await bench.SubmitAsync($"t{i}", needs: i % 2 == 0 ? PlacementBench.Analyze : Avoiding($"other-{i}"));
        var served = new List<string>();
        var news = await bench.RegisterAsync("one", 1);
        while (news.Grants.Count > 0)
        {
            served.Add(news.Grants.Single().Attempt.TaskId);
            news = await bench.ReleaseAsync(news.Grants.Single().Lease.Token);
        }

        served.ShouldBe(["t0", "t1", "t2", "t3", "t4", "t5"]);
    }

    [Fact]
    public async Task One_that_avoids_finds_a_target_that_joins_the_same_capabilities_or_learns_them()
    {
        await bench.RegisterAsync("failed", 1, "code/analyze", "agent");
        await bench.RegisterAsync("learner", 1, "code/edit");
        await bench.SubmitAsync("a", needs: new Requirements("code", "analyze", ["agent"], ["failed"]));
        await bench.SubmitAsync("b", needs: new Requirements("code", "analyze", ["agent"], ["failed"]));

        (await bench.RegisterAsync("newcomer", 1, "code/analyze", "agent")).Grants.Single().Attempt.TaskId.ShouldBe("a");
        (await bench.RegisterAsync("learner", 1, "agent", "code/analyze")).Grants.Single().Attempt.TaskId.ShouldBe("b");
    }

    [Theory]
    [InlineData("streaming")]
    [InlineData("code/analyze")]
    public async Task A_preferred_target_comes_before_load_and_any_other_when_it_is_full(string preferred)
    {
        await bench.RegisterAsync("regular", 10);
        await bench.RegisterAsync("streaming", 2, "code/*", preferred);
        var needs = new Requirements("code", "analyze", null, null, [preferred]);

        (await TargetsAsync(3, needs)).ShouldBe(["streaming", "streaming", "regular"]);
    }

    [Fact]
    public async Task A_favoured_target_comes_first_only_among_equally_loaded_ones()
    {
        await bench.RegisterAsync("agent", 2, "code/*", "agent");
        await bench.RegisterAsync("wasm", 2, "code/analyze", "wasm");
        var needs = new Requirements("code", "analyze", null, null, null, ["wasm"]);

        (await TargetsAsync(4, needs)).ShouldBe(["wasm", "agent", "wasm", "agent"]);
        (await bench.RegisterAsync("later", 1, "code/*", "agent")).IsEmpty.ShouldBeTrue();
        (await TargetsAsync(1, needs)).ShouldBe(["later"]);
    }

    [Fact]
    public async Task Among_the_preferred_the_favoured_comes_first()
    {
        await bench.RegisterAsync("first", 2, "code/*", "fast");
        await bench.RegisterAsync("second", 2, "code/*", "fast", "near");
        await bench.RegisterAsync("near", 2, "code/*", "near");
        var needs = new Requirements("code", "analyze", null, null, ["fast"], ["near"]);

        (await TargetsAsync(5, needs)).ShouldBe(["second", "first", "second", "first", "near"]);
    }

    [Theory]
    [InlineData("code/rs:test", true)]
    [InlineData("code/rs:*", true)]
    [InlineData("code/*:test", true)]
    [InlineData("code/*", true)]
    [InlineData("code/rs:edit", false)]
    [InlineData("code/*:edit", false)]
    [InlineData("code/test", false)]
    [InlineData("ghl/rs:*", false)]
    public async Task A_target_may_declare_all_of_a_file_type_or_of_an_operation(string capability, bool serves)
    {
        await bench.SubmitAsync("plain", needs: new Requirements("code", "rs:test"));
        await bench.SubmitAsync("tagged", needs: new Requirements("code", "rs:test", ["agent"]));
        await bench.SubmitAsync("avoids", needs: new Requirements("code", "rs:test", null, ["somebody"]));

        var news = await bench.RegisterAsync("one", 10, capability, "agent");

        news.Grants.Select(g => g.Attempt.TaskId).ShouldBe(serves ? ["plain", "tagged", "avoids"] : []);
        (await bench.PlaceAsync("next", needs: new Requirements("code", "rs:test")) is PlaceResult.Placed).ShouldBe(serves);
        (await bench.ExplainAsync("next", new Requirements("code", "rs:test"))).Candidates.Single().Eligible.ShouldBe(serves);
    }

    [Theory]
    [InlineData("+")]
    [InlineData("!")]
    [InlineData("?")]
    [InlineData("~")]
    [InlineData("|")]
    public async Task Marks_inside_of_words_are_refused(string mark)
    {
        var word = $"a{mark}b";
        foreach (var needs in new Requirements[]
        {
            new(word, "x"), new("code", word), new("code", "x", [word]), new("code", "x", null, [word]), new("code", "x", null, null, [word]),
            new("code", "x", null, null, null, [word]),
        })
        {
            (await Should.ThrowAsync<ArgumentException>(() => bench.PlaceAsync("t", needs: needs))).Message.ShouldContain(word);
        }

        (await Should.ThrowAsync<ArgumentException>(() => bench.RegisterAsync("one", 1, word))).Message.ShouldContain(word);
    }

    private static Requirements Avoiding(string target) => new("code", "analyze", null, [target]);

    private async Task<List<string>> TargetsAsync(int count, Requirements needs)
    {
        var targets = new List<string>();
        for (var i = 0; i < count; i++)
            targets.Add((await bench.LeasedAsync(Guid.NewGuid().ToString("n"), needs)).TargetId);
        return targets;
    }
}
