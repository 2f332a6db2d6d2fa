using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Sagas;

/// <summary>Servers of other kinds: one that refuses scripts across slots, and one that dies.</summary>
public sealed class StoreServerTests
{
    [Fact]
    public async Task ClusterOfOneNode_TakesEveryCall()
    {
        var redis = new StoreRedis("--cluster-enabled", "yes");
        await redis.InitializeAsync();
        try
        {
            await redis.Connection.GetServers()[0].ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
            await using var connection = await UntilClusterIsUpAsync(redis.Port);
            var installation = new StoreInstallation(connection);
            await EveryCallAsync(installation);
            installation.KeysWith("").Where(key => !key.Contains("shards", StringComparison.Ordinal)).ShouldAllBe(key => key.Contains("{s", StringComparison.Ordinal));
        }
        finally
        {
            await redis.DisposeAsync();
        }
    }

    [Fact]
    public async Task ServerKilled_BetweenAndDuringCommits_LosesNoCommitThatWasAnswered_AndHalvesNone()
    {
        var redis = new StoreRedis("--appendonly", "yes", "--appendfsync", "always");
        await redis.InitializeAsync();
        try
        {
            var installation = new StoreInstallation(redis.Connection);
            var answered = new int[20];
            for (var round = 0; round < 4; round++)
            {
                using var stop = new CancellationTokenSource();
                var writers = Enumerable.Range(0, 20).Select(n => WriteAsync(installation, n, answered, stop.Token)).ToList();
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
                await redis.KillAndRestartAsync();
                await stop.CancelAsync();
                await Task.WhenAll(writers);
            }

            answered.Sum().ShouldBeGreaterThan(0);
            for (var n = 0; n < 20; n++)
            {
                var key = Commits.Task($"s{n}");
                var saga = (await installation.LoadAsync(key))!;
                saga.Version.ShouldBeGreaterThanOrEqualTo(answered[n]);
                var timeline = await installation.Store.ReadTimelineAsync(key, default);
                timeline.Select(entry => entry.Version).ShouldBe(Enumerable.Range(1, (int)saga.Version).Select(version => (long)version).TakeLast(1_000));
                saga.Timers["ask-again"].ShouldBe(saga.Version);
            }

            var expected = (await installation.Store.ListAsync(new SagaQuery("task", null, null, null, 100), default)).Sagas.Sum(saga => saga.Version);
            var stored = 0;
            // An age of nothing would claim again at once what was just claimed.
            installation.Clock.Advance(TimeSpan.FromMinutes(2));
            while (await installation.Store.ClaimOutboxAsync(TimeSpan.FromMinutes(1), 20_000, default) is { Count: > 0 } entries)
            {
                stored += entries.Count;
                await installation.Store.ClearOutboxAsync([.. entries.Select(entry => new OutboxPlace(entry.Id.Key, entry.Place))]);
            }

            ((long)stored).ShouldBe(expected);
        }
        finally
        {
            await redis.DisposeAsync();
        }
    }

    private static async Task WriteAsync(StoreInstallation installation, int n, int[] answered, CancellationToken stop)
    {
        var key = Commits.Task($"s{n}");
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var version = (await installation.LoadAsync(key))?.Version ?? 0;
                var result = await installation.Store.CommitAsync(Commits.Of(key, version, $"S{version % 3}", $"i{version}") with
                {
                    Timeline = ["t".Utf8()],
                    Outbox = "o".Utf8(),
                    TimersSet = [new("ask-again", TimeSpan.FromSeconds(30))],
                }, default);
                if (result is CommitResult.Committed) answered[n] = (int)version + 1;
            }
            catch (Exception e) when (installation.Store.IsOutcomeUnknown(e))
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<StackExchange.Redis.IConnectionMultiplexer> UntilClusterIsUpAsync(int port)
    {
        for (var attempt = 0; ; attempt++)
        {
            var connection = await StoreRedis.ConnectAsync($"127.0.0.1:{port}");
            var info = (string?)await connection.GetServers()[0].ExecuteAsync("CLUSTER", "INFO");
            if (info!.Contains("cluster_state:ok", StringComparison.Ordinal)) return connection;
            await connection.DisposeAsync();
            attempt.ShouldBeLessThan(100);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static async Task EveryCallAsync(StoreInstallation installation)
    {
        var store = installation.Store;
        await store.EnsureShardsAsync(default);
        for (var n = 0; n < 30; n++)
        {
            var key = Commits.Task($"s{n}");
            (await store.BindKeyAsync("task", "acme", $"k{n}", key.Id, TimeSpan.FromHours(1), default)).ShouldBe(key.Id);
            await installation.CommittedAsync(Commits.Of(key, 0, "Accepted", "i1", "i2") with
            {
                Timeline = ["t".Utf8()],
                Payload = "p".Utf8(),
                Outbox = "o".Utf8(),
                Appends = [new("nodes", "n".Utf8())],
                TimersSet = [new("retry", TimeSpan.FromSeconds(1)), new("deadline", TimeSpan.FromSeconds(1))],
            });
            await store.WriteNoteAsync(key, "progress", "50".Utf8());
        }

        installation.Clock.Advance(TimeSpan.FromMinutes(2));
        (await store.BindKeyAsync("task", "acme", "k1", "other", TimeSpan.FromHours(1), default)).ShouldBe("s1");
        var timers = (await store.ClaimTimersAsync(TimeSpan.FromSeconds(5), 1_000, default)).Timers;
        timers.Count.ShouldBe(60);
        await store.DropTimerAsync(timers[0]);
        var emitted = await store.ClaimOutboxAsync(TimeSpan.FromSeconds(5), 1_000, default);
        emitted.Count.ShouldBe(30);
        await store.ClearOutboxAsync([.. emitted.Select(entry => new OutboxPlace(entry.Id.Key, entry.Place))]);
        (await store.ReadNoteAsync(Commits.Task("s3"), "progress", default)).Text().ShouldBe("50");
        (await store.ReadPayloadAsync(Commits.Task("s3"), default)).Text().ShouldBe("p");
        (await store.ListAsync(new SagaQuery("task", "Accepted", "acme", null, 100), default)).Sagas.Count.ShouldBe(30);
        (await store.CountByStateAsync("task", default))["Accepted"].ShouldBe(30);
        var ended = new TaskCompletionSource<SagaKey>();
        await using var listening = await store.ListenForEndsAsync(key => ended.TrySetResult(key), default);
        for (var n = 0; n < 30; n++)
            await installation.CommittedAsync(Commits.Of($"s{n}", 1, "Done", "i3") with { Result = "r".Utf8(), Ended = true, Retain = TimeSpan.FromHours(1), TimersCleared = ["retry"] });
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        (await store.DeleteEndedAsync(Commits.Task("s0"), default)).ShouldBeTrue();
        installation.Clock.Advance(TimeSpan.FromHours(2));
        (await store.SweepRetentionAsync(1_000, default)).ShouldBe(29);
        installation.KeysWith(":saga:").ShouldBeEmpty();
    }
}
