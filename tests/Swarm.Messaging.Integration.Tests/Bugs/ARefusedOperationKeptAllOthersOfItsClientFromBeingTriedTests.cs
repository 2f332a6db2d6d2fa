using Swarm.Messaging.Integration.Tests.Placement;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// While a client's login is doubted one execution at a time looks whether it still fails. It was always the first of those that wait: an operation that is refused alone, and comes back to its
/// place, kept all others from ever being tried.
/// </summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class ARefusedOperationKeptAllOthersOfItsClientFromBeingTriedTests(PlacementRedis redis)
{
    private const string Client = "acme";

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(31);

    private readonly PlacementBench bench = new(redis, o => o.Strategies["ghl"] = PlacementStrategies.SessionAware);
    private readonly Dictionary<string, (string Operation, long Sequence, int Number)> tasks = [];

    [Fact]
    public async Task Each_operation_has_its_turn_and_then_the_first_again()
    {
        await DoubtAsync("refused");
        await WaitAsync("a", "refused");
        await WaitAsync("b", "note_create");
        await WaitAsync("c", "tag_add");
        var turns = new List<string>();

        for (var round = 0; round < 6; round++)
        {
            var probe = await ProbeAsync();
            turns.Add(TaskOf(probe));
            await EndAsync(probe, "login_failed");
            await ComeBackAsync(TaskOf(probe));
        }

        turns.ShouldBe(["b", "c", "a", "b", "c", "a"]);
    }

    [Fact]
    public async Task Two_take_turns_whoever_finds_that_the_rest_is_over()
    {
        await DoubtAsync("refused");
        await WaitAsync("a", "refused");
        await WaitAsync("b", "note_create");
        var turns = new List<string>();

        for (var round = 0; round < 4; round++)
        {
            bench.Clock.Advance(Rest - TimeSpan.FromSeconds(3));
            await bench.RenewAsync("one");
            await bench.RenewAsync("two");
            bench.Clock.Advance(TimeSpan.FromSeconds(3));
            // The sweep looks after those that wait, and then after keys whose time has come: the same key.
            var probe = (await bench.SweepAsync()).Grants.ShouldHaveSingleItem().Lease;
            await bench.ConfirmAsync(probe.Token);
            turns.Add(TaskOf(probe));
            await EndAsync(probe, "login_failed");
            await ComeBackAsync(TaskOf(probe));
        }

        turns.ShouldBe(["b", "a", "b", "a"]);
    }

    [Fact]
    public async Task One_whose_turn_it_is_keeps_it_while_all_slots_are_taken()
    {
        await DoubtAsync("refused");
        await WaitAsync("a", "refused");
        await WaitAsync("b", "note_create");
        var busy = new List<SlotLease>();
        foreach (var task in new[] { "x", "y" })
        {
            busy.Add((await bench.PlaceAsync(task, needs: Work("tag_add"), client: "other")).ShouldBeOfType<PlaceResult.Placed>().Lease);
            await bench.ConfirmAsync(busy[^1].Token);
        }

        for (var seconds = 0; seconds < Rest.TotalSeconds; seconds += 10)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(11));
            foreach (var lease in busy)
                await bench.RenewAsync(lease.TargetId, lease.Token);
            (await bench.SweepAsync()).Grants.ShouldBeEmpty();
        }

        var news = await EndAsync(busy[0], null);

        TaskOf(news.Grants.ShouldHaveSingleItem().Lease).ShouldBe("b");
    }

    [Fact]
    public async Task One_that_succeeds_lets_the_others_go_on()
    {
        await DoubtAsync("refused");
        await WaitAsync("a", "refused");
        await WaitAsync("b", "note_create");
        var probe = await ProbeAsync();
        TaskOf(probe).ShouldBe("b");

        var news = await EndAsync(probe, null);

        TaskOf(news.Grants.ShouldHaveSingleItem().Lease).ShouldBe("a");
        (await bench.Flow.ListAsync(default)).ShouldNotContain(f => f.Key == $"login:{Client}");
    }

    private static string TaskOf(SlotLease lease) => AttemptId.TryParse(lease.Token, out var attempt) ? attempt.Value.TaskId : throw new FormatException(lease.Token);

    /// <summary>The login has failed in two sessions, each time for this operation.</summary>
    private async Task DoubtAsync(string operation)
    {
        await bench.RegisterAsync("one", 1, "ghl/*");
        await bench.RegisterAsync("two", 1, "ghl/*");
        var leases = new List<SlotLease>();
        foreach (var task in new[] { "first", "second" })
            leases.Add((await bench.PlaceAsync(task, needs: Work(operation), client: Client)).ShouldBeOfType<PlaceResult.Placed>().Lease);
        foreach (var lease in leases)
            await EndAsync(lease, "login_failed");
        (await bench.Flow.ListAsync(default)).ShouldContain(f => f.Key == $"login:{Client}");
    }

    private async Task WaitAsync(string task, string operation) =>
        tasks[task] = (operation, (await bench.SubmitAsync(task, needs: Work(operation), client: Client)).ShouldBeOfType<PlaceResult.NoSlot>().Sequence, 1);

    /// <summary>Its next attempt, at the place of the first.</summary>
    private async Task ComeBackAsync(string task)
    {
        var (operation, sequence, number) = tasks[task];
        tasks[task] = (operation, sequence, number + 1);
        var attempt = new AttemptId(task, 0, number + 1);
        (await bench.Store.TryPlaceAsync([new PlaceRequest(attempt, Work(operation), Client, 10, sequence)], default)).ShouldHaveSingleItem().ShouldBeOfType<PlaceResult.NoSlot>();
        await bench.ApplyAsync(new PlacementRequest.Park(attempt, Work(operation), Client, 10, sequence));
    }

    /// <summary>The rest is over: one is let through.</summary>
    private async Task<SlotLease> ProbeAsync()
    {
        bench.Clock.Advance(Rest);
        var news = (await bench.RenewAsync("one")).News + (await bench.RenewAsync("two")).News + await bench.SweepAsync();
        var lease = news.Grants.ShouldHaveSingleItem().Lease;
        await bench.ConfirmAsync(lease.Token);
        return lease;
    }

    private Task<PlacementNews> EndAsync(SlotLease lease, string? error) =>
        bench.ApplyAsync(new PlacementRequest.Release(lease.Token, new AttemptOutcome(error is null, TimeSpan.FromSeconds(1), null, error)));

    private static Requirements Work(string operation) => new("ghl", operation, session: true);
}
