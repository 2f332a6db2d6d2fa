using System.Collections.Concurrent;
using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Integration.Tests.Wasm.Load;

/// <summary>The executor of code tasks itself, and a list of what it really ran, in the order of the ends.</summary>
internal sealed class WatchedExecutor(IElasticExecutor inner, ConcurrentQueue<Ran> ran) : IElasticExecutor
{
    public string Kind => inner.Kind;

    public IReadOnlyCollection<string> Operations => inner.Operations;

    public TargetOffer Offer => inner.Offer;

    public TimeSpan Grace => inner.Grace;

    public bool IsOffered => inner.IsOffered;

    public bool TellsBegin => inner.TellsBegin;

    public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => inner.Validate(operation, payload);

    public async Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
    {
        var outcome = await inner.ExecuteAsync(execution, cancellation);
        ran.Enqueue(new Ran(execution.TaskId, execution.LeaseToken, outcome));
        return outcome;
    }
}

/// <summary>One execution inside WebAssembly that came to an end.</summary>
internal sealed record Ran(string TaskId, string LeaseToken, ExecutionOutcome Outcome);
