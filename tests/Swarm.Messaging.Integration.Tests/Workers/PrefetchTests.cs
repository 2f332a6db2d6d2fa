using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Integration.Tests.Workers;

/// <summary>Tiny tasks are fetched ahead of the workers, and called back when that was wrong.</summary>
public sealed class PrefetchTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task Tiny_tasks_are_fetched_ahead_a_better_rank_passes_them_and_long_ones_send_them_back()
    {
        await using var host = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => host.SubmitAsync(Submit($"tiny{i}", "echo"))));
        for (var i = 0; i < 60; i++)
            await host.WaitForAsync($"tiny{i}", TaskStates.Completed);
        await Eventually.HoldsAsync(async () => await SlotsAsync(host) > 1, "more is offered than there are workers");

        var began = new ConcurrentQueue<string>();
        using var listening = host.Get<WorkerPool>().Listen(e =>
        {
            if (e.Type == WorkerPoolEvents.TaskAssigned)
                began.Enqueue(e.TaskId!);
        });
        await host.SubmitAsync(Submit("long", "sleep", new { ms = 10_000 }));
        await host.WaitForAsync("long", TaskStates.Running);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => host.SubmitAsync(Submit($"waits{i}", "echo"))));

        // Its worker ends nothing: what was fetched ahead goes back, and no attempt of it was used up.
        await Eventually.HoldsAsync(async () => await SlotsAsync(host) == 1, "no more is offered than the worker");
        await Eventually.HoldsAsync(async () => await ParkedAsync(host, 6) >= 5, "all wait but the one that may be in the pool");
        await host.SubmitAsync(Submit("first", "echo") with { Rank = 0 });
        foreach (var id in new[] { "long", "first", "waits0", "waits5" })
            (await host.WaitForAsync(id, TaskStates.Completed)).Attempts.Count(a => a.Outcome != "returned").ShouldBe(1);

        // One may have been in the pool already.
        began.ToArray()[1..3].ShouldContain("first");
    }

    private Task<SpineHost> StartAsync() => SpineHost.StartAsync($"127.0.0.1:{redis.Port}", $"f{Guid.NewGuid():N}", configure: services => services.Configure<WorkersOptions>(o =>
    {
        var options = TestPool.Options(1);
        (o.PoolSize, o.MinWorkers, o.Command, o.SpawnTimeout) = (1, 1, options.Command, options.SpawnTimeout);
        o.Prefetch = 8; // one of them waits in the pool
    }));

    private static SubmitTask Submit(string id, string type, object? payload = null) => new()
    {
        TaskId = id, Kind = "process", Operation = type, Payload = JsonSerializer.SerializeToElement(payload),
    };

    private static async Task<int> ParkedAsync(SpineHost host, int tasks)
    {
        var found = await Task.WhenAll(Enumerable.Range(0, tasks).Select(i => host.Queries.GetAsync($"waits{i}", includePayload: false, CancellationToken.None)));
        return found.Count(t => t!.State == TaskStates.Parked);
    }

    private static async Task<int> SlotsAsync(SpineHost host) =>
        (await host.Get<IPlacementStore>().ReportAsync(CancellationToken.None)).Targets.Single(t => t.TargetId.StartsWith("process-")).Slots;
}
