using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Breakers;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Breakers;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A probe had its place in a half-open breaker for as long as its node might take, so that a host that was killed while it tried locked a
/// healthy destination for all hosts, with words that spoke of a rest.
/// </summary>
public sealed class ADeadHostsProbeLockedItsDestinationForAnHourTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Key = "http_request:example.org:443";

    private readonly StoreClock clock = new();
    private readonly string prefix = $"f{Guid.NewGuid():N}";
    private readonly WorkflowOptions options = new() { BreakerFailures = 1, BreakerProbes = 1 };

    [Fact]
    public async Task Its_place_is_free_soon_and_that_of_a_live_one_is_kept()
    {
        var (dead, live, other) = (new HandTime(), new HandTime(), new HandTime());
        await CallAsync(other, () => Task.FromResult<ExecutionOutcome>(new ExecutionOutcome.Failed("http_503", "x")));
        clock.Advance(options.BreakerRest);
        var never = new TaskCompletionSource<ExecutionOutcome>();
        _ = CallAsync(dead, () => never.Task);
        await Eventually.HoldsAsync(() => dead.HasTimer, "a probe is under way");
        var refused = (await CallAsync(other, Succeed)).ShouldBeOfType<ExecutionOutcome.Failed>();

        refused.ErrorType.ShouldBe(NodeBreakers.OpenError);
        refused.Message.ShouldContain("half-open");
        refused.Message.ShouldNotContain("left alone");
        clock.Advance(NodeBreakers.ProbePlace);

        var done = new TaskCompletionSource<ExecutionOutcome>();
        var probe = CallAsync(live, () => done.Task);
        await Eventually.HoldsAsync(() => live.HasTimer, "the next one tries");
        for (var i = 0; i < 5; i++)
        {
            clock.Advance(NodeBreakers.ProbePlace / 3);
            live.Tick();
            await Eventually.HoldsAsync(async () => await EndsInAsync() > NodeBreakers.ProbePlace * 0.9, "its place is kept");
        }

        (await CallAsync(other, Succeed)).ShouldBeOfType<ExecutionOutcome.Failed>();
        done.SetResult(new ExecutionOutcome.Succeeded("1"u8.ToArray()));
        await probe;
        (await CallAsync(other, Succeed)).ShouldBeOfType<ExecutionOutcome.Succeeded>();
    }

    [Fact]
    public async Task Who_asks_again_has_its_place_already()
    {
        var store = Store();
        var limits = new BreakerLimits(1, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), Probes: 1, Successes: 2);
        await store.EndAsync(Key, "c", BreakerVerdict.Failure, limits, CancellationToken.None);
        clock.Advance(limits.Rest);

        (await store.EnterAsync(Key, "p", TimeSpan.FromHours(1), limits, CancellationToken.None)).Allowed.ShouldBeTrue();
        (await store.EnterAsync(Key, "p", TimeSpan.FromHours(1), limits, CancellationToken.None)).Allowed.ShouldBeTrue();
        (await store.EnterAsync(Key, "q", TimeSpan.FromHours(1), limits, CancellationToken.None)).Allowed.ShouldBeFalse();
        (await store.KeepAsync(Key, "q", TimeSpan.FromHours(1), CancellationToken.None)).ShouldBeFalse();
    }

    private static Task<ExecutionOutcome> Succeed() => Task.FromResult<ExecutionOutcome>(new ExecutionOutcome.Succeeded("1"u8.ToArray()));

    private async Task<TimeSpan> EndsInAsync()
    {
        var entries = await redis.Connection.GetDatabase().SortedSetRangeByRankWithScoresAsync(new RedisKeys(prefix, 4).Global($"{{breakers}}:breaker:{Key}:probes"));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + clock.OffsetMs;
        return TimeSpan.FromMilliseconds(entries.Max(e => e.Score) - now);
    }

    private RedisBreakerStore Store() => new(redis.Connection, new RedisKeys(prefix, 4), clock, TimeProvider.System);

    private Task<ExecutionOutcome> CallAsync(TimeProvider time, Func<Task<ExecutionOutcome>> call)
    {
        var breakers = new NodeBreakers(
            Store(), Options.Create(options), new RunnerFeed([], new RunnerCounts(), time, NullLogger<RunnerFeed>.Instance), time, NullLogger<NodeBreakers>.Instance);
        var attempt = new TaskExecution("t", 1, $"lease-{Guid.NewGuid():N}", "http_request", default, null, TimeSpan.FromHours(1), new Progress<ExecutionProgress>());
        return breakers.RunAsync("http_request", "example.org:443", attempt, call, CancellationToken.None);
    }

    /// <summary>Its timers fire when the test says so: those of a host that died never do.</summary>
    private sealed class HandTime : TimeProvider
    {
        private volatile Action? fire;

        public bool HasTimer => fire is not null;

        public void Tick() => fire!();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            fire = () => callback(state);
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
