using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Integration.Tests.Durability;

/// <summary>Kind <c>test</c>, operation <c>work</c>: writes the execution down, then works for some milliseconds.</summary>
internal sealed class JournalExecutor(string folder) : ITaskExecutor, IDisposable
{
    private const int LongestMs = 30;

    private readonly FileStream journal = new Journal(folder).Open();

    public string Kind => "test";

    public IReadOnlyCollection<string> Operations { get; } = ["work"];

    public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

    public async Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
    {
        lock (journal)
            journal.Write(Journal.Line(execution.TaskId, execution.LeaseToken));
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(LongestMs)), TimeProvider.System, cancellation);
        return new ExecutionOutcome.Succeeded("null"u8.ToArray());
    }

    public void Dispose() => journal.Dispose();
}
