using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Spine;

/// <summary>A host with an executor of its own that a test can hold up and that tells what it ran.</summary>
internal sealed class SpineWorld : IAsyncDisposable
{
    private SpineWorld(SpineHost host, RecordingExecutor executor, Ledger ledger) => (Host, Executor, Ledger) = (host, executor, ledger);

    public SpineHost Host { get; }

    public RecordingExecutor Executor { get; }

    public Ledger Ledger { get; }

    public static async Task<SpineWorld> StartAsync(
        int redisPort, int slots = 100, string? prefix = null, Ledger? shared = null, Action<IServiceCollection>? configure = null,
        Uri? broker = null, Action<IBusRegistrationConfigurator>? bus = null)
    {
        var ledger = shared ?? new Ledger();
        var executor = new RecordingExecutor(ledger);
        var host = await SpineHost.StartAsync($"127.0.0.1:{redisPort}", prefix ?? $"w{Guid.NewGuid():N}", broker, services =>
        {
            services.AddSingleton<ITaskExecutor>(executor);
            services.Configure<ExecutionOptions>(o => o.BasicSlots = slots);
            configure?.Invoke(services);
        }, bus);
        return new SpineWorld(host, executor, ledger);
    }

    /// <summary>Takes the one slot, so that what comes after waits.</summary>
    public async Task HoldAsync(string taskId = "holder")
    {
        (await Host.SubmitAsync(CrashWorld.Task(taskId, "hold") with { Rank = 0 })).Accepted.ShouldNotBeNull();
        await Host.WaitForAsync(taskId, TaskStates.Running);
    }

    public Task NothingIsHeldAsync() => Eventually.HoldsAsync(
        async () => await Host.Get<IPlacementStore>().ReportAsync(CancellationToken.None)
                is { Leases: 0, UnconfirmedGrants: 0 } report && report.Queues.All(q => q.Waiting == 0),
        "no slot is held and nothing waits");

    /// <summary>Stops it while its work goes on.</summary>
    public Task StopAsync() => Host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Executor.Gate.TrySetResult();
        await Host.DisposeAsync();
    }
}
