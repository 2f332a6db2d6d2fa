using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Integration.Tests.Faults;

/// <summary>
/// Kind <c>test</c>. <c>work</c> is done at once, <c>hold</c> runs until <see cref="Gate"/> opens, <c>flaky</c> fails at its first execution.
/// </summary>
internal sealed class RecordingExecutor(Ledger ledger, FaultInjector? faults = null) : ITaskExecutor
{
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called when the work is done and nobody knows it yet.</summary>
    public Action<string> Done { get; set; } = _ => { };

    /// <summary>Every execution fails while it is set.</summary>
    public bool Broken { get; set; }

    public string Kind => "test";

    public IReadOnlyCollection<string> Operations { get; } = ["work", "hold", "flaky"];

    public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

    public async Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
    {
        if (faults is not null)
            await faults.AliveAsync();
        ledger.Add(execution.TaskId);
        if (execution.Operation == "hold")
            await Gate.Task.WaitAsync(cancellation);
        Done(execution.TaskId);
        if (Broken)
            return new ExecutionOutcome.Failed("broken", "It is broken.");
        return execution is { Operation: "flaky", Attempt: 1 }
            ? new ExecutionOutcome.Failed("flaky", "Its first execution fails.")
            : new ExecutionOutcome.Succeeded("null"u8.ToArray());
    }
}
