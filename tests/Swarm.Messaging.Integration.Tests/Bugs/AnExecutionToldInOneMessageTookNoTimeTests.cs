using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A short execution tells its start and its end in one message: by the time of hearing of them it took 0 ms.</summary>
public sealed class AnExecutionToldInOneMessageTookNoTimeTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task How_long_it_took_is_what_the_targets_clock_says_however_wrong_that_goes()
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        await world.HoldAsync();
        await world.Host.SubmitAsync(CrashWorld.Task("t"));
        var placement = world.Host.Get<IPlacementStore>();
        var target = world.Host.Get<LocalTargets>().All.Select(t => t.Definition.TargetId).Single(id => id.StartsWith("test-", StringComparison.Ordinal));
        Grant? grant = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                await placement.SetSlotsAsync(target, 1, CancellationToken.None);
                var news = (await placement.SetSlotsAsync(target, 2, CancellationToken.None))!;
                world.Host.Get<PlacementNewsQueue>().Add(news);
                grant ??= news.Grants.SingleOrDefault();
                return grant is not null;
            },
            "a second slot is granted");
        await world.Host.WaitForAsync("t", TaskStates.Placed);
        var (token, begun) = (grant!.Lease.Token, DateTimeOffset.UnixEpoch);

        await world.Host.Get<SagaRunner<TaskSaga>>().HandleAsync(
            [
                new SagaItem("x:started", "t", new AttemptStarted(token, begun)),
                new SagaItem("x:ended", "t", new AttemptSucceeded(token, "1"u8.ToArray(), begun.AddSeconds(5))),
            ],
            CancellationToken.None);

        var attempt = (await world.Host.WaitForAsync("t", TaskStates.Completed)).Attempts.ShouldHaveSingleItem();
        (attempt.EndedAt - attempt.StartedAt).ShouldBe(TimeSpan.FromSeconds(5));
        attempt.EndedAt.ShouldBeGreaterThan(begun.AddYears(1), "the moment itself is told by our own clock");
    }
}
