using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Sagas;

[Collection(StoreRedisDefinition.Name)]
public sealed class StoreTimerTests(StoreRedis redis)
{
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(10);
    private readonly StoreInstallation installation = new(redis.Connection);

    [Fact]
    public async Task Timers_FireWhenDue_ByTheStoresClock()
    {
        (await ClaimAsync()).Next.ShouldBeNull();
        await SetAsync("a", 0, ("retry", 600));
        await SetAsync("b", 0, ("retry", 1_200), ("deadline", 3_600));

        var none = await ClaimAsync();
        none.Timers.ShouldBeEmpty();
        none.Next!.Value.TotalSeconds.ShouldBeInRange(570, 600);
        installation.Clock.Advance(TimeSpan.FromSeconds(540));
        (await ClaimAsync()).Timers.ShouldBeEmpty();
        installation.Clock.Advance(TimeSpan.FromSeconds(60));
        (await ClaimAsync()).Timers.ShouldBe([new DueTimer(Commits.Task("a"), "retry", 1)]);
        installation.Clock.Advance(TimeSpan.FromSeconds(3_000));
        (await ClaimAsync()).Timers.ShouldBe(
            [new(Commits.Task("a"), "retry", 1), new(Commits.Task("b"), "retry", 1), new(Commits.Task("b"), "deadline", 1)], ignoreOrder: true);
    }

    [Fact]
    public async Task SettingAgain_MovesAndRenumbers_ClearingRemoves()
    {
        await SetAsync("a", 0, ("retry", 600), ("deadline", 600), ("ask", 600));
        await installation.CommittedAsync(Commits.Of("a", 1, "A") with
        {
            TimersSet = [new("retry", TimeSpan.FromSeconds(1_800)), new("ask", TimeSpan.FromSeconds(60))],
            TimersCleared = ["deadline", "ask"],
        });
        installation.Clock.Advance(TimeSpan.FromSeconds(900));
        // Cleared and set in one commit is set.
        (await ClaimAsync()).Timers.ShouldBe([new DueTimer(Commits.Task("a"), "ask", 2)]);
        installation.Clock.Advance(TimeSpan.FromSeconds(900));
        (await ClaimAsync()).Timers.ShouldBe([new(Commits.Task("a"), "retry", 2), new(Commits.Task("a"), "ask", 2)], ignoreOrder: true);
    }

    [Fact]
    public async Task TwoClaimers_NeverGetTheSameTimer()
    {
        for (var n = 0; n < 300; n++) await SetAsync($"s{n}", 0, ("retry", 1));
        installation.Clock.Advance(TimeSpan.FromSeconds(2));
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => installation.Store.ClaimTimersAsync(Claim, 25, default)));
        var fired = claims.SelectMany(claim => claim.Timers).Select(timer => timer.Key.Id).ToList();
        fired.ShouldBe(Enumerable.Range(0, 300).Select(n => $"s{n}"), ignoreOrder: true);
        claims.ShouldAllBe(claim => claim.Timers.Count <= 25);
    }

    [Fact]
    public async Task Limit_IsFilled_AndNextSaysThatMoreAreDue()
    {
        for (var n = 0; n < 20; n++) await SetAsync($"s{n}", 0, ("retry", 1));
        installation.Clock.Advance(TimeSpan.FromSeconds(2));
        var fired = 0;
        while (fired < 20)
        {
            var claim = await installation.Store.ClaimTimersAsync(Claim, 3, default);
            claim.Timers.Count.ShouldBe(Math.Min(3, 20 - fired));
            fired += claim.Timers.Count;
            if (fired < 20) claim.Next.ShouldBe(TimeSpan.Zero);
        }

        fired.ShouldBe(20);
    }

    [Fact]
    public async Task FiredTimer_ThatNoCommitRemoved_ComesAgain()
    {
        await SetAsync("a", 0, ("retry", 1));
        installation.Clock.Advance(TimeSpan.FromSeconds(2));
        (await ClaimAsync()).Timers.Count.ShouldBe(1);
        var held = await ClaimAsync();
        held.Timers.ShouldBeEmpty();
        held.Next!.Value.TotalSeconds.ShouldBeInRange(570, 600);
        installation.Clock.Advance(Claim);
        (await ClaimAsync()).Timers.Count.ShouldBe(1);
        await installation.CommittedAsync(Commits.Of("a", 1, "A") with { TimersCleared = ["retry"] });
        installation.Clock.Advance(Claim * 2);
        var after = await ClaimAsync();
        after.Timers.ShouldBeEmpty();
        after.Next.ShouldBeNull();
    }

    [Fact]
    public async Task Drop_StaleOrGone_Removes_SetAnew_DoesNot()
    {
        await SetAsync("a", 0, ("retry", 1));
        installation.Clock.Advance(TimeSpan.FromSeconds(2));
        var fired = (await ClaimAsync()).Timers.Single();
        await SetAsync("a", 1, ("retry", 60));
        await installation.Store.DropTimerAsync(fired);
        (await installation.LoadAsync(fired.Key))!.Timers["retry"].ShouldBe(2);
        installation.Clock.Advance(TimeSpan.FromSeconds(61));
        fired = (await ClaimAsync()).Timers.Single();
        fired.Version.ShouldBe(2);
        await installation.Store.DropTimerAsync(fired);
        (await installation.LoadAsync(fired.Key))!.Timers.ShouldBeEmpty();
        (await ClaimAsync()).Next.ShouldBeNull();
    }

    [Fact]
    public async Task Timer_OfASagaThatIsGone_GoesWithTheClaim()
    {
        await SetAsync("a", 0, ("retry", 1));
        await redis.Connection.GetDatabase().KeyDeleteAsync(installation.Keys.Saga(Commits.Task("a")));
        installation.Clock.Advance(TimeSpan.FromSeconds(2));
        var claim = await ClaimAsync();
        claim.Timers.ShouldBeEmpty();
        claim.Next.ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_TakesAllTimers_AlsoWhenTheyAreNotNamed(bool areKnown)
    {
        await SetAsync("a", 0, ("retry", 1), ("deadline", 1));
        await installation.CommittedAsync(Commits.Of("a", 1, "Done") with
        {
            Ended = true,
            Retain = TimeSpan.FromHours(1),
            TimersSet = [new("late", TimeSpan.Zero)],
            OpenTimers = areKnown ? [.. (await installation.LoadAsync(Commits.Task("a")))!.Timers.Keys] : null,
        });
        (await installation.LoadAsync(Commits.Task("a")))!.Timers.ShouldBeEmpty();
        installation.Clock.Advance(TimeSpan.FromSeconds(2));
        var claim = await ClaimAsync();
        claim.Timers.ShouldBeEmpty();
        claim.Next.ShouldBeNull();
    }

    [Fact]
    public async Task OfThoseThatAreKnownOnlyTheNamedAreCleared_AndWhatIsAlsoSetIsSet()
    {
        await SetAsync("a", 0, ("retry", 1), ("deadline", 1), ("ask", 1));
        await installation.CommittedAsync(Commits.Of("a", 1, "B") with
        {
            OpenTimers = ["retry", "deadline", "ask"],
            TimersCleared = ["retry", "ask", "never-set"],
            TimersSet = [new("ask", TimeSpan.Zero)],
        });
        (await installation.LoadAsync(Commits.Task("a")))!.Timers.ShouldBe(new Dictionary<string, long> { ["deadline"] = 1, ["ask"] = 2 }, ignoreOrder: true);
        installation.Clock.Advance(TimeSpan.FromSeconds(2));
        (await ClaimAsync()).Timers.ShouldBe([new(Commits.Task("a"), "deadline", 1), new(Commits.Task("a"), "ask", 2)], ignoreOrder: true);
    }

    private Task<DueTimers> ClaimAsync() => installation.Store.ClaimTimersAsync(Claim, 100, default);

    private Task<long> SetAsync(string id, long expected, params (string Name, int Seconds)[] timers) =>
        installation.CommittedAsync(Commits.Of(id, expected, "A") with
        {
            TimersSet = [.. timers.Select(timer => new TimerSet(timer.Name, TimeSpan.FromSeconds(timer.Seconds)))],
        });
}
