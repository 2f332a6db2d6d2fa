using Serilog;
using Serilog.Formatting.Compact;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Cli.Logging;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.Redis;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>A host for a benchmark, in this process, with the services it needs; a prefix of its own keeps it apart from everything else.</summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> services = [];
    private readonly List<string> agents = [];
    private BenchSettings settings = null!;
    private IHost host = null!;
    private bool started;

    public IServiceProvider Services => host.Services;

    /// <summary>Null: the transport is this process's memory.</summary>
    public Uri? Broker { get; private set; }

    public string Prefix { get; } = $"bench-{Guid.NewGuid().ToString("N")[..8]}";

    public static async Task<BenchHost> StartAsync(
        BenchSettings settings, CancellationToken cancellation, Action<IServiceCollection>? configure = null)
    {
        var bench = new BenchHost { settings = settings };
        try
        {
            await bench.OpenAsync(configure, cancellation).ConfigureAwait(false);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            var targets = started ? host.Services.GetRequiredService<LocalTargetDefinitions>().All.Select(t => t.Target.Address).ToList() : [];
            // One that failed to start cannot be stopped.
            if (started)
                await host.StopAsync().ConfigureAwait(false);
            await ((IAsyncDisposable)host).DisposeAsync().ConfigureAwait(false);
            // What was started for the run goes with all that is in it.
            if (settings.Redis is { } redis)
                await BenchLeftovers.RemoveKeysAsync(redis, Prefix).ConfigureAwait(false);
            if (settings.Broker is { } broker)
                await BenchLeftovers.RemoveQueuesAsync(broker, Prefix, agents, targets).ConfigureAwait(false);
        }

        services.Reverse();
        foreach (var service in services)
            await service.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Their queues go with the host's.</summary>
    public void Expect(IEnumerable<string> agentIds) => agents.AddRange(agentIds);

    private async Task OpenAsync(Action<IServiceCollection>? configure, CancellationToken cancellation)
    {
        var broker = settings.Broker;
        var redis = settings.Redis;
        if (redis is null)
        {
            var server = await RedisServer.StartAsync(cancellation: cancellation).ConfigureAwait(false);
            services.Add(server);
            redis = server.ConnectionString;
        }

        if (settings.StartServices && broker is null)
        {
            var server = await RabbitMqServer.StartAsync(cancellation: cancellation).ConfigureAwait(false);
            services.Add(server);
            broker = server.Address();
        }

        Broker = broker;
        // Empty, as the real host is: the other kind watches the files of the working folder for changes, at the cost of what is measured.
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        if (settings.Log)
        {
            var folder = new TempFolder("bench-log");
            services.Add(new Deleted(folder));
            var logger = new LoggerConfiguration().MinimumLevel.Information()
                .WriteTo.File(new CompactJsonFormatter(), Path.Combine(folder.Path, "swarm.log"), hooks: new GatheredFile(TimeProvider.System, new LogState())).CreateLogger();
            builder.Services.AddSerilog(logger, dispose: true);
            builder.Services.AddSingleton<ITransitionLog>(new TransitionLog(logger, TimeProvider.System));
        }

        builder.Services.AddSwarmMessaging(
            new SwarmOptions { Broker = broker, Prefix = Prefix, EventBridge = settings.EventBridge });
        builder.Services.AddSwarmRedis(o => (o.Configuration, o.KeyPrefix) = (redis, Prefix));
        configure?.Invoke(builder.Services);
        host = builder.Build();
        await host.StartAsync(cancellation).ConfigureAwait(false);
        started = true;
    }

    private sealed class Deleted(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
