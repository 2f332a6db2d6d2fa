using Microsoft.Extensions.Options;
using Swarm.Messaging.Tests.Wasm.Faulty;
using Swarm.Messaging.Wasmtime;
using Swarm.Messaging.Wasmtime.Instances;
using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;
using Wasmtime;

namespace Swarm.Messaging.Tests.Wasm.Pool;

/// <summary>An instance on the real engine: what it is made of is its own, and ends with it.</summary>
public sealed class EngineInstanceTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("swarm-instance-").FullName;
    private readonly EpochTicker ticker = new();
    private EngineInstance instance = null!;
    private InstanceFactory factory = null!;

    public async Task InitializeAsync()
    {
        var options = Options.Create(new WasmOptions { CacheFolder = folder });
        factory = new InstanceFactory(new ModuleCatalog(options), ticker, options, TimeProvider.System);
        instance = (EngineInstance)await factory.StartAsync("wasm_1", 2, default);
    }

    public async Task DisposeAsync()
    {
        await instance.DisposeAsync();
        ticker.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task It_answers_a_probe_and_measures_what_that_took()
    {
        (await instance.ProbeAsync(TimeSpan.FromMinutes(1), default)).ShouldBeNull();

        instance.Cached.ShouldBe(["tree-sitter"]);
        instance.Usage.UsedMb.ShouldBeGreaterThan(0);
        if (!OperatingSystem.IsWindows())
            instance.Usage.Processor.ShouldBeGreaterThan(TimeSpan.Zero);
        instance.Usage.AllocatedMb.ShouldBe(128);
    }

    [Fact]
    public async Task Its_end_stops_what_runs_on_it_and_nothing_begins_any_more()
    {
        var running = RunAsync(FaultyModules.LoopsForEver);

        await instance.DisposeAsync();

        await Should.ThrowAsync<OperationCanceledException>(running);
        await Should.ThrowAsync<OperationCanceledException>(RunAsync(FaultyModules.Works));
    }

    [Fact]
    public async Task Its_end_does_not_touch_another()
    {
        var other = (EngineInstance)await factory.StartAsync("wasm_2", 2, default);
        var running = RunAsync(FaultyModules.LoopsForEver, other, TimeSpan.FromMilliseconds(300));

        await instance.DisposeAsync();

        (await running).ShouldBeOfType<GuestOutcome.Failed>().ErrorType.ShouldBe("timeout");
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Dropped_memory_is_forgotten_and_what_runs_goes_on()
    {
        await instance.ProbeAsync(TimeSpan.FromMinutes(1), default);
        var running = RunAsync(FaultyModules.LoopsForEver, timeout: TimeSpan.FromMilliseconds(300));

        await instance.ClearMemoryAsync();

        (instance.Usage.UsedMb, instance.Cached.Count).ShouldBe((0, 0));
        (await RunAsync(FaultyModules.Works)).ShouldBeOfType<GuestOutcome.Completed>();
        (await running).ShouldBeOfType<GuestOutcome.Failed>().ErrorType.ShouldBe("timeout");
    }

    [Fact]
    public async Task A_forgotten_cache_is_filled_again_by_the_next_call()
    {
        instance.ClearCache();
        instance.Cached.ShouldBeEmpty();

        (await instance.ProbeAsync(TimeSpan.FromMinutes(1), default)).ShouldBeNull();

        instance.Cached.ShouldBe(["tree-sitter"]);
    }

    private Task<GuestOutcome> RunAsync(string module, EngineInstance? on = null, TimeSpan? timeout = null) => (on ?? instance).RunAsync(
        SandboxVariant.Default,
        modules => new GuestCall(
            _ => new WasmModule(module, Module.FromText(modules.Engine, module, FaultyModules.Text(module))), "analyze", "js", "{}"u8.ToArray(), 16, timeout ?? TimeSpan.FromMinutes(2))
        {
            Protocol = GuestProtocol.Command,
        },
        default);
}
