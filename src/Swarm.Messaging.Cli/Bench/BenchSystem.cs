using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>A host as <c>swarm up</c> starts it, with HTTP API and a folder of its own, and the faulty modules installed.</summary>
internal sealed class BenchSystem : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TempFolder folder = new("bench-system");
    private readonly List<IAsyncDisposable> services = [];

    public SwarmHost Host { get; private set; } = null!;

    public TaskCommands Commands => Get<TaskCommands>();

    public TaskQueries Queries => Get<TaskQueries>();

    public static async Task<BenchSystem> StartAsync(BenchSettings settings, CancellationToken cancellation)
    {
        var system = new BenchSystem();
        try
        {
            await system.OpenAsync(settings, cancellation).ConfigureAwait(false);
            return system;
        }
        catch
        {
            await system.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>Looks again and again until it holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds().ConfigureAwait(false))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new BenchWrongException($"After {Patience.TotalSeconds:0} s it still does not hold that {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
            await Host.DisposeAsync().ConfigureAwait(false);
        services.Reverse();
        foreach (var service in services)
            await service.DisposeAsync().ConfigureAwait(false);
        folder.Dispose();
    }

    private async Task OpenAsync(BenchSettings settings, CancellationToken cancellation)
    {
        var (redis, broker) = (settings.Redis, settings.Broker);
        if (settings.StartServices)
        {
            redis ??= Started(await RedisServer.StartAsync(cancellation: cancellation).ConfigureAwait(false)).ConnectionString;
            broker ??= Started(await RabbitMqServer.StartAsync(cancellation: cancellation).ConfigureAwait(false)).Address();
        }

        Host = await SwarmHost.StartAsync(
            new HostSettings
            {
                Redis = redis, Broker = broker, Prefix = $"bench-{Guid.NewGuid().ToString("N")[..8]}", Data = folder.Path, Listen = "127.0.0.1:0",
                EventBridge = settings.EventBridge, Logging = new HostLogging { Console = false },
            },
            cancellation).ConfigureAwait(false);
        BenchModules.Install(Get<ModuleInstaller>());
        await UntilAsync(
            async () => Get<InstancePool>().Report("").HealthyInstances >= WasmPoolOptions.DefaultMin
                && (await Get<IPlacementStore>().TargetsAsync(cancellation).ConfigureAwait(false)).Targets.Any(t => t.Capabilities.Contains($"code/{BenchModules.Pair}")),
            "the pool serves and offers the faulty modules", cancellation).ConfigureAwait(false);
    }

    private T Started<T>(T service)
        where T : IAsyncDisposable
    {
        services.Add(service);
        return service;
    }
}
