using StackExchange.Redis;
using Swarm.Messaging.Cli.Bench;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The engine rode out a Redis that stood still for five seconds; the bench's own look at what had ended did not, and half an hour's figures were lost.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class ASoakEndedWithAStackTraceWhenRedisPausedTests(StoreRedis redis)
{
    [Fact]
    public async Task WhoLooksAtWhatHasEndedWaitsForTheStoreToo()
    {
        var (isEnding, refused) = (false, 0);
        var faults = new FaultInjector
        {
            Hold = (method, argument) =>
            {
                // From before the end is committed on: it is told of while the commit's answer is still under way.
                if (method == nameof(ISagaStore.CommitAsync) && argument is SagaCommit { Ended: true, Key.Type: "workflow" })
                    Volatile.Write(ref isEnding, true);
                return method == nameof(ISagaStore.LoadAsync) && Volatile.Read(ref isEnding) && Interlocked.Increment(ref refused) <= 3
                    ? Task.FromException(new RedisTimeoutException(CommandFlags.None, "It stands still.", CommandStatus.Sent)) : Task.CompletedTask;
            },
        };
        await using var host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.AddFaults(faults));
        await using var runs = await WorkflowBenchRuns.OpenAsync(host.Spine.Get<IServiceProvider>());

        await runs.OneAsync(WorkflowShapes.Fan(3, _ => WorkflowShapes.Noop()), CancellationToken.None);

        refused.ShouldBeGreaterThan(3);
    }
}
