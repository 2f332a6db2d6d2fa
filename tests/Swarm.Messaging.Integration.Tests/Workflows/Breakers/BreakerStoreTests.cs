using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Breakers;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Breakers;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Integration.Tests.Workflows.Breakers;

/// <summary>The steps of a breaker, on a real Redis whose clock is moved.</summary>
public sealed class BreakerStoreTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Key = "http_request:example.org:443";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(70);
    private static readonly BreakerLimits Limits = new(Failures: 5, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), Probes: 1, Successes: 2);

    private readonly StoreClock clock = new();
    private readonly string prefix = $"f{Guid.NewGuid():N}";
    private int calls;

    [Fact]
    public async Task Failures_in_a_row_open_it_and_the_next_call_is_refused()
    {
        var store = Store();
        for (var i = 0; i < 4; i++)
            (await FailAsync(store)).ShouldBe(BreakerMove.None);
        (await FailAsync(store)).ShouldBe(BreakerMove.Opened);

        var refused = await EnterAsync(Store(), "another host");

        refused.Allowed.ShouldBeFalse();
        refused.Wait.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        var shown = (await store.ListAsync(10, Limits, CancellationToken.None)).ShouldHaveSingleItem();
        (shown.Key, shown.State, shown.Breaks, shown.Rejected).ShouldBe((Key, "open", 1, 1));
        shown.RetryAt.ShouldBe(shown.OpenedAt + Limits.Rest);
    }

    [Fact]
    public async Task What_joins_it_was_made_already_and_is_not_counted_as_refused()
    {
        var store = Store();
        for (var i = 0; i < 5; i++)
            await FailAsync(store);

        (await store.JoinAsync(Key, "made", Longest, Limits, CancellationToken.None)).Allowed.ShouldBeFalse();
        clock.Advance(Limits.Rest);
        (await EnterAsync(store, "probe")).Allowed.ShouldBeTrue();
        (await store.JoinAsync(Key, "made too", Longest, Limits, CancellationToken.None)).Allowed.ShouldBeFalse();

        (await store.ListAsync(10, Limits, CancellationToken.None)).ShouldHaveSingleItem().Rejected.ShouldBe(0);
    }

    [Fact]
    public async Task A_success_in_between_and_age_make_failures_count_no_more()
    {
        var store = Store();
        for (var i = 0; i < 4; i++)
            await FailAsync(store);
        await EndAsync(store, BreakerVerdict.Success);
        for (var i = 0; i < 4; i++)
            (await FailAsync(store)).ShouldBe(BreakerMove.None);
        clock.Advance(TimeSpan.FromSeconds(60));

        (await FailAsync(store)).ShouldBe(BreakerMove.None);
        (await EndAsync(store, BreakerVerdict.Nothing)).ShouldBe(BreakerMove.None);
        (await store.ListAsync(10, Limits, CancellationToken.None)).ShouldHaveSingleItem().Failures.ShouldBe(1);
    }

    [Fact]
    public async Task After_its_rest_one_call_at_a_time_tries_and_two_successes_close_it()
    {
        var store = await OpenAsync();
        clock.Advance(Limits.Rest);

        var probe = await EnterAsync(store, "p1");
        (probe.Allowed, probe.Moved).ShouldBe((true, BreakerMove.HalfOpen));
        (await EnterAsync(store, "p2")).Allowed.ShouldBeFalse();
        (await store.EndAsync(Key, "from before it opened", BreakerVerdict.Failure, Limits, CancellationToken.None)).ShouldBe(BreakerMove.None);
        (await store.EndAsync(Key, "p1", BreakerVerdict.Success, Limits, CancellationToken.None)).ShouldBe(BreakerMove.None);
        (await EnterAsync(store, "p3")).Allowed.ShouldBeTrue();
        (await store.EndAsync(Key, "p3", BreakerVerdict.Success, Limits, CancellationToken.None)).ShouldBe(BreakerMove.Closed);
        (await EnterAsync(store, "p4")).ShouldBe(new BreakerEntry(true, false, TimeSpan.Zero, BreakerMove.None, false));
    }

    [Fact]
    public async Task A_probe_that_fails_opens_it_again_and_one_that_is_lost_gives_up_its_place()
    {
        var store = await OpenAsync();
        clock.Advance(Limits.Rest);
        await EnterAsync(store, "lost");
        clock.Advance(Longest);

        (await EnterAsync(store, "next")).Allowed.ShouldBeTrue();
        (await store.EndAsync(Key, "next", BreakerVerdict.Failure, Limits, CancellationToken.None)).ShouldBe(BreakerMove.Reopened);
        (await EnterAsync(store, "after")).Allowed.ShouldBeFalse();
        (await store.ListAsync(10, Limits, CancellationToken.None)).ShouldHaveSingleItem().Breaks.ShouldBe(2);
    }

    [Fact]
    public async Task It_is_reset_by_hand()
    {
        var store = await OpenAsync();

        (await store.ResetAsync(Key, CancellationToken.None)).ShouldBeTrue();

        (await EnterAsync(store, "c")).Allowed.ShouldBeTrue();
        (await store.ResetAsync("none", CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_is_closed_and_was_not_used_for_an_hour_is_forgotten_and_an_open_one_is_not()
    {
        var store = await OpenAsync();
        await store.EnterAsync("quiet", "c", Longest, Limits, CancellationToken.None);
        clock.Advance(TimeSpan.FromHours(1));

        await store.EnterAsync("new", "c", Longest, Limits, CancellationToken.None);

        (await store.ListAsync(10, Limits, CancellationToken.None)).Select(b => b.Key).ShouldBe(["new", Key]);
    }

    [Fact]
    public async Task A_store_that_is_away_lets_every_call_through_with_a_line_in_the_log()
    {
        await using var server = await RedisServer.StartAsync(new() { AppendFsync = null });
        await using var connection = await StoreRedis.ConnectAsync(
            server.ConnectionString, o => (o.AsyncTimeout, o.SyncTimeout, o.BacklogPolicy) = (200, 200, BacklogPolicy.FailFast));
        var log = new LogLines();
        using var logs = LoggerFactory.Create(l => l.AddProvider(log));
        var breakers = new NodeBreakers(
            new RedisBreakerStore(connection, new RedisKeys(prefix, 4), clock, TimeProvider.System), Options.Create(new WorkflowOptions()),
            new RunnerFeed([], new RunnerCounts(), TimeProvider.System, logs.CreateLogger<RunnerFeed>()), TimeProvider.System,
            logs.CreateLogger<NodeBreakers>());
        var attempt = new TaskExecution("t", 1, "lease", "http_request", default, null, TimeSpan.FromSeconds(60), new Progress<ExecutionProgress>());
        await server.KillAsync();

        var outcome = await breakers.RunAsync(
            "http_request", "example.org:443", attempt, () => Task.FromResult<ExecutionOutcome>(new ExecutionOutcome.Succeeded("7"u8.ToArray())), CancellationToken.None);

        outcome.ShouldBeOfType<ExecutionOutcome.Succeeded>();
        log.Text.ShouldContain($"The circuit breaker {Key} cannot be asked");
    }

    private RedisBreakerStore Store() => new(redis.Connection, new RedisKeys(prefix, 4), clock, TimeProvider.System);

    private async Task<RedisBreakerStore> OpenAsync()
    {
        var store = Store();
        for (var i = 0; i < Limits.Failures; i++)
            await FailAsync(store);
        return store;
    }

    private Task<BreakerMove> FailAsync(RedisBreakerStore store) => EndAsync(store, BreakerVerdict.Failure);

    private async Task<BreakerMove> EndAsync(RedisBreakerStore store, BreakerVerdict verdict)
    {
        var call = $"c{++calls}";
        (await EnterAsync(store, call)).Allowed.ShouldBeTrue();
        return await store.EndAsync(Key, call, verdict, Limits, CancellationToken.None);
    }

    private static Task<BreakerEntry> EnterAsync(RedisBreakerStore store, string call) => store.EnterAsync(Key, call, Longest, Limits, CancellationToken.None);
}
