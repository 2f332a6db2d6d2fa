using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The right to make a result lasted for one execution and half a minute: while its owner waited for its next try, an equal node ran beside it.</summary>
public sealed class AnEqualNodeRanBesideOneThatWasTriedAgainTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private readonly string prefix = $"f{Guid.NewGuid():N}";

    [Fact]
    public async Task It_waits_for_as_long_as_the_task_of_the_first_has_not_ended()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port, prefix);
        var run = (await host.SubmitAsync(WorkflowHost.Parse("""
            {
              "workflowId": "w",
              "nodes": [ { "id": "n", "type": "task", "configuration": { "kind": "basic", "operation": "fail", "payload": { "untilAttempt": 99 } }, "cache": {}, "retry": { "preset": "runner" } } ]
            }
            """))).ExecutionId;
        var cache = host.Spine.Get<ResultCache>();
        await Eventually.HoldsAsync(() => Claim() is not null, "the node has the right");
        await Eventually.HoldsAsync(async () => (await host.Spine.Queries.LoadAsync($"{run}~0", CancellationToken.None)) is not null, "its task is there");
        var kept = new ResultKey(Claim()!, 60_000);
        await redis.Connection.GetDatabase().KeyExpireAsync(Key(kept.Key), TimeSpan.FromHours(1));

        (await cache.EnterAsync(kept, new NodeOrigin("other", 0, 0), TimeSpan.Zero)).ShouldBeOfType<CacheStanding.Wait>("its time is over, and it will be tried again");
        (await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = run }, null, CancellationToken.None)).ShouldBeOfType<WorkflowChanged>();
        await host.EndAsync(run);

        await Eventually.HoldsAsync(async () => await cache.EnterAsync(kept, new NodeOrigin("other", 0, 0), TimeSpan.Zero) is CacheStanding.Run, "the next one runs");
    }

    [Fact]
    public async Task One_that_never_became_a_task_loses_the_right()
    {
        await using var host = await WorkflowHost.StartAsync(redis.Port, prefix);
        var (cache, kept) = (host.Spine.Get<ResultCache>(), new ResultKey("k", 60_000));
        (await cache.EnterAsync(kept, new NodeOrigin("gone", 0, 0), TimeSpan.Zero)).ShouldBeOfType<CacheStanding.Run>();

        (await cache.EnterAsync(kept, new NodeOrigin("next", 0, 0), TimeSpan.FromHours(1))).ShouldBeOfType<CacheStanding.Run>();
        (await cache.EnterAsync(kept, new NodeOrigin("third", 0, 0), TimeSpan.FromHours(1))).ShouldBeOfType<CacheStanding.Wait>("the right is new, and not doubted yet");
    }

    private string Key(string name) => new RedisKeys(prefix, 4).Global($"{{cache}}:claim:{name}");

    private string? Claim()
    {
        // Others have claims, too.
        var key = redis.Connection.GetServers()[0].Keys(pattern: Key("*")).Select(k => (string)k!).FirstOrDefault();
        return key?[Key("").Length..];
    }
}
