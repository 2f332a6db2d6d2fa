using BenchmarkDotNet.Attributes;
using Swarm.Messaging.Tests.Wasm.Faulty;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Benchmarks;

/// <summary>
/// A module that never ends, with a deadline of 100 ms: what goes beyond that is how late it is stopped. To hold: 50 ms, so 150 at most.
/// </summary>
[MinColumn, MaxColumn]
[SimpleJob(launchCount: 1, warmupCount: 2, iterationCount: 30, invocationCount: 1)]
public class GuestDeadline
{
    private readonly EpochTicker ticker = new();
    private WasmEngine engine = null!;
    private GuestCall call = null!;

    [Params(FaultyModules.LoopsForEver, FaultyModules.WritesForEver)]
    public string Module { get; set; } = "";

    [GlobalSetup]
    public void Start()
    {
        engine = new WasmEngine(1, ticker, TimeProvider.System);
        call = FaultyModules.Call(engine, Module, TimeSpan.FromMilliseconds(100));
    }

    [Benchmark]
    public async Task<bool> StoppedAfter100Ms() => await engine.RunAsync(call, default) is GuestOutcome.Failed { ErrorType: GuestErrors.Timeout };

    [GlobalCleanup]
    public void Stop()
    {
        engine.Dispose();
        ticker.Dispose();
    }
}
