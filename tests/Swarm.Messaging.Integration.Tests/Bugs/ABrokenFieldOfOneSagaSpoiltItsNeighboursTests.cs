using StackExchange.Redis;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A saga that had lost a field made the script fail after it had written the others of the same call: they were in no index and kept for ever.
/// One with a text where a number belongs made every list with it fail.
/// </summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class ABrokenFieldOfOneSagaSpoiltItsNeighboursTests(StoreRedis redis)
{
    private readonly StoreInstallation installation = new(redis.Connection);

    [Theory]
    [InlineData("cr", null)]
    [InlineData("cr", "abc")]
    [InlineData("st", null)]
    [InlineData("cr", "nan")]
    [InlineData("cl", null)]
    [InlineData("v", "abc")]
    [InlineData("v", null)]
    public async Task It_is_refused_alone_and_the_others_of_its_call_are_written_whole(string field, string? value)
    {
        await BothAsync();
        await BreakAsync(field, value);

        var commits = installation.Store.CommitAll([Commits.Of("w~1", 1, "Running"), Commits.Of("w~2", 1, "Running")], default);

        (await Should.ThrowAsync<SagaDamagedException>(() => commits[0])).Key.ShouldBe(Commits.Task("w~1"));
        (await commits[1]).ShouldBeOfType<CommitResult.Committed>();
        (await IdsAsync("Running")).ShouldBe(["w~2"]);
    }

    [Theory]
    [InlineData("v")]
    [InlineData("sv")]
    [InlineData("t:retry")]
    public async Task Read_it_says_what_it_is_and_hides_no_other_in_a_list(string field)
    {
        await BothAsync();
        await BreakAsync(field, "abc");

        (await Should.ThrowAsync<SagaDamagedException>(() => installation.LoadAsync(Commits.Task("w~1")))).Message.ShouldContain($"its field {field} is no number");
        (await IdsAsync(null)).ShouldBe(["w~1", "w~2"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1.5")]
    public async Task A_timer_of_it_keeps_no_other_back(string version)
    {
        foreach (var id in new[] { "w~1", "w~2" })
            await installation.CommittedAsync(Commits.Of(id, 0, "Accepted") with { TimersSet = [new TimerSet("retry", TimeSpan.FromSeconds(1))] });
        await BreakAsync("t:retry", version);
        installation.Clock.Advance(TimeSpan.FromSeconds(2));

        var due = await installation.Store.ClaimTimersAsync(TimeSpan.FromSeconds(10), 10, default);

        due.Timers.Select(timer => (timer.Key.Id, timer.Version)).ShouldBe([("w~1", 0), ("w~2", 1)], ignoreOrder: true);
    }

    private async Task BothAsync()
    {
        foreach (var id in new[] { "w~1", "w~2" })
            await installation.CommittedAsync(Commits.Of(id, 0, "Accepted"));
    }

    private Task BreakAsync(string field, string? value)
    {
        var (database, key) = (redis.Connection.GetDatabase(), installation.Keys.Saga(Commits.Task("w~1")));
        return value is null ? database.HashDeleteAsync(key, field) : database.HashSetAsync(key, field, value);
    }

    private async Task<IEnumerable<string>> IdsAsync(string? state) =>
        (await installation.Store.ListAsync(new SagaQuery("task", state, null, null, 10), default)).Sagas.Select(saga => saga.Key.Id);
}
