using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Wasm.Recovery;

namespace Swarm.Messaging.Benchmarks;

/// <summary>From a failure to its class and the order of the next attempt. To hold: 0.1 ms.</summary>
[MemoryDiagnoser]
[SimpleJob(launchCount: 1, warmupCount: 3, iterationCount: 10)]
public class RecoveryChoice
{
    private readonly RecoverySettings settings = new();
    private ServiceProvider services = null!;
    private IRecoveryLadder ladder = null!;
    private TaskError error = null!;

    /// <summary>The last one reads a long message for every word in the table and a pattern of the operator's, and finds none.</summary>
    [Params("trap", "exception", "words", "nothing in 4,000 characters")]
    public string Told { get; set; } = "";

    [GlobalSetup]
    public void Start()
    {
        services = new ServiceCollection()
            .Configure<RecoveryOptions>(o => o.Patterns.Add(new ErrorPattern { Pattern = "licen[cs]e .* expired", Type = "licence_error" }))
            .AddRecoveryLadder().BuildServiceProvider();
        ladder = services.GetRequiredService<IRecoveryLadder>();
        error = Told switch
        {
            "trap" => new TaskError("memory_error", "Operation 'analyze' ran out of memory", InstanceId: "wasm_1"),
            "exception" => new TaskError("RangeError", "Invalid array length"),
            "words" => new TaskError("error", "the guest said: panic at line 3"),
            _ => new TaskError("error", string.Concat(Enumerable.Repeat("broken symlinks change. ", 170))),
        };
    }

    [Benchmark]
    public RecoveryOrder? ClassAndOrder() => ladder.Next(error, 0, 10, settings);

    [GlobalCleanup]
    public void Stop() => services.Dispose();
}
