using System.Collections.Concurrent;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// The bindings of one event are looked at one after the other, each with what the one before has left: an end that was taken left the saga
/// without a lease, and was then refused as the end of a lease that is not held. Each task gave its slot back a second time.
/// </summary>
public sealed class AnEndGaveItsSlotBackTwiceTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData("work", 1)]
    [InlineData("flaky", 2)]
    public async Task Each_attempt_releases_its_lease_once(string operation, int attempts)
    {
        await using var world = new CrashWorld($"127.0.0.1:{redis.Port}");
        var released = new ConcurrentQueue<string>();
        world.Faults.Before = (_, argument) =>
        {
            foreach (var release in (argument as IReadOnlyList<PlacementRequest> ?? []).OfType<PlacementRequest.Release>())
                released.Enqueue(release.Token);
            return false;
        };
        var host = await world.StartDoomedAsync();
        world.Doomed.Gate.TrySetResult();

        await host.SubmitAsync(CrashWorld.Task("t", operation));
        await host.WaitForAsync("t", TaskStates.Completed);
        // Told after everything of the first, in its order.
        await host.SubmitAsync(CrashWorld.Task("next"));
        await host.WaitForAsync("next", TaskStates.Completed);
        await Eventually.HoldsAsync(() => released.Any(token => token.StartsWith("next#", StringComparison.Ordinal)), "the next one has given its slot back");

        released.Count(token => token.StartsWith("t#", StringComparison.Ordinal)).ShouldBe(attempts);
        released.Distinct().Count().ShouldBe(released.Count);
        world.Faults.Kill();
    }
}
