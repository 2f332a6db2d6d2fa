using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.HostMemory;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Spine;

/// <summary>A whole host in this process, on a real Redis; the bus in memory, or the broker given.</summary>
internal sealed class SpineHost : IAsyncDisposable
{
    private readonly IHost host;

    private SpineHost(IHost host) => this.host = host;

    public IServiceProvider Services => host.Services;

    public TaskCommands Commands => Get<TaskCommands>();

    public TaskQueries Queries => Get<TaskQueries>();

    public StoreClock Clock => Get<StoreClock>();

    public static async Task<SpineHost> StartAsync(
        string redis, string prefix, Uri? broker = null, Action<IServiceCollection>? configure = null,
        Action<IBusRegistrationConfigurator>? bus = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        if (Environment.GetEnvironmentVariable("SPINE_LOG") is not null)
            builder.Logging.AddConsole();
        builder.Services.AddSwarmMessaging(new SwarmOptions { Broker = broker, Prefix = prefix }, bus);
        builder.Services.AddSwarmRedis(o => (o.Configuration, o.KeyPrefix) = (redis, prefix));
        builder.Services.Configure<MemoryOptions>(TestHost.LeaveAlone);
        // Many a test leaves a task that sleeps for ever behind.
        builder.Services.Configure<ExecutionOptions>(o => o.DrainTimeout = TimeSpan.FromSeconds(2));
        configure?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return new SpineHost(host);
    }

    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public async Task<SubmitResult> SubmitAsync(SubmitTask task) =>
        (await Commands.SubmitAsync([new Submission(task)], CancellationToken.None))[0];

    /// <summary>Waits for its end, moving the store's clock on whenever it waits for a retry.</summary>
    public async Task<TaskDetails> HurryToEndAsync(string taskId)
    {
        while (true)
        {
            var task = await WaitForAsync(
                taskId, TaskStates.RetryScheduled, TaskStates.Completed, TaskStates.DeadLettered, TaskStates.Cancelled);
            if (TaskStates.IsEnd(task.State))
                return task;
            Clock.Advance(TimeSpan.FromSeconds(1));
            // Leases of others must not run out meanwhile.
            Get<LeaseKeeper>().RunOnce();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Waits for a state by reading the saga again and again; fails with what it last saw.</summary>
    public async Task<TaskDetails> WaitForAsync(string taskId, params string[] states)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var task = await Queries.GetAsync(taskId, includePayload: true, CancellationToken.None);
            if (task is not null && states.Contains(task.State))
                return task;
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"{taskId} is {task?.State ?? "absent"}, not {string.Join(" or ", states)}: {string.Join("; ", task?.Timeline ?? [])}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public Task StopAsync() => host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
