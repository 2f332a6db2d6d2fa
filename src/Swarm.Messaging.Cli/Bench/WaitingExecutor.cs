using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>Kind <c>bench</c>: <c>wait</c> takes the given milliseconds of no processor's time, as a request to another service would.</summary>
internal sealed class WaitingExecutor : ITaskExecutor
{
    private static readonly byte[] Null = "null"u8.ToArray();

    public string Kind => "bench";

    public IReadOnlyCollection<string> Operations { get; } = ["wait"];

    public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

    public async Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
    {
        await WaitAsync(JsonElement.Parse(execution.Payload.Span).GetDouble(), cancellation).ConfigureAwait(false);
        return new ExecutionOutcome.Succeeded(Null);
    }

    public static Task WaitAsync(double ms, CancellationToken cancellation) => Task.Delay(TimeSpan.FromMilliseconds(ms), TimeProvider.System, cancellation);
}
