using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasmtime;
using Swarm.Messaging.Worker;

namespace Swarm.Messaging.Cli.Worker;

/// <summary>Type <c>analysis</c>: the analyser of code tasks, in its sandbox, inside the worker. The engine starts with the first of them.</summary>
internal sealed class AnalysisHandler
{
    private const string Operation = "analyze";

    private readonly Lazy<ITaskExecutor> analyser = new(Start);

    public async Task<object?> RunAsync(WorkerTask task, CancellationToken cancellation)
    {
        var executor = analyser.Value;
        if (executor.Validate(Operation, task.Payload) is { Count: > 0 } found)
            throw new WorkerTaskException("invalid_payload", string.Join(" ", found.Select(v => $"{v.Field} {v.Rule}")), retryable: false);
        var outcome = await executor.ExecuteAsync(
            new TaskExecution(
                task.Id, task.Attempt, "", Operation, System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(task.Payload).ToArray(),
                task.IdempotencyKey, task.Timeout ?? TimeSpan.FromMinutes(5), new Progress(task.Progress)),
            cancellation).ConfigureAwait(false);
        return outcome switch
        {
            ExecutionOutcome.Succeeded done => JsonElement.Parse(done.Result.Span),
            ExecutionOutcome.Failed failed => throw new WorkerTaskException(failed.ErrorType, failed.Message, failed.Retryable),
            ExecutionOutcome.Refused refused => throw new WorkerTaskException("refused", refused.Reason, retryable: false),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}."),
        };
    }

    /// <summary>One instance: a worker has one task at a time.</summary>
    private static ITaskExecutor Start()
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSwarmWasm(wasm => wasm.CacheFolder = Environment.GetEnvironmentVariable("SWARM_WORKER_CACHE") ?? wasm.CacheFolder)
            .Configure<WasmPoolOptions>(pool => (pool.Min, pool.Max) = (1, 1))
            .BuildServiceProvider();
        services.GetRequiredService<InstancePool>().Open();
        return services.GetServices<ITaskExecutor>().Single(e => e.Kind == "code");
    }

    private sealed class Progress(IProgress<WorkerProgress> worker) : IProgress<ExecutionProgress>
    {
        public void Report(ExecutionProgress value) => worker.Report(new WorkerProgress(value.Fraction, value.Text));
    }
}
