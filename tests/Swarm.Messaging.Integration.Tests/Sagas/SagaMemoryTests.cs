using System.Collections.Concurrent;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Sagas;

/// <summary>A host need not load what it has just committed, and is not misled by it.</summary>
public sealed class SagaMemoryTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task A_task_that_stays_with_its_host_is_not_loaded_for_its_end()
    {
        var loads = new ConcurrentBag<SagaKey>();
        var faults = new FaultInjector
        {
            Before = (method, argument) =>
            {
                if (method == nameof(ISagaStore.LoadAsync))
                    loads.Add((SagaKey)argument!);
                return false;
            },
        };
        await using var host = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", $"sm{Guid.NewGuid():N}", configure: services => services.AddFaults(faults));
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var ends = await host.Get<ISagaStore>().ListenForEndsAsync(_ => ended.TrySetResult());

        await host.SubmitAsync(Task("near", "noop"));
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

        var before = loads.ToArray();
        var task = await host.WaitForAsync("near", TaskStates.Completed);
        task.Timeline.Count.ShouldBeGreaterThan(1);
        before.ShouldBeEmpty(string.Join("; ", task.Timeline));
    }

    [Fact]
    public async Task What_another_host_did_meanwhile_counts()
    {
        var prefix = $"sm{Guid.NewGuid():N}";
        await using var one = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", prefix);
        await using var other = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", prefix);
        (await one.SubmitAsync(Task("far", "noop") with { Requires = ["nobody"] })).Accepted!.State.ShouldBe(TaskStates.Parked);

        var first = await other.Commands.CancelAsync(new CancelTask { TaskId = "far", Reason = "by the other" }, null, CancellationToken.None);
        var second = await one.Commands.CancelAsync(new CancelTask { TaskId = "far", Reason = "too late" }, null, CancellationToken.None);

        first.ShouldBeOfType<CommandDone>().Changed.ShouldBe(true);
        second.ShouldBeOfType<CommandDone>().Changed.ShouldBe(false);
        (await one.WaitForAsync("far", TaskStates.Cancelled)).Reason.ShouldBe("by the other");
    }

    private static SubmitTask Task(string id, string operation) => new() { TaskId = id, Client = "test", Kind = "basic", Operation = operation };
}
