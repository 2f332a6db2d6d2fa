using System.Diagnostics;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Sagas;

/// <summary>A commit whose answer never came: the next look says that it was applied, and it is not applied twice.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class StoreLostReplyTests(StoreRedis redis)
{
    [Fact]
    public async Task ConnectionLost_AfterTheScriptRan()
    {
        await using var proxy = new ReplyEatingProxy(redis.Port);
        await using var connection = await StoreRedis.ConnectAsync($"127.0.0.1:{proxy.Port}");
        await AttackAsync(new StoreInstallation(connection), proxy.EatNextReply);
    }

    [Fact]
    public async Task ClientTimedOut_AndTheScriptRanLater()
    {
        await using var connection = await StoreRedis.ConnectAsync($"127.0.0.1:{redis.Port}", options => options.AsyncTimeout = 1_000);
        await AttackAsync(
            new StoreInstallation(connection),
            () => redis.Connection.GetServers()[0].Execute("CLIENT", "PAUSE", "3000", "ALL"));
    }

    [Fact]
    public async Task ClientsKilled_InTheMiddleOfManyCommits()
    {
        await using var connection = await StoreRedis.ConnectAsync($"127.0.0.1:{redis.Port}");
        var installation = new StoreInstallation(connection);
        using var stop = new CancellationTokenSource();
        var answersLost = 0;

        // However fast the store is: they go on until the attack has hit, and then for 50 commits more.
        var sagas = Enumerable.Range(0, 40).Select(async n =>
        {
            var (items, left) = (0, 50);
            for (; left > 0; items++)
            {
                Interlocked.Add(ref answersLost, await ApplyAsync(installation, Commits.Task($"s{n}"), $"i{items}"));
                if (Volatile.Read(ref answersLost) > 0)
                    left--;
            }
            return items;
        }).ToList();
        var killer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await redis.Connection.GetServers()[0].ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                await Task.Delay(TimeSpan.FromMilliseconds(40), TimeProvider.System);
            }
        });
        var items = await Task.WhenAll(sagas).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        await stop.CancelAsync();
        await killer;

        answersLost.ShouldBeGreaterThan(0);
        for (var n = 0; n < 40; n++)
        {
            var applied = await installation.Store.ReadCollectionAsync(Commits.Task($"s{n}"), "items", default);
            applied.Select(entry => entry.Text()).ShouldBe(Enumerable.Range(0, items[n]).Select(item => $"i{item}"));
            (await installation.LoadAsync(Commits.Task($"s{n}")))!.Version.ShouldBe(items[n]);
        }
    }

    private static async Task AttackAsync(StoreInstallation installation, Action attack)
    {
        var key = Commits.Task("lost");
        await installation.CommittedAsync(Commits.Of(key, 0, "Accepted", "i0"));
        var commit = Commits.Of(key, 1, "Placed", "i1") with { Appends = [new("items", "i1".Utf8())], Outbox = "o".Utf8() };

        attack();
        var failure = await Should.ThrowAsync<Exception>(() => installation.Store.CommitAsync(commit, default));
        installation.Store.IsOutcomeUnknown(failure).ShouldBeTrue(failure.ToString());

        (await UntilAnsweredAsync(installation, () => installation.Store.CommitAsync(commit, default))).ShouldBeOfType<CommitResult.AlreadyApplied>().ItemIds.ShouldBe(["i1"]);
        var saga = (await installation.LoadAsync(key))!;
        saga.Version.ShouldBe(2);
        (await installation.Store.CommitAsync(commit with { ExpectedVersion = 2 }, default)).ShouldBeOfType<CommitResult.AlreadyApplied>();
        (await installation.Store.ReadCollectionAsync(key, "items", default)).Count.ShouldBe(1);
        (await installation.Store.ClaimOutboxAsync(TimeSpan.Zero, 10, default)).Single().Id.ToString().ShouldBe("task:lost:2");
    }

    // As the item handler does it. Returns how many answers were lost.
    private static async Task<int> ApplyAsync(StoreInstallation installation, SagaKey key, string item)
    {
        var lost = 0;
        while (true)
        {
            try
            {
                var saga = await installation.LoadAsync(key);
                var result = await installation.Store.CommitAsync(
                    Commits.Of(key, saga?.Version ?? 0, "Busy", item) with { Appends = [new("items", item.Utf8())] }, default);
                if (result is CommitResult.Committed or CommitResult.AlreadyApplied) return lost;
            }
            catch (Exception e) when (installation.Store.IsOutcomeUnknown(e))
            {
                lost++;
            }
        }
    }

    private static async Task<T> UntilAnsweredAsync<T>(StoreInstallation installation, Func<Task<T>> ask)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception e) when (installation.Store.IsOutcomeUnknown(e) && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }
}
