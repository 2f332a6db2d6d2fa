using System.Text.Json;

namespace Swarm.Messaging.Execution;

/// <summary>
/// What needs no module: <c>noop</c> answers null, <c>echo</c> returns its payload, <c>sleep</c> waits <c>ms</c> milliseconds,
/// <c>fail</c> fails with the given type until the given attempt. For first steps, tests and benchmarks of the chain itself.
/// </summary>
internal sealed class BasicExecutor(TimeProvider time) : ITaskExecutor
{
    private const int MaxSleepMs = 3_600_000;

    private static readonly byte[] Null = "null"u8.ToArray();

    public string Kind => "basic";

    public IReadOnlyCollection<string> Operations { get; } = ["noop", "echo", "sleep", "fail"];

    public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => operation switch
    {
        "sleep" => PayloadRules.WholeNumber(payload, "ms", 0, MaxSleepMs, required: true),
        "fail" => [
            .. PayloadRules.WholeNumber(payload, "untilAttempt", 1, 1_000, required: false),
            .. PayloadRules.Text(payload, "errorType", 64),
            .. PayloadRules.Flag(payload, "retryable")],
        _ => [],
    };

    public async Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
    {
        switch (execution.Operation)
        {
            case "echo":
                return new ExecutionOutcome.Succeeded(execution.Payload);
            case "sleep":
                var ms = JsonElement.Parse(execution.Payload.Span).GetProperty("ms").GetInt32();
                execution.Progress.Report(new ExecutionProgress(0, $"sleeping {ms} ms"));
                await Task.Delay(TimeSpan.FromMilliseconds(ms), time, cancellation).ConfigureAwait(false);
                return new ExecutionOutcome.Succeeded(JsonSerializer.SerializeToUtf8Bytes(ms));
            case "fail":
                return Fail(execution);
            default:
                return new ExecutionOutcome.Succeeded(Null);
        }
    }

    private static ExecutionOutcome Fail(TaskExecution execution)
    {
        var payload = JsonElement.Parse(execution.Payload.Span);
        var until = payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty("untilAttempt", out var u) ? u.GetInt32() : int.MaxValue;
        if (execution.Attempt >= until)
            return new ExecutionOutcome.Succeeded(Null);
        var type = payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty("errorType", out var t) ? t.GetString()! : "asked_to_fail";
        var retryable = payload.ValueKind != JsonValueKind.Object || !payload.TryGetProperty("retryable", out var r) || r.GetBoolean();
        return new ExecutionOutcome.Failed(type, $"The task asked its execution {execution.Attempt} to fail.", null, retryable);
    }
}
