using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Integration.Tests.Faults;

/// <summary>One installation, a host in it that dies at a point, and a second one that finds what is left, later on the store's clock.</summary>
internal sealed class CrashWorld(string redis) : IAsyncDisposable
{
    /// <summary>Longer than a lease, a claim and the outbox's age.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(16);

    private readonly string prefix = $"c{Guid.NewGuid():N}";
    private readonly StoreClock clock = new();
    private SpineHost? rescuer;

    public FaultInjector Faults { get; } = new();

    public Ledger Ledger { get; } = new();

    public RecordingExecutor Doomed { get; private set; } = null!;

    public static SubmitTask Task(string id, string operation = "work") => new() { TaskId = id, Kind = "test", Operation = operation };

    /// <summary>The host that will die. It is never disposed: it could not end any more.</summary>
    public Task<SpineHost> StartDoomedAsync(int slots = 100)
    {
        Doomed = new RecordingExecutor(Ledger, Faults);
        return SpineHost.StartAsync(redis, prefix, configure: services =>
        {
            Add(services, Doomed, slots);
            services.AddFaults(Faults);
        });
    }

    /// <summary>Once the first is dead: a host that starts later than every lease of the dead one.</summary>
    public async Task<SpineHost> RescueAsync(TimeSpan? later = null)
    {
        await Faults.DiedAsync();
        clock.Advance(later ?? Later);
        var executor = new RecordingExecutor(Ledger);
        executor.Gate.SetResult();
        return rescuer = await SpineHost.StartAsync(redis, prefix, configure: services => Add(services, executor, 100));
    }

    /// <summary>Completed, ended once, run as often as there are attempts at most, and nothing held or waiting for it any more.</summary>
    public async Task<TaskDetails> EndsOnceAsync(string taskId)
    {
        var task = await rescuer!.WaitForAsync(taskId, TaskStates.Completed, TaskStates.DeadLettered, TaskStates.Cancelled);
        task.State.ShouldBe(TaskStates.Completed);
        task.Timeline.Count(t => TaskStates.IsEnd(t.To) && t.From != t.To).ShouldBe(1);
        Ledger.Of(taskId).ShouldBeInRange(1, task.Attempts.Count, "executions without an attempt");
        return task;
    }

    public Task NothingIsHeldAsync() => Eventually.HoldsAsync(
        async () =>
        {
            var report = await rescuer!.Get<IPlacementStore>().ReportAsync(CancellationToken.None);
            return report is { Leases: 0, UnconfirmedGrants: 0 } && report.Queues.All(q => q.Waiting == 0);
        },
        "no slot is held and nothing waits");

    public async ValueTask DisposeAsync()
    {
        if (rescuer is not null)
            await rescuer.DisposeAsync();
    }

    private void Add(IServiceCollection services, ITaskExecutor executor, int slots)
    {
        services.AddSingleton(clock);
        services.AddSingleton(executor);
        services.Configure<ExecutionOptions>(o => o.BasicSlots = slots);
    }
}
