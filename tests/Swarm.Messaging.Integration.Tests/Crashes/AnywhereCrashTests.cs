using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Crashes;

/// <summary>A host dies at its n-th call of the store, whatever that is.</summary>
public sealed class AnywhereCrashTests(StoreRedis redis) : CrashTests(redis)
{
    private const int Tasks = 12;

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(29)]
    [InlineData(41)]
    [InlineData(58)]
    public async Task Whatever_the_call_each_task_ends_once(int calls)
    {
        await using var world = World();
        var doomed = await world.StartDoomedAsync(slots: 4);
        var left = calls;
        world.Faults.Before = (_, _) => Interlocked.Decrement(ref left) == 0;

        _ = doomed.Commands.SubmitAsync(Submissions(), CancellationToken.None);
        var rescuer = await world.RescueAsync();
        // The caller had no answer, so it asks again.
        await rescuer.Commands.SubmitAsync(Submissions(), CancellationToken.None);

        for (var i = 0; i < Tasks; i++)
            await world.EndsOnceAsync($"t{i}");
        await world.NothingIsHeldAsync();
    }

    private static List<Submission> Submissions() =>
        [.. Enumerable.Range(0, Tasks).Select(i => new Submission(CrashWorld.Task($"t{i}", i % 3 == 0 ? "flaky" : "work")))];
}
