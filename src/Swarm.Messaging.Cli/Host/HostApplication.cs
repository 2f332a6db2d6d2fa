using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Serilog;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Cli.Logging;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Control;
using Swarm.Messaging.Coordination;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.HostMemory;
using Swarm.Messaging.Objectives;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Routing;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Resources;
using Swarm.Messaging.Swarms.Work;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasm.Recovery;
using Swarm.Messaging.Wasmtime;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Cli.Host;

/// <summary>What a host consists of.</summary>
internal static class HostApplication
{
    /// <summary>Beyond the time that running attempts get: for reports to leave and the bus to close.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(30);

    public static WebApplication Build(HostSettings settings, string redis, IPEndPoint listen, (Serilog.ILogger Lines, LogState State) log, string token)
    {
        // Empty: nothing is read from an environment or a file that SettingsReader has not read and checked.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "swarm", EnvironmentName = Environments.Production });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // RequestBody has its own, which answers
            kestrel.Listen(listen);
        });
        var services = builder.Services;
        services.AddSerilog(log.Lines);
        services.AddSingleton(log.State);
        services.AddSingleton<ITransitionLog>(new TransitionLog(log.Lines, TimeProvider.System));
        services.AddRouting();
        Configure<TaskOptions>(services, settings, "Tasks");
        Configure<RetryOptions>(services, settings, "Retry");
        Configure<RoutingOptions>(services, settings, "Routing");
        Configure<PlacementOptions>(services, settings, "Placement");
        Configure<ExecutionOptions>(services, settings, "Execution");
        Configure<WasmPoolOptions>(services, settings, "Wasm:Pool");
        Configure<RecoveryOptions>(services, settings, "Wasm:Recovery");
        Configure<AgentOptions>(services, settings, "Agents");
        Configure<CoordinatorOptions>(services, settings, "Coordinator");
        Configure<DistributionOptions>(services, settings, "Distribution");
        Configure<SwarmsOptions>(services, settings, "Swarms");
        Configure<LeadershipOptions>(services, settings, "Swarms:Leadership");
        Configure<MessagesOptions>(services, settings, "Swarms:Messages");
        Configure<ResourceOptions>(services, settings, "Swarms:Resources");
        Configure<ConflictOptions>(services, settings, "Swarms:Conflicts");
        Configure<WorkOptions>(services, settings, "Swarms:Work");
        Configure<ControlOptions>(services, settings, "Control");
        if (settings.Embedded)
            services.AddSingleton(new Predecessor(HostIdFile.Read(settings.DataFolder), ProcessExecutor.KindName));
        if (settings.Embedded)
            services.PostConfigure<ControlOptions>(o => o.KeyFile = o.Key is null ? o.KeyFile ?? ControlKeyFile.In(settings.DataFolder) : null);
        Configure<WorkersOptions>(services, settings, "Workers");
        Configure<WorkflowOptions>(services, settings, "Workflows");
        Configure<ObjectiveOptions>(services, settings, "Objectives");
        Configure<RunnerOptions>(services, settings, "Workflows:Runner");
        Configure<MemoryOptions>(services, settings, "Memory");
        services.AddSwarmMessaging(new SwarmOptions
        {
            Prefix = settings.Prefix, Broker = settings.Broker, EventBridge = settings.EventBridge, QuorumQueues = settings.QuorumQueues,
        });
        services.AddSwarmRedis(o =>
        {
            settings.Sections.GetSection("Redis").Bind(o);
            (o.Configuration, o.KeyPrefix) = (redis, settings.Prefix);
        });
        services.AddSwarmWasm(o =>
        {
            o.CacheFolder = Path.Combine(settings.DataFolder, "wasm-cache");
            settings.Sections.GetSection("Wasm").Bind(o);
            o.ModuleFolder ??= Directory.CreateDirectory(Path.Combine(settings.DataFolder, "modules")).FullName;
        });
        services.AddRuntimeSection<WasmOptions>("Wasm", nameof(WasmOptions.MemoryLimitMb), nameof(WasmOptions.Timeout));
        services.AddStartSection<RedisStoreOptions>("Redis");
        Configure<HostLogging>(services, settings, "Logging");
        services.AddStartSection<HostLogging>("Logging");
        services.Configure<HostHttp>(o => (o.Listen, o.Token) = (settings.Listen ?? listen.ToString(), token));
        services.AddStartSection<HostHttp>("Http");
        services.Configure<HostBasics>(o => o.Take(settings));
        services.AddStartSection<HostBasics>(ConfigurationReader.Outside);
        if (settings.Sources is { } sources)
            services.AddSingleton(sources);
        services.AddHttpApi(token);
        services.AddOptions<HostOptions>().Configure<Microsoft.Extensions.Options.IOptions<ExecutionOptions>>(
            (host, execution) => host.ShutdownTimeout = execution.Value.DrainTimeout + StopMargin);

        // Signals belong to the program, not to a host inside it.
        services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        settings.Configure?.Invoke(services);
        var app = builder.Build();
        app.MapHttpApi();

        // Nobody asks for it; it listens to commits.
        app.Services.GetRequiredService<TaskFigures>();
        return app;
    }

    private static void Configure<T>(IServiceCollection services, HostSettings settings, string section)
        where T : class => services.Configure<T>(settings.Sections.GetSection(section));

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
