using Swarm.Messaging.Coordination;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Coordination;

namespace Swarm.Messaging.Integration.Tests.Coordination;

/// <summary>Whatever comes, how often and in which order: every task is counted once, as what it is.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class CoordinatorStoreTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(300);

    private static readonly long Began = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private readonly StoreInstallation installation;
    private readonly RedisCoordinatorStore store;

    public CoordinatorStoreTests(StoreRedis redis)
    {
        installation = new StoreInstallation(redis.Connection);
        store = new RedisCoordinatorStore(redis.Connection, installation.Keys, installation.Clock);
    }

    [Fact]
    public async Task ARepeatedStep_CountsOnce()
    {
        (await ApplyAsync(Step("a", 1, StepState.Waiting) with { Routes = 1 }, Step("a", 1, StepState.Waiting) with { Routes = 1 })).ShouldBe([true, false]);
        var end = Step("a", 3, StepState.Successful) with { DurationMs = 40 };
        (await ApplyAsync(end)).ShouldBe([true]);
        (await ApplyAsync(end, Step("a", 1, StepState.Waiting))).ShouldBe([false, false]);

        (await store.ReadAsync(default)).ShouldBe(new CoordinatorTotals(1, 0, 0, 1, 0, 0, 1, 40));
    }

    [Fact]
    public async Task AStepThatWasOvertaken_ChangesNothing()
    {
        await ApplyAsync(Step("a", 4, StepState.Failed));
        await ApplyAsync(Step("a", 3, StepState.Running) with { Started = true }, Step("a", 1, StepState.Waiting));

        (await store.ReadAsync(default)).ShouldBe(new CoordinatorTotals(1, 0, 0, 0, 1, 0, 0, 0));
        installation.Clock.Advance(Limit * 2);
        (await store.OverdueAsync(Limit, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AReplayedTask_MovesBack_AndIsNoNewSubmission()
    {
        await ApplyAsync(Step("a", 1, StepState.Waiting), Step("a", 2, StepState.Failed), Step("a", 3, StepState.Waiting));
        (await store.ReadAsync(default)).ShouldBe(new CoordinatorTotals(1, 1, 0, 0, 0, 0, 0, 0));

        await ApplyAsync(Step("a", 4, StepState.Successful) with { DurationMs = 3 });
        (await store.ReadAsync(default)).ShouldBe(new CoordinatorTotals(1, 0, 0, 1, 0, 0, 0, 3));
    }

    [Fact]
    public async Task ATaskThatIsReroutedAgainAndAgain_IsOneReroutedTask()
    {
        await ApplyAsync([.. Enumerable.Range(1, 4).Select(v => Step("a", v, StepState.Waiting) with { Rerouted = v > 1, Routes = 1 })]);

        var totals = await store.ReadAsync(default);
        (totals.Rerouted, totals.Routes).ShouldBe((1, 4));
    }

    /// <summary>Lifes of 200 tasks, each step up to three times, all shuffled, in pieces, by two hosts at once.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AnyMixture_AddsUp_AtEveryMoment(int seed)
    {
        var random = new Random(seed);
        var lives = Enumerable.Range(0, 200).Select(n => Life($"t{n}", random)).ToList();
        var steps = lives.SelectMany(l => l).SelectMany(s => Enumerable.Repeat(s, random.Next(1, 4))).ToArray();
        random.Shuffle(steps);

        foreach (var pieces in steps.Chunk(23).Chunk(2))
        {
            await Task.WhenAll(pieces.Select((piece, host) => store.ApplyAsync($"host{host}", piece, default)));
            var now = await store.ReadAsync(default);
            (now.Successful + now.Failed + now.Running + now.Waiting).ShouldBe(now.Total);
        }

        var ends = lives.Select(l => l[^1]).ToList();
        var totals = await store.ReadAsync(default);
        totals.Total.ShouldBe(200);
        (totals.Waiting, totals.Running, totals.Successful, totals.Failed).ShouldBe((
            ends.Count(e => e.State == StepState.Waiting), ends.Count(e => e.State == StepState.Running),
            ends.Count(e => e.State == StepState.Successful), ends.Count(e => e.State == StepState.Failed)));
        totals.DurationMs.ShouldBe(ends.Sum(e => e.DurationMs), "each success counts its duration once");
    }

    [Fact]
    public async Task EndedTasks_AreForgotten_AndTheirRepetitionsStillCountNothing()
    {
        var end = Step("a", 2, StepState.Successful);
        await ApplyAsync(end, Step("open", 1, StepState.Waiting), Step("bad", 2, StepState.Failed));

        installation.Clock.Advance(TimeSpan.FromHours(2));
        await ApplyAsync();

        (await installation.MembersWithAsync("a")).ShouldNotContain(m => m.EndsWith("tasks -> a", StringComparison.Ordinal));
        (await ApplyAsync(end, end with { Version = 1 })).ShouldBe([false, false]);
        (await ApplyAsync(Step("open", 2, StepState.Running), Step("bad", 3, StepState.Waiting), Step("new", 1, StepState.Waiting, 9_000))).ShouldBe([true, true, true]);
        (await store.ReadAsync(default)).ShouldBe(new CoordinatorTotals(4, 2, 1, 1, 0, 0, 0, 0));
    }

    [Fact]
    public async Task AnIdUsedAgainAfterItsTaskWasDeleted_IsAnotherSubmission()
    {
        await ApplyAsync(Step("a", 1, StepState.Waiting), Step("a", 7, StepState.Failed, 2_000));
        (await ApplyAsync(Step("a", 1, StepState.Waiting, 1_000))).ShouldBe([false], "that is the first one's, again");

        (await ApplyAsync(Step("a", 1, StepState.Waiting, 3_000), Step("a", 2, StepState.Running, 3_000))).ShouldBe([true, true]);

        (await store.ReadAsync(default)).ShouldBe(new CoordinatorTotals(2, 0, 1, 0, 1, 0, 0, 0));
    }

    [Fact]
    public async Task ATaskThatIsGone_CountsAsFailed_ButOnlyIfItWasCounted()
    {
        await ApplyAsync(Step("a", 5, StepState.Running));

        (await ApplyAsync(Step("a", 0, StepState.Failed) with { AtMs = 0 }, Step("unknown", 0, StepState.Failed) with { AtMs = 0 })).ShouldBe([true, false]);

        (await store.ReadAsync(default)).ShouldBe(new CoordinatorTotals(1, 0, 0, 0, 1, 0, 0, 0));
    }

    [Fact]
    public async Task ATaskThatRunsTooLong_IsNamedUntilItLeaves_AndIsNewOnce()
    {
        await ApplyAsync(Step("a", 2, StepState.Running) with { Started = true });
        (await store.OverdueAsync(Limit, 10, default)).ShouldBeEmpty();

        installation.Clock.Advance(Limit + TimeSpan.FromSeconds(1));
        var first = (await store.OverdueAsync(Limit, 10, default)).ShouldHaveSingleItem();
        (first.TaskId, first.Version, first.First, first.Running >= Limit).ShouldBe(("a", 2, true, true));
        (await store.OverdueAsync(Limit, 10, default)).ShouldHaveSingleItem().First.ShouldBeFalse();

        await ApplyAsync(Step("a", 3, StepState.Running));
        (await store.OverdueAsync(Limit, 10, default)).ShouldHaveSingleItem().First.ShouldBeFalse("a later word of the same execution begins no new one");
        await ApplyAsync(Step("a", 4, StepState.Waiting), Step("a", 5, StepState.Running) with { Started = true });
        (await store.OverdueAsync(Limit, 10, default)).ShouldBeEmpty("the next execution has its own time");

        installation.Clock.Advance(Limit * 2);
        (await store.OverdueAsync(Limit, 10, default)).ShouldHaveSingleItem().First.ShouldBeTrue();
        await ApplyAsync(Step("a", 6, StepState.Failed));
        (await store.OverdueAsync(Limit, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task SilentTasks_AreNamedOnceForEachSilence()
    {
        await ApplyAsync(Step("a", 1, StepState.Waiting), Step("b", 2, StepState.Successful));
        var silence = TimeSpan.FromMinutes(2);
        (await store.SilentAsync(silence, 10, default)).ShouldBeEmpty();

        installation.Clock.Advance(silence);
        (await store.SilentAsync(silence, 10, default)).ShouldBe(["a"]);
        (await store.SilentAsync(silence, 10, default)).ShouldBeEmpty();
        installation.Clock.Advance(silence);
        (await store.SilentAsync(silence, 10, default)).ShouldBe(["a"]);
    }

    [Fact]
    public async Task AHostThatIsGone_IsNamedOnce_AndOneThatSaidFarewellNever()
    {
        var silence = TimeSpan.FromSeconds(60);
        foreach (var host in new[] { "killed", "stopped" })
            await store.ApplyAsync(host, [], default);
        await store.FarewellAsync("stopped", default);
        installation.Clock.Advance(silence);
        await store.ApplyAsync("alive", [], default);

        (await store.LostHostsAsync(silence, default)).Count.ShouldBe(1);
        (await store.LostHostsAsync(silence, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AClaim_IsOneCallers()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.ClaimAsync("monitoring", TimeSpan.FromMinutes(1), default)));

        claims.Count(c => c).ShouldBe(1);
    }

    [Fact]
    public async Task APattern_IsNewOnce_UntilItIsGone()
    {
        (await store.NewPatternsAsync(["a", "b"], default)).ShouldBe(["a", "b"], ignoreOrder: true);
        (await store.NewPatternsAsync(["b", "c"], default)).ShouldBe(["c"]);
        (await store.NewPatternsAsync(["a", "b"], default)).ShouldBe(["a"]);
    }

    private static List<TaskStep> Life(string id, Random random)
    {
        var steps = new List<TaskStep> { Step(id, 1, StepState.Waiting) };
        for (var version = 2; version < 20; version++)
        {
            var state = (StepState)random.Next(4);
            steps.Add(Step(id, version, state) with { Started = state == StepState.Running, DurationMs = state == StepState.Successful ? random.Next(1_000) : 0 });
            if (state == StepState.Successful || random.Next(6) == 0)
                break;
        }

        return steps;
    }

    /// <param name="later">Ms after the tests began.</param>
    private static TaskStep Step(string id, long version, StepState state, long later = 0) => new(id, version, state, Began + later);

    private Task<IReadOnlyList<bool>> ApplyAsync(params TaskStep[] steps) => store.ApplyAsync("host", steps, default);
}
