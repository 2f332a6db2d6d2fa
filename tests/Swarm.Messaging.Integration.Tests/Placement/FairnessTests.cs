using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Integration.Tests.Placement;

[Collection(PlacementRedisGroup.Name)]
public sealed class FairnessTests(PlacementRedis redis)
{
    private static readonly Requirements Tag = new("ghl", "tag_add");
    private static readonly Requirements Note = new("ghl", "note");

    private readonly PlacementBench bench = new(redis, o => o.Fairness["ghl"] = true);

    [Fact]
    public async Task Ten_tasks_beside_a_thousand_of_another_client_take_turns_with_them()
    {
        var running = await FullAsync();
        await WaitAsync("big", 1000);
        await WaitAsync("small", 10);

        var order = await ServeAsync(running, 30);

        order.Take(20).Count(c => c == "small").ShouldBe(10);
        order.Skip(20).ShouldAllBe(c => c == "big");
    }

    [Fact]
    public async Task Rank_comes_before_fairness_and_a_client_s_own_order_stays()
    {
        var running = await FullAsync();
        await WaitAsync("a", 3);
        await bench.SubmitAsync("a-late", 1, Tag, "a");
        await WaitAsync("b", 1);

        (await ServeTasksAsync(running, 5)).ShouldBe(["a-late", "a0", "b0", "a1", "a2"]);
    }

    [Fact]
    public async Task Weights_share_in_their_proportion()
    {
        await bench.Flow.SetLimitAsync(new FlowLimit("client:heavy", null, [], Weight: 3), default);
        var running = await FullAsync();
        await WaitAsync("light", 100);
        await WaitAsync("heavy", 100);

        (await ServeAsync(running, 40)).Count(c => c == "heavy").ShouldBeInRange(29, 31);
    }

    [Fact]
    public async Task Clients_are_fair_over_all_their_operations()
    {
        var running = await FullAsync();
        await WaitAsync("a", 20);
        await WaitAsync("a", 20, Note);
        await WaitAsync("b", 20);

        (await ServeAsync(running, 20)).Count(c => c == "b").ShouldBeInRange(9, 11);
    }

    [Fact]
    public async Task Who_was_away_neither_owes_nor_is_owed_turns()
    {
        var running = await FullAsync();
        await WaitAsync("a", 50);
        var last = running;
        for (var i = 0; i < 20; i++)
            last = (await NextAsync(last)).Token;
        await WaitAsync("b", 50);

        (await ServeAsync(last, 10)).Count(c => c == "b").ShouldBeInRange(5, 6);
    }

    [Fact]
    public async Task Fairness_holds_among_those_that_wait_for_the_same_limit()
    {
        await bench.RegisterAsync("target", 100, "ghl/*");
        await bench.Flow.SetLimitAsync(new FlowLimit("operation:ghl/tag_add", 1, []), default);
        var running = (await bench.LeasedAsync("running", Tag)).Token;
        await WaitAsync("big", 100);
        await WaitAsync("small", 5);

        (await ServeAsync(running, 10)).Count(c => c == "small").ShouldBe(5);
    }

    [Fact]
    public async Task A_kind_that_is_not_fair_goes_by_acceptance()
    {
        bench.Options.Fairness.Clear();
        var running = await FullAsync();
        await WaitAsync("big", 20);
        await WaitAsync("small", 5);

        (await ServeAsync(running, 20)).ShouldAllBe(c => c == "big");
    }

    private async Task<string> FullAsync()
    {
        await bench.RegisterAsync("target", 1, "ghl/*");
        return (await bench.LeasedAsync("running", Tag)).Token;
    }

    private async Task WaitAsync(string client, int count, Requirements? needs = null)
    {
        var work = needs ?? Tag;
        var placed = await bench.Store.TryPlaceAsync(
            [.. Enumerable.Range(0, count).Select(i => new PlaceRequest(Attempt(client, i, work), work, client, 10))], default);
        await bench.Store.ApplyAsync(
            [.. placed.Select((p, i) => new PlacementRequest.Park(Attempt(client, i, work), work, client, 10, ((PlaceResult.NoSlot)p).Sequence))], default);
    }

    private static AttemptId Attempt(string client, int i, Requirements work) => PlacementBench.Attempt(work == Tag ? $"{client}{i}" : $"{client}{i}-{work.Operation}");

    private async Task<(string Token, string Task)> NextAsync(string running)
    {
        var grant = (await bench.ReleaseAsync(running)).Grants.ShouldHaveSingleItem();
        await bench.ConfirmAsync(grant.Lease.Token);
        return (grant.Lease.Token, grant.Attempt.TaskId);
    }

    private async Task<IReadOnlyList<string>> ServeTasksAsync(string running, int count)
    {
        var order = new List<string>();
        for (var i = 0; i < count; i++)
        {
            (running, var task) = await NextAsync(running);
            order.Add(task);
        }

        return order;
    }

    private async Task<IReadOnlyList<string>> ServeAsync(string running, int count) =>
        [.. (await ServeTasksAsync(running, count)).Select(task => task.Split('-')[0].TrimEnd("0123456789".ToCharArray()))];
}
