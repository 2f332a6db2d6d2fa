using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Tests.Wasm.Faulty;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasm.Recovery.History;
using Swarm.Messaging.Wasmtime;
using Swarm.Messaging.Wasmtime.Code;
using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Integration.Tests.Wasm.Load;

/// <summary>A host whose pool has the modules of the <see cref="Mix"/>; waits between attempts and of the pool are short.</summary>
internal sealed class MixedHost : IAsyncDisposable
{
    public const int Min = 2;
    public const int Max = 4;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<Ran> ran;

    private MixedHost(SpineHost host, ConcurrentQueue<Ran> ran) => (Host, this.ran) = (host, ran);

    public SpineHost Host { get; }

    public InstancePool Pool => Host.Get<InstancePool>();

    public string HostId => Host.Get<HostIdentity>().HostId;

    /// <summary>What really ran in WebAssembly here.</summary>
    public IReadOnlyList<Ran> Executions => [.. ran];

    /// <param name="folder">For modules and what is compiled of them; several hosts may share it.</param>
    public static async Task<MixedHost> StartAsync(string redis, string prefix, string folder, Uri? broker = null, Action<IServiceCollection>? configure = null)
    {
        Install(folder);
        var ran = new ConcurrentQueue<Ran>();
        var host = await SpineHost.StartAsync(redis, prefix, broker, services =>
        {
            services.AddSwarmWasm(o => (o.CacheFolder, o.ModuleFolder) = (Path.Combine(folder, "cache"), ModulesIn(folder)));
            services.Remove(services.Single(s => s.ImplementationType == typeof(CodeExecutor)));
            services.AddSingleton<CodeExecutor>();
            services.AddSingleton<ITaskExecutor>(p => new WatchedExecutor(p.GetRequiredService<CodeExecutor>(), ran));
            services.Configure<RetryOptions>(o => o.Wasm = o.Wasm with { BaseDelay = TimeSpan.FromMilliseconds(20) });
            services.Configure<WasmPoolOptions>(o =>
            {
                (o.Min, o.Max) = (Min, Max);
                (o.Cooldown, o.UtilizationCheck, o.IdleLimit) = (Second, Second, 2 * Second);
                // Modules are compiled anew for each test, on whatever the machine has left for it.
                o.ProbeTimeout = TimeSpan.FromMinutes(1);
            });
            configure?.Invoke(services);
        });
        var mixed = new MixedHost(host, ran);
        await Eventually.HoldsAsync(() => mixed.Pool.Report("").HealthyInstances >= Min, "the pool serves", TimeSpan.FromSeconds(90));
        return mixed;
    }

    public async Task SubmitAsync(IEnumerable<int> numbers)
    {
        foreach (var part in numbers.Chunk(50))
        {
            var answers = await Host.Commands.SubmitAsync([.. part.Select(n => new Submission(Mix.Task(n)))], CancellationToken.None);
            answers.ShouldAllBe(a => a.Accepted != null);
        }
    }

    public Task<IReadOnlyDictionary<string, long>> StatesAsync() => Host.Queries.CountAsync(CancellationToken.None);

    public Task<PlacementReport> PlacementAsync() => Host.Get<IPlacementStore>().ReportAsync(CancellationToken.None);

    public async Task<RecoveryFigures> RecoveriesAsync() => (await Host.Get<RecoverySnapshots>().ReadAsync(CancellationToken.None)).Figures;

    public async Task<TaskDetails> TaskAsync(string id) => (await Host.Queries.GetAsync(id, false, CancellationToken.None)).ShouldNotBeNull($"{id} is lost");

    /// <summary>No slot of placement or pool is taken, nothing waits, and the pool has gone back to its least size.</summary>
    public async Task NothingIsLeftAsync()
    {
        await Eventually.HoldsAsync(
            async () => await PlacementAsync() is { Leases: 0, UnconfirmedGrants: 0 } p && p.Queues.All(q => q.Waiting == 0) && p.Targets.All(t => t.Used == 0) && p.Kinds.All(k => k.Held == 0),
            "no slot is held and nothing waits");
        await Eventually.HoldsAsync(
            () => Pool.Report("") is { UsedSlots: 0, PendingRequests: 0, PoolSize: Min, HealthyInstances: Min }, "the pool is idle and back at its minimum");
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static string ModulesIn(string folder) => Directory.CreateDirectory(Path.Combine(folder, "modules")).FullName;

    /// <summary>As files with their manifests: what lacks an import would not be taken by the installer.</summary>
    private static void Install(string folder)
    {
        var modules = new ModuleFolder(ModulesIn(folder));
        foreach (var name in Mix.Modules.Where(name => !modules.Holds(name)))
        {
            var bytes = FaultyModules.Bytes(name);
            modules.Save(
                new ModuleManifest(name, GuestProtocol.Command, [ModulePair.Parse("py:test")!], Convert.ToHexStringLower(SHA256.HashData(bytes))), bytes);
        }
    }
}
