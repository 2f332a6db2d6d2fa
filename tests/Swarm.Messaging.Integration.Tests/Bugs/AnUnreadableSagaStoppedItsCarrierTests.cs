using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A document of a newer version, or a broken one, threw past the item path: every item and every timer in its company waited for ever.</summary>
public sealed class AnUnreadableSagaStoppedItsCarrierTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Theory]
    [InlineData("sv", "99", "LeftForNewer")]
    [InlineData("d", "{ broken", "Failed")]
    public async Task The_others_of_the_carrier_go_on(string field, string value, string outcome)
    {
        await using var world = await SpineWorld.StartAsync(redis.Port, slots: 1);
        await world.HoldAsync();
        foreach (var id in new[] { "a", "bad", "c" })
            await world.Host.SubmitAsync(CrashWorld.Task(id));
        // As another host would: by a version of its own.
        var key = world.Host.Get<RedisKeys>().Saga(new SagaKey("task", "bad"));
        await redis.Connection.GetDatabase().HashSetAsync(key, field, value);
        await redis.Connection.GetDatabase().HashIncrementAsync(key, "v");

        var outcomes = await world.Host.Get<SagaRunner<TaskSaga>>().HandleAsync(
            [.. new[] { "a", "bad", "c" }.Select(id => new SagaItem($"x:{id}", id, new CancelTask { TaskId = id }))], CancellationToken.None);

        outcomes.Select(o => o.GetType().Name).ShouldBe(["Applied", outcome, "Applied"]);
    }
}
